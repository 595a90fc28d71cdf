"""The record of a half-term as rows of a file: counts, reviews and targets, with every day as an ISO date."""

from collections.abc import Callable, Mapping
from datetime import date

from bot.slack.words import plural
from models.duties.overdue import Passed
from models.inspection.lines import Corrected, Heard, ReviewLine
from models.inspection.record import ALL, Record
from models.inspection.targets import TargetLine
from models.tables.duty import Ending

WHO = ("Surname", "Forenames", "Reference", "Year")
REVIEWS = (
    *WHO,
    "Subject",
    "Due on",
    "How it stands",
    "Ended on",
    "School days late",
    "Overdue when handed over on",
    "Nobody covered until",
    "Reason",
    "Formal",
    "Held by",
    "Pupil told on",
    "Pupil told how",
    "Pupil heard on",
    "Pupil's half",
    "Here from",
    "Left on",
    "Still open, due on",
    "Next due on",
    "Corrected",
)
TARGETS = (
    *WHO,
    "Subject",
    "What",
    "Target",
    "Scale",
    "Before",
    "On",
    "By",
    "Doubts",
    "Reason",
    "Read by",
    "Question",
    "Set by",
    "Answer",
    "Answered on",
)
ENDED = {
    Ending.LEFT: "ended as the pupil left",
    Ending.WITHDRAWN: "ended as the referral was withdrawn",
    Ending.TURNED_DOWN: "ended as the referral was declined",
}
NOT_RECORDED = "not recorded"

Rows = list[tuple[str, ...]]


def count_rows(record: Record, choices: Mapping[str, str]) -> Rows:
    """Return how many lines there are in all and of each kind."""
    counts = record.counts
    return [
        ("Lines", "How many"),
        ("Half-term", record.term.name),
        *((label if name != ALL else "All reviews", str(counts[name])) for name, label in choices.items()),
    ]


def review_rows(record: Record) -> Rows:
    """Return the rows of all reviews, with their heading."""
    return [REVIEWS, *map(_review, record.reviews)]


def target_rows(record: Record) -> Rows:
    """Return the rows of all targets that were questioned or raised, with their heading."""
    return [TARGETS, *map(_target, record.targets)]


def _review(one: ReviewLine) -> tuple[str, ...]:
    standing = ENDED.get(one.ending, one.standing.label) if one.ending else one.standing.label
    grace = ", a day's grace after the break" if one.is_grace else ""
    last = ", the review before leaving" if one.before_leaving else ""
    return (
        *_who(one),
        one.subject or "Family review",
        _day(one.due_on),
        f"{standing}{grace}{last}",
        _day(one.ended_on),
        str(one.late or ""),
        *_passed(one.handed_over),
        one.why or "",
        ("yes" if one.formal else "no") if one.is_held else "",
        (one.is_held and one.by) or "",
        _day(one.told_on) or (NOT_RECORDED if one.is_untold else ""),
        told_how(one),
        _day(one.heard.on) if one.heard else "",
        _half(one.heard) if one.heard else "",
        _day(one.here_from),
        _day(one.left_on or one.before_leaving),
        _day(one.still_open),
        _day(one.next_due),
        "; ".join(corrected(each, _day) for each in one.corrected),
    )


def _passed(passed: Passed | None) -> tuple[str, str]:
    """Return the days under the two headings: on which it was handed over, and until which nobody covered."""
    day = _day(passed.on) if passed else ""
    return ("", day) if passed and passed.uncovered else (day, "")


def told_how(one: ReviewLine) -> str:
    """Return how the pupil was told of a review, and of which grade if it has been corrected since; "" if not told."""
    if one.told_on is None or one.told_grade is None:
        return one.told_how or ""
    return f"{one.told_how or 'not said how'} (told {one.told_grade or 'no grade'}; corrected since)"


def corrected(one: Corrected, day: Callable[[date | None], str]) -> str:
    """Return in words what was corrected of the days of a review, when, by whom and why; `day` tells a day."""
    said = [f"{each.word} {day(each.was) or 'nothing'} → {day(each.now) or 'nothing'}" for each in one.changes]
    by, why = f" by {one.by}" if one.by else "", f" ({one.why})" if one.why else ""
    return f"{day(one.on)}{by}: {', '.join(said)}{why}"


def _half(half: Heard) -> str:
    return "heard" if half.on else unheard(half, _day)


def unheard(half: Heard, day: Callable[[date | None], str]) -> str:
    """Return in words why the pupil was not heard for a family review, or not yet; `day` tells a day."""
    if half.due_on is None:
        return NOT_RECORDED
    if half.ending is not None:
        return ENDED.get(half.ending, "no longer due")
    refused = f", did not want to on {day(half.declined_on)}" if half.declined_on else ""
    late = f", {plural(half.late, 'school day')} overdue" if half.late else ""
    return f"not heard, due {day(half.due_on)}{late}{refused}"


def _target(one: TargetLine) -> tuple[str, ...]:
    return (
        *_who(one),
        one.subject,
        one.event.label,
        one.value,
        one.scale,
        one.before or "",
        one.on.isoformat(),
        one.by or "",
        "; ".join(one.doubts),
        one.reason or "",
        "; ".join(f"{name} ({day.isoformat()})" for name, day in one.read),
        one.asked or "",
        one.set_by or "",
        one.answer or "",
        _day(one.answered_on),
    )


def _who(one: ReviewLine | TargetLine) -> tuple[str, ...]:
    return one.who.surname, one.who.forenames, one.who.reference, one.who.year


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
