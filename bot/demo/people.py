"""The invented school's people: twelve staff and their Slack, and what a referral says of each pupil."""

from dataclasses import dataclass
from datetime import date

from models.permission import Role
from models.tables.placement import PlacementType, Registration

TEACHER, SUPPORT = Role.TEACHER, Role.SUPPORT


@dataclass(frozen=True)
class Colleague:
    """A member of staff, or with role None somebody in their Slack who is not on the staff."""

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
    Colleague("hugo", "Hugo Bright", "Deputy Head, deputy DSL", Role.HEAD, dsl=True),
    Colleague("omar", "Omar Desai", "Administrator", Role.ADMINISTRATOR),
    Colleague("priya", "Priya Nair", "Science, SENCo", TEACHER, senco=True, subjects=("Science",)),
    Colleague("dan", "Dan Frost", "Art and PSHE, DSL", TEACHER, dsl=True, subjects=("Art", "PSHE")),
    Colleague("ann", "Ann Lister", "Maths", TEACHER, subjects=("Maths",)),
    Colleague("ben", "Ben Okafor", "English", TEACHER, subjects=("English",)),
    Colleague("mei", "Mei Tan", "Humanities", TEACHER, subjects=("History", "Geography")),
    Colleague("luis", "Luis Romero", "PE and Food", TEACHER, subjects=("PE", "Food")),
    Colleague("sue", "Sue Pell", "Teaching assistant", SUPPORT),
    Colleague("tom", "Tom Akers", "Hospital tutor", SUPPORT, subjects=("Maths", "English")),
    Colleague("jo", "Jo Flint", "Supply", SUPPORT),
    Colleague("noel", "Noel Body", "New; not on the staff list yet"),
    Colleague("gus", "Gus Gale", "Guest from a charity", guest=True),
)
STAFF = tuple(colleague for colleague in COLLEAGUES if colleague.role is not None)


@dataclass(frozen=True)
class Child:
    """A pupil as the referral describes them."""

    name: str
    born_on: date
    home_school: str
    type: PlacementType
    reason: str
    family: str
    registration: Registration = Registration.SUBSIDIARY


NORTHBROOK, HOLLINS, STMARY = "Northbrook Academy", "Hollins High School", "St Mary's Primary School"
EASTFIELD, RIVERSIDE, ELM = "Eastfield School", "Riverside College", "Elm Grove School"
EXCLUDED, AT_RISK = PlacementType.EXCLUDED, PlacementType.AT_RISK
MEDICAL, OUTREACH = PlacementType.MEDICAL, PlacementType.OUTREACH
SINGLE, MAIN = Registration.SINGLE, Registration.MAIN
FIGHT, REFUSES = "Permanently excluded after a fight", "Has not been able to come to school for months"
WARD, ANXIOUS = "On the adolescent ward for some weeks", "Very anxious in a large school; hoping for a fresh start"
REPEATED, GIVEN_UP = "Repeated suspensions for disruption", "Disengaged after two changes of school"

CHILDREN = (
    Child("Kai Ashworth", date(2012, 5, 14), NORTHBROOK, EXCLUDED, FIGHT, "Donna Ashworth, mother", SINGLE),
    Child("Amelia Sharma", date(2013, 11, 2), HOLLINS, OUTREACH, ANXIOUS, "Ravi Sharma, father"),
    Child("Daniel Osei", date(2011, 3, 3), RIVERSIDE, EXCLUDED, FIGHT, "Grace Osei, mother", SINGLE),
    Child("Tyrell Grant", date(2012, 1, 30), RIVERSIDE, AT_RISK, REPEATED, "Sonia Grant, mother"),
    Child("Ayaan Farah", date(2012, 12, 9), HOLLINS, MEDICAL, REFUSES, "Hodan Farah, mother"),
    Child("Maryam Aziz", date(2012, 4, 21), RIVERSIDE, MEDICAL, ANXIOUS, "Bilal Aziz, father"),
    Child("Chloe Marriott", date(2012, 10, 23), RIVERSIDE, AT_RISK, REPEATED, "Sian Marriott, mother"),
    Child("Toby Reeves", date(2011, 7, 29), HOLLINS, AT_RISK, REPEATED, "Alan Reeves, father", MAIN),
    Child("Samuel Adeyemi", date(2011, 8, 4), HOLLINS, OUTREACH, GIVEN_UP, "Tola Adeyemi, mother", MAIN),
    Child("Shanice Cole", date(2010, 9, 15), NORTHBROOK, EXCLUDED, FIGHT, "Marcia Cole, mother", SINGLE),
    Child("Leila Amiri", date(2012, 2, 14), EASTFIELD, MEDICAL, WARD, "Parisa Amiri, mother"),
    Child("Jack Thorne", date(2010, 12, 1), RIVERSIDE, EXCLUDED, FIGHT, "Lisa Thorne, mother", SINGLE),
    Child("Bethany Cross", date(2013, 5, 26), NORTHBROOK, OUTREACH, ANXIOUS, "Mark Cross, father"),
    Child("Willow Hart", date(2014, 12, 18), ELM, MEDICAL, WARD, "Fern Hart, mother"),
    Child("Rhys Bevan", date(2011, 1, 9), EASTFIELD, EXCLUDED, FIGHT, "Carys Bevan, mother", SINGLE),
    Child("Lacey Moss", date(2013, 1, 22), EASTFIELD, AT_RISK, REPEATED, "Tracy Moss, mother"),
    Child("Mason Webb", date(2010, 10, 5), NORTHBROOK, AT_RISK, REPEATED, "Gary Webb, father"),
    Child(
        "Connor Doyle",
        date(2011, 9, 1),
        EASTFIELD,
        EXCLUDED,
        FIGHT,
        "Sinead Doyle, mother, deceased. Grandmother Maeve Doyle",
        SINGLE,
    ),
    Child("Jayden Price", date(2012, 8, 31), EASTFIELD, EXCLUDED, FIGHT, "Leanne Price, mother", SINGLE),
    Child("Nour Haddad", date(2014, 2, 11), ELM, OUTREACH, GIVEN_UP, "Layla Haddad, aunt"),
    Child("Freya Lund", date(2011, 6, 17), RIVERSIDE, MEDICAL, WARD, "Ingrid Lund, mother"),
    Child("Idris Malik", date(2011, 12, 25), HOLLINS, MEDICAL, WARD, "Samira Malik, mother"),
    Child("Skye Barton", date(2012, 6, 28), NORTHBROOK, OUTREACH, ANXIOUS, "Jan Barton, foster carer"),
    Child("Luca Ferri", date(2015, 9, 12), STMARY, OUTREACH, GIVEN_UP, "Marta Ferri, mother"),
    Child("Hana Yusuf", date(2013, 8, 30), HOLLINS, MEDICAL, REFUSES, "Amal Yusuf, mother"),
    Child("Ellis Crane", date(2011, 11, 11), EASTFIELD, AT_RISK, REPEATED, "Judy Crane, mother"),
    Child("Oscar Penn", date(2014, 10, 7), ELM, OUTREACH, GIVEN_UP, "Ruth Penn, mother"),
    Child("Ruby Fenwick", date(2014, 7, 8), ELM, OUTREACH, GIVEN_UP, "Paul Fenwick, father"),
    Child("Zofia Nowak", date(2016, 3, 19), STMARY, MEDICAL, REFUSES, "Anna Nowak, mother"),
    Child("Poppy Lang", date(2013, 4, 3), NORTHBROOK, OUTREACH, ANXIOUS, "Kerry Lang, mother"),
    Child("Finn Carver", date(2010, 11, 27), NORTHBROOK, EXCLUDED, FIGHT, "Dawn Carver, mother", SINGLE),
    Child("Grace Linden", date(2011, 4, 6), HOLLINS, MEDICAL, WARD, "Hope Linden, mother"),
)
BY_NAME = {child.name: child for child in CHILDREN}
