"""What all attempts to reach one side come to: words, a refusal, or enough days without an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.tables.contact import Outcome
from models.tables.duty import Ending

# A wrong number is no attempt, and who declined was reached: neither is a day on which nobody answered.
WITHOUT_ANSWER = (Outcome.NO_ANSWER, Outcome.MESSAGE_LEFT)


@dataclass(frozen=True)
class Ended:
    """How attempts ended what they were made for, and on which day."""

    ending: Ending
    on: date


def ending_of(attempts: Iterable[tuple[date, Outcome]], most_days: int) -> Ended | None:
    """Return what these attempts come to; None if nobody was heard yet, and tried on fewer than `most_days` days.

    Words count above all else, whenever they came, and a refusal above days without an answer.
    """
    tried = list(attempts)
    spoke, declined = (
        sorted(on for on, outcome in tried if outcome is each) for each in (Outcome.SPOKE, Outcome.REFUSED)
    )
    if spoke:
        return Ended(Ending.DONE, spoke[0])
    if declined:
        return Ended(Ending.DECLINED, declined[0])
    days = sorted(days_without_answer(tried))
    return Ended(Ending.UNREACHABLE, days[most_days - 1]) if len(days) >= most_days else None


def days_without_answer(attempts: Iterable[tuple[date, Outcome]]) -> set[date]:
    """Return the days on which somebody was tried and did not answer."""
    return {on for on, outcome in attempts if outcome in WITHOUT_ANSWER}
