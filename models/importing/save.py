"""Saving an import in one change: what is new goes in table by table, what is changed pupil by pupil."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from models.administration.settings import set_term_dates
from models.administration.staff_list import save_staff
from models.change import Change
from models.contacts.numbers import follow_new_contact, follow_number
from models.duties.exclusion import owe_education
from models.duties.missing import follow_missing
from models.duties.owners import sencos
from models.duties.profiles import owe_missing
from models.errors import Refused
from models.importing.additions import IMPORTED, Additions
from models.importing.known import state
from models.importing.match_results import NewResult
from models.importing.plan import Outdated, Plan, PupilChange
from models.importing.pupils import PupilRow
from models.importing.save_attendance import save_weeks
from models.importing.staff import StaffRow
from models.importing.term_dates import fits
from models.leaving.checklist import owe_what_is_ahead
from models.permission import Permission
from models.progress.owed import update_owed_target
from models.progress.results import keep_result
from models.pupils.dates import RecordBefore
from models.referrals.returning import tell_of_possible_duplicate
from models.statutory.owed import follow_all_legal_dates
from models.tables.base import new_reference
from models.tables.contact import Contact
from models.tables.duplicate import PossibleDuplicate
from models.tables.leaving import Departure, Leaving
from models.tables.placement import Placement
from models.tables.pupil import Pupil, take_upn
from models.tables.referral import Referral
from models.tables.staff import Staff, by_slack_id, first_head

NO_HEAD = "There is no Head yet to own what is still to be done. Import the staff first, with a Head among them."


def save_import(change: Change, plan: Plan) -> None:
    """Save what a plan says, whole. Raises Outdated if the plan no longer fits, and Refused if it holds errors."""
    change.require(Permission.IMPORT)
    if plan.wrong:
        raise Refused("Some rows cannot be imported. Put them right first: nothing was saved.")
    if state(change) != tuple(plan.seen):
        raise Outdated
    if plan.term_dates is not None:  # first, as due dates are counted by them
        if not fits(change, plan.term_dates):
            raise Outdated
        set_term_dates(change, plan.term_dates.calendar)
    for person in plan.staff:
        _save_staff(change, person)
    for one in plan.changes:
        _save_change(change, one)
    if plan.new:
        _add_pupils(change, plan)
    _add_results(change, plan.results)
    save_weeks(change, plan.attendance)
    owe_missing(change)
    follow_all_legal_dates(change)
    change.refresh()


def _save_staff(change: Change, row: StaffRow) -> None:
    held = by_slack_id(change.session, row.slack_id)
    senco, dsl, subjects = (held.senco, held.dsl, held.subjects) if held and held.active else (False, False, [])
    save_staff(
        change,
        row.slack_id,
        row.name,
        row.role,
        senco if row.senco is None else row.senco,
        dsl if row.dsl is None else row.dsl,
        subjects if row.subjects is None else row.subjects,
    )


def _save_change(change: Change, one: PupilChange) -> None:
    """Change a pupil who is here already. Raises Outdated if somebody else has changed the record meanwhile."""
    pupil, placement = change.get(Pupil, one.pupil_id), change.get(Placement, one.placement_id)
    if (pupil.version, placement.version) != one.versions:
        raise Outdated
    change.touch(pupil)
    change.touch(placement)
    referral = change.session.scalars(select(Referral).where(Referral.placement_id == placement.id)).one()
    before = RecordBefore(placement, referral)
    for name, value in one.pupil.items():
        if name == "upn":
            take_upn(change.session, pupil, value)
        else:
            setattr(pupil, name, value)
    for name, value in one.placement.items():
        setattr(placement, name, value)
    if {"type", "excluded_on", "looked_after"} & one.placement.keys():
        owe_education(change, placement)
    before.keep(change, "Changed by an imported file")
    for contact in one.contacts:
        follow_new_contact(
            change, placement, change.add(Contact(pupil_id=pupil.id, added_at=change.now, **vars(contact)))
        )
    for contact_id, values in one.mended.items():
        _mend(change, placement, contact_id, values)
    follow_missing(change, placement)
    change.record(IMPORTED, placement, pupil_id=pupil.id)


def _mend(change: Change, placement: Placement, contact_id: str, values: Mapping[str, Any]) -> None:
    contact = change.get(Contact, contact_id)
    before = contact.phone
    for name, value in values.items():
        setattr(contact, name, value)
    follow_number(change, placement, contact, before)


def _add_pupils(change: Change, plan: Plan) -> None:
    head = first_head(change.session)
    if head is None:
        raise Refused(NO_HEAD)
    keyworkers = _staff_ids(change, plan.keyworkers)
    senco_id = next((one.id for one in sencos(change)), head.id)
    added = Additions(change, head.id, senco_id, keyworkers, _references(change))
    for row in plan.new:
        pupil_id = plan.returning.get((row.sheet, row.number))
        if pupil_id is not None:
            _complete(change, change.get(Pupil, pupil_id), row)
        added.take(row, pupil_id)
    # Past the mapper, which takes thrice as long, while everybody's saves wait.
    connection = change.session.connection()
    for table, rows in added.rows.items():
        if rows:
            connection.execute(table.__table__.insert(), rows)  # type: ignore[attr-defined]  # each class has a table
    for placement_id in added.to_educate:
        owe_education(change, change.get(Placement, placement_id))
    for row in plan.new:
        if row.left_on is not None:
            _plan_leaving(change, change.get(Placement, added.placements[row.sheet, row.number]), row.left_on)
    for key, earlier in plan.doubts.items():
        _raise_doubt(change, change.get(Placement, added.placements[key]), earlier)
    change.refresh(head.id, senco_id, *keyworkers.values())


def _plan_leaving(change: Change, placement: Placement, on: date) -> None:
    """Record the last day that a file gives. It says neither why nor where to, so whoever knows is asked for these."""
    leaving = Leaving(placement_id=placement.id, how=Departure.LEFT, on=on, added_at=change.now)
    leaving.by_id = change.by.staff_id
    owe_what_is_ahead(change, placement, change.add(leaving))


def _add_results(change: Change, results: Sequence[NewResult]) -> None:
    """Add results as if each had been entered: a baseline ends its duty, and a target that is met asks for another."""
    for result in results:
        placement = change.get(Placement, result.placement_id)
        keep_result(change, placement, result.subject, result.given, field="grade")
    for placement_id, subject in sorted({(result.placement_id, result.subject) for result in results}):
        update_owed_target(change, change.get(Placement, placement_id), subject)


def _complete(change: Change, pupil: Pupil, row: PupilRow) -> None:
    """Complete the record of a pupil who returns; the name and the date of birth stay as they are."""
    change.touch(pupil)
    pupil.preferred_name = pupil.preferred_name or row.preferred_name
    take_upn(change.session, pupil, row.upn)


def _raise_doubt(change: Change, placement: Placement, earlier: Sequence[str]) -> None:
    for pupil_id in earlier:
        change.add(PossibleDuplicate(pupil_id=placement.pupil_id, earlier_id=pupil_id, added_at=change.now))
    tell_of_possible_duplicate(change, placement)


def _staff_ids(change: Change, keyworkers: Mapping[str, str]) -> dict[str, str]:
    rows = select(Staff.slack_id, Staff.id).where(Staff.slack_id.in_(set(keyworkers.values())))
    ids = {row.slack_id: row.id for row in change.session.execute(rows)} if keyworkers else {}
    return {cell: ids[slack_id] for cell, slack_id in keyworkers.items() if slack_id in ids}


def _references(change: Change) -> Iterator[str]:
    """Yield references that no pupil has."""
    taken = set(change.session.scalars(select(Pupil.reference)))
    while True:
        reference = new_reference()
        if reference not in taken:
            taken.add(reference)
            yield reference
