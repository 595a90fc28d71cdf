"""What is told of a pupil of the invented school: on the way in, taught, and leaving."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.demo.courses import Steps
from bot.demo.people import BY_NAME, Child
from models.leaving.destination import Destination
from models.tables.leaving import LeavingReason


@dataclass(frozen=True)
class Talk:
    """What the pupil and the parents said at a family review."""

    pupil: str
    parents: str
    next_step: str = "A good-news call home each Friday."


@dataclass(frozen=True)
class Home:
    """What helps, what is hoped for, and what was said at each family review.

    Without talks, nobody was reached or, where it `declines`, the family did not want to talk. Then the pupil was asked
    `alone`, and did not want to say anything if there is nothing here.
    """

    helps: str
    hopes_pupil: str
    hopes_parents: str
    talks: tuple[Talk, ...] = ()
    declines: bool = False
    alone: str | None = None


@dataclass(frozen=True)
class Arriving:
    """A pupil on the way in: referred `days_ago` school days ago, dealt with by `office`, and how far that has come."""

    name: str
    days_ago: int
    office: str
    tried: int = 0
    misdialled: bool = False  # the number was wrong
    spoke: bool = False
    wrote: bool = False  # to the home school
    meets_in: int | None = None  # days from today
    met: Home | None = None
    agreed: str | None = None  # an action
    excluded_days_ago: int | None = None

    @property
    def child(self) -> Child:
        return BY_NAME[self.name]


@dataclass(frozen=True)
class Leaves:
    """When a pupil leaves, and where to, as far as that is known; `confirmed_with` is who there has confirmed it."""

    on: date
    reason: LeavingReason
    to: Destination
    confirmed_with: str | None = None


@dataclass(frozen=True)
class Taught:
    """A pupil in school since a day, with a keyworker and the course of each subject.

    `waits` says that the last family review is still to be held, `asks` what the keyworker asks about the target in a
    subject.
    """

    name: str
    starts: date
    keyworker: str
    home: Home
    courses: Mapping[str, Steps]
    waits: bool = False
    agreed: str | None = None  # an action
    leaves: Leaves | None = None
    ends: date | None = None  # as planned
    mornings: tuple[date, date] | None = None  # part-time from a day until a day
    asks: tuple[str, str] | None = None
    none_involved: str | None = None  # how it is known that no professional is

    @property
    def child(self) -> Child:
        return BY_NAME[self.name]
