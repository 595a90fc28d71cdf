"""Making a document for all of somebody's pupils in one file, and recording that all of them were given it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated

from bot.files.docx_file import docx_files, joined
from bot.forms import Day, Form, Lookup, Pick
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.limits import Counted
from bot.requests.notice import notice, saved_notice, spoken
from bot.requests.progress import Progress
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.upload import share_file
from bot.slack.words import Mrkdwn, Words
from handlers.documents.make import TEMPLATES
from models.documents.own_templates import own_template
from models.documents.several import (
    FOR_SEVERAL,
    OneOfSeveral,
    Pupils,
    Receivers,
    Whose,
    days_in_slack,
    documents_of,
    give_to_several,
)
from models.requests.shared_files import remember_document
from models.tables.contact import Way
from models.tables.document import DocumentKind

KINDS = tuple((kind.value, kind.label) for kind in FOR_SEVERAL)
OF_WHOM = "Their pupils instead of yours. For the office, the SENCo and Heads."


class SeveralForm(Form):
    """The form that asks which document to make, and for whose pupils."""

    name = "document.several"
    title = "Documents for several"
    submit = "Make them"

    kind: Annotated[DocumentKind, Pick("Which document?", options=KINDS, style="radio")]
    whose: Annotated[Whose, Pick("For which pupils?", style="radio")]
    colleague: Annotated[str | None, Lookup("For a colleague", source="staff", hint=OF_WHOM)] = None


class SeveralGivenForm(Form):
    """The form that records that all of somebody's pupils were given a document. Nothing is filled in."""

    name = "document.several_given"
    title = "Documents given"

    kind: Annotated[DocumentKind, Pick("Which document?", options=KINDS, style="radio")]
    whose: Annotated[Whose, Pick("For which pupils?", style="radio")]
    colleague: Annotated[str | None, Lookup("For a colleague", source="staff", hint=OF_WHOM)] = None
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
    found = await request.change(documents_of, form.kind, Pupils(form.whose, form.colleague))
    words = request.words
    text = words("documents/several.coming", kind=form.kind, count=len(found))
    coming = Answer.with_view(notice(words("documents/several.title"), text))
    return replace(coming, afterwards=partial(send, request, form.kind, found))


async def send(request: Request, kind: DocumentKind, found: Sequence[OneOfSeveral]) -> None:
    """Make one file of all the documents, and send it to whoever asked, while a message says how far that is.

    One that cannot be made is named there, and keeps none of the others. The file's name says nothing of the pupils.
    """
    words, count = request.words, len(found)
    so_far = partial(_so_far, words, kind, count)
    preview, stopped = words("documents/several.preview"), words("documents/several.stopped")
    async with await Progress.begin(request, so_far, preview, stopped) as progress:
        template = await request.look_up(own_template, kind) or TEMPLATES / f"{kind}.docx"
        facts = [one.facts for one in found]
        made = await asyncio.to_thread(docx_files, template, facts, progress)
        failed = [one for one, document in zip(found, made, strict=True) if document is None]
        if documents := [one for one in made if one is not None]:
            await _share(request, kind, len(documents), await asyncio.to_thread(joined, documents))
        await progress.end(spoken(words("documents/several.made", kind=kind, count=count, failed=failed)))


def _so_far(words: Words, kind: DocumentKind, count: int, done: int) -> Mrkdwn:
    return words("documents/several.making", kind=kind, count=count, done=done)


async def _share(request: Request, kind: DocumentKind, count: int, content: bytes) -> None:
    async def keep(file_id: str) -> None:
        await request.change(remember_document, file_id)

    name = f"{kind}-{count}-{request.today.isoformat()}.docx"
    await share_file(request.client, str(request.actor.slack_id), name, kind.label, content, known=keep)


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
    return Answer.with_view(saved_notice(words, text))


CAPABILITY = Capability(
    "documents_for_several",
    actions={"document.several": offer, "document.several_given": offer_given},
    forms={SeveralForm: save, SeveralGivenForm: save_given},
    counted={SeveralForm.name: Counted.EXPORT},
)
