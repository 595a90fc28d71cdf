"""What is owed for a placement that is imported: of one that has begun only what is ahead, of others all of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from models.duties.due_dates import StepDays, counted_from, due_dates, legal_day
from models.duties.exclusion import EXCLUSIONS
from models.importing.pupils import PupilRow
from models.plans.owed import counts_from as plan_counts_from
from models.reviews.due_date import review_due
from models.school.settings import School
from models.statutory.facts import Situation
from models.statutory.owed import AT_RISK, BY_TYPE, opened_at_first
from models.tables.duty import DutyKind
from models.tables.placement import PlacementType, SenStatus
from models.tables.review import FAMILY


@dataclass(frozen=True)
class OwedAhead:
    """One duty of an imported placement."""

    kind: DutyKind
    due_on: date
    since: date | None = None
    days: int | None = None
    about: str = ""


class Ahead:
    """Counts what is owed on the day of the import, under the settings of the school."""

    def __init__(self, school: School, today: date) -> None:
        self._school = school
        self._calendar = school.calendar
        self._today = today
        self._days: Mapping[DutyKind, int] = StepDays.read(school.step_days)
        self.steps = cache(self._steps)
        self.counted_from = cache(self._counted_from)
        # Many pupils share a day.
        self._due_after = cache(self._calendar.add_school_days)
        self._plan_since = cache(partial(plan_counts_from, self._calendar))
        self._review_due = cache(partial(review_due, self._calendar))

    def has_begun(self, row: PupilRow) -> bool:
        """Return whether the pupil is here already."""
        return row.first_day is not None and row.first_day <= self._today

    def received_on(self, row: PupilRow) -> date:
        """Return the day on which the referral came in, or else the latest on which it can have."""
        return row.received_on or min(row.first_day or self._today, self._today)

    def owed(self, row: PupilRow, has_keyworker: bool) -> list[OwedAhead]:
        """Return what is owed for a pupil, but for what an exclusion owes."""
        steps = self.steps(self.received_on(row), self.has_begun(row))
        owed = [one for one in steps if not (has_keyworker and one.kind is DutyKind.ALLOCATE)]
        if has_keyworker and row.first_day is not None:
            starts = self.counted_from(row.first_day) or row.first_day
            due_on = self._review_due(starts, None, row.left_on)
            owed += [OwedAhead(DutyKind.FAMILY_REVIEW, due_on, about=FAMILY)] if due_on else []
        return [*owed, *self._decision(row), *self._plan(row), *self._profile(row)]

    def statutory(self, row: PupilRow) -> list[OwedAhead]:
        """Return what the law owes for a new pupil, none of whose dates that count for it is known yet."""
        if not (row.sen is SenStatus.PLAN or row.looked_after or row.type in BY_TYPE):
            return []
        situation = Situation(
            since=self.recorded_on(row),
            facts=(),
            has_plan=row.sen is SenStatus.PLAN,
            looked_after=bool(row.looked_after),
            for_health=row.type is PlacementType.MEDICAL,
            is_at_risk=row.type in AT_RISK,
            off_site=row.type is PlacementType.OFF_SITE,
            began_on=row.in_school_on,
        )
        opened = opened_at_first(situation, self._school, self._today)
        return [OwedAhead(clock.kind, due_on, about=clock.about) for clock, due_on in opened]

    def recorded_on(self, row: PupilRow) -> date:
        """Return the day of the stay, not of the import: the digest calls new what came since the last meeting."""
        return min(self.received_on(row), self._today) if self.has_begun(row) else self._today

    def owes_education(self, row: PupilRow) -> bool:
        """Return whether an exclusion still owes something: before the start, and until the legal day has come."""
        if not self.has_begun(row):
            return row.excluded_on is not None or row.type in EXCLUSIONS
        legal = legal_day(self._calendar, row.excluded_on)
        return legal is not None and legal > self._today

    def _plan(self, row: PupilRow) -> Iterator[OwedAhead]:
        if row.first_day is not None and (row.left_on is None or row.left_on >= self._today):
            days = self._days[DutyKind.PLAN]
            since = self._plan_since(row.first_day, days, self._today)
            yield OwedAhead(DutyKind.PLAN, self._due_after(since, days), since, days)

    def _profile(self, row: PupilRow) -> Iterator[OwedAhead]:
        """Yield the learning profile, counted from the import on: nobody can have written it in here before."""
        if row.first_day is not None:
            days, since = self._days[DutyKind.PROFILE], max(row.first_day, self._today)
            yield OwedAhead(DutyKind.PROFILE, self._due_after(since, days), since, days)

    def _steps(self, received_on: date, has_begun: bool) -> tuple[OwedAhead, ...]:
        weekday = self._school.digest_weekday
        due = due_dates(received_on, self._days, self._calendar, weekday, self._today)
        if has_begun:
            due = {kind: day for kind, day in due.items() if day > self._today}
        elif any(day < self._today for day in due.values()):
            received_on = self._today  # nobody can have done it in here before today
            due = due_dates(received_on, self._days, self._calendar, weekday, self._today)
        return tuple(
            OwedAhead(
                kind,
                day,
                counted_from(kind, received_on, self._today),
                self._days.get(kind),
            )
            for kind, day in due.items()
        )

    def _decision(self, row: PupilRow) -> list[OwedAhead]:
        """Return the decision at the end of the initial period, while that is ahead."""
        if row.first_day is None:
            return []
        days = self._days[DutyKind.ASSESSMENT]
        due_on = self._due_after(row.first_day, days)
        return [OwedAhead(DutyKind.ASSESSMENT, due_on, row.first_day, days)] if due_on > self._today else []

    def _counted_from(self, first_day: date) -> date | None:
        """Return the day from which reviews are counted so that none is late already; None if that is the first day."""
        period = self._calendar.half_term_of(self._today)
        starts = [first_day, *([period.starts_on] if period and period.starts_on > first_day else []), self._today]
        since = next((day for day in starts if self._is_ahead(day)), self._today)
        return None if since == first_day or first_day > self._today else since

    def _is_ahead(self, day: date) -> bool:
        due_on = self._review_due(day)
        return due_on is not None and due_on > self._today
