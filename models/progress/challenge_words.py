"""The words for a questioned target: the facts behind each doubt, and what the teacher can do."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from models.progress.challenge import Challenge, ChallengeReason
from models.scales.scale import Scale

QUESTIONS: Mapping[ChallengeReason, str] = MappingProxyType(
    {
        ChallengeReason.NOT_ABOVE_LAST: "The last result is already {last}, and the target is {target}.",
        ChallengeReason.MET_NOT_RAISED: (
            "The last target, {previous}, has been met with {last}, and this one is no {higher}."
        ),
        ChallengeReason.SAME_FOR_SUBJECTS: (
            "{target} is now this pupil's target in {subjects} subjects, all set within a week."
        ),
        ChallengeReason.SAME_FOR_PUPILS: "You have set {target} for {pupils} pupils within a week.",
        ChallengeReason.LOWERED_AFTER_BARRIER: (
            "This {lowers} the target from {previous} to {target}, {days} school days after a behaviour barrier was "
            "recorded. Behaviour says little about what a pupil can learn."
        ),
        ChallengeReason.OUT_OF_REACH: (
            "{target} is {steps} from the last result, {last}. In that time no pupil here has come further than "
            "{furthest}."
        ),
    }
)
# To ask more of a pupil is to go up on most scales, and down on those where a lower score is better.
UP: Mapping[str, str] = MappingProxyType({"higher": "higher", "raise": "raise", "lowers": "lowers"})
DOWN: Mapping[str, str] = MappingProxyType({"higher": "lower", "raise": "lower", "lowers": "raises"})
LABELS: Mapping[ChallengeReason, str] = MappingProxyType(
    {
        ChallengeReason.NOT_ABOVE_LAST: "no better than the last result",
        ChallengeReason.MET_NOT_RAISED: "no step up from a target already met",
        ChallengeReason.SAME_FOR_SUBJECTS: "the same grade in several subjects",
        ChallengeReason.SAME_FOR_PUPILS: "the same grade for several pupils",
        ChallengeReason.LOWERED_AFTER_BARRIER: "less ambitious, soon after a behaviour barrier",
        ChallengeReason.OUT_OF_REACH: "further than any pupil here has come in that time",
    }
)
CAN_IT = (
    "Can it be reached by then? Go back and change the grade or the day, or say below why it stays. Heads and the "
    "SENCo can see your reason."
)
ASK = "Could it be {higher}? Go back and {raise} it, or say below why not. Heads and the SENCo can see your reason."


def question(challenges: Iterable[Challenge], scale: Scale) -> str:
    """Return the text that states each doubt and what to do about it, in words that fit the scale's direction."""
    direction, found = UP if scale.higher_is_better else DOWN, list(challenges)
    doubts = (QUESTIONS[one.doubt].format_map({**one.facts, **direction}) for one in found)
    is_high = any(one.doubt is ChallengeReason.OUT_OF_REACH for one in found)
    return "\n".join([*doubts, CAN_IT if is_high else ASK.format_map(direction)])


def label(doubt: str) -> str:
    """Return a few words for a doubt that was kept with a target."""
    return LABELS[ChallengeReason(doubt)]
