"""Importing pupils and staff from uploaded files: a dry run in a direct message, then a button that saves it."""

from collections.abc import Iterator
from functools import partial
from typing import Annotated

from bot.files.csv_file import csv_file
from bot.files.xlsx_file import xlsx_file
from bot.forms import Files, Form, Pick
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.files import send_file
from bot.requests.notice import notice, spoken
from bot.requests.progress import Progress, SoFar
from bot.requests.request import Request
from bot.runtime.desk import NotSaved
from bot.slack import blocks
from bot.slack.words import Mrkdwn, Words
from handlers.importing.checked import Wanted, check
from models.change import Change
from models.errors import Outdated, Refused
from models.importing.additions import Additions
from models.importing.may import begin_import, may_import
from models.importing.plan import Plan
from models.importing.report import bad_rows, counts, finding_rows, shown, title
from models.importing.save import save_import, work_out
from models.importing.templates import TEMPLATES
from models.tables.placement import Registration

TRIES = 3


class ImportForm(Form):
    """The form that takes the files."""

    name = "import.files"
    title = "Import"
    submit = "Check"

    files: Annotated[list[str], Files("Files", types=("csv", "xlsx", "xls", "ods"), most=5)]
    registration: Annotated[Registration | None, Pick("Registration, where the file does not say it")]


async def offer(request: Request) -> None:
    """Open the form for the files."""
    await request.look_up(may_import)
    lead = [
        blocks.section(request.words("importing/files.lead")),
        blocks.actions(
            blocks.button("Send me the templates", "import.templates"),
            blocks.button("Our own headings", "import.headings"),
        ),
    ]
    await request.open(ImportForm, lead=lead)


async def start(request: Request) -> Answer:
    """Answer that the files are being checked, and check them in the background."""
    await request.look_up(may_import)
    form = await request.form(ImportForm)
    await request.change(begin_import)
    told = notice(request.words("importing/files.title"), request.words("importing/files.started"))
    wanted = Wanted(tuple(form.files), form.registration)
    return Answer(Answer.with_view(told).body, afterwards=partial(dry_run, request, wanted))


async def dry_run(request: Request, wanted: Wanted) -> None:
    """Check the files, and say in a direct message what would be saved, with a button that does it."""
    progress = await Progress.begin(request, *_told(request.words))
    async with progress:
        try:
            plan = await check(request, wanted, progress)
        except Refused as refused:
            await progress.end(spoken(Mrkdwn.escape(refused.message)))
            return
        await tell(request, progress, wanted, plan)


async def confirm(request: Request) -> Answer:
    """Save in the background what the button names, if it is still what the files would change."""
    await request.look_up(may_import)
    progress = Progress.of(request, *_told(request.words))
    wanted, promised = Wanted.carried(request.value)
    await request.change(begin_import)
    return Answer(afterwards=partial(save_told, request, progress, wanted, promised))


async def save_told(request: Request, progress: Progress, wanted: Wanted, promised: str) -> None:
    """Save the files, and let the message say what came of it, whatever happens."""
    async with progress:
        await save(request, progress, wanted, promised)


async def save(request: Request, progress: Progress, wanted: Wanted, promised: str) -> None:
    """Save the files whole. If they would change something else by now, say so and ask again.

    Where somebody saves between the comparison and the saving, both are done again.
    """
    await progress.show(0)
    for _ in range(TRIES):
        try:
            plan = await check(request, wanted, progress)
            if plan.wrong or title(plan) != promised:
                await tell(request, progress, wanted, plan)
                return
            added = await request.read(work_out, plan)
            await request.press(partial(saved, plan, added), rows=added.rows if added else None)
        except (Outdated, NotSaved):
            continue
        except Refused as refused:
            await progress.end(spoken(Mrkdwn.escape(refused.message)))
            return
        await progress.end(spoken(request.words("importing/files.saved", counts=counts(plan))))
        return
    again = blocks.button(f"Import {promised}", "import.confirm", wanted.carrying(promised), style="primary")
    await progress.end(spoken(request.words("importing/files.moved"), again))


def _told(words: Words) -> tuple[SoFar, Mrkdwn, Mrkdwn]:
    """Return what the message says while files are checked, its text after that, and what it says if that fails."""
    preview, stopped = words("importing/files.preview"), words("importing/files.stopped")
    return lambda rows: words("importing/files.checking", rows=rows), preview, stopped


def saved(plan: Plan, added: Additions | None, change: Change) -> None:
    """Save a plan, whose new rows are in their tables if they could be worked out before."""
    save_import(change, plan, added)


async def tell(request: Request, progress: Progress, wanted: Wanted, plan: Plan) -> None:
    """Say what the files would change, or what is wrong in them, with all of it in a file."""
    facts = {"plan": plan, "bad": bad_rows(plan), "shown": shown(plan.wrong), "counts": counts(plan)}
    text = request.words("importing/files.checked", **facts)
    can_save = not plan.wrong and not plan.is_empty
    said = spoken(text, _button(plan, wanted, request.words) if can_save else None)
    await progress.end([*term_dates(plan, request.words), *said])
    if plan.findings:
        await send(request, "import-findings.csv", csv_file(finding_rows(plan)))


def _button(plan: Plan, wanted: Wanted, words: Words) -> blocks.Element:
    """Return the button that saves; if something is asked about the term dates, it asks whether they are right."""
    name, asked = title(plan), plan.term_dates is not None and plan.term_dates.proposal.questions
    sure = blocks.confirm(words("importing/files.sure_title"), words("importing/files.sure"), yes="They are right")
    return blocks.button(
        f"Import {name}", "import.confirm", wanted.carrying(name), style="primary", confirm=sure if asked else None
    )


def term_dates(plan: Plan, words: Words) -> Iterator[blocks.Block]:
    """Yield the term dates as they were understood, in words, with what is asked about them."""
    if plan.term_dates is None:
        return
    proposal = plan.term_dates.proposal
    yield from (blocks.section(words("administration/term_dates.year", year=year)) for year in proposal.years)
    if proposal.questions:
        yield from blocks.sections([words("importing/files.asked", questions=proposal.questions)])
    if proposal.passed:
        yield blocks.context(words("administration/term_dates.passed", lines=proposal.passed))


async def send_templates(request: Request) -> Answer:
    """Send the empty files, in one workbook."""
    await request.look_up(may_import)
    await request.say(request.words("importing/files.title"), request.words("importing/files.sent"))
    content = xlsx_file({name: [headings] for name, headings in TEMPLATES.items()})
    return Answer(afterwards=partial(send, request, "halfterm-import.xlsx", content))


async def send(request: Request, name: str, content: bytes) -> None:
    """Send a file to the person who asked, under a title that says what it is."""
    words = request.words("importing/files.templates" if name.endswith("xlsx") else "importing/files.findings")
    await send_file(request, name, words, content)


CAPABILITY = Capability(
    "import",
    actions={"import.open": offer, "import.confirm": confirm, "import.templates": send_templates},
    forms={ImportForm: start},
)
