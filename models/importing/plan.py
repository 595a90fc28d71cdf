"""What an import would do: files compared with what is held, row by row, in one read and without a change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from models.change import Read
from models.contacts.lines import ContactInput
from models.duties.exclusion import COUNTS_AS_EXCLUDED, counts_as_excluded
from models.importing.known import OF_CONTACT, OF_PLACEMENT, OF_PUPIL, SET_ONCE, STAYS, Known, Over, state
from models.importing.match_attendance import WeekChange, match_attendance
from models.importing.match_results import NewResult, match_results
from models.importing.match_staff import match_keyworkers, match_staff
from models.importing.parse import TWICE, Parsed
from models.importing.pupils import PupilRow
from models.importing.sheet import Finding, Weight
from models.importing.staff import StaffRow
from models.importing.term_dates import NewTermDates, plan_term_dates
from models.permission import Permission
from models.school.calendar import in_full
from models.text import folded

OTHER_BIRTH = "The pupil with this UPN has another date of birth here. Check both."
OTHER_UPN = "A pupil with this name and date of birth is here with another UPN. Check both."
SEVERAL = "Several pupils with this name and date of birth are here. Give the UPN."
NO_KEYWORKER = "Nobody on the staff list has this name or email. Add them first, or leave the cell empty."
REMOVED = "This contact was removed here, and stays so. Add them on the pupil's page if they are to be there again."
LEFT = "The record says that {how}. If they are back, give an entry date after that; otherwise remove the row."
STARTED_BEFORE = "The pupil is recorded as in school full-time since {day}, before that. Put one of the two right."
SET_HERE = "It differs from the record. Change it on the pupil's page."


@dataclass(frozen=True)
class PupilChange:
    """A pupil who is here already, with what the file would change; versions as they were compared."""

    row: PupilRow
    pupil_id: str
    versions: tuple[int, int]
    placement_id: str
    pupil: Mapping[str, Any]
    placement: Mapping[str, Any]
    contacts: tuple[ContactInput, ...] = ()
    mended: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that would change, for the screen."""
        return (*self.pupil, *self.placement, *(["contacts"] if self.contacts or self.mended else []))


@dataclass(frozen=True)
class Plan:
    """What an import would do.

    By sheet and row, `returning` are the ids of known pupils, and `doubts` those of pupils who may be the same.
    `keyworkers` are Slack ids, by the cell that names them.
    """

    seen: tuple[int, ...]
    new: Sequence[PupilRow] = ()
    returning: Mapping[tuple[str, int], str] = field(default_factory=dict)
    doubts: Mapping[tuple[str, int], Sequence[str]] = field(default_factory=dict)
    changes: Sequence[PupilChange] = ()
    staff: Sequence[StaffRow] = ()
    new_staff: int = 0
    results: Sequence[NewResult] = ()
    attendance: Sequence[WeekChange] = ()
    term_dates: NewTermDates | None = None
    same: int = 0
    keyworkers: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    rows: int = 0
    unread: tuple[str, ...] = ()

    @property
    def wrong(self) -> list[Finding]:
        """What keeps the files from being imported."""
        return [finding for finding in self.findings if finding.weight is Weight.WRONG]

    @property
    def left(self) -> int:
        """How many cells say something else than the record, which stays as it is."""
        return sum(finding.weight is Weight.LEFT for finding in self.findings)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.new or self.changes or self.staff or self.results or self.attendance or self.term_dates)

    @property
    def contacts(self) -> int:
        """How many contacts come with new pupils."""
        return sum(len(row.contacts) for row in self.new)


def plan_import(read: Read, parsed: Parsed) -> Plan:
    """Compare what the files say with what is held. Raises Refused without the right to import it."""
    read.require(Permission.IMPORT)
    if parsed.staff:
        read.require(Permission.STAFF_CHANGE)
    seen = state(read)
    known = Known(read)
    comparison = _Comparison(known)
    keyworkers = match_keyworkers(read, parsed)
    for row in parsed.pupils:
        if row.keyworker and row.keyworker not in keyworkers:
            comparison.findings.append(Finding(row.sheet, row.number, "Keyworker", NO_KEYWORKER))
        comparison.take(row)
    staff, new_staff = match_staff(read, parsed.staff)
    results, held = match_results(read, known, parsed.results, comparison.findings)
    weeks, held_weeks = match_attendance(read, known, parsed.attendance, comparison.findings)
    return Plan(
        seen,
        comparison.new,
        comparison.returning,
        comparison.doubts,
        comparison.changes,
        staff,
        new_staff,
        results,
        weeks,
        plan_term_dates(read, parsed.term_dates),
        comparison.same + len(parsed.staff) - len(staff) + held + held_weeks,
        keyworkers,
        [*parsed.findings, *comparison.findings],
        parsed.rows,
        parsed.unread,
    )


class _Comparison:
    """Sorts the rows of pupils into new, changed and the same."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._taken: dict[str, int] = {}
        self.new: list[PupilRow] = []
        self.returning: dict[tuple[str, int], str] = {}
        self.doubts: dict[tuple[str, int], list[str]] = {}
        self.changes: list[PupilChange] = []
        self.findings: list[Finding] = []
        self.same = 0

    def take(self, row: PupilRow) -> None:
        pupil_id = self._match(row)
        if self._is_twice(row, pupil_id):
            return
        placement = self._known.placements.get(pupil_id) if pupil_id else None
        if placement is None and (over := self._has_left(row, pupil_id)) is not None:
            self._note(row, "first_day", LEFT.format(how=over.how_it_ended), Weight.LEFT)
            self.same += 1
            return
        if placement is None:
            new, _ = self._contacts(row, pupil_id or "")
            self.new.append(replace(row, contacts=new) if pupil_id else row)
            if pupil_id is not None:
                self.returning[row.sheet, row.number] = pupil_id
            elif near := self._known.near(row):
                self.doubts[row.sheet, row.number] = near
            return
        change = self._compare(row, self._known.pupils[str(pupil_id)], placement)
        if change is None:
            self.same += 1
        else:
            self.changes.append(change)

    def _has_left(self, row: PupilRow, pupil_id: str | None) -> Over | None:
        """Return how a placement ended, if the row says of no day after that that they came back; else None."""
        over = self._known.over.get(pupil_id or "")
        comes_on = max(filter(None, (row.first_day, row.in_school_on, row.received_on)), default=None)
        return over if over is not None and (comes_on is None or comes_on <= over.left_on) else None

    def _match(self, row: PupilRow) -> str | None:
        """Return the id of the pupil whom a row is about, or None for a new one; note what is in doubt."""
        same = self._known.by_upn.get(row.upn) if row.upn else None
        if same is not None:
            is_known = self._known.is_put_right(same, "born_on", row.born_on)
            if self._known.pupils[same].born_on != row.born_on and not is_known:
                self._wrong(row, "Date of birth", OTHER_BIRTH)
            return same
        alike = self._known.by_identity.get(row.identity, set())
        if len(alike) > 1:
            self._wrong(row, "UPN", SEVERAL)
        if len(alike) != 1:
            return None
        (only,) = alike
        other = self._known.pupils[only].upn
        is_known = self._known.is_put_right(only, "upn", row.upn)
        if row.upn and other and not (row.upn[-1].isalpha() or other[-1].isalpha() or is_known):
            self._wrong(row, "UPN", OTHER_UPN)
        return only

    def _is_twice(self, row: PupilRow, pupil_id: str | None) -> bool:
        keys = (
            [pupil_id] if pupil_id else [key for key in (row.upn, repr(row.identity) if not row.upn else None) if key]
        )
        first = next((self._taken[key] for key in keys if key in self._taken), None)
        if first is not None:
            self._wrong(row, "Name", TWICE.format(number=first))
        self._taken |= dict.fromkeys(keys, row.number)
        return first is not None

    def _compare(self, row: PupilRow, pupil: Any, placement: Any) -> PupilChange | None:
        of_pupil = _differing(row, pupil, OF_PUPIL)
        if row.upn == pupil.former_upn:
            of_pupil.pop("upn", None)
        self._leave_what_was_put_right(row, pupil.id, of_pupil)
        of_stay = _differing(row, placement, OF_PLACEMENT)
        if not row.is_registration_given:
            of_stay.pop("registration", None)
        self._leave_what_was_put_right(row, placement.id, of_stay)
        started_on = self._known.started.get(placement.id)
        if started_on is not None and of_stay.get("excluded_on", started_on) > started_on:
            self._wrong(row, "Excluded on", STARTED_BEFORE.format(day=in_full(started_on)))
        becomes = of_stay.get("type", placement.type), of_stay.get("excluded_on", placement.excluded_on)
        if becomes != (placement.type, placement.excluded_on) and counts_as_excluded(*becomes):
            self._wrong(row, "Reason for placement", COUNTS_AS_EXCLUDED)
        for name in _differing(row, placement, SET_ONCE):
            self._note(row, name, SET_HERE, Weight.LEFT)
        new, mended = self._contacts(row, pupil.id)
        versions = pupil.version, placement.version
        change = PupilChange(row, pupil.id, versions, placement.id, of_pupil, of_stay, new, mended)
        for name in change.fields:
            self._note(row, name, "", Weight.CHANGE)
        return change if change.fields else None

    def _contacts(self, row: PupilRow, pupil_id: str) -> tuple[tuple[ContactInput, ...], dict[str, dict[str, Any]]]:
        known = self._known.contacts.get(pupil_id, {})
        new: list[ContactInput] = []
        mended: dict[str, dict[str, Any]] = {}
        for contact in row.contacts:
            held = known.get(folded(contact.name))
            if held is None:
                new.append(contact)
            elif held.removed_at is not None:
                self._note(row, "contacts", REMOVED, Weight.LEFT)
            elif differing := _differing(contact, held, [name for name in OF_CONTACT if getattr(contact, name)]):
                self._leave_what_was_put_right(row, held.id, differing, "contacts")
                mended |= {held.id: differing} if differing else {}
        return tuple(new), mended

    def _leave_what_was_put_right(
        self, row: PupilRow, thing_id: str, differing: dict[str, Any], shown_as: str | None = None
    ) -> None:
        """Take out of what differs what a person has put right here: the file is behind, and the row is noted."""
        for name in [one for one in differing if self._known.is_put_right(thing_id, one, differing[one])]:
            del differing[name]
            self._note(row, shown_as or name, STAYS, Weight.LEFT)

    def _wrong(self, row: PupilRow, heading: str, why: str) -> None:
        self.findings.append(Finding(row.sheet, row.number, heading, why))

    def _note(self, row: PupilRow, name: str, why: str, weight: Weight) -> None:
        self.findings.append(Finding(row.sheet, row.number, name.replace("_", " ").capitalize(), why, weight))


def _differing(given: Any, held: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return what is given and differs from what is held. An empty cell takes nothing."""
    return {name: value for name in names if (value := getattr(given, name)) not in (None, getattr(held, name))}
