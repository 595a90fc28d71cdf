"""Making a document for all of somebody's pupils in one file, and recording that all of them were given it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

from bot.files.docx_file import docx_file, joined
from bot.forms import Day, Form, Lookup, Pick
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.limits import Counted
from bot.requests.notice import notice
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.upload import share_file
from handlers.documents.make import TEMPLATES
from models.documents.own_templates import own_template
from models.documents.several import FOR_SEVERAL, Pupils, Receivers, Whose, days_in_slack, documents_of, give_to_several
from models.requests.shared_files import remember_document
from models.tables.contact import Way
from models.tables.document import DocumentKind

KINDS = tuple((kind.value, kind.label) for kind in FOR_SEVERAL)
OF_WHOM = "Needed for a colleague's pupils. For the office, the SENCo and Heads."


class SeveralForm(Form):
    """The form that asks which document to make, and for whose pupils."""

    name = "document.several"
    title = "Documents for several"
    submit = "Make them"

    kind: Annotated[DocumentKind, Pick("Which document?", options=KINDS, style="radio")]
    whose: Annotated[Whose, Pick("For which pupils?", style="radio")]
    colleague: Annotated[str | None, Lookup("Of a colleague", source="staff", hint=OF_WHOM)] = None


class SeveralGivenForm(Form):
    """The form that records that all of somebody's pupils were given a document. Nothing is filled in."""

    name = "document.several_given"
    title = "Documents given"

    kind: Annotated[DocumentKind, Pick("Which document?", options=KINDS, style="radio")]
    whose: Annotated[Whose, Pick("For which pupils?", style="radio")]
    colleague: Annotated[str | None, Lookup("Of a colleague", source="staff", hint=OF_WHOM)] = None
    to: Annotated[Receivers, Pick("Who was given it?", style="radio")]
    on: Annotated[date, Day("When")]
    way: Annotated[Way, Pick("How")]


async def offer(request: Request) -> None:
    """Open the form, with a way to record that such documents were given."""
    days = await request.look_up(days_in_slack)
    given = blocks.actions(blocks.button("They were given: record it", "document.several_given"))
    await request.open(SeveralForm, lead=[blocks.section(request.words("documents/several.lead", days=days)), given])


async def save(request: Request) -> Answer:
    """Gather what the documents say, and make and send them in the background."""
    form = await request.form(SeveralForm)
    facts = await request.change(documents_of, form.kind, Pupils(form.whose, form.colleague))
    words = request.words
    text = words("documents/several.coming", kind=form.kind, count=len(facts))
    coming = Answer.with_view(notice(words("documents/several.title"), text))
    return replace(coming, afterwards=partial(send, request, form.kind, facts))


async def send(request: Request, kind: DocumentKind, facts: Sequence[Mapping[str, object]]) -> None:
    """Make one file of all the documents, and send it to whoever asked. Its name says nothing of the pupils."""
    template = await request.look_up(own_template, kind) or TEMPLATES / f"{kind}.docx"
    content = await asyncio.to_thread(_file, template, facts)

    async def keep(file_id: str) -> None:
        await request.change(remember_document, file_id)

    name = f"{kind}-{len(facts)}-{request.today.isoformat()}.docx"
    await share_file(request.client, str(request.actor.slack_id), name, kind.label, content, known=keep)


def _file(template: Path | bytes, facts: Sequence[Mapping[str, object]]) -> bytes:
    return joined([docx_file(template, one) for one in facts])


async def offer_given(request: Request) -> None:
    """Open the form that records that documents were given."""
    await request.open(SeveralGivenForm, lead=[blocks.section(request.words("documents/several.given"))])


async def save_given(request: Request) -> Answer:
    """Save that documents were given, and name the pupils of whom nobody could be given one."""
    form = await request.form(SeveralGivenForm)
    pupils = Pupils(form.whose, form.colleague)
    saved = await request.save(form, give_to_several, form.kind, pupils, form.to, form.on, form.way)
    words = request.words
    text = words("documents/several.saved", kind=form.kind, on=form.on, saved=saved)
    return Answer.with_view(notice(words("documents/several.title"), text))


CAPABILITY = Capability(
    "documents_for_several",
    actions={"document.several": offer, "document.several_given": offer_given},
    forms={SeveralForm: save, SeveralGivenForm: save_given},
    counted={SeveralForm.name: Counted.EXPORT},
)
