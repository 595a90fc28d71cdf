"""The settings of the service, with the defaults of the policy."""

from collections.abc import Mapping
from datetime import date, time
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.school.calendar import Calendar, Period
from models.tables.setting import Setting


class School(BaseModel):
    """All settings of the service as one object."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    channel: str | None = None
    half_terms: tuple[tuple[date, date], ...] = ()
    inset_days: tuple[date, ...] = ()
    digest_weekday: int = Field(0, ge=0, le=4)
    digest_at: time = time(8, 0)
    nudge_at: time = time(8, 15)
    day_starts: time = time(7, 30)
    day_ends: time = time(18, 0)
    morning_ends: time = time(12, 0)
    step_days: dict[str, int] = {}
    import_headings: dict[str, str] = {}

    @cached_property
    def calendar(self) -> Calendar:
        """The school calendar that the rules use."""
        periods = tuple(Period(starts, ends) for starts, ends in self.half_terms)
        return Calendar(half_terms=periods, inset_days=frozenset(self.inset_days))


def read_school(session: Session) -> School:
    """Read all settings, in one statement."""
    rows = session.execute(select(Setting.name, Setting.value))
    return School.model_validate({row.name: row.value for row in rows})


def write_settings(session: Session, values: Mapping[str, Any]) -> School:
    """Store these settings (JSON values) and return all of them. Raises ValueError if one is not valid."""
    current = read_school(session).model_dump(mode="json") | dict(values)
    try:
        school = School.model_validate(current)
    except ValidationError as wrong:
        raise ValueError(wrong.errors()[0]["msg"]) from wrong
    kept = {row.name: row for row in session.scalars(select(Setting).where(Setting.name.in_(values)))}
    for name, value in values.items():
        if name in kept:
            kept[name].value = value
        else:
            session.add(Setting(name=name, value=value))
    session.flush()
    return school
