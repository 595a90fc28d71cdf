"""Making a document: which facts it takes, and who may have it.

No document holds an address, a medical note, a barrier's note or anything of a referral's reason: whoever is given one
may leave it on a bus. Only the support plan holds wider needs, which is what it is for.
"""

from collections.abc import Callable, Mapping, Sequence

from models.change import Change, Read
from models.documents.facts import progress_facts
from models.documents.invitation import meeting_facts
from models.documents.plan_page import plan_facts
from models.documents.profile_page import profile_facts
from models.permission import Permission
from models.requests.looks import record_looks
from models.stays import visible
from models.tables.document import DocumentKind
from models.tables.placement import Placement

# What it takes besides, where a document holds more than those around the pupil may read.
RIGHTS: Mapping[DocumentKind, Permission] = {DocumentKind.PLAN: Permission.PLAN_SEE}
FACTS: Mapping[DocumentKind, Callable[[Read, Sequence[Placement]], Sequence[object]]] = {
    DocumentKind.PROFILE: profile_facts,
    DocumentKind.PLAN: lambda read, placements: [plan_facts(read, one) for one in placements],
    DocumentKind.INVITATION: lambda read, placements: [meeting_facts(read, one) for one in placements],
}
# What the pupil said is in these only where consent to share was given, whichever field a template names.
OUT_OF_THE_HOUSE = (DocumentKind.REPORT, DocumentKind.PACK)


def document_facts(change: Change, placement_id: str, kind: DocumentKind) -> dict[str, object]:
    """Gather what a document of this kind says, and log the look. Raises Refused for those who may not see it all."""
    placement = visible(change, placement_id)
    change.require(Permission.DOCUMENT_MAKE, placement)
    if kind in RIGHTS:
        change.require(RIGHTS[kind], placement)
    (facts,) = gather(change, kind, [placement])
    return facts


def gather(change: Change, kind: DocumentKind, placements: Sequence[Placement]) -> list[dict[str, object]]:
    """Gather what a document says of each of these, and log the looks. The caller has checked the right to see it."""
    for one in placements:
        record_looks(change, "document:make", one, [one.pupil_id], why=kind)
    found = [dict(vars(facts)) for facts in FACTS.get(kind, progress_facts)(change, placements)]
    if kind in OUT_OF_THE_HOUSE:
        found = [facts | {"own_words": facts["pupil_said"]} for facts in found]
    return found
