"""Supplying what is missing of a pupil, in one form for all that one person was asked, or saying whom they asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.change import Change, Read
from models.contacts.lines import read_line
from models.contacts.numbers import follow_new_contact
from models.duties.kinds import MISSING, in_words
from models.duties.missing import enquiries, follow_missing, known_of
from models.errors import Absent, Refused
from models.permission import Permission
from models.progress.results import ResultInput, keep_result
from models.pupils.agreement import AgreementInput, agreement_values, keep_agreement
from models.statutory.owed import follow_legal_dates
from models.stays import placement_of
from models.tables.contact import Contact
from models.tables.duty import Duty, DutyKind, Enquiry, open_duties
from models.tables.placement import Consent, Placement, SenStatus
from models.tables.pupil import take_upn
from models.tables.result import Source

ASK_AGAIN = 5  # school days after somebody was asked
FIELDS_OF = {
    "upn": ("upn",),
    "contact": ("contact",),
    "sen": ("sen",),
    "consent": ("consent", "consent_by", "consent_on"),
    "prior": ("prior_scale", "prior", "prior_on"),
}


@dataclass(frozen=True)
class Supplied:
    """What somebody supplied, as the form gives it; `asked_of` and `asked_on` are for what they do not know."""

    upn: str | None = None
    contact: str | None = None
    sen: SenStatus | None = None
    consent: Consent | None = None
    consent_by: str | None = None
    consent_on: date | None = None
    prior_scale: str | None = None
    prior: str | None = None
    prior_on: date | None = None
    asked_of: str | None = None
    asked_on: date | None = None


@dataclass(frozen=True)
class MissingPrefill:
    """A pupil for the form that asks what is missing: what in words, and which fields are for others to answer.

    `owner_id` is whom it asks.
    """

    duty_id: str
    owner_id: str
    first_name: str
    reference: str
    asked: tuple[tuple[str, date], ...]
    hidden: tuple[str, ...]


def missing_prefill(change: Change, duty_id: str) -> MissingPrefill:
    """Prepare the form for all that the owner of a duty is asked of this pupil, and log the look."""
    placement, duties = _asked(change, duty_id)
    change.record("pupil:view", placement, pupil_id=placement.pupil_id, why="missing")
    shown = {field for question in _open(change, placement, duties) for field in FIELDS_OF[question]}
    hidden = tuple(field for fields in FIELDS_OF.values() for field in fields if field not in shown)
    asked = tuple((in_words(one.kind, one.about), one.due_on) for one in duties)
    pupil = placement.pupil
    return MissingPrefill(duty_id, duties[0].owner_id, pupil.first_name, pupil.reference, asked, hidden)


def supply(change: Change, duty_id: str, given: Supplied, owner_id: str | None = None) -> None:
    """Save what somebody supplied. What they do not know is put off, once they say whom they asked, and never ended.

    Raises Refused if somebody else than `owner_id`, whose questions the form showed, is asked by now.
    """
    placement, duties = _asked(change, duty_id)
    if owner_id not in (None, duties[0].owner_id):
        raise Refused("Somebody else is asked for this by now. Close this, and see the pupil's page.", field="asked_of")
    asked = _open(change, placement, duties)
    change.touch(placement)
    if given.upn is not None and "upn" in asked:
        _take_upn(change, placement, given.upn)
    if given.contact is not None and "contact" in asked:
        _add_contact(change, placement, given.contact)
    if given.sen is not None and "sen" in asked:
        placement.sen = given.sen
        follow_legal_dates(change, placement)
        change.record("placement:change", placement, pupil_id=placement.pupil_id)
    if "consent" in asked and any((given.consent, given.consent_by, given.consent_on)):
        _keep_consent(change, placement, given)
    if "prior" in asked and any((given.prior, given.prior_scale, given.prior_on)):
        _keep_prior(change, placement, duties, given)
    follow_missing(change, placement)
    waiting = enquiries(change, placement).keys()
    unanswered = [duty for duty in duties if duty.done_on is None]
    _put_off(change, [one for one in unanswered if one.id == duty_id or not _waits(change, one, waiting)], given)
    change.refresh()


def _asked(change: Change, duty_id: str) -> tuple[Placement, Sequence[Duty]]:
    """Return the pupil of a duty and what its owner is asked about them, that duty first."""
    duty = change.get(Duty, duty_id)
    if duty.kind not in MISSING:
        raise Absent
    placement = placement_of(change, duty_id)
    change.require(Permission.DATA_SUPPLY, placement, own=duty.owner_id == change.actor.staff_id)
    if duty.done_on is not None:
        raise Refused("This is known already: see the pupil's page.", field="asked_of")
    theirs = open_duties(placement.id, *MISSING).where(Duty.owner_id == duty.owner_id)
    found = change.session.scalars(theirs.order_by(Duty.id != duty_id, Duty.about)).all()
    return placement, found


def _open(read: Read, placement: Placement, duties: Sequence[Duty]) -> set[str]:
    """Return the questions that have no answer yet."""
    known, kinds = known_of(read, placement), {duty.kind for duty in duties}
    prior = {"prior"} if DutyKind.MISSING_PRIOR in kinds else set()
    return prior | {question for kind in kinds for question in known.lacks(kind)}


def _take_upn(change: Change, placement: Placement, upn: str) -> None:
    change.touch(placement.pupil)
    if not take_upn(change.session, placement.pupil, upn):
        raise Refused("Another pupil has this UPN. If they are the same child, ask a Head to merge them.", field="upn")
    change.record("pupil:change", placement.pupil, pupil_id=placement.pupil_id)


def _add_contact(change: Change, placement: Placement, line: str) -> None:
    people = read_line(line)
    if len(people) != 1:
        raise Refused("Give one person: name, relation, phone number.", field="contact")
    contact = change.add(Contact(pupil_id=placement.pupil_id, added_at=change.now, **vars(people[0])))
    follow_new_contact(change, placement, contact)
    change.touch(placement.pupil)
    change.record("contact:add", contact, pupil_id=placement.pupil_id)


def _keep_consent(change: Change, placement: Placement, given: Supplied) -> None:
    agreed = AgreementInput(**agreement_values(change, placement))  # type: ignore[arg-type]  # the same fields
    said = replace(agreed, consent=given.consent, consent_by=given.consent_by, consent_on=given.consent_on)
    keep_agreement(change, placement, said, None)


def _keep_prior(change: Change, placement: Placement, duties: Sequence[Duty], given: Supplied) -> None:
    for field in FIELDS_OF["prior"]:
        if getattr(given, field) is None:
            raise Refused("Give the grade, its scale and its day.", field=field)
    subject = next(duty.about for duty in duties if duty.kind is DutyKind.MISSING_PRIOR)
    result = ResultInput(Source.PRIOR, str(given.prior_scale), str(given.prior), given.prior_on or change.today)
    keep_result(change, placement, subject, result, field="prior", day_field="prior_on")


def _waits(read: Read, duty: Duty, enquired: Collection[str]) -> bool:
    """Return whether somebody was asked about this before, and has still some days to answer."""
    return duty.id in enquired and duty.snoozed_until is not None and duty.snoozed_until > read.today


def _put_off(change: Change, duties: Sequence[Duty], given: Supplied) -> None:
    """Note whom somebody asked for what is still not known, and remind them again some days after that."""
    if not duties:
        return
    if given.asked_of is None or given.asked_on is None:
        missing = "asked_of" if given.asked_of is None else "asked_on"
        raise Refused("Say whom you asked, and when, for what is not known yet.", field=missing)
    if given.asked_on > change.today:
        raise Refused("That date is in the future.", field="asked_on")
    for duty in duties:
        note = Enquiry(duty_id=duty.id, placement_id=duty.placement_id, asked_of=given.asked_of, on=given.asked_on)
        note.by_id, note.added_at = change.actor.staff_id, change.now
        change.add(note)
        duty.snoozed_until = change.calendar.add_school_days(given.asked_on, ASK_AGAIN)
        change.record("missing:asked", note, pupil_id=change.get(Placement, duty.placement_id).pupil_id)
        change.refresh(duty.owner_id)
