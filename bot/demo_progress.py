"""How the pupils of the invented school get on: results and targets of every shape, on many scales."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import cycle

from bot.demo_people import Colleague
from models.aiming import TargetGiven, set_target, usual_day
from models.assess import ResultGiven, add_result, say_not_yet
from models.barrier import BarrierKind
from models.calendar import moved
from models.change import Change
from models.new_scale import add_scale
from models.placement import Placement
from models.result import Source
from models.reviewing import Formality, ReviewGiven, save_review

INCIDENTS = "Incidents a week"
SCALE_ADDED = -20
BEFORE = -70  # days before the first day: what the home school reported
NOT_YET = "Settling in: the work is there when there is a good morning."

# A change by somebody (their handle) on a day.
At = Callable[[date, str], Change]


@dataclass(frozen=True)
class Course:
    """Grades in one subject: prior ones, then one each school day from the first on; and the target, if there is one.

    `reason` is what the teacher said where Halfterm asked.
    """

    scale: str = ""
    prior: tuple[tuple[str, str], ...] = ()
    grades: tuple[str, ...] = ()
    target: str | None = None
    programme: str = ""
    reason: str | None = None
    not_yet: bool = False
    next_step: str | None = None  # of a review in between, if there was one


NEXT_STEP = "I do the ones I can first, then I ask."
RISING = Course("gcse", (("gcse", "3"),), ("3", "4", "5"), "6", "Small group, four mornings", next_step=NEXT_STEP)
FLAT = Course("functional_skills", (), ("E3", "E3", "E3"), "L1", "Functional skills, online")
TWO_SCALES = Course("reading_age", (("ks2_scaled", "94"),), ("8-4", "8-7"), "9-4", "Paired reading")
FALLING = Course("gcse", (("gcse", "5"),), ("4", "3"), "5", "One to one, at the hospital")
ONE_POINT = Course("combined_science", (), ("3-3",), "4-4", "Practical work")
SLOW = Course("combined_science", (("combined_science", "2-2"),), ("2-2", "3-2"), "5-5", "Practical work")
MET = Course("vocational", (), ("P", "M"), "M", "Portfolio")
LOW = Course("vocational", (), ("M",), "M", "Portfolio", reason="The last piece took all term; the next may not.")
FEWER = Course(INCIDENTS, (), ("6", "4", "3"), "1", "Boxing and a mentor")
WAITING = Course(not_yet=True)
NOTHING = Course()

COURSES: Mapping[str, tuple[Course, ...]] = {
    "Maths": (RISING, FLAT),
    "English": (TWO_SCALES, FALLING),
    "Science": (ONE_POINT, SLOW, NOTHING),
    "Art": (MET, LOW, NOTHING),
    "History": (WAITING, NOTHING),
    "PE": (FEWER, NOTHING),
}


class Courses:
    """Hands out the shapes, subject by subject in turn."""

    def __init__(self, at: At, today: date) -> None:
        self._at = at
        self._today = today
        self._scales = {INCIDENTS: add_scale(at(moved(today, SCALE_ADDED), "helen"), INCIDENTS, _numbers(10), False)}
        self._next: dict[str, Iterator[Course]] = {subject: cycle(some) for subject, some in COURSES.items()}

    def tell(self, placement: Placement, teacher: Colleague, subject: str) -> None:
        """What a pupil's teacher has entered so far, up to the last school day."""
        course, first_day = next(self._next[subject]), placement.first_day
        if first_day is None:
            return
        value = f"{placement.id}:{subject}"
        if course.not_yet:
            say_not_yet(self._at(first_day, teacher.handle), value, NOT_YET, moved(self._today, 14))
        day = first_day
        for scale, grade in course.prior:
            given = ResultGiven(Source.PRIOR, self._key(scale), grade, moved(first_day, BEFORE))
            add_result(self._at(day, teacher.handle), value, given)
        for place, grade in enumerate(course.grades):
            source = Source.FURTHER if place else Source.BASELINE
            change = self._at(day, teacher.handle)
            add_result(change, value, ResultGiven(source, self._key(course.scale), grade, day))
            if place == 0 and course.target:
                self._aim(change, value, course)
            day = change.calendar.add_school_days(day, 1)
        if course.next_step:
            self._review(self._at(min(day, self._today), teacher.handle), value, course.next_step)

    def _review(self, change: Change, value: str, next_step: str) -> None:
        on, talk = change.today, "In a talk after the lesson"
        said = "It is quieter here, I can think."
        given = ReviewGiven(on, Formality.INFORMAL, next_step, None, "Comes in on time now.", on, talk, pupil_view=said)
        save_review(change, value, given)

    def _aim(self, change: Change, value: str, course: Course) -> None:
        barriers = (BarrierKind.LEARNING,)
        by_when = usual_day(change.calendar, change.today)
        scale, target = self._key(course.scale), course.target or ""
        given = TargetGiven(scale, None, target, by_when, course.programme, barriers, course.reason)
        set_target(change, value, given)

    def _key(self, scale: str) -> str:
        return self._scales.get(scale, scale)


def _numbers(highest: int) -> tuple[str, ...]:
    return tuple(map(str, range(highest + 1)))
