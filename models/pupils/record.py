"""Correcting and completing a pupil's record: personal details, the placement, and each barrier."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.change import Change, Read
from models.duties.agreement import follow_agreement
from models.duties.exclusion import owe_education
from models.duties.leaving import follow_leaving
from models.duties.missing import follow_missing
from models.duties.planned_end import owe_planned_end
from models.duties.profiles import follow_profile, said_elsewhere
from models.errors import Refused
from models.kept import Before, Written, keep_lost
from models.permission import Permission
from models.pupils.agreement import AgreementInput, agreement_values, keep_agreement
from models.pupils.birth import check_birth
from models.pupils.dates import Dates, RecordBefore, check_dates, check_planned_end, recount_steps
from models.referrals.refer import check_why_here
from models.school.school_year import starting_year, year_of
from models.statutory.owed import follow_legal_dates
from models.stays import visible
from models.tables.placement import Placement, PlacementType, Registration, SenStatus
from models.tables.pupil import Pupil, take_upn
from models.tables.referral import Referral

DETAILS = ("forenames", "surname", "preferred_name", "born_on", "upn")


@dataclass(frozen=True)
class PupilInput:
    """A pupil's personal details, as a form gives them.

    `upn` None clears it if the actor may see it, and else leaves it as it is. `nc_year_override` is today's year group.
    """

    forenames: str
    surname: str | None
    preferred_name: str | None
    born_on: date
    upn: str | None
    nc_year_override: int | None


@dataclass(frozen=True)
class PlacementInput:
    """A placement's details, as a form gives them. Without an `agreement` what was agreed stays as it is."""

    home_school: str
    registration: Registration
    type: PlacementType | None
    excluded_on: date | None
    received_on: date
    referrer: str | None
    reason: str
    attendance: float | None
    sen: SenStatus | None
    looked_after: bool | None
    medical_need: str | None
    helps: str | None
    emergency: str | None = None
    planned_end: date | None = None
    agreement: AgreementInput | None = None


@dataclass(frozen=True)
class RecordPrefill:
    """What a form for a pupil's record opens with."""

    placement_id: str
    first_name: str
    reference: str
    version: int
    sees_restricted: bool
    values: dict[str, object]


def pupil_prefill(change: Change, placement_id: str) -> RecordPrefill:
    """Return a pupil's details for the form that corrects them, and log the look; the UPN only if they may see it."""
    placement = viewed(change, placement_id, "edit")
    pupil = placement.pupil
    values: dict[str, object] = {name: getattr(pupil, name) for name in PupilInput.__dataclass_fields__}
    values["nc_year_override"] = _year_set(change, pupil)
    if not change.may(Permission.UPN_SEE, placement):
        values["upn"] = None
    return prefill_of(change, placement, pupil.version, values)


def _year_set(read: Read, pupil: Pupil) -> int | None:
    """Return the year group of today that follows from the one that was set by hand; None if none was."""
    override, since = pupil.nc_year_override, pupil.nc_year_since
    return None if override is None else year_of(pupil.born_on, read.today, override, since)


def placement_prefill(change: Change, placement_id: str) -> RecordPrefill:
    """Return a placement's fields for the form that completes it, and log the look."""
    placement = viewed(change, placement_id, "edit")
    referral = _referral(change, placement)
    held = [name for name in PlacementInput.__dataclass_fields__ if hasattr(placement, name)]
    values: dict[str, object] = {name: getattr(placement, name) for name in held}
    values |= {name: getattr(referral, name) for name in ("received_on", "referrer", "reason")}
    values |= {"emergency": placement.pupil.emergency, **agreement_values(change, placement)}
    return prefill_of(change, placement, placement.version, values)


def change_pupil(
    change: Change, placement_id: str, given: PupilInput, version: int | None, why: str | None = None
) -> None:
    """Correct a pupil's details. Another year group by date of birth needs a reason; the date before is kept.

    Raises Refused if another pupil has the UPN.
    """
    placement = changeable(change, placement_id)
    pupil = placement.pupil
    check_birth(change, pupil.born_on, given.born_on, why)
    change.touch(pupil, version)
    before = Before.of(pupil, *DETAILS)
    pupil.forenames, pupil.surname = given.forenames, given.surname or ""
    pupil.preferred_name, pupil.born_on = given.preferred_name, given.born_on
    if given.nc_year_override != _year_set(change, pupil):
        pupil.nc_year_override = given.nc_year_override
        pupil.nc_year_since = starting_year(change.today) if given.nc_year_override is not None else None
    if given.upn is None and change.may(Permission.UPN_SEE, placement):
        pupil.upn = None  # whoever saw it has cleared it
    elif not take_upn(change.session, pupil, given.upn):
        raise Refused("Another pupil has this UPN. If they are the same child, ask a Head to merge them.", field="upn")
    keep_lost(change, placement, before, "Pupil details", Written(), why)
    follow_missing(change, placement)
    change.record("pupil:change", pupil, pupil_id=pupil.id)
    change.refresh()


def change_placement(
    change: Change, placement_id: str, given: PlacementInput, version: int | None, why: str | None = None
) -> None:
    """Change a placement's details, and count anew what hangs on them. A recorded date is changed with a reason."""
    placement = changeable(change, placement_id)
    change.touch(placement, version)
    referral = _referral(change, placement)
    check_dates(change, placement, referral, Dates(given.received_on, given.excluded_on), why)
    if (given.type, given.excluded_on) != (placement.type, placement.excluded_on):
        check_why_here(given.type, given.excluded_on)
    check_planned_end(change, given.planned_end, given.received_on, placement.planned_end)
    before, exclusion, on_roll = RecordBefore(placement, referral), _exclusion(placement), placement.registration
    received_on, end_before, said = referral.received_on, placement.planned_end, said_elsewhere(placement)
    for name in vars(given).keys() - {"agreement"}:
        row = next(row for row in (placement, referral, placement.pupil) if hasattr(row, name))
        setattr(row, name, getattr(given, name))
    if received_on != given.received_on:
        recount_steps(change, placement, given.received_on)
    if _exclusion(placement) != exclusion or received_on != given.received_on:
        owe_education(change, placement)
    if placement.planned_end != end_before:
        owe_planned_end(change, placement)
        follow_agreement(change, placement)
    if placement.registration is not on_roll:
        follow_leaving(change, placement)
    if given.agreement is not None:
        keep_agreement(change, placement, given.agreement, why)
    before.keep(change, why)
    follow_missing(change, placement)
    follow_profile(change, placement, said)
    follow_legal_dates(change, placement)
    change.record("placement:change", placement, pupil_id=placement.pupil_id)
    change.refresh()


def set_exclusion_date(
    change: Change, value: str, excluded_on: date, version: int | None, why: str | None = None
) -> None:
    """Set the first day of an exclusion, for the id of a duty or a placement, which tells when education must start."""
    placement = changeable(change, value)
    change.touch(placement, version)
    referral = _referral(change, placement)
    check_dates(change, placement, referral, Dates(referral.received_on, excluded_on), why)
    check_why_here(placement.type, excluded_on, field="excluded_on")
    before = RecordBefore(placement, referral)
    placement.excluded_on = excluded_on
    owe_education(change, placement)
    before.keep(change, why)
    change.record("placement:change", placement, pupil_id=placement.pupil_id)
    change.refresh()


def changeable(read: Read, placement_id: str) -> Placement:
    """Return a placement whose record the actor may change. Raises Refused otherwise."""
    placement = visible(read, placement_id)
    read.require(Permission.PUPIL_CHANGE, placement)
    return placement


def viewed(change: Change, placement_id: str, why: str) -> Placement:
    """Return a placement whose record the actor may change, and log the look."""
    placement = changeable(change, placement_id)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why=why)
    return placement


def prefill_of(read: Read, placement: Placement, version: int, values: dict[str, object]) -> RecordPrefill:
    """Return what a form for the record of this placement opens with."""
    pupil, sees = placement.pupil, read.may(Permission.RESTRICTED_SEE, placement)
    return RecordPrefill(placement.id, pupil.first_name, pupil.reference, version, sees, values)


def _referral(read: Read, placement: Placement) -> Referral:
    return read.session.scalars(select(Referral).where(Referral.placement_id == placement.id)).one()


def _exclusion(placement: Placement) -> tuple[object, ...]:
    """Return what decides by when full-time education must start."""
    return placement.type, placement.excluded_on, placement.looked_after
