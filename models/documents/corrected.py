"""What a document was made from that was corrected, or undone, after somebody had been given the document."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from sqlalchemy import select

from models.change import Read
from models.tables.correction import Correction
from models.tables.document import DocumentKind, GivenDocument
from models.tables.leaving import Leaving, OwnAssessment
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Agreement, AttendanceWeek
from models.tables.plans.objective import Criterion, Objective, ObjectiveReview
from models.tables.plans.plan import PlanVoice, SupportPlan
from models.tables.plans.provision import Provision, SessionCount
from models.tables.profile import ProfileAnswer
from models.tables.result import Result
from models.tables.review import Review
from models.tables.target import Target

_PROGRESS = (Result, Target, Review)
_STAY = (*_PROGRESS, AttendanceWeek, Agreement, Leaving, OwnAssessment)
_PLAN = (SupportPlan, Objective, ObjectiveReview, Criterion, Provision, SessionCount, PlanVoice)
MADE_FROM: Mapping[DocumentKind, frozenset[str]] = MappingProxyType(
    {
        kind: frozenset(table.__tablename__ for table in tables)
        for kind, tables in {
            DocumentKind.LETTER: _PROGRESS,
            DocumentKind.CARD: _PROGRESS,
            DocumentKind.REPORT: _STAY,
            DocumentKind.PACK: _STAY,
            DocumentKind.PROFILE: (ProfileAnswer,),
            DocumentKind.PLAN: _PLAN,
            DocumentKind.INVITATION: (PlanningMeeting,),
        }.items()
    }
)


def corrected_since(read: Read, placement_id: str, given: Sequence[GivenDocument]) -> Mapping[str, date]:
    """Return the last day on which what a document is made from was corrected after it was given, by the ids of these.

    One that was given on an earlier day than it was recorded was given before what was corrected in between.
    """
    rows = select(Correction.thing, Correction.at).where(Correction.placement_id == placement_id)
    corrections = read.session.execute(rows.order_by(Correction.at)).all() if given else []
    found: dict[str, date] = {}
    for one in given:
        for thing, at in corrections:
            day = at.astimezone(read.zone).date()
            if thing in MADE_FROM.get(one.kind, ()) and (at > one.added_at or day > one.on):
                found[one.id] = day
    return found
