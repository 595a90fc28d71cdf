"""The rows that an import adds to the tables."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from models.change import Read
from models.duties.kind import Heir
from models.duties.kinds import KINDS
from models.errors import Refused
from models.importing.ahead import Ahead, OwedAhead
from models.importing.match_attendance import WeekChange
from models.importing.match_results import NewResult
from models.importing.plan import Plan
from models.importing.pupils import PupilRow, needed_year
from models.leaving.destination import NO_HOME_SCHOOL
from models.school.school_year import starting_year
from models.school.settings import School
from models.statutory.owed import owners_at_first
from models.tables.audit import Audit
from models.tables.base import Base, new_id, new_reference
from models.tables.contact import Contact
from models.tables.duty import Duty
from models.tables.placement import AttendanceWeek, Placement
from models.tables.pupil import Pupil, searchable_text
from models.tables.referral import Referral
from models.tables.result import Result
from models.tables.staff import Staff

IMPORTED = "pupil:import"
NO_REASON = "Already here when Halfterm began. The file gave no reason."
NO_HEAD = "There is no Head yet to own what is still to be done. Import the staff first, with a Head among them."


class Additions:
    """The rows that an import adds, table by table, in the order in which they refer to each other.

    They are worked out in a transaction that only reads, so that nobody's save waits for it. `placements` are the ids
    of the new ones by sheet and row, and `to_educate` those for whom an exclusion still owes something.
    """

    def __init__(self, read: Read, plan: Plan) -> None:
        self._read = read
        self._ahead = Ahead(read.school, read.today)
        self.basis = basis_of(read)
        self._heirs = owners_at_first(read)
        self._keyworkers = _staff_ids(read, plan.keyworkers)
        self._references = _references(read) if plan.new else iter(())
        tables = (Pupil, Placement, Referral, Contact, Result, AttendanceWeek, Duty, Audit)
        self._rows: dict[type[Base], list[dict[str, Any]]] = {table: [] for table in tables}
        self.placements: dict[tuple[str, int], str] = {}
        self.to_educate: list[str] = []
        if plan.new and not self._heirs:
            raise Refused(NO_HEAD)
        for row in plan.new:
            self._take(row, plan.returning.get((row.sheet, row.number)))
        for result in plan.results:
            self._take_result(result)
        self._take_weeks([one for one in plan.attendance if one.held is None])

    @property
    def rows(self) -> Mapping[Table, Sequence[Mapping[str, Any]]]:
        """The rows by table, without tables that get none."""
        return {_table(kind): rows for kind, rows in self._rows.items() if rows}

    @property
    def owners(self) -> set[str]:
        """Who is given something to do."""
        return {row["owner_id"] for row in self._rows[Duty]}

    def counts(self, *kinds: type[Base]) -> tuple[int, ...]:
        """Return how many rows the tables of these kinds get."""
        return tuple(len(self._rows.get(kind, ())) for kind in kinds)

    def write(self, session: Session) -> None:
        """Write the rows past the mapper, which takes thrice as long."""
        for table, rows in self.rows.items():
            session.connection().execute(insert(table), rows)

    def _take(self, row: PupilRow, pupil_id: str | None) -> None:
        """Add the rows of one pupil: a new one, or with `pupil_id` one who returns."""
        placement_id, is_new = new_id(), pupil_id is None
        if pupil_id is None:
            pupil_id = new_id()
            self._rows[Pupil].append(self._pupil(row, pupil_id))
        self._rows[Placement].append(self._placement(row, placement_id, pupil_id))
        self._rows[Referral].append(self._referral(row, placement_id))
        for contact in row.contacts:
            own = {"id": new_id(), "pupil_id": pupil_id, "added_at": self._read.now}
            self._rows[Contact].append(vars(contact) | own)
        # Of one who returns, facts may be known from which the clocks of the law count.
        by_law = self._ahead.statutory(row) if is_new else []
        self._rows[Duty] += self._duties(row, placement_id, by_law)
        self._log(IMPORTED, Placement, placement_id, pupil_id)
        self.placements[row.sheet, row.number] = placement_id
        if self._ahead.owes_education(row):
            self.to_educate.append(placement_id)

    def _pupil(self, row: PupilRow, pupil_id: str) -> dict[str, Any]:
        reference, year = next(self._references), needed_year(row, self._read.today)
        return {
            "id": pupil_id,
            "reference": reference,
            "forenames": row.forenames,
            "surname": row.surname,
            "preferred_name": row.preferred_name,
            "born_on": row.born_on,
            "upn": row.upn,
            "nc_year_override": year,
            "nc_year_since": None if year is None else starting_year(self._read.today),
            "searchable": searchable_text(row.forenames, row.surname, row.preferred_name, reference),
            "added_at": self._read.now,
            "version": 1,
        }

    def _placement(self, row: PupilRow, placement_id: str, pupil_id: str) -> dict[str, Any]:
        has_begun, keyworker_id = self._ahead.has_begun(row), self._keyworkers.get(row.keyworker or "")
        assert row.first_day is not None  # noqa: S101 - a plan with such a row holds an error
        return {
            "id": placement_id,
            "pupil_id": pupil_id,
            "home_school": row.home_school or NO_HOME_SCHOOL,
            "registration": row.registration,
            "type": row.type,
            "excluded_on": row.excluded_on,
            "first_day": row.first_day,
            "in_school_on": row.in_school_on,
            "entered_on": row.first_day if has_begun else None,
            "counted_from": self._ahead.counted_from(row.first_day),
            "left_on": row.left_on,
            "keyworker_id": keyworker_id,
            "allocated_on": min(row.first_day, self._read.today) if keyworker_id else None,
            "attendance": row.attendance,
            "sen": row.sen,
            "medical_need": row.medical_need,
            "looked_after": row.looked_after,
            "added_at": self._moment_of(row) if has_begun else self._read.now,
            "version": 1,
        }

    def _moment_of(self, row: PupilRow) -> datetime:
        day = datetime.combine(self._ahead.recorded_on(row), time(0), tzinfo=self._read.zone)
        return min(day, self._read.now)

    def _referral(self, row: PupilRow, placement_id: str) -> dict[str, Any]:
        return {
            "id": new_id(),
            "placement_id": placement_id,
            "received_on": self._ahead.received_on(row),
            "referrer": row.referrer,
            "reason": row.reason or NO_REASON,
            "made_by_id": self._read.actor.staff_id,
            "added_at": self._read.now,
        }

    def _duties(self, row: PupilRow, placement_id: str, by_law: Sequence[OwedAhead]) -> Iterator[dict[str, Any]]:
        keyworker_id = self._keyworkers.get(row.keyworker or "")
        for owed in (*self._ahead.owed(row, keyworker_id is not None), *by_law):
            heir = KINDS[owed.kind].heir
            owner_id = keyworker_id if heir is Heir.KEYWORKER else self._heirs.get(heir)
            yield {
                "id": new_id(),
                "kind": owed.kind,
                "placement_id": placement_id,
                "about": owed.about,
                "owner_id": owner_id or self._heirs[Heir.HEAD],
                "due_on": owed.due_on,
                "since": owed.since,
                "days": owed.days,
                "added_at": self._read.now,
            }

    def _take_result(self, result: NewResult) -> None:
        row_id, given = new_id(), result.given
        row = {"id": row_id, "placement_id": result.placement_id, "subject": result.subject, "value": given.grade}
        row |= {"scale": given.scale, "source": given.source}
        self._rows[Result].append({**row, "on": given.on, **self._written()})
        self._log("result:add", Result, row_id, result.pupil_id)

    def _take_weeks(self, weeks: Sequence[WeekChange]) -> None:
        for one in weeks:
            row = {"id": new_id(), "placement_id": one.placement_id, "week": one.week.starts_on}
            row |= {"offered": one.week.offered, "attended": one.week.attended}
            self._rows[AttendanceWeek].append(row | self._written())
        for placement_id, pupil_id in {one.placement_id: one.pupil_id for one in weeks}.items():
            self._log("attendance:import", Placement, placement_id, pupil_id)

    def _written(self) -> dict[str, Any]:
        return {"by_id": self._read.actor.staff_id, "added_at": self._read.now}

    def _log(self, verb: str, kind: type[Base], thing_id: str, pupil_id: str) -> None:
        line = {"id": new_id(), "at": self._read.now, "actor_id": self._read.actor.staff_id, "verb": verb}
        line |= {"thing": kind.__tablename__, "thing_id": thing_id, "pupil_id": pupil_id}
        self._rows[Audit].append(line)


def basis_of(read: Read) -> tuple[School, Mapping[Heir, str]]:
    """Return what the rows are worked out from beside the files: if it changes meanwhile, they are outdated."""
    return read.school, owners_at_first(read)


def _table(kind: type[Base]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)  # noqa: S101 - each class has a table of its own
    return table


def _staff_ids(read: Read, keyworkers: Mapping[str, str]) -> dict[str, str]:
    rows = select(Staff.slack_id, Staff.id).where(Staff.slack_id.in_(set(keyworkers.values())))
    ids = {row.slack_id: row.id for row in read.session.execute(rows)} if keyworkers else {}
    return {cell: ids[slack_id] for cell, slack_id in keyworkers.items() if slack_id in ids}


def _references(read: Read) -> Iterator[str]:
    """Yield references that no pupil has."""
    taken = set(read.session.scalars(select(Pupil.reference)))
    while True:
        reference = new_reference()
        if reference not in taken:
            taken.add(reference)
            yield reference
