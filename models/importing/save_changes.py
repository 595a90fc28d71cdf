"""Saving what an import changes or ends of pupils who are here already, read some hundred at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from models.attendance.weeks import change_week
from models.change import Change
from models.contacts.numbers import follow_new_contact, follow_number
from models.duties.exclusion import owe_education
from models.duties.leaving import follow_leaving
from models.duties.missing import follow_missing
from models.errors import Outdated
from models.importing.additions import IMPORTED
from models.importing.known import BY_FILE
from models.importing.match_attendance import WeekChange
from models.importing.match_results import NewResult
from models.importing.plan import PupilChange
from models.kept import Before, Written, keep_lost
from models.progress.owed import update_owed_target
from models.pupils.dates import RecordBefore
from models.pupils.record import DETAILS
from models.tables.contact import Contact
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import AttendanceWeek, Placement
from models.tables.pupil import take_upn
from models.tables.referral import Referral
from models.tables.result import Source
from models.tables.target import Target

AT_ONCE = 500
Subject = tuple[str, str]  # a placement and a subject of it


def save_changes(change: Change, changes: Sequence[PupilChange]) -> list[Placement]:
    """Save the changes and return their placements. Raises Outdated if somebody has changed a record meanwhile."""
    saved: list[Placement] = []
    for start in range(0, len(changes), AT_ONCE):
        some = changes[start : start + AT_ONCE]
        ids = [one.placement_id for one in some]
        rows = select(Placement, Referral).join(Referral, Referral.placement_id == Placement.id)
        read = {row.Placement.id: row for row in change.session.execute(rows.where(Placement.id.in_(ids)))}
        contacts = _mended(change, some)
        for one in some:
            if one.placement_id not in read:
                raise Outdated
            placement, referral = read[one.placement_id]
            _save(change, one, placement, referral)
            for contact_id, values in one.mended.items():
                _mend(change, placement, contacts.get(contact_id), values)
        placements = [read[placement_id].Placement for placement_id in ids]
        follow_missing(change, *placements)
        saved += placements
    return saved


def save_changed_weeks(change: Change, weeks: Sequence[WeekChange]) -> None:
    """Save the changed weeks, with a line of audit for each placement that has none yet for new ones.

    Raises Outdated if one has changed meanwhile.
    """
    changed = sorted((one for one in weeks if one.held is not None), key=lambda one: one.placement_id)
    logged = {one.placement_id for one in weeks if one.held is None}
    for start in range(0, len(changed), AT_ONCE):
        some = changed[start : start + AT_ONCE]
        held = select(AttendanceWeek, Placement).join(Placement, Placement.id == AttendanceWeek.placement_id)
        held = held.where(
            AttendanceWeek.placement_id.in_({one.placement_id for one in some}),
            AttendanceWeek.week.in_({one.week.starts_on for one in some}),
        )
        rows = {(row.placement_id, row.week): (row, placement) for row, placement in change.session.execute(held)}
        for one in some:
            row, placement = rows.get((one.placement_id, one.week.starts_on), (None, None))
            if row is None or placement is None or (row.offered, row.attended) != one.held:
                raise Outdated
            change_week(change, placement, row, one.week, BY_FILE)
            if placement.id not in logged:
                logged.add(placement.id)
                change.record("attendance:import", placement, pupil_id=placement.pupil_id)


def follow_results(change: Change, results: Sequence[NewResult]) -> None:
    """End what the results answer: a baseline that is owed, the question how the pupil did before, a target met."""
    by_subject: dict[Subject, list[NewResult]] = {}
    for one in results:
        by_subject.setdefault((one.placement_id, one.subject), []).append(one)
    ids = sorted({placement_id for placement_id, _ in by_subject})
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        _end_what_is_answered(change, some, by_subject)
        aimed = select(Target.placement_id, Target.subject).where(Target.placement_id.in_(some))
        aimed = aimed.where(Target.replaced_at.is_(None)).order_by(Target.placement_id, Target.subject)
        for placement_id, subject in change.session.execute(aimed).all():
            if (placement_id, subject) in by_subject:
                update_owed_target(change, change.get(Placement, placement_id), subject)


def _save(change: Change, one: PupilChange, placement: Placement, referral: Referral) -> None:
    pupil = placement.pupil
    if (pupil.version, placement.version) != one.versions:
        raise Outdated
    change.touch(pupil)
    change.touch(placement)
    before, details = RecordBefore(placement, referral), Before.of(pupil, *DETAILS)
    for name, value in one.pupil.items():
        if name == "upn":
            take_upn(change.session, pupil, value)
        else:
            setattr(pupil, name, value)
    for name, value in one.placement.items():
        setattr(placement, name, value)
    if {"type", "excluded_on", "looked_after"} & one.placement.keys():
        owe_education(change, placement)
    if "registration" in one.placement:
        follow_leaving(change, placement)
    before.keep(change, BY_FILE)
    keep_lost(change, placement, details, "Pupil details", Written(), BY_FILE)
    for contact in one.contacts:
        follow_new_contact(
            change, placement, change.add(Contact(pupil_id=pupil.id, added_at=change.now, **vars(contact)))
        )
    change.record(IMPORTED, placement, pupil_id=pupil.id)


def _mended(change: Change, changes: Sequence[PupilChange]) -> Mapping[str, Contact]:
    ids = [contact_id for one in changes for contact_id in one.mended]
    rows = select(Contact).where(Contact.id.in_(ids), Contact.removed_at.is_(None))
    return {one.id: one for one in change.session.scalars(rows)} if ids else {}


def _mend(change: Change, placement: Placement, contact: Contact | None, values: Mapping[str, Any]) -> None:
    if contact is None:
        raise Outdated
    before = contact.phone
    for name, value in values.items():
        setattr(contact, name, value)
    follow_number(change, placement, contact, before)


def _end_what_is_answered(
    change: Change, placement_ids: Sequence[str], by_subject: dict[Subject, list[NewResult]]
) -> None:
    kinds = (DutyKind.BASELINE, DutyKind.MISSING_PRIOR)
    owed = select(Duty).where(Duty.placement_id.in_(placement_ids), Duty.kind.in_(kinds), Duty.done_on.is_(None))
    for duty in change.session.scalars(owed).all():
        given = [one.given for one in by_subject.get((duty.placement_id or "", duty.about), ())]
        sources = {one.source for one in given}
        if duty.kind is DutyKind.BASELINE and Source.BASELINE in sources:
            change.close_duty(duty, on=min(one.on for one in given if one.source is Source.BASELINE))
        elif duty.kind is DutyKind.MISSING_PRIOR and given:
            change.close_duty(duty, Ending.DONE if Source.PRIOR in sources else Ending.DROPPED)
