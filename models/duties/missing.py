"""Missing data: who is asked for what, from when on, and when a question is answered."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import func, insert, select

from models.change import Change, Read
from models.duties.due_dates import StepDays
from models.duties.heirs import Teachers, inherit
from models.duties.kinds import MISSING
from models.permission import Role
from models.school.settings import School
from models.tables.base import new_id
from models.tables.contact import Contact, Side
from models.tables.duty import Duty, DutyKind, Ending, Enquiry, open_duties
from models.tables.placement import Agreement, Placement, Teaching, current, teachers_by_subject
from models.tables.pupil import Pupil
from models.tables.referral import Referral
from models.tables.result import Result
from models.tables.staff import active_staff, first_head, first_head_id

ENOUGH_CONTACTS = 2
# School days before it is due: by then most of it is known from the planning meeting.
AHEAD = 5
# A night asks so many questions, and the next ones the rest: everybody's saves wait meanwhile.
MOST_AT_ONCE = 2_000
FOLLOWED_AT_ONCE = 500


@dataclass(frozen=True)
class Known:
    """What is known of a pupil of all that somebody is asked for."""

    upn: str | None
    contacts: int
    sen: object
    consent: object

    def lacks(self, kind: DutyKind) -> tuple[str, ...]:
        """Return the questions of this kind that have no answer, by the fields of the form that asks them."""
        questions = {
            DutyKind.MISSING_RECORDS: {"upn": self.upn is None, "contact": self.contacts < ENOUGH_CONTACTS},
            DutyKind.MISSING_SEN: {"sen": self.sen is None},
            DutyKind.MISSING_CONSENT: {"consent": self.consent is None},
        }
        return tuple(field for field, is_missing in questions.get(kind, {}).items() if is_missing)


def asks_at(school: School, day: date) -> time | None:
    """Return when missing data is asked for: on the morning of each pupil day, before the reminders."""
    return time(0, 10) if school.calendar.is_pupil_day(day) else None


def ask_for_missing(change: Change) -> None:
    """Ask for what is missing of all current pupils, a week before it is due; in a fixed number of statements.

    Each question is asked once, and again only if its answer was taken back. It is counted from the day on which the
    referral came in or, of an imported pupil, was entered, and is never overdue on the day on which it is first asked.
    """
    days = StepDays.read(change.school.step_days)[MISSING[0]]
    soon = change.calendar.add_school_days(change.today, AHEAD)
    today = change.calendar.on_or_after(change.today)
    rows: list[dict[str, Any]] = []
    for kind, placement_id, about, owner_id, since in _questions(change):
        due_on = change.calendar.add_school_days(since, days)
        if due_on <= soon and len(rows) < MOST_AT_ONCE:
            row = {"id": new_id(), "kind": kind, "placement_id": placement_id, "about": about, "owner_id": owner_id}
            rows.append(row | {"due_on": max(due_on, today), "since": since, "days": days, "added_at": change.now})
    if rows:
        change.session.execute(insert(Duty), rows)
        change.refresh(*sorted({row["owner_id"] for row in rows}))


def known_of(read: Read, placement: Placement) -> Known:
    """Return what is known of a pupil."""
    return _known_of(read, [placement.id])[placement.id]


def follow_missing(change: Change, *placements: Placement) -> None:
    """End what asks for data that is known by now. What is unknown again is asked for again, in the next night."""
    change.session.flush()
    kinds = [kind for kind in MISSING if kind is not DutyKind.MISSING_PRIOR]
    for start in range(0, len(placements), FOLLOWED_AT_ONCE):
        ids = [one.id for one in placements[start : start + FOLLOWED_AT_ONCE]]
        owed = select(Duty).where(Duty.placement_id.in_(ids), Duty.kind.in_(kinds), Duty.done_on.is_(None))
        duties = change.session.scalars(owed).all()
        known = _known_of(change, ids) if duties else {}
        for duty in duties:
            if not known[duty.placement_id or ""].lacks(duty.kind):
                change.close_duty(duty)


def pass_on_prior(change: Change, placement: Placement, before: Teachers) -> None:
    """Pass the question for prior attainment on to who teaches the subject now, or drop it if nobody does."""
    now, head_id = teachers_by_subject(change.session, placement.id), first_head_id(change.session)
    for duty in change.session.scalars(open_duties(placement.id, DutyKind.MISSING_PRIOR)):
        if duty.about not in now:
            change.close_duty(duty, Ending.DROPPED)
        else:
            inherit(change, duty, now[duty.about], {*before.get(duty.about, ()), head_id})


def enquiries(read: Read, placement: Placement) -> Mapping[str, Enquiry]:
    """Return the last enquiry for each duty of a placement, by the duty's id."""
    rows = select(Enquiry).where(Enquiry.placement_id == placement.id).order_by(Enquiry.on, Enquiry.added_at)
    return {one.duty_id: one for one in read.session.scalars(rows)}


def _known_of(read: Read, placement_ids: Sequence[str]) -> Mapping[str, Known]:
    rows = read.session.execute(_known().where(Placement.id.in_(placement_ids)))
    return {row.id: Known(row.upn, row.contacts, row.sen, row.consent) for row in rows}


def _known() -> Any:
    people = select(func.count()).select_from(Contact).where(Contact.pupil_id == Placement.pupil_id)
    here = (Contact.removed_at.is_(None), Contact.deceased.is_(False), Contact.do_not_contact.is_(False))
    family = people.where(Contact.side == Side.FAMILY, *here).scalar_subquery()
    columns = (Placement.id, Placement.keyworker_id, Placement.sen, Pupil.upn, Agreement.consent)
    return (
        select(*columns, Referral.received_on, Referral.added_at, family.label("contacts"))
        .join(Pupil, Pupil.id == Placement.pupil_id)
        .join(Referral, Referral.placement_id == Placement.id)
        .outerjoin(Agreement, Agreement.placement_id == Placement.id)
    )


def _questions(change: Change) -> Iterator[tuple[DutyKind, str, str, str, date]]:
    """Yield each question that nobody was asked yet: its kind, placement and subject, whose it is, and since when."""
    head, here = first_head(change.session), {one.id for one in active_staff(change.session)}
    if head is None:
        return
    office = next(iter(active_staff(change.session, Role.ADMINISTRATOR)), head).id
    senco = next((one for one in active_staff(change.session) if one.senco), head).id
    asked, taught = _asked(change), _without_results(change, here)
    rows = _known().where(current(change.today)).order_by(Referral.added_at, Placement.id)
    for row in change.session.execute(rows).all():
        since = max(row.received_on, row.added_at.astimezone(change.zone).date())
        known = Known(row.upn, row.contacts, row.sen, row.consent)
        keyworker = row.keyworker_id if row.keyworker_id in here else head.id
        owners = {DutyKind.MISSING_RECORDS: office, DutyKind.MISSING_SEN: senco, DutyKind.MISSING_CONSENT: keyworker}
        for kind, owner_id in owners.items():
            if known.lacks(kind) and (kind, row.id, "") not in asked:
                yield kind, row.id, "", owner_id, since
        for subject, owner_id in taught.get(row.id, ()):
            if (DutyKind.MISSING_PRIOR, row.id, subject) not in asked:
                yield DutyKind.MISSING_PRIOR, row.id, subject, owner_id, since


def _asked(read: Read) -> Collection[tuple[DutyKind, str | None, str]]:
    """Return what is or was asked for. One that was dropped, or answered by what is unknown again, is asked anew."""
    rows = select(Duty.kind, Duty.placement_id, Duty.about, Duty.ending).join(Placement)
    found = read.session.execute(rows.where(Duty.kind.in_(MISSING), current(read.today)))
    again = (Ending.DROPPED, Ending.DONE)
    return {(row.kind, row.placement_id, row.about) for row in found if row.ending not in again}


def _without_results(read: Read, here: Collection[str]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return the subjects of each current placement without any result, each with a teacher who is here.

    Once the pupil was assessed here, nobody is asked any more how they did before.
    """
    known = select(Result.id).where(Result.placement_id == Teaching.placement_id, Result.subject == Teaching.subject)
    rows = select(Teaching.placement_id, Teaching.subject, Teaching.staff_id).join(Placement)
    rows = rows.where(current(read.today), ~known.exists())
    found: dict[str, dict[str, str]] = {}
    for row in read.session.execute(rows.order_by(Teaching.subject, Teaching.staff_id)):
        if row.staff_id in here:
            found.setdefault(row.placement_id, {}).setdefault(row.subject, row.staff_id)
    return {placement_id: tuple(subjects.items()) for placement_id, subjects in found.items()}
