"""Making a document: which facts it takes, and who may have it.

No document holds an address, a medical note, a barrier's note or anything of a referral's reason: whoever is given one
may leave it on a bus. Only the support plan holds wider needs, which is what it is for.
"""

from collections.abc import Callable, Mapping

from models.change import Change, Read
from models.documents.facts import progress_facts
from models.documents.plan_page import plan_facts
from models.documents.profile_page import profile_facts
from models.permission import Permission
from models.requests.looks import record_looks
from models.stays import visible
from models.tables.document import DocumentKind
from models.tables.placement import Placement

# What it takes besides, where a document holds more than those around the pupil may read.
RIGHTS: Mapping[DocumentKind, Permission] = {DocumentKind.PLAN: Permission.PLAN_SEE}
FACTS: Mapping[DocumentKind, Callable[[Read, Placement], object]] = {
    DocumentKind.PROFILE: profile_facts,
    DocumentKind.PLAN: plan_facts,
}


def document_facts(change: Change, placement_id: str, kind: DocumentKind) -> dict[str, object]:
    """Gather what a document of this kind says, and log the look. Raises Refused for those who may not see it all."""
    placement = visible(change, placement_id)
    change.require(Permission.DOCUMENT_MAKE, placement)
    if kind in RIGHTS:
        change.require(RIGHTS[kind], placement)
    record_looks(change, "document:make", placement, [placement.pupil_id], why=kind)
    return vars(FACTS.get(kind, progress_facts)(change, placement))
