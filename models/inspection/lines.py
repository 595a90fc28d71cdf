"""The lines of the record of a half-term: a review with what became of it, each under one standing."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from models.change import Read
from models.duties.overdue import Passed
from models.names import full_name
from models.school.school_year import year_in_line
from models.tables.duty import Ending
from models.tables.review import FAMILY


class Standing(StrEnum):
    """How a review of a half-term stands or ended. Each line has one, so that the counts of all add up to all lines."""

    ON_TIME = "on_time"
    LATE = "late"
    DECLINED = "declined"
    UNREACHED = "unreached"
    NOT_NEEDED = "not_needed"
    OVERDUE = "overdue"
    TO_COME = "to_come"
    ENDED = "ended"
    DROPPED = "dropped"
    ALSO = "also"
    STILL_OPEN = "still_open"
    NONE_DUE = "none_due"

    @property
    def label(self) -> str:
        """The words that staff see on the screen and in the file."""
        return {
            "on_time": "held on time",
            "late": "held late",
            "declined": "declined",
            "unreached": "could not be reached",
            "not_needed": "not needed",
            "overdue": "not held, overdue",
            "to_come": "not held yet, not overdue",
            "ended": "not held, as the placement ended",
            "dropped": "no longer due",
            "also": "held in addition to those due",
            "still_open": "not held, due in an earlier half-term",
            "none_due": "none fell due",
        }[self.value]


OF_ENDING = {
    Ending.DECLINED: Standing.DECLINED,
    Ending.UNREACHABLE: Standing.UNREACHED,
    Ending.NOT_NEEDED: Standing.NOT_NEEDED,
    Ending.DROPPED: Standing.DROPPED,
    Ending.LEFT: Standing.ENDED,
    Ending.WITHDRAWN: Standing.ENDED,
    Ending.TURNED_DOWN: Standing.ENDED,
}


@dataclass(frozen=True)
class Whom:
    """The pupil of a line, as the screen and the file show them."""

    placement_id: str
    pupil_id: str
    surname: str
    forenames: str
    year: str
    reference: str

    @classmethod
    def of(cls, read: Read, row: Any) -> Self:
        """Take the pupil from a row with `placement_id`, `pupil_id` and the columns of LINE."""
        year = year_in_line(row, read.today)
        return cls(row.placement_id, row.pupil_id, row.surname, row.forenames, year, row.reference)

    @property
    def name(self) -> str:
        """Forenames and surname."""
        return full_name(self.forenames, self.surname)


@dataclass(frozen=True)
class Heard:
    """Whether the pupil was heard for a family review: `on` a day, or else how asking for it stands.

    It is still owed if there is a `due_on` and no `ending`; `declined_on` is when the pupil last did not want to.
    """

    on: date | None = None
    due_on: date | None = None
    late: int = 0
    ending: Ending | None = None
    declined_on: date | None = None


@dataclass(frozen=True)
class DayChanged:
    """A day of a review before and after a correction; None if there was, or is, none."""

    word: str
    was: date | None
    now: date | None


@dataclass(frozen=True)
class Corrected:
    """A correction of the days of a review: on which day, by whom and why."""

    on: date
    by: str | None
    why: str | None
    changes: tuple[DayChanged, ...]


@dataclass(frozen=True)
class ReviewLine:
    """One review of a half-term. `late` is in school days; `ended_on` is the day of what ended it.

    `handed_over` is when it was handed over, if it was overdue by then. `told_on` and `told_how` are of the pupil, in a
    subject, and `told_grade` is the grade of then if it has been corrected since; `heard` is the pupil's half of a
    family review. If none fell due, `here_from` and `left_on` are those days of the pupil that lie in the half-term,
    `still_open` is when one was due before it that is not held yet, and `next_due` when the first was due after it.
    Of one that is no longer due, `left_on` says why, if that is known. `is_grace`: it was due on the last day before a
    break, and is not overdue on the first day back. `before_leaving` is the last day of a pupil for whom this review,
    held or still to hold, is the one before leaving.
    `corrected` is what was corrected of its days.
    """

    who: Whom
    subject: str
    standing: Standing
    due_on: date | None = None
    ended_on: date | None = None
    late: int = 0
    ending: Ending | None = None
    why: str | None = None
    handed_over: Passed | None = None
    formal: bool = True
    by: str | None = None
    told_on: date | None = None
    told_how: str | None = None
    told_grade: str | None = None
    heard: Heard | None = None
    here_from: date | None = None
    left_on: date | None = None
    still_open: date | None = None
    next_due: date | None = None
    is_grace: bool = False
    before_leaving: date | None = None
    corrected: tuple[Corrected, ...] = ()

    @property
    def is_family(self) -> bool:
        """Whether it is a family review."""
        return self.subject == FAMILY

    @property
    def is_held(self) -> bool:
        """Whether somebody was heard."""
        return self.standing in (Standing.ON_TIME, Standing.LATE, Standing.ALSO)

    @property
    def is_untold(self) -> bool:
        """Whether a subject was reviewed and no day is recorded on which the pupil was told what stands now."""
        return self.is_held and not self.is_family and (self.told_on is None or self.told_grade is not None)

    @property
    def is_unheard(self) -> bool:
        """Whether the parents' half of a family review has ended, and the pupil's has not been heard."""
        return self.heard is not None and self.heard.on is None

    @property
    def order(self) -> tuple[Any, ...]:
        """The place of the line: by name, then subject by subject, with the family last."""
        day = self.due_on or self.ended_on or date.max
        who = (self.who.surname, self.who.forenames, self.who.reference, self.who.placement_id)
        return (*who, self.is_family, self.subject, self.standing is Standing.ALSO, day)
