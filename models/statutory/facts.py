"""What the clocks of the law are counted from, and a turn of such a clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.tables.duty import DutyKind
from models.tables.pupil import LegalFactKind


@dataclass(frozen=True)
class Fact:
    """One fact as it counts now; `entered_on` is the day on which it became known here."""

    kind: LegalFactKind
    on: date
    entered_on: date
    until: date | None = None
    days: int | None = None


@dataclass(frozen=True)
class Situation:
    """What decides which clocks run for a pupil. `since` is the day on which the placement was recorded here."""

    since: date
    facts: tuple[Fact, ...] = ()
    has_plan: bool = False
    looked_after: bool = False
    for_health: bool = False
    is_at_risk: bool = False
    off_site: bool = False
    began_on: date | None = None


@dataclass(frozen=True)
class Clock:
    """One turn of a clock: open from `opens_on` on, until `done_on`. Without `due_on` it is due when it opens."""

    kind: DutyKind
    about: str
    due_on: date | None
    done_on: date | None = None
    opens_on: date = date.min


def of_kind(facts: Sequence[Fact], *kinds: LegalFactKind) -> list[Fact]:
    """Return the facts of these kinds, in the order of their days."""
    return sorted((one for one in facts if one.kind in kinds), key=lambda one: (one.on, one.entered_on))


def one_a_day(facts: Sequence[Fact]) -> list[Fact]:
    """Return one fact for each day, that which was known first, in the order of their days."""
    first = {one.on: one for one in sorted(facts, key=lambda one: one.entered_on, reverse=True)}
    return sorted(first.values(), key=lambda one: one.on)


def known_since(facts: Sequence[Fact]) -> date | None:
    """Return the day on which the first of these facts became known, or None."""
    return min((one.entered_on for one in facts), default=None)


def counted(facts: Sequence[Fact]) -> date | None:
    """Return the day of the first fact, or None."""
    return min((one.on for one in facts), default=None)
