"""Merging duplicate records of one child, by a Head or an administrator, and undoing that within ten minutes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select

from models.change import UNDO_FOR, Change, Read
from models.duplicates import move_records
from models.duplicates.birth import check_births, forget_other_birth, keep_other_birth
from models.duplicates.combine_stays import changed_since, combine_stays, part_stays
from models.duplicates.owed import drop_moved_professionals, forget_dropped, owe_moved_professionals
from models.duties.profiles import owe_reading
from models.errors import Refused
from models.permission import Permission
from models.school.calendar import moved
from models.statutory.owed import follow_legal_dates
from models.tables.contact import Contact
from models.tables.duplicate import Merge, PossibleDuplicate
from models.tables.duty import Duty, Ending
from models.tables.placement import Placement, current
from models.tables.pupil import LONGEST_LINE, Pupil


class Which(StrEnum):
    """One of the two records: A is the older one, and the one that is kept."""

    A = "a"
    B = "b"


class Stays(StrEnum):
    """What happens to two placements that are both open."""

    A = "a"
    B = "b"
    BOTH = "both"

    @property
    def label(self) -> str:
        """The label on the screen."""
        return {
            "a": "Keep placement A, close placement B",
            "b": "Keep placement B, close placement A",
            "both": "Keep both open",
        }[self.value]


@dataclass(frozen=True)
class Keep:
    """Which record each value is taken from."""

    name: Which = Which.A
    preferred_name: Which = Which.A
    born_on: Which = Which.A
    upn: Which = Which.A
    stays: Stays = Stays.BOTH


@dataclass(frozen=True)
class Merged:
    """A merge as its message shows it: the pupil, and whether and until when it can be undone."""

    first_name: str
    reference: str
    is_undone: bool
    undo_until: datetime | None


def merge(
    change: Change, kept_id: str, gone_id: str, keep: Keep, versions: tuple[int, int], why: str | None = None
) -> str:
    """Merge two records and return the merge's id. `versions` are those of A and B that were on the screen.

    Raises Conflict if one has changed since, and Refused if they are merged already, or if their dates of birth give
    different year groups and nobody says why the chosen one is right.
    """
    change.require(Permission.MERGE)
    kept, gone = change.get(Pupil, kept_id), change.get(Pupil, gone_id)
    if kept.id == gone.id or kept.merged_into_id or gone.merged_into_id:
        raise Refused("These records have already been merged.")
    for pupil, version in zip((kept, gone), versions, strict=True):
        change.touch(pupil, version)
    born, other = (gone.born_on, kept.born_on) if keep.born_on is Which.B else (kept.born_on, gone.born_on)
    check_births(change, born, other, why)
    undo: dict[str, Any] = {"kept": move_records.values_of(kept), "gone": move_records.values_of(gone)}
    undo["version"] = kept.version
    undo |= _end_other_stay(change, kept.id, gone.id, keep.stays)
    _take_values(change, kept, gone, keep)
    gone.merged_into_id = kept.id
    undo["doubts"] = _settle(change, kept.id, gone.id)
    change.session.flush()
    undo["moved"] = move_records.repoint_all(change.session, gone.id, kept.id)
    undo["birth"] = keep_other_birth(change, kept, other, why)
    owe_reading(change, _open_stays(change, kept.id))
    owe_moved_professionals(change, _open_stays(change, kept.id))
    follow_legal_dates(change, *_open_stays(change, kept.id))
    done = change.add(Merge(kept_id=kept_id, gone_id=gone_id, by_id=change.actor.staff_id, at=change.now, undo=undo))
    _tell(change, done, "pupil:merge")
    return done.id


def undo_merge(change: Change, merge_id: str) -> None:
    """Separate two merged records. Raises Refused after ten minutes, or if somebody has worked on the pupil since."""
    change.require(Permission.MERGE)
    done = change.get(Merge, merge_id)
    if done.undone_at is not None:
        raise Refused("This has already been undone: there are two records again.")
    if change.undo_until(done.at) is None:
        raise Refused("The ten minutes to undo this are over. Ask a Head what to change by hand.")
    kept, gone = change.get(Pupil, done.kept_id), change.get(Pupil, done.gone_id)
    _refuse_conflict(change, done, kept)
    move_records.move_back(change.session, done.undo["moved"], kept.id, gone.id)
    for pupil in (kept, gone):
        pupil.upn = None
    change.session.flush()
    for pupil, before in ((kept, done.undo["kept"]), (gone, done.undo["gone"])):
        move_records.put_back(pupil, before)
        change.touch(pupil)
    gone.merged_into_id = None
    forget_other_birth(change, done.undo.get("birth"))
    _open_again(change, done.undo)
    change.session.flush()
    owe_reading(change, _open_stays(change, kept.id, gone.id))
    drop_moved_professionals(change, _open_stays(change, kept.id, gone.id), done)
    follow_legal_dates(change, *_open_stays(change, kept.id, gone.id))
    forget_dropped(change, done)
    done.undone_at = change.now
    _tell(change, done, "pupil:unmerge")


def merged(read: Read, merge_id: str) -> Merged:
    """Return what a message says about a merge."""
    read.require(Permission.MERGE)
    done = read.get(Merge, merge_id)
    pupil, is_undone = read.get(Pupil, done.kept_id), done.undone_at is not None
    return Merged(pupil.first_name, pupil.reference, is_undone, None if is_undone else read.undo_until(done.at))


def forget_undo(change: Change) -> None:
    """Delete the old values of merges that can no longer be undone: they are personal data, and of no use now."""
    for done in change.session.scalars(select(Merge).where(Merge.at < change.now - UNDO_FOR)):
        if done.undo:
            done.undo = {}


def _end_other_stay(change: Change, kept_id: str, gone_id: str, stays: Stays) -> dict[str, Any]:
    """End the placement that is not continued, if both records have an open one, and return what it takes to undo that.

    The continued placement takes over what only the other one knew, and what was agreed or booked for it.
    """
    open_stays = _open_stays(change, kept_id, gone_id)
    ending_of = {Stays.A: gone_id, Stays.B: kept_id}.get(stays)
    if len({stay.pupil_id for stay in open_stays}) < 2 or ending_of is None:
        return {"ended": [], "dropped": [], "took": None}
    ended = [stay for stay in open_stays if stay.pupil_id == ending_of]
    goes_on = max((stay for stay in open_stays if stay not in ended), key=lambda stay: (stay.added_at, stay.id))
    took = combine_stays(change, goes_on, ended)
    owed = select(Duty).where(Duty.placement_id.in_([stay.id for stay in ended]), Duty.done_on.is_(None))
    duties = list(change.session.scalars(owed))
    dropped = [[duty.id, duty.offered_to_id] for duty in duties]
    planned = {stay.id: stay.left_on.isoformat() for stay in ended if stay.left_on}
    for stay in ended:
        stay.left_on = moved(change.today, -1)  # today the child is in the other placement
        change.touch(stay)
    for duty in duties:
        change.close_duty(duty, Ending.DROPPED)
    return {"ended": [[stay.id, stay.version] for stay in ended], "dropped": dropped, "took": took, "planned": planned}


def _open_stays(change: Change, *pupil_ids: str) -> list[Placement]:
    here = select(Placement).where(Placement.pupil_id.in_(pupil_ids), current(change.today))
    return list(change.session.scalars(here))


def _open_again(change: Change, undo: dict[str, Any]) -> None:
    if undo["took"] is not None:
        part_stays(change, undo["took"])
    for placement_id, _ in undo["ended"]:
        placement = change.get(Placement, placement_id)
        planned = undo.get("planned", {}).get(placement_id)
        placement.left_on = date.fromisoformat(planned) if planned else None
        change.touch(placement)
    for duty_id, offered_to_id in undo["dropped"]:
        duty = change.get(Duty, duty_id)
        duty.done_on, duty.ending, duty.offered_to_id = None, None, offered_to_id
        change.refresh(duty.owner_id)
    for doubt_id in undo["doubts"]:
        change.get(PossibleDuplicate, doubt_id).settled_at = None


def _take_values(change: Change, kept: Pupil, gone: Pupil, keep: Keep) -> None:
    """Copy the chosen values to the kept record.

    The UPN that is not chosen can still be found: on the other record, and as former UPN if there is none yet.
    """
    if keep.name is Which.B:
        kept.forenames, kept.surname = gone.forenames, gone.surname
    if keep.preferred_name is Which.B:
        kept.preferred_name = gone.preferred_name
    if keep.born_on is Which.B:
        kept.born_on = gone.born_on
        kept.nc_year_override, kept.nc_year_since = gone.nc_year_override, gone.nc_year_since
    lines = filter(None, dict.fromkeys((kept.emergency, gone.emergency)))
    kept.emergency = "; ".join(lines)[:LONGEST_LINE] or None
    chosen, other = (gone.upn, kept.upn) if keep.upn is Which.B else (kept.upn, gone.upn)
    if keep.upn is Which.B:
        kept.upn = gone.upn = None
        change.session.flush()
        kept.upn, gone.upn = chosen, other
    kept.former_upn = kept.former_upn or gone.former_upn or (other if other != chosen else None)


def _settle(change: Change, kept_id: str, gone_id: str) -> list[str]:
    pair = (kept_id, gone_id)
    between = select(PossibleDuplicate).where(
        PossibleDuplicate.pupil_id.in_(pair),
        PossibleDuplicate.earlier_id.in_(pair),
        PossibleDuplicate.settled_at.is_(None),
    )
    doubts = list(change.session.scalars(between))
    for doubt in doubts:
        doubt.settled_at = change.now
    return [doubt.id for doubt in doubts]


def _refuse_conflict(change: Change, done: Merge, kept: Pupil) -> None:
    later = [
        select(Merge.id).where(
            or_(Merge.kept_id == kept.id, Merge.gone_id == kept.id), Merge.at > done.at, Merge.undone_at.is_(None)
        ),
        select(Placement.id).where(Placement.pupil_id == kept.id, Placement.added_at > done.at),
        select(Contact.id).where(Contact.pupil_id == kept.id, Contact.added_at > done.at),
    ]
    is_built_on = any(change.session.scalar(what.limit(1)) is not None for what in later)
    has_moved = any(change.get(Placement, stay).version != version for stay, version in done.undo["ended"])
    took = done.undo["took"]
    has_moved = has_moved or (took is not None and changed_since(change, took, done.at))
    if is_built_on or has_moved or kept.version != done.undo["version"]:
        raise Refused("Someone has changed this record since, so this cannot be undone. Ask a Head what to do.")


def _tell(change: Change, done: Merge, verb: str) -> None:
    """Log a merge, or its undoing, for both pupils, and update whatever shows either of them."""
    change.session.flush()
    move_records.show_again(change, done.undo["moved"])
    for pupil_id in (done.kept_id, done.gone_id):
        change.record(verb, done, pupil_id=pupil_id)
    change.refresh(change.actor.staff_id)
    change.say("merge.done", change.staff, about=done.id, pupils=[done.kept_id], key=f"merge:{done.id}")
