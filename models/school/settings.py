"""The settings of the service, with the defaults of the policy."""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.school.calendar import Calendar, Period
from models.tables.setting import Setting


class DayKind(StrEnum):
    """What a day is, whatever the term dates say of it."""

    CLOSED = "closed"
    INSET = "inset"
    OPEN = "open"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"closed": "Nobody is in: closed", "inset": "Staff only: INSET", "open": "Pupils and staff are in"}[self]


class ChangedDay(BaseModel):
    """A day that a Head opened or closed, when and why; `before` is what it was changed to until then.

    `moved` are the duties that were due on it by hand and moved with it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: DayKind
    at: datetime
    by_id: str | None = None
    why: str | None = None
    before: DayKind | None = None
    moved: tuple[str, ...] = ()


class School(BaseModel):
    """All settings of the service as one object."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    channel: str | None = None
    half_terms: tuple[tuple[date, date], ...] = ()
    inset_days: tuple[date, ...] = ()
    closed_days: tuple[date, ...] = ()
    changed_days: dict[date, ChangedDay] = {}
    digest_weekday: int = Field(0, ge=0, le=4)
    digest_at: time = time(8, 0)
    nudge_at: time = time(8, 15)
    day_starts: time = time(7, 30)
    day_ends: time = time(18, 0)
    morning_ends: time = time(12, 0)
    step_days: dict[str, int] = {}
    legal_days: dict[str, int] = {}
    document_days: int = Field(7, ge=1, le=31)
    import_headings: dict[str, str] = {}

    @cached_property
    def term_dates(self) -> Calendar:
        """The calendar as the term dates give it, without the days that Heads opened or closed since."""
        periods = tuple(Period(starts, ends) for starts, ends in self.half_terms)
        return Calendar(periods, frozenset(self.inset_days), frozenset(self.closed_days))

    @cached_property
    def calendar(self) -> Calendar:
        """The school calendar that the rules use."""
        plan, changed = self.term_dates, frozenset(self.changed_days)
        closed, inset, opened = (
            frozenset(day for day, change in self.changed_days.items() if change.kind is kind) for kind in DayKind
        )
        return Calendar(plan.half_terms, plan.inset_days - changed | inset, plan.closed_days - changed | closed, opened)


_ALL = select(Setting.name, Setting.value)


def read_school(session: Session) -> School:
    """Read all settings, in one statement."""
    return School.model_validate({row.name: row.value for row in session.execute(_ALL)})


def write_settings(session: Session, values: Mapping[str, Any]) -> School:
    """Store these settings (JSON values) and return all of them. Raises ValueError if one is not valid."""
    current = read_school(session).model_dump(mode="json") | dict(values)
    try:
        school = School.model_validate(current)
    except ValidationError as wrong:
        raise ValueError(wrong.errors()[0]["msg"]) from wrong
    kept = {row.name: row for row in session.scalars(select(Setting).where(Setting.name.in_(values)))}
    for name, value in values.items():
        if name not in kept:
            session.add(Setting(name=name, value=value))
        elif kept[name].value != value:
            kept[name].value, kept[name].version = value, kept[name].version + 1
    session.flush()
    return school
