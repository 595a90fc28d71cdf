"""Tells the many tales of the invented school together: each thing at its own moment, in the order of time."""

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
    """On which day, by whom (a handle; nobody is Halfterm itself) and at which hour something is done."""

    day: date
    by: str | None = None
    at: time = time(10)


# Yields when something happens next, and is handed the change to do it with.
Storyline = Generator[Moment, Change, None]


@dataclass(order=True)
class _Next:
    at: datetime
    place: int
    by: str | None = field(compare=False)
    tale: Storyline = field(compare=False)


class Timeline:
    """Goes from moment to moment; staff and settings are those that stand when the first tale is told."""

    def __init__(self, session: Session, zone: ZoneInfo) -> None:
        self._session = session
        self._zone = zone
        self._coming: list[_Next] = []
        self._places = count()

    def begin(self, tale: Storyline) -> None:
        """Have it told from its first moment on."""
        first = next(tale, None)
        if first is not None:
            self._wait(tale, first)

    def tell(self) -> None:
        """Everything, to the last moment of the last tale."""
        while self._coming:
            coming = heappop(self._coming)
            try:
                following = coming.tale.send(self.at(coming.at, coming.by))
            except StopIteration:
                continue
            self._wait(coming.tale, following)

    def at(self, moment: datetime, handle: str | None) -> Change:
        """A change at this moment; what is the same for all is read once, since there are a thousand."""
        return Change(self._session, self.actors[handle], moment, self._zone, self.school)

    @cached_property
    def actors(self) -> dict[str | None, Actor]:
        """Everybody on the staff, by handle."""
        staff = self._session.execute(select(Staff.id, Staff.slack_id))
        return {None: SYSTEM} | {slack_id[1:].lower(): Actor(row_id, slack_id) for row_id, slack_id in staff}

    @cached_property
    def school(self) -> School:
        """The settings."""
        return read_school(self._session)

    def _wait(self, tale: Storyline, when: Moment) -> None:
        moment = datetime.combine(when.day, when.at, tzinfo=self._zone)
        heappush(self._coming, _Next(moment, next(self._places), when.by, tale))
