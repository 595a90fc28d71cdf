"""What can happen in a subject at the invented school: a result, a target, a review, or nothing for now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.change import Change
from models.progress.results import ResultInput, add_result, say_not_yet
from models.progress.set_target import TargetInput, set_target, usual_target_day
from models.reviews.save import Formality, ReviewInput, save_review
from models.school.calendar import moved
from models.tables.barrier import BarrierKind
from models.tables.result import Source
from models.topic import Topic

# The keys of the service's own scales, by name.
Scales = Mapping[str, str]
REPORTED = -70  # days: a result that the home school reported is older than its entry
LEARNING = (BarrierKind.LEARNING,)


@dataclass(frozen=True)
class KnownResult:
    """A result; `after` is how many school days it comes after the previous step."""

    scale: str
    grade: str
    source: Source = Source.BASELINE
    after: int = 3

    def happen(self, change: Change, topic: Topic, scales: Scales) -> None:
        on = moved(change.today, REPORTED) if self.source is Source.PRIOR else change.today
        add_result(change, topic, ResultInput(self.source, scales.get(self.scale, self.scale), self.grade, on))


@dataclass(frozen=True)
class DemoTarget:
    """A target; `reason` is what the teacher answers if it is questioned."""

    scale: str
    grade: str
    programme: str
    by_when: date | None = None
    barriers: tuple[BarrierKind, ...] = LEARNING
    reason: str | None = None
    after: int = 2

    def happen(self, change: Change, topic: Topic, scales: Scales) -> None:
        by_when = self.by_when or usual_target_day(change.calendar, change.today)
        scale = scales.get(self.scale, self.scale)
        given = TargetInput(scale, None, self.grade, by_when, self.programme, self.barriers, self.reason)
        set_target(change, topic, given)


@dataclass(frozen=True)
class Held:
    """A review: with `after` an informal one, else the formal one, held `before` school days before it is due.

    With `late` it is held so many school days after that.
    """

    grade: str | None
    next_step: str
    why: str | None = None
    said: str | None = None
    told: str | None = "In a chat after the lesson"
    before: int | None = None
    after: int | None = None
    late: int = 0

    def happen(self, change: Change, topic: Topic, scales: Scales) -> None:  # noqa: ARG002 - as every step
        on, formality = change.today, Formality.FORMAL if self.after is None else Formality.INFORMAL
        given = ReviewInput(
            on,
            formality,
            self.next_step,
            self.grade,
            self.why,
            told_on=on if self.told else None,
            told_how=self.told,
            pupil_view=self.said,
            assessed_on=on if self.grade else None,
        )
        save_review(change, topic, given)


@dataclass(frozen=True)
class Wait:
    """A note that it is too early to assess, why, and when to look again."""

    why: str
    until: date
    after: int = 1

    def happen(self, change: Change, topic: Topic, scales: Scales) -> None:  # noqa: ARG002 - as every step
        say_not_yet(change, topic, self.why, self.until)


Step = KnownResult | DemoTarget | Held | Wait
