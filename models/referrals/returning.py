"""Pupils who may have been here before: found, asked about, and never joined to an earlier record without an answer."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import and_, or_, select

from models import names
from models.change import Change, Read
from models.contacts.phones import digits_of
from models.errors import Refused
from models.permission import Permission, Role
from models.referrals.refer import NewReferral, check, refer
from models.school.school_year import is_close, year_in_line
from models.tables.contact import Contact
from models.tables.duplicate import PossibleDuplicate
from models.tables.leaving import Departure, Leaving
from models.tables.placement import Placement, current
from models.tables.pupil import Pupil, named
from models.tables.requests.submission import Submission
from models.tables.staff import Staff, active_staff
from models.text import folded

MAY_BE_BACK = "This pupil may have been here before. Choose the right answer, then press Refer again."
NOT_FOUND = 'No earlier placement was found. Check the name, date of birth and UPN, or choose "Not sure".'
MOST_SHOWN = 5


class EarlierStayAnswer(StrEnum):
    """The referrer's answer to whether the pupil has been here before."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {
            "same": "Yes, the same child: start a new placement",
            "different": "No, a different child",
            "unsure": "Not sure: save it, and the office will check",
        }[self.value]


@dataclass(frozen=True)
class PossibleMatch:
    """A record that may be of the pupil being referred; `placement_id` is the placement that is open now."""

    pupil_id: str
    same_upn: bool
    placement_id: str | None


@dataclass(frozen=True)
class MatchShown:
    """What the referrer may see of a possible match: the name if the pupil is here now, else that it exists."""

    pupil_id: str
    may_look: bool
    placement_id: str | None = None
    first_name: str = ""
    reference: str = ""
    year: str = ""


def refer_or_ask_first(change: Change, given: NewReferral, before: EarlierStayAnswer | None) -> str:
    """Open a placement and return its id, once it is known whether the pupil has been here before.

    Raises Refused, in the field `before`, if possible matches are found and that question has no answer yet.
    """
    change.require(Permission.REFER)
    check(change, given)
    earlier = find_possible_matches(change, given)
    if earlier and before is None:
        raise Refused(MAY_BE_BACK, field="before")
    if not earlier and before is EarlierStayAnswer.SAME:
        raise Refused(NOT_FOUND, field="before")
    same = _the_one(earlier) if before is EarlierStayAnswer.SAME else None
    if same is not None:
        _refuse_second_stay(change, same)
        return refer(change, given, same.pupil_id)
    placement_id = refer(change, given)
    doubtful = earlier if before is not EarlierStayAnswer.DIFFERENT else [each for each in earlier if each.same_upn]
    if doubtful:
        _raise_doubt(change, change.get(Placement, placement_id), doubtful, given.upn)
    return placement_id


def find_possible_matches(read: Read, given: NewReferral) -> list[PossibleMatch]:
    """Return the records that may be of the pupil who is referred.

    They have the same UPN; the same date of birth and a related name; or the same name, with a date of birth close to
    this one, a phone number or a home school in common. A merged record counts as the one that it was merged into.
    """
    alike = [Pupil.born_on == given.born_on, and_(*named(given.full_name))]
    if given.upn:
        alike += [Pupil.upn == given.upn, Pupil.former_upn == given.upn]
    same_upn: dict[str, bool] = {}
    pupils = read.session.scalars(select(Pupil).where(or_(*alike))).all()
    linked = _linked(read, [pupil.id for pupil in pupils if pupil.born_on != given.born_on], given)
    for pupil in pupils:
        has_upn = given.upn is not None and given.upn in (pupil.upn, pupil.former_upn)
        if has_upn or _is_namesake(pupil, given, pupil.id in linked):
            root = pupil.merged_into_id or pupil.id
            same_upn[root] = same_upn.get(root, False) or has_upn
    here = _open_stays(read, same_upn)
    return [PossibleMatch(pupil_id, upn, here.get(pupil_id)) for pupil_id, upn in same_upn.items()]


def show_possible_matches(read: Read, given: NewReferral, key: str) -> list[MatchShown]:
    """Return possible matches for the referral screen, naming only pupils who are here now, as all may see those.

    Returns none if `key` was saved already: a submission that is sent again would match its own pupil.
    """
    read.require(Permission.REFER)
    if read.session.get(Submission, key) is not None:
        return []
    may_look = read.may(Permission.PAST_SEE)
    found = find_possible_matches(read, given)[:MOST_SHOWN]
    pupils = select(Pupil).where(Pupil.id.in_([earlier.pupil_id for earlier in found if earlier.placement_id]))
    here = {pupil.id: pupil for pupil in read.session.scalars(pupils)}
    return [_match_shown(read, earlier, here.get(earlier.pupil_id), may_look) for earlier in found]


@dataclass(frozen=True)
class EarlierStay:
    """One placement, as shown to staff who may see past pupils."""

    home_school: str
    referred_on: date
    left_on: date | None
    keyworker: str | None
    how: Departure | None
    ended_on: date | None


@dataclass(frozen=True)
class EarlierRecord:
    """The record of a pupil who may have been here before, with its placements."""

    name: str
    reference: str
    born_on: date
    stays: tuple[EarlierStay, ...]


def view_earlier_record(change: Change, pupil_id: str) -> EarlierRecord:
    """Return an earlier record with its placements, newest first, and log that it was viewed."""
    change.require(Permission.PAST_SEE)
    pupil = change.get(Pupil, pupil_id)
    columns = select(Placement.home_school, Placement.added_at, Placement.left_on, Staff.name.label("keyworker"))
    stays = columns.add_columns(Leaving.how, Leaving.on).outerjoin(Leaving, Leaving.placement_id == Placement.id)
    stays = stays.outerjoin(Staff, Staff.id == Placement.keyworker_id).where(Placement.pupil_id == pupil.id)
    change.record("pupil:past_view", pupil, pupil_id=pupil.id, why="may_be_back")
    return EarlierRecord(
        pupil.full_name,
        pupil.reference,
        pupil.born_on,
        tuple(
            EarlierStay(row.home_school, row.added_at.astimezone(change.zone).date(), *row[2:])
            for row in change.session.execute(stays.order_by(Placement.added_at.desc()).limit(10))
        ),
    )


def settle_possible_duplicates(change: Change, placement_id: str) -> None:
    """Settle the open doubts about a pupil: the office has found that the records are of different children."""
    change.require(Permission.MERGE)
    placement = change.get(Placement, placement_id)
    for doubt in open_possible_duplicates(change, placement.pupil_id):
        doubt.settled_at = change.now
    change.record("pupil:told_apart", placement, pupil_id=placement.pupil_id)
    tell_of_possible_duplicate(change, placement)


def open_possible_duplicates(read: Read, pupil_id: str) -> list[PossibleDuplicate]:
    """Return the doubts about this record, on either side of the pair, that nobody has settled."""
    about = or_(PossibleDuplicate.pupil_id == pupil_id, PossibleDuplicate.earlier_id == pupil_id)
    return list(read.session.scalars(select(PossibleDuplicate).where(about, PossibleDuplicate.settled_at.is_(None))))


def tell_of_possible_duplicate(change: Change, placement: Placement) -> None:
    """Tell the office of a possible duplicate, or update what it was told before."""
    office = active_staff(change.session, Role.ADMINISTRATOR) or active_staff(change.session, Role.HEAD)
    change.session.flush()
    for staff in office:
        key = f"doubt:{placement.id}:{staff.id}"
        change.say("refer.doubt", staff, about=placement.id, pupils=[placement.pupil_id], key=key)


def _linked(read: Read, pupil_ids: list[str], given: NewReferral) -> set[str]:
    """Return those of the pupils who have a phone number or a home school in common with the one who is referred."""
    if not pupil_ids:
        return set()
    rung = {digits for one in given.contacts for digits in digits_of(one.phone)}
    phones = select(Contact.pupil_id, Contact.phone).where(Contact.pupil_id.in_(pupil_ids), Contact.phone.is_not(None))
    schools = select(Placement.pupil_id, Placement.home_school).where(Placement.pupil_id.in_(pupil_ids))
    by_phone = {row.pupil_id for row in read.session.execute(phones) if rung & digits_of(row.phone)}
    school = folded(given.home_school)
    return by_phone | {row.pupil_id for row in read.session.execute(schools) if folded(row.home_school) == school}


def _is_namesake(pupil: Pupil, given: NewReferral, is_linked: bool) -> bool:
    is_same_day = pupil.born_on == given.born_on
    if not (is_same_day or is_linked or is_close(pupil.born_on, given.born_on)):
        return False
    alike = names.is_related if is_same_day else names.is_near
    _, surname = names.split(given.full_name)
    known = {pupil.full_name, f"{pupil.preferred_name or pupil.forenames} {pupil.surname}"}
    said = {given.full_name, f"{given.preferred_name} {surname}" if given.preferred_name else given.full_name}
    return any(alike(one, other) for one in known for other in said)


def _open_stays(read: Read, pupils: dict[str, bool]) -> dict[str, str]:
    here = select(Placement.pupil_id, Placement.id).where(Placement.pupil_id.in_(pupils), current(read.today))
    return {row.pupil_id: row.id for row in read.session.execute(here)} if pupils else {}


def _match_shown(read: Read, earlier: PossibleMatch, pupil: Pupil | None, may_look: bool) -> MatchShown:
    if pupil is None:
        return MatchShown(earlier.pupil_id, may_look)
    year = year_in_line(pupil, read.today)
    return MatchShown(pupil.id, False, earlier.placement_id, pupil.first_name, pupil.reference, year)


def _the_one(earlier: list[PossibleMatch]) -> PossibleMatch | None:
    """Return the record that is meant, or None if several could be, since nobody has chosen between them."""
    surest = [each for each in earlier if each.same_upn] or earlier
    return surest[0] if len(surest) == 1 else None


def _refuse_second_stay(change: Change, earlier: PossibleMatch) -> None:
    if earlier.placement_id is None:
        return
    pupil = change.get(Pupil, earlier.pupil_id)
    raise Refused(
        f"{pupil.first_name} ({pupil.reference}) is here now, so a new placement cannot be started. "
        "Open the pupil's page and add anything new there. What you typed is kept as a draft.",
        field="before",
    )


def _raise_doubt(change: Change, placement: Placement, earlier: list[PossibleMatch], upn: str | None) -> None:
    for each in earlier:
        doubt = PossibleDuplicate(pupil_id=placement.pupil_id, earlier_id=each.pupil_id, added_at=change.now)
        doubt.upn = upn if each.same_upn else None
        change.add(doubt)
    tell_of_possible_duplicate(change, placement)
