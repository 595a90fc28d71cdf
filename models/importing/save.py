"""Saving an import in one change: new rows as they were worked out beforehand, then what is changed, one by one."""

from collections.abc import Sequence
from datetime import date

from models.administration.settings import set_term_dates
from models.administration.staff_list import save_staff
from models.change import Change, Read
from models.duties.exclusion import owe_education
from models.duties.leaving import owe_what_is_ahead
from models.errors import Outdated, Refused
from models.importing.additions import Additions, basis_of
from models.importing.known import COUNTED, state
from models.importing.plan import Plan
from models.importing.pupils import PupilRow
from models.importing.save_changes import follow_results, save_changed_weeks, save_changes
from models.importing.staff import StaffRow
from models.importing.term_dates import fits
from models.permission import Permission
from models.referrals.returning import tell_of_possible_duplicate
from models.statutory.owed import follow_all_legal_dates, follow_legal_dates
from models.tables.duplicate import PossibleDuplicate
from models.tables.leaving import Departure, Leaving
from models.tables.placement import Placement
from models.tables.pupil import Pupil, take_upn
from models.tables.staff import by_slack_id


def work_out(read: Read, plan: Plan) -> Additions | None:
    """Work out the rows that a plan adds, to be staged before it is saved, so that nobody's save waits meanwhile.

    None if it adds none, or if they hang on term dates or on colleagues that the plan itself brings.
    """
    read.require(Permission.IMPORT)
    if plan.wrong or plan.staff or plan.term_dates or not (plan.new or plan.results or plan.attendance):
        return None
    return Additions(read, plan)


def save_import(change: Change, plan: Plan, added: Additions | None = None) -> None:
    """Save what a plan says, whole; `added` are its new rows if they are in their tables already.

    Raises Outdated if the plan no longer fits, and Refused if it holds errors.
    """
    change.require(Permission.IMPORT)
    if plan.wrong:
        raise Refused("Some rows cannot be imported. Put them right first: nothing was saved.")
    _check_still_fits(change, plan, added)
    if plan.term_dates is not None:  # first, as due dates are counted by them
        if not fits(change, plan.term_dates):
            raise Outdated
        set_term_dates(change, plan.term_dates.calendar)
    for person in plan.staff:
        _save_staff(change, person)
    changed = save_changes(change, plan.changes)
    if added is None:
        added = Additions(change, plan)
        added.write(change.session)
    returning = _follow_new_pupils(change, plan, added)
    follow_results(change, plan.results)
    save_changed_weeks(change, plan.attendance)
    if plan.term_dates is None:
        follow_legal_dates(change, *changed, *returning)
    else:
        follow_all_legal_dates(change)
    change.pupils |= {one.pupil_id for one in plan.results} | {one.pupil_id for one in plan.attendance}
    change.refresh(*added.owners)


def _check_still_fits(change: Change, plan: Plan, added: Additions | None) -> None:
    """Raise Outdated if somebody has come, gone or changed what is owed since the comparison."""
    own = added.counts(*COUNTED) if added else (0,) * len(COUNTED)
    if state(change) != tuple(a + b for a, b in zip(plan.seen, (*own, 0), strict=True)):
        raise Outdated
    if added and added.basis != basis_of(change):
        raise Outdated


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


def _follow_new_pupils(change: Change, plan: Plan, added: Additions) -> list[Placement]:
    """Do what new placements ask for one by one, and return those of pupils who return."""
    returning = [row for row in plan.new if (row.sheet, row.number) in plan.returning]
    for row in returning:
        _complete(change, change.get(Pupil, plan.returning[row.sheet, row.number]), row)
    for placement_id in added.to_educate:
        owe_education(change, change.get(Placement, placement_id))
    for row in plan.new:
        if row.left_on is not None:
            _plan_leaving(change, change.get(Placement, added.placements[row.sheet, row.number]), row.left_on)
    for key, earlier in plan.doubts.items():
        _raise_doubt(change, change.get(Placement, added.placements[key]), earlier)
    return [change.get(Placement, added.placements[row.sheet, row.number]) for row in returning]


def _plan_leaving(change: Change, placement: Placement, on: date) -> None:
    """Record the last day that a file gives. It says neither why nor where to, so whoever knows is asked for these."""
    leaving = Leaving(placement_id=placement.id, how=Departure.LEFT, on=on, added_at=change.now)
    leaving.by_id = change.actor.staff_id
    owe_what_is_ahead(change, placement, change.add(leaving))


def _complete(change: Change, pupil: Pupil, row: PupilRow) -> None:
    """Complete the record of a pupil who returns; the name and the date of birth stay as they are."""
    change.touch(pupil)
    pupil.preferred_name = pupil.preferred_name or row.preferred_name
    take_upn(change.session, pupil, row.upn)


def _raise_doubt(change: Change, placement: Placement, earlier: Sequence[str]) -> None:
    for pupil_id in earlier:
        change.add(PossibleDuplicate(pupil_id=placement.pupil_id, earlier_id=pupil_id, added_at=change.now))
    tell_of_possible_duplicate(change, placement)
