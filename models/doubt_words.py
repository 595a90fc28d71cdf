"""What is said about a doubtful target: what gave rise to the doubt, as a question to think about."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from models.challenge import Challenge, Doubt

QUESTIONS: Mapping[Doubt, str] = MappingProxyType(
    {
        Doubt.NOT_ABOVE_LAST: "The last result is {last} already, and the target is {target}.",
        Doubt.MET_NOT_RAISED: "The target before, {previous}, has been met with {last}, and this one is no higher.",
        Doubt.SAME_FOR_SUBJECTS: "{target} is now this pupil's target in {subjects} subjects, all typed within a week.",
        Doubt.SAME_FOR_PUPILS: "You have typed {target} for {pupils} pupils within a week.",
        Doubt.LOWERED_AFTER_BARRIER: (
            "This lowers the target from {previous} to {target}, {days} school days after a behavioural barrier was "
            "noted. Behaviour says little about what a pupil can learn."
        ),
    }
)
LABELS: Mapping[Doubt, str] = MappingProxyType(
    {
        Doubt.NOT_ABOVE_LAST: "not above the last result",
        Doubt.MET_NOT_RAISED: "met, and not raised",
        Doubt.SAME_FOR_SUBJECTS: "the same in many subjects",
        Doubt.SAME_FOR_PUPILS: "the same for many pupils",
        Doubt.LOWERED_AFTER_BARRIER: "lowered soon after a behavioural barrier",
    }
)
ASK = "Could it be higher? Then go back and raise it. If it should stay, say why below: the Head and the SENCo read it."


def question(challenges: Iterable[Challenge]) -> str:
    """Everything that is doubtful, and what to do about it."""
    return "\n".join([*(QUESTIONS[one.doubt].format_map(one.facts) for one in challenges), ASK])


def label(doubt: str) -> str:
    """A doubt that was kept with a target, in a few words."""
    return LABELS[Doubt(doubt)]
