"""Term dates as they were understood, in words, with what is asked of them: shown before anything is kept."""

from dataclasses import dataclass
from datetime import date

from models.school.calendar import Calendar
from models.school.outline import YearLines, outline
from models.school.term_dates import Question, Reading, questions_about
from models.school.written_dates import dated_parts
from models.text import clean


@dataclass(frozen=True)
class LineQuestion:
    """A question with the number and the words of its line; without a line it is about the whole."""

    line: int | None
    words: str
    why: str


@dataclass(frozen=True)
class Proposal:
    """What would be kept: the half-terms by school year, the questions, and the lines that were passed over."""

    years: tuple[YearLines, ...]
    questions: tuple[LineQuestion, ...]
    passed: tuple[str, ...]


def propose(text: str, reading: Reading, today: date, kept: Calendar) -> Proposal:
    """Return what was understood of a text, with all that must be asked before it takes the place of `kept`.

    Of the lines that were passed over those with a date come first: a Head must see that they count for nothing.
    """
    lines = [clean(line) for line in text.splitlines()]
    questions = tuple(_with_words(one, lines) for one in questions_about(reading, today, kept))
    passed = dict.fromkeys(lines[number - 1] for number in reading.passed)
    return Proposal(outline(reading.calendar), questions, tuple(sorted(passed, key=lambda line: not dated_parts(line))))


def _with_words(question: Question, lines: list[str]) -> LineQuestion:
    return LineQuestion(question.line, lines[question.line - 1] if question.line else "", question.why)
