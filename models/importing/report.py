"""What an import would do, or did, in lines for the screen; none of them quotes a cell."""

from collections.abc import Iterator, Sequence

from models.importing.plan import Plan
from models.importing.sheet import Finding

MOST_SHOWN = 10
HEADING = ("File", "Row", "Field", "What", "Why")


def counts(plan: Plan) -> list[str]:
    """Return what would be saved, a line for each kind of thing: "30 new pupils, with 41 contacts"."""
    returning = len(plan.returning)
    counted = (
        (len(plan.new) - returning, "new pupil", f", with {_many(plan.contacts, 'contact')}" if plan.contacts else ""),
        (returning, "pupil who has been here before", ", each with a new placement"),
        (len(plan.changes), "pupil here already", ", whose record changes"),
        (plan.new_staff, "new member of staff", ""),
        (len(plan.staff) - plan.new_staff, "member of staff", ", whose entry changes"),
        (len(plan.results), "new result", ""),
        (sum(week.held is None for week in plan.attendance), "week of attendance", ""),
        (sum(week.held is not None for week in plan.attendance), "week of attendance", ", whose numbers change"),
    )
    dates = plan.term_dates
    said = [f"term dates: {_many(len(dates.calendar.half_terms), 'half-term')}"] if dates else []
    said += [f"{_many(number, what)}{more}" for number, what, more in counted if number]
    return said + ([f"{plan.same} the same as here"] if plan.same else [])


def title(plan: Plan) -> str:
    """Return what would be imported in a few words, for a button: "30 pupils and 12 staff"."""
    pupils = len(plan.new) + len(plan.changes)
    parts = ["term dates"] if plan.term_dates else []
    parts += [_many(pupils, "pupil")] if pupils else []
    parts += [f"{len(plan.staff)} staff"] if plan.staff else []
    parts += [_many(len(plan.results), "result")] if plan.results else []
    parts += [_many(len(plan.attendance), "week of attendance")] if plan.attendance else []
    return ", ".join(parts)


def shown(findings: Sequence[Finding]) -> list[str]:
    """Return the first findings, a line each, and how many more there are."""
    lines = [f"row {finding.row}, {finding.field}: {finding.why}" for finding in findings[:MOST_SHOWN]]
    more = len(findings) - MOST_SHOWN
    return lines + ([f"and {more} more."] if more > 0 else [])


def finding_rows(plan: Plan) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the file of findings, with their heading."""
    yield HEADING
    for finding in plan.findings:
        yield finding.sheet, str(finding.row), finding.field, finding.weight.label, finding.why


def bad_rows(plan: Plan) -> int:
    """Return how many rows cannot be imported."""
    return len({(finding.sheet, finding.row) for finding in plan.wrong})


def _many(number: int, what: str) -> str:
    if number == 1:
        return f"1 {what}"
    plurals = {
        "member of staff": "members of staff",
        "new member of staff": "new members of staff",
        "week of attendance": "weeks of attendance",
    }
    first, _, rest = what.partition("pupil")
    if _:
        return f"{number} {first}pupils{rest.replace('has been', 'have been')}"
    return f"{number} {plurals.get(what, what + 's')}"
