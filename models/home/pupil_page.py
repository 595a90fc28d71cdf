"""The page of a pupil, limited to what the reader may see, in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, select

from models.assessments.shown import Assessments, show_assessments
from models.attempts.by_duty import days_tried
from models.attempts.history import LoggedContact, logged_contacts
from models.attendance.shown import AttendanceShown, show_attendance
from models.change import Read
from models.corrections.question import QuestionShown, show_questions
from models.corrections.shown import CorrectionShown, show_corrections
from models.documents.given import GivenShown, given_of
from models.duties.kinds import KINDS, in_full
from models.duties.missing import enquiries
from models.duties.overdue import Passed, days_late, overdue_when_passed, urgent_first
from models.duties.owed_words import owed_in_words
from models.home.ended import EndedAction, EndedDuty, ended_actions, ended_duties
from models.leaving.shown import AtTheEnd, at_the_end
from models.meetings.book import meeting_of
from models.permission import Permission, Relation
from models.plans.brief import PlanBrief, plan_brief
from models.profiles.shown import ProfileStatus, status_of
from models.progress.summary import Progress, progress
from models.pupils.summary import BarrierShown, PupilSummary, barriers, names_of_staff, pupil_summary
from models.reviews.commissioner import views_of
from models.reviews.latest import ReviewShown, show_reviews
from models.rights import permissions_of, refusal_reason
from models.stays import visible
from models.tables.base import find_row
from models.tables.contact import Contact
from models.tables.duty import Duty, DutyKind, Enquiry
from models.tables.leaving import Departure, Leaving, leaving_of
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Agreement, Placement, agreement_of
from models.tables.referral import Referral
from models.tables.review import CommissionerView

MOST_ATTEMPTS = 5
MOST_DUTIES = 200

# Built once: that takes longer than reading them.
_CONTACTS = (
    select(Contact)
    .where(Contact.pupil_id == bindparam("pupil_id"), Contact.removed_at.is_(None))
    .order_by(
        Contact.deceased,
        Contact.do_not_contact.desc(),
        Contact.phone_wrong_on.is_not(None),
        Contact.side,
        Contact.added_at,
    )
)
_DUTIES = (
    select(Duty)
    .where(Duty.placement_id == bindparam("placement_id"))
    .order_by(
        Duty.done_on.is_not(None),
        Duty.done_on.desc(),
        *urgent_first(),
        Duty.added_at,
        Duty.id,
    )
    .limit(MOST_DUTIES)
)
_EARLIER = (
    select(Placement.id, Placement.left_on, Leaving.how, Leaving.on)
    .outerjoin(Leaving, Leaving.placement_id == Placement.id)
    .where(Placement.pupil_id == bindparam("pupil_id"), Placement.id != bindparam("placement_id"))
    .order_by(Placement.added_at.desc())
)


@dataclass(frozen=True)
class PageDuty:
    """One open duty: `late` is in school days. Whether it is the reader's own, and whether they may do it.

    `handed_over` is when it was handed over, if it was overdue by then.
    """

    id: str
    kind: DutyKind
    what: str
    due_on: date
    late: int
    handed_over: Passed | None
    owner: str
    days_tried: int
    is_mine: bool
    may_do: bool
    why: str | None
    told: str | None
    asked: Enquiry | None


@dataclass(frozen=True)
class EarlierPlacement:
    """Another placement of the pupil; `ended_on` is of the day on which a referral was withdrawn or declined."""

    id: str
    left_on: date | None
    how: Departure | None
    ended_on: date | None


@dataclass(frozen=True)
class PupilPage:
    """Everything that the page of a pupil shows; what the reader may not see is empty."""

    who: PupilSummary
    placement: Placement
    is_over: bool
    may: frozenset[Permission]
    referral: Referral | None
    agreement: Agreement | None
    barriers: tuple[BarrierShown, ...]
    contacts: tuple[Contact, ...]
    attempts: tuple[LoggedContact, ...]
    attempts_in_all: int
    owed: tuple[PageDuty, ...]
    ended: tuple[EndedDuty, ...]
    meeting: PlanningMeeting | None
    actions: tuple[EndedAction, ...]
    attendance: AttendanceShown | None
    progress: tuple[Progress, ...]
    assessments: Assessments
    reviews: tuple[ReviewShown, ...]
    views: tuple[CommissionerView, ...]
    corrections: tuple[CorrectionShown, ...]
    questions: tuple[QuestionShown, ...]
    given: tuple[GivenShown, ...]
    leaving: Leaving | None
    at_end: AtTheEnd
    profile: ProfileStatus
    plan: PlanBrief | None
    earlier: tuple[EarlierPlacement, ...]
    staff: Mapping[str, str]


def read_page(read: Read, placement_id: str) -> PupilPage:
    """Read the page of a placement. Raises Absent if it is over and the reader may not see past pupils."""
    placement = visible(read, placement_id)
    standing, duties = read.relation(placement), _duties(read, placement)
    may, staff = permissions_of(standing), names_of_staff(read)
    owed = [duty for duty in duties if _is_shown(read, duty, may)]
    tried, asked = days_tried(read, owed), enquiries(read, placement)
    logged, in_all = logged_contacts(read, placement, MOST_ATTEMPTS)
    sees_stay, sees_contacts = Permission.STAY_SEE in may, Permission.CONTACT_SEE in may
    return PupilPage(
        who=pupil_summary(read, placement, staff),
        placement=placement,
        is_over=not placement.is_current(read.today),
        may=may,
        referral=_referral(read, placement) if sees_stay else None,
        agreement=agreement_of(read.session, placement.id) if sees_stay else None,
        barriers=barriers(read, placement, may),
        contacts=_contacts(read, placement) if sees_contacts else (),
        attempts=logged if sees_contacts else (),
        attempts_in_all=in_all,
        owed=tuple(_owed(read, placement, duty, standing, staff, tried, asked) for duty in owed),
        ended=ended_duties(read, placement, _ended(duties, sees_stay=sees_stay), staff),
        meeting=meeting_of(read, placement.id),
        actions=ended_actions(read, placement, staff) if sees_stay else (),
        attendance=show_attendance(read, placement),
        progress=progress(read, placement),
        assessments=_assessments(read, placement, may, staff),
        reviews=show_reviews(read, placement),
        views=views_of(read, placement),
        corrections=show_corrections(read, placement, staff),
        questions=show_questions(read, placement, staff),
        given=given_of(read, placement),
        leaving=leaving_of(read.session, placement.id),
        at_end=at_the_end(read, placement),
        profile=status_of(read, placement),
        plan=plan_brief(read, placement),
        earlier=_earlier(read, placement) if Permission.PAST_SEE in may else (),
        staff=staff,
    )


def _referral(read: Read, placement: Placement) -> Referral | None:
    return find_row(read.session, Referral, placement_id=placement.id)


def _contacts(read: Read, placement: Placement) -> tuple[Contact, ...]:
    """Return the contacts. Those who must not be contacted come first, so that nobody rings before seeing that.

    Those whose number does not work come last, and then those who have died.
    """
    return tuple(read.session.scalars(_CONTACTS, {"pupil_id": placement.pupil_id}))


def _duties(read: Read, placement: Placement) -> Sequence[Duty]:
    return read.session.scalars(_DUTIES, {"placement_id": placement.id}).all()


def _is_shown(read: Read, duty: Duty, may: frozenset[Permission]) -> bool:
    """Return whether a duty is shown: one that may name the family is for its owner and the pupil's team.

    What each does for themselves is shown to its owner; the profile names the others.
    """
    kind = KINDS[duty.kind]
    is_owners = kind.is_personal or (kind.is_private and Permission.STAY_SEE not in may)
    return duty.done_on is None and not (is_owners and duty.owner_id != read.actor.staff_id)


def _ended(duties: Sequence[Duty], *, sees_stay: bool) -> tuple[Duty, ...]:
    """Return the duties, the earliest end first; those that tell a need only to whoever may know of it."""
    return tuple(one for one in reversed(duties) if sees_stay or not KINDS[one.kind].is_statutory)


def _owed(
    read: Read,
    placement: Placement,
    duty: Duty,
    standing: Relation,
    staff: Mapping[str, str],
    tried: Mapping[str, int],
    asked: Mapping[str, Enquiry],
) -> PageDuty:
    own = replace(standing, own=duty.owner_id == read.actor.staff_id)
    return PageDuty(
        id=duty.id,
        kind=duty.kind,
        what=duty.what or owed_in_words(read, duty, placement.left_on, in_full),
        due_on=duty.due_on,
        late=days_late(read, duty.kind, duty.due_on),
        handed_over=overdue_when_passed(read, duty),
        owner=staff[duty.owner_id],
        days_tried=tried.get(duty.id, 0),
        is_mine=own.own,
        may_do=refusal_reason(KINDS[duty.kind].right, own) is None,
        why=duty.why,
        told=duty.told,
        asked=asked.get(duty.id),
    )


def _assessments(read: Read, placement: Placement, may: frozenset[Permission], staff: Mapping[str, str]) -> Assessments:
    if Permission.PROGRESS_SEE not in may:
        return Assessments()
    return show_assessments(read, placement, staff, may_set=Permission.ASSESSMENT_SET in may)


def _earlier(read: Read, placement: Placement) -> tuple[EarlierPlacement, ...]:
    stay = {"placement_id": placement.id, "pupil_id": placement.pupil_id}
    return tuple(EarlierPlacement(*row) for row in read.session.execute(_EARLIER, stay))
