"""The term dates, for Heads: pasted or typed, shown in words as they were understood, and then saved."""

from hashlib import sha256
from typing import Annotated

from bot.forms import Form, Text, Tick
from bot.forms.definition import new_key
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.notice import saved_notice
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Words
from models.administration.settings import TERM_DATES, set_term_dates, settings, settings_prefill
from models.errors import Refused
from models.requests.drafts import drop_draft
from models.school.proposal import Proposal, propose
from models.school.term_dates import HOW, Reading, TermDatesError, format_term_dates, read_term_dates

MOST_PROBLEMS = 6
SHOWN = "shown"  # in the form's context: of which text the calendar stands above

Dates = Annotated[
    str,
    Text(
        "Half-terms and INSET days",
        long=True,
        hint="Paste the page of your school or council, or write 2 Sep 2026 - 23 Oct 2026, a line each.",
    ),
]


class TermDatesForm(Form):
    """The form for the term dates as a school publishes them."""

    name = "settings.term_dates"
    title = "Term dates"
    submit = "Check"
    keep_draft = True

    dates: Dates


class CheckedDatesForm(Form):
    """The form that shows what was understood above the text, and saves it unless the text was changed."""

    name = "settings.term_dates_checked"
    title = "Check the term dates"
    keep_draft = True
    drafts_of = TermDatesForm.name

    dates: Dates
    sure: Annotated[bool, Tick("Needed if Halfterm asked you to check", text="I have checked: the dates are right")] = (
        False
    )


async def offer(request: Request) -> None:
    """Open the form that changes the term dates."""
    known = await request.look_up(settings_prefill, TERM_DATES)
    lead = [blocks.section(request.words("administration/term_dates.lead"))]
    values = {"dates": format_term_dates(known.school.term_dates) or None}
    await request.open(TermDatesForm, values=values, version=known.version, lead=lead)


async def check(request: Request) -> Answer | None:
    """Show what was understood, to be saved or changed. Raises Refused beside the field for what was not."""
    return await _show(request, await request.form(TermDatesForm))


async def save(request: Request) -> Answer | None:
    """Save the term dates that were shown, and say how many due dates moved; other text is shown first."""
    form = await request.form(CheckedDatesForm)
    if form.context.get(SHOWN) != _mark(form.dates):
        return await _show(request, form)
    reading = _read(form.dates)
    if not form.sure and (await _proposal(request, form.dates, reading)).questions:
        raise Refused(request.words("administration/term_dates.unsure"), field="sure")
    moved = await request.save(form, set_term_dates, reading.calendar, form.version)
    text = request.words("administration/term_dates.saved", moved=moved)
    return Answer.with_view(saved_notice(request.words, text))


async def _show(request: Request, form: TermDatesForm | CheckedDatesForm) -> Answer | None:
    """Put the form with what was understood in the place of this one, under the same key, so that a draft goes on."""
    proposal = await _proposal(request, form.dates, _read(form.dates))
    key = form.key
    if isinstance(form, CheckedDatesForm) and form.sure:  # Slack would keep the tick, which was given for other text
        key = new_key()
        await request.change(drop_draft, form.key)
    view = CheckedDatesForm.view(
        {"dates": form.dates},
        key=key,
        version=form.version,
        context=form.context | {SHOWN: _mark(form.dates)},
        lead=_shown(proposal, request.words),
    )
    return await request.replace(view)


async def _proposal(request: Request, text: str, reading: Reading) -> Proposal:
    school = await request.look_up(settings)
    return propose(text, reading, request.today, school.term_dates)


def _shown(proposal: Proposal, words: Words) -> list[blocks.Block]:
    shown = [blocks.section(words("administration/term_dates.year", year=year)) for year in proposal.years]
    if proposal.questions:
        shown += blocks.sections([words("administration/term_dates.asked", questions=proposal.questions)])
    if proposal.passed:
        shown.append(blocks.context(words("administration/term_dates.passed", lines=proposal.passed)))
    return shown


def _read(text: str) -> Reading:
    """Read the term dates. Raises Refused with the lines that are wrong."""
    try:
        reading = read_term_dates(text)
    except TermDatesError as wrong:
        raise Refused(in_short(wrong.problems), field="dates") from None
    if not reading.calendar.known:
        raise Refused("Give at least one half-term.", field="dates")
    return reading


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def in_short(problems: list[str]) -> str:
    """Return the first few problems, a line each, with the advice how to write term dates once at the end."""
    shown = [problem.removesuffix(f" {HOW}") for problem in problems[:MOST_PROBLEMS]]
    more = len(problems) - MOST_PROBLEMS
    advice = [HOW] if shown != problems[:MOST_PROBLEMS] else []
    return "\n".join([*shown, *([f"... and {more} more."] if more > 0 else []), *advice])


CAPABILITY = Capability(
    "term_dates",
    actions={"settings.term_dates": offer},
    forms={TermDatesForm: check, CheckedDatesForm: save},
)
