"""What a support plan says of wider needs and of what works, and what the pupil and the parents say themselves."""

from dataclasses import dataclass
from datetime import date

from models.change import Change, Read
from models.errors import Refused
from models.kept import Before, keep_lost, last_written, require_reason
from models.plans.access import NO_PLAN, log_look, placement_to_set, plan_to_write
from models.stays import check_day_of
from models.tables.placement import Placement
from models.tables.plans.plan import PlanVoice, Whose, plan_of

TITLE = "Support plan"
WROTE = "plan:needs"
WIDER = ("health", "family", "social")
WORKS = ("works_here", "works_at_home")


@dataclass(frozen=True)
class NeedsInput:
    """Wider needs and what works, as a form gives them. Of safeguarding nothing is written: that is for the DSL."""

    health: str | None
    family: str | None
    social: str | None
    works_here: str | None = None
    works_at_home: str | None = None


@dataclass(frozen=True)
class PlanPrefill:
    """A pupil, for a form of the support plan; `values` is what the plan says in its fields.

    `version` is NO_PLAN while nobody has written in a plan.
    """

    placement_id: str
    first_name: str
    reference: str
    version: int
    values: dict[str, object]


@dataclass(frozen=True)
class VoiceInput:
    """What somebody said for the plan, or why they did not."""

    whose: Whose
    on: date
    words: str | None
    why_not: str | None = None


def plan_prefill(change: Change, value: str, *names: str) -> PlanPrefill:
    """Return what the plan says under these names, for the form that writes it, and log the look."""
    placement = placement_to_set(change, value)
    log_look(change, placement, "write")
    plan, pupil = plan_of(change.session, placement.id), placement.pupil
    values = {name: getattr(plan, name) for name in names} if plan else {}
    return PlanPrefill(placement.id, pupil.first_name, pupil.reference, plan.version if plan else NO_PLAN, values)


def write_needs(
    change: Change, placement_id: str, given: NeedsInput, version: int | None = None, why: str | None = None
) -> None:
    """Write wider needs and what works. What a colleague wrote is changed with a reason, kept, and they are told."""
    placement = placement_to_set(change, placement_id)
    plan = plan_to_write(change, placement, version)
    before, last = Before.of(plan, *WIDER, *WORKS), last_written(change, plan, placement.pupil_id, WROTE)
    for name, value in vars(given).items():
        setattr(plan, name, value)
    if before.is_lost():
        require_reason(change, last, why, also_own=False)
        keep_lost(change, placement, before, TITLE, last, why)
    change.record(WROTE, plan, pupil_id=placement.pupil_id)


def add_voice(change: Change, placement_id: str, given: VoiceInput) -> None:
    """Add what the pupil or the parents said, on its day. Earlier words stay: nobody's are changed or carried over."""
    placement = placement_to_set(change, placement_id)
    check_voice(change, placement, given)
    plan_to_write(change, placement)
    voice = PlanVoice(placement_id=placement.id, by_id=change.actor.staff_id, added_at=change.now, **vars(given))
    change.record("plan:voice", change.add(voice), pupil_id=placement.pupil_id)


def check_voice(read: Read, placement: Placement, given: VoiceInput) -> None:
    """Refuse words of a day that cannot be, and neither words nor a reason why there are none."""
    check_day_of(read, placement, given.on, "That date is in the future. Record it once they have been asked.")
    if (given.words is None) == (given.why_not is None):
        wrong = "Write down what they said, or say why there is nothing."
        raise Refused(wrong if given.words is None else "Either their words or why there are none.", field="words")
