"""The service's own headings of imported files, for Heads: a line for each, with the heading that it stands for."""

from typing import Annotated

from bot.forms import Form, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.notice import saved_notice
from bot.requests.request import Request
from bot.slack import blocks
from models.administration.settings import HEADINGS, set_headings, settings_prefill
from models.importing.own_headings import parse_headings, written


class HeadingsForm(Form):
    """The form for the service's own headings."""

    name = "import.headings"
    title = "Our own headings"
    keep_draft = True

    lines: Annotated[
        str | None, Text("One per line", long=True, hint="Your heading = ours, for example: Legal Sname = Surname")
    ]


async def offer(request: Request) -> None:
    """Open the form for the service's own headings."""
    known = await request.look_up(settings_prefill, HEADINGS)
    lead = [blocks.section(request.words("importing/headings.lead"))]
    values = {"lines": written(known.school.import_headings) or None}
    await request.open(HeadingsForm, values=values, version=known.version, lead=lead)


async def save(request: Request) -> Answer:
    """Save the headings. Raises Refused for a line that names no heading of ours."""
    form = await request.form(HeadingsForm)
    headings = parse_headings(form.lines or "")
    await request.save(form, set_headings, headings, form.version)
    text = request.words("importing/headings.saved", count=len(headings))
    return Answer.with_view(saved_notice(request.words, text))


CAPABILITY = Capability("import headings", actions={"import.headings": offer}, forms={HeadingsForm: save})
