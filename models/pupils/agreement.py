"""What was agreed about a placement with its commissioner and the family: recorded, and corrected with what it said."""

from dataclasses import dataclass
from datetime import date

from models.change import Change, Read
from models.duties.agreement import follow_agreement, owe_part_time
from models.duties.commissioner import owe_commissioner_view
from models.duties.planned_end import owe_planned_end
from models.errors import Refused
from models.kept import Before, keep_lost, last_written, require_reason
from models.permission import Permission
from models.stays import visible
from models.tables.placement import (
    Agreement,
    CommissionerKind,
    Consent,
    Placement,
    Timetable,
    agreement_of,
)

SET = "agreement:set"
TITLE = "Placement agreement"
CONSENT = ("consent", "consent_by", "consent_on")


@dataclass(frozen=True)
class AgreementInput:
    """What was agreed, as a form gives it."""

    commissioner_kind: CommissionerKind | None = None
    commissioner: str | None = None
    commissioner_person: str | None = None
    commissioner_contact: str | None = None
    objectives: str | None = None
    longest_weeks: int | None = None
    hours: float | None = None
    timetable: Timetable | None = None
    part_time_from: date | None = None
    part_time_why: str | None = None
    part_time_until: date | None = None
    part_time_look_on: date | None = None
    transport: str | None = None
    consent: Consent | None = None
    consent_by: str | None = None
    consent_on: date | None = None
    risk_plan: str | None = None
    exam_entries: str | None = None


FIELDS = tuple(AgreementInput.__dataclass_fields__)


def agreement_values(read: Read, placement: Placement) -> dict[str, object]:
    """Return what was agreed, by the fields of the form."""
    agreement = agreement_of(read.session, placement.id)
    return {name: getattr(agreement, name) for name in FIELDS} if agreement else {}


def set_agreement(change: Change, placement_id: str, given: AgreementInput, why: str | None = None) -> None:
    """Record or correct what was agreed, and what is owed because of it."""
    placement = visible(change, placement_id)
    change.require(Permission.PUPIL_CHANGE, placement)
    keep_agreement(change, placement, given, why)
    change.touch(placement)
    change.refresh()


def keep_agreement(change: Change, placement: Placement, given: AgreementInput, why: str | None) -> None:
    """Save what was agreed, and what it owes. The caller has checked the right.

    What is lost stays in the record with whoever had written it. Consent that was recorded is changed with a reason.
    """
    row = agreement_of(change.session, placement.id)
    if given == (AgreementInput(**agreement_values(change, placement))):  # type: ignore[arg-type]  # the same fields
        return
    _check(change, given)
    if row is None:
        row = change.add(Agreement(placement_id=placement.id, added_at=change.now))
    before, consent = Before.of(row, *FIELDS), Before.of(row, *CONSENT)
    last = last_written(change, row, placement.pupil_id, SET)
    for name, value in vars(given).items():
        setattr(row, name, value)
    if consent.is_lost():
        require_reason(change, last, why)
    keep_lost(change, placement, before, TITLE, last, why)
    change.session.flush()
    follow_agreement(change, placement)
    owe_part_time(change, placement)
    owe_planned_end(change, placement)
    owe_commissioner_view(change, placement)
    change.record(SET, row, pupil_id=placement.pupil_id)


def _check(change: Change, given: AgreementInput) -> None:
    """Refuse a commissioner of no kind, consent by nobody, and a part-time timetable whose days cannot be right."""
    if given.commissioner is not None and given.commissioner_kind is None:
        raise Refused("Say whether this is a school or the local authority.", field="commissioner_kind")
    if given.commissioner_kind is not None and given.commissioner is None:
        raise Refused("Name the school or the local authority.", field="commissioner")
    _check_consent(change, given)
    began, until, look_on = given.part_time_from, given.part_time_until, given.part_time_look_on
    if given.timetable is not Timetable.PART_TIME:
        return
    if began is None:
        raise Refused("Say from which day it is part-time.", field="part_time_from")
    if until is not None and until < began:
        raise Refused("That is before it begins. Check the date.", field="part_time_until")
    if look_on is not None and (look_on < began or (until is not None and look_on > until)):
        raise Refused("Look at it on a day within it.", field="part_time_look_on")


def _check_consent(change: Change, given: AgreementInput) -> None:
    said = (given.consent, given.consent_by, given.consent_on)
    if any(said) and not all(said):
        missing = next(name for name, value in zip(CONSENT, said, strict=True) if value is None)
        raise Refused("Say who gave or refused consent, and when.", field=missing)
    if given.consent_on is not None and given.consent_on > change.today:
        raise Refused("That date is in the future.", field="consent_on")
