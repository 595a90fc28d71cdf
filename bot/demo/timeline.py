"""The timeline of the invented school, on which many storylines are told together, in the order of time."""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.actor import SYSTEM, Actor
from models.change import Change
from models.school.settings import School, read_school
from models.tables.staff import Staff


@dataclass(frozen=True)
class Moment:
    """When something is done and by whom: `by` is a handle, or None for Halfterm itself."""

    day: date
    by: str | None = None
    at: time = time(10)


# A storyline yields the moment of its next step, and is sent the change to take that step with.
Storyline = Generator[Moment, Change, None]


@dataclass(order=True)
class _Next:
    at: datetime
    place: int
    by: str | None = field(compare=False)
    storyline: Storyline = field(compare=False)


class Timeline:
    """A queue of storylines, told from moment to moment. Staff and settings are read once, when the first is told."""

    def __init__(self, session: Session, zone: ZoneInfo) -> None:
        self._session = session
        self._zone = zone
        self._coming: list[_Next] = []
        self._places = count()

    def begin(self, storyline: Storyline) -> None:
        """Add a storyline, to be told from its first moment on."""
        first = next(storyline, None)
        if first is not None:
            self._wait(storyline, first)

    def tell(self) -> None:
        """Tell all storylines to their last moment."""
        while self._coming:
            coming = heappop(self._coming)
            try:
                following = coming.storyline.send(self.at(coming.at, coming.by))
            except StopIteration:
                continue
            self._wait(coming.storyline, following)

    def at(self, moment: datetime, handle: str | None) -> Change:
        """Return a change at this moment. What all changes share is read once, since there are a thousand of them."""
        return Change(self._session, self.actors[handle], moment, self._zone, self.school)

    @cached_property
    def actors(self) -> dict[str | None, Actor]:
        """Everybody on the staff, by handle; None is Halfterm itself."""
        staff = self._session.execute(select(Staff.id, Staff.slack_id))
        return {None: SYSTEM} | {slack_id[1:].lower(): Actor(row_id, slack_id) for row_id, slack_id in staff}

    @cached_property
    def school(self) -> School:
        """The school's settings."""
        return read_school(self._session)

    def _wait(self, storyline: Storyline, when: Moment) -> None:
        moment = datetime.combine(when.day, when.at, tzinfo=self._zone)
        heappush(self._coming, _Next(moment, next(self._places), when.by, storyline))
