"""The rows that the pupils of an import add to the tables."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Any

from models.change import Change
from models.duties.kind import Heir
from models.duties.kinds import KINDS
from models.importing.ahead import Ahead
from models.importing.plan import needed_year
from models.importing.pupils import PupilRow
from models.school.school_year import starting_year
from models.tables.audit import Audit
from models.tables.base import Base, new_id
from models.tables.contact import Contact
from models.tables.duty import Duty
from models.tables.placement import Placement
from models.tables.pupil import Pupil, searchable_text
from models.tables.referral import Referral

IMPORTED = "pupil:import"
NO_REASON = "Already here when Halfterm began. The file gave no reason."
NOT_KNOWN = "Not known"


class Additions:
    """The rows of new pupils, table by table, in the order in which they refer to each other."""

    def __init__(
        self, change: Change, head_id: str, senco_id: str, keyworkers: Mapping[str, str], references: Iterator[str]
    ) -> None:
        self._change = change
        self._ahead = Ahead(change.school, change.today)
        self._head_id = head_id
        self._senco_id = senco_id
        self._keyworkers = keyworkers
        self._references = references
        tables = (Pupil, Placement, Referral, Contact, Duty, Audit)
        self.rows: dict[type[Base], list[dict[str, Any]]] = {table: [] for table in tables}
        self.placements: dict[tuple[str, int], str] = {}
        self.to_educate: list[str] = []

    def take(self, row: PupilRow, pupil_id: str | None) -> None:
        """Add the rows of one pupil: a new one, or with `pupil_id` one who returns."""
        placement_id = new_id()
        if pupil_id is None:
            pupil_id = new_id()
            self.rows[Pupil].append(self._pupil(row, pupil_id))
        self.rows[Placement].append(self._placement(row, placement_id, pupil_id))
        self.rows[Referral].append(self._referral(row, placement_id))
        for contact in row.contacts:
            own = {"id": new_id(), "pupil_id": pupil_id, "added_at": self._change.now}
            self.rows[Contact].append(vars(contact) | own)
        self.rows[Duty] += self._duties(row, placement_id)
        self.rows[Audit].append(self._audit(placement_id, pupil_id))
        self.placements[row.sheet, row.number] = placement_id
        if self._ahead.owes_education(row):
            self.to_educate.append(placement_id)

    def _pupil(self, row: PupilRow, pupil_id: str) -> dict[str, Any]:
        reference, year = next(self._references), needed_year(row, self._change.today)
        return {
            "id": pupil_id,
            "reference": reference,
            "forenames": row.forenames,
            "surname": row.surname,
            "preferred_name": row.preferred_name,
            "born_on": row.born_on,
            "upn": row.upn,
            "nc_year_override": year,
            "nc_year_since": None if year is None else starting_year(self._change.today),
            "searchable": searchable_text(row.forenames, row.surname, row.preferred_name, reference),
            "added_at": self._change.now,
            "version": 1,
        }

    def _placement(self, row: PupilRow, placement_id: str, pupil_id: str) -> dict[str, Any]:
        has_begun, keyworker_id = self._ahead.has_begun(row), self._keyworkers.get(row.keyworker or "")
        assert row.first_day is not None  # noqa: S101 - a plan with such a row holds an error
        return {
            "id": placement_id,
            "pupil_id": pupil_id,
            "home_school": row.home_school or NOT_KNOWN,
            "registration": row.registration,
            "type": row.type,
            "excluded_on": row.excluded_on,
            "first_day": row.first_day,
            "in_school_on": row.in_school_on,
            "entered_on": row.first_day if has_begun else None,
            "counted_from": self._ahead.counted_from(row.first_day),
            "left_on": row.left_on,
            "keyworker_id": keyworker_id,
            "allocated_on": min(row.first_day, self._change.today) if keyworker_id else None,
            "attendance": row.attendance,
            "sen": row.sen,
            "medical_need": row.medical_need,
            "looked_after": row.looked_after,
            # The moment of the stay, not of the import: the digest calls new what came since the last meeting.
            "added_at": self._moment_of(row) if has_begun else self._change.now,
            "version": 1,
        }

    def _moment_of(self, row: PupilRow) -> datetime:
        day = datetime.combine(self._ahead.received_on(row), time(0), tzinfo=self._change.zone)
        return min(day, self._change.now)

    def _referral(self, row: PupilRow, placement_id: str) -> dict[str, Any]:
        return {
            "id": new_id(),
            "placement_id": placement_id,
            "received_on": self._ahead.received_on(row),
            "referrer": row.referrer,
            "reason": row.reason or NO_REASON,
            "made_by_id": self._change.by.staff_id,
            "added_at": self._change.now,
        }

    def _duties(self, row: PupilRow, placement_id: str) -> Iterator[dict[str, Any]]:
        keyworker_id = self._keyworkers.get(row.keyworker or "")
        heirs = {Heir.KEYWORKER: keyworker_id, Heir.SENCO: self._senco_id}
        for owed in self._ahead.owed(row, keyworker_id is not None):
            yield {
                "id": new_id(),
                "kind": owed.kind,
                "placement_id": placement_id,
                "about": owed.about,
                "owner_id": heirs.get(KINDS[owed.kind].heir) or self._head_id,
                "due_on": owed.due_on,
                "since": owed.since,
                "days": owed.days,
                "added_at": self._change.now,
            }

    def _audit(self, placement_id: str, pupil_id: str) -> dict[str, Any]:
        return {
            "id": new_id(),
            "at": self._change.now,
            "actor_id": self._change.by.staff_id,
            "verb": IMPORTED,
            "thing": Placement.__tablename__,
            "thing_id": placement_id,
            "pupil_id": pupil_id,
        }
