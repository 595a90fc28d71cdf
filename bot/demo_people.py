"""The invented school's people: twelve staff, their Slack, and thirty pupils with what has become of each so far."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.permission import Role
from models.placement import PlacementType, Registration

TEACHER, SUPPORT = Role.TEACHER, Role.SUPPORT


@dataclass(frozen=True)
class Colleague:
    """A member of staff, or with role None somebody in their Slack who is not."""

    handle: str
    name: str
    about: str
    role: Role | None = None
    senco: bool = False
    dsl: bool = False
    subjects: tuple[str, ...] = ()
    guest: bool = False

    @property
    def slack_id(self) -> str:
        return f"U{self.handle.upper()}"


COLLEAGUES = (
    Colleague("helen", "Helen Marsh", "Head", Role.HEAD),
    Colleague("hugo", "Hugo Bright", "Deputy, so a Head too", Role.HEAD),
    Colleague("omar", "Omar Desai", "Administrator", Role.ADMINISTRATOR),
    Colleague("priya", "Priya Nair", "Science, SENCo", TEACHER, senco=True, subjects=("Science",)),
    Colleague("dan", "Dan Frost", "Art, DSL", TEACHER, dsl=True, subjects=("Art",)),
    Colleague("ann", "Ann Lister", "Maths", TEACHER, subjects=("Maths",)),
    Colleague("ben", "Ben Okafor", "English", TEACHER, subjects=("English",)),
    Colleague("mei", "Mei Tan", "Humanities", TEACHER, subjects=("History", "Geography")),
    Colleague("luis", "Luis Romero", "PE and food", TEACHER, subjects=("PE", "Food")),
    Colleague("sue", "Sue Pell", "Teaching assistant", SUPPORT),
    Colleague("tom", "Tom Akers", "Hospital tutor", SUPPORT, subjects=("Maths", "English")),
    Colleague("jo", "Jo Flint", "Supply", SUPPORT),
    Colleague("noel", "Noel Body", "New; not on the staff list yet"),
    Colleague("gus", "Gus Gale", "Guest from a charity", guest=True),
)
STAFF = tuple(colleague for colleague in COLLEAGUES if colleague.role is not None)


class Stage(StrEnum):
    """How far a stay has come."""

    REFERRED = "referred"
    TRIED = "tried"
    CONTACTED = "contacted"
    UNREACHABLE = "unreachable"
    BOOKED = "booked"
    HELD = "held"
    ALLOCATED = "allocated"
    LEFT = "left"


@dataclass(frozen=True)
class Child:
    """A pupil of the invented school, referred so many school days ago; `before` is an earlier stay's first day."""

    name: str
    born_on: date
    home_school: str
    stage: Stage
    days_ago: int
    reason: str
    family: str
    type: PlacementType = PlacementType.EXCLUDED
    registration: Registration = Registration.SUBSIDIARY
    before: date | None = None
    excluded_days_ago: int | None = None


NORTHBROOK, HOLLINS, STMARY = "Northbrook Academy", "Hollins High School", "St Mary's Primary School"
EASTFIELD, RIVERSIDE, ELM = "Eastfield School", "Riverside College", "Elm Grove Junior School"
MEDICAL, OUTREACH, SUSPENDED = PlacementType.MEDICAL, PlacementType.OUTREACH, PlacementType.SUSPENDED
SINGLE, MAIN = Registration.SINGLE, Registration.MAIN
FIGHT, REFUSES = "Permanently excluded after a fight", "Has not been able to come to school since spring"
WARD, ANXIOUS = "On the adolescent ward for some weeks", "Very anxious in a large school; a fresh start is hoped for"
REPEATED, GIVEN_UP = "Repeated suspensions for disruption", "Has given up on lessons after two changes of school"

CHILDREN = (
    Child(
        "Kai Ashworth",
        date(2012, 5, 14),
        NORTHBROOK,
        Stage.REFERRED,
        0,
        FIGHT,
        "Donna Ashworth, mother",
        excluded_days_ago=2,
        registration=SINGLE,
    ),
    Child("Amelia Sharma", date(2013, 11, 2), HOLLINS, Stage.REFERRED, 0, ANXIOUS, "Ravi Sharma, father", OUTREACH),
    Child(
        "Connor Doyle",
        date(2011, 9, 1),
        EASTFIELD,
        Stage.REFERRED,
        1,
        FIGHT,
        "Maeve Doyle, grandmother",
        excluded_days_ago=4,
        registration=SINGLE,
    ),
    Child("Zofia Nowak", date(2016, 3, 19), STMARY, Stage.REFERRED, 1, REFUSES, "Anna Nowak, mother", MEDICAL),
    Child("Tyrell Grant", date(2012, 1, 30), RIVERSIDE, Stage.REFERRED, 12, REPEATED, "Sonia Grant, mother", SUSPENDED),
    Child("Ruby Fenwick", date(2014, 7, 8), ELM, Stage.REFERRED, 9, GIVEN_UP, "Paul Fenwick, father", OUTREACH),
    Child("Idris Malik", date(2011, 12, 25), HOLLINS, Stage.TRIED, 3, WARD, "Samira Malik, mother", MEDICAL),
    Child("Poppy Lang", date(2013, 4, 3), NORTHBROOK, Stage.TRIED, 4, ANXIOUS, "Kerry Lang, mother", OUTREACH),
    Child(
        "Jayden Price",
        date(2012, 8, 31),
        EASTFIELD,
        Stage.CONTACTED,
        3,
        FIGHT,
        "Leanne Price, mother",
        excluded_days_ago=5,
        registration=SINGLE,
    ),
    Child("Nour Haddad", date(2014, 2, 11), ELM, Stage.CONTACTED, 4, GIVEN_UP, "Layla Haddad, aunt", OUTREACH),
    Child("Freya Lund", date(2011, 6, 17), RIVERSIDE, Stage.CONTACTED, 2, WARD, "Ingrid Lund, mother", MEDICAL),
    Child("Mason Webb", date(2010, 10, 5), NORTHBROOK, Stage.CONTACTED, 5, REPEATED, "Gary Webb, father", SUSPENDED),
    Child("Ayaan Farah", date(2012, 12, 9), HOLLINS, Stage.UNREACHABLE, 8, REFUSES, "Hodan Farah, mother", MEDICAL),
    Child("Lacey Moss", date(2013, 1, 22), EASTFIELD, Stage.UNREACHABLE, 9, REPEATED, "Tracy Moss, mother", SUSPENDED),
    Child(
        "Daniel Osei", date(2011, 3, 3), RIVERSIDE, Stage.BOOKED, 5, FIGHT, "Grace Osei, mother", registration=SINGLE
    ),
    Child("Skye Barton", date(2012, 6, 28), NORTHBROOK, Stage.BOOKED, 4, ANXIOUS, "Jan Barton, foster carer", OUTREACH),
    Child("Luca Ferri", date(2015, 9, 12), STMARY, Stage.BOOKED, 5, GIVEN_UP, "Marta Ferri, mother", OUTREACH),
    Child("Hana Yusuf", date(2013, 8, 30), HOLLINS, Stage.BOOKED, 5, WARD, "Amal Yusuf, mother", MEDICAL),
    Child("Ellis Crane", date(2011, 11, 11), EASTFIELD, Stage.HELD, 5, REPEATED, "Judy Crane, mother", SUSPENDED),
    Child("Maryam Aziz", date(2012, 4, 21), RIVERSIDE, Stage.HELD, 5, ANXIOUS, "Bilal Aziz, father", MEDICAL),
    Child("Oscar Penn", date(2014, 10, 7), ELM, Stage.HELD, 5, GIVEN_UP, "Ruth Penn, mother", OUTREACH),
    Child(
        "Shanice Cole", date(2010, 9, 15), NORTHBROOK, Stage.HELD, 9, FIGHT, "Marcia Cole, mother", registration=SINGLE
    ),
    Child(
        "Toby Reeves", date(2011, 7, 29), HOLLINS, Stage.ALLOCATED, 14, REPEATED, "Alan Reeves, father", SUSPENDED, MAIN
    ),
    Child("Leila Amiri", date(2012, 2, 14), EASTFIELD, Stage.ALLOCATED, 15, REFUSES, "Parisa Amiri, mother", MEDICAL),
    Child(
        "Jack Thorne",
        date(2010, 12, 1),
        RIVERSIDE,
        Stage.ALLOCATED,
        16,
        FIGHT,
        "Lisa Thorne, mother",
        registration=SINGLE,
    ),
    Child("Bethany Cross", date(2013, 5, 26), NORTHBROOK, Stage.ALLOCATED, 16, ANXIOUS, "Mark Cross, father", OUTREACH),
    Child(
        "Samuel Adeyemi",
        date(2011, 8, 4),
        HOLLINS,
        Stage.ALLOCATED,
        17,
        GIVEN_UP,
        "Tola Adeyemi, mother",
        OUTREACH,
        MAIN,
    ),
    Child("Willow Hart", date(2014, 12, 18), ELM, Stage.ALLOCATED, 17, WARD, "Fern Hart, mother", MEDICAL),
    Child(
        "Rhys Bevan",
        date(2011, 1, 9),
        EASTFIELD,
        Stage.ALLOCATED,
        18,
        FIGHT,
        "Carys Bevan, mother",
        registration=SINGLE,
    ),
    Child(
        "Chloe Marriott",
        date(2012, 10, 23),
        RIVERSIDE,
        Stage.BOOKED,
        4,
        REPEATED,
        "Sian Marriott, mother",
        SUSPENDED,
        before=date(2026, 1, 12),
    ),
    Child(
        "Finn Carver", date(2010, 11, 27), NORTHBROOK, Stage.LEFT, 20, FIGHT, "Dawn Carver, mother", registration=SINGLE
    ),
    Child("Grace Linden", date(2010, 4, 6), HOLLINS, Stage.LEFT, 20, WARD, "Hope Linden, mother", MEDICAL),
)
