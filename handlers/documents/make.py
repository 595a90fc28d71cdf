"""Making a document of a pupil's record, which comes as a direct message and leaves Slack after a week."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

from bot.files.docx_file import docx_file
from bot.forms import Form, Pick
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.notice import notice
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.upload import share_file
from models.documents.given import documents_prefill
from models.documents.make import document_facts
from models.requests.shared_files import remember_file
from models.tables.document import DocumentKind

TEMPLATES = Path(__file__).parent.parent / "templates" / "documents"
STAYS_FOR = timedelta(days=7)


class DocumentForm(Form):
    """The form that asks which document to make."""

    name = "document.make"
    title = "Make a document"
    submit = "Make it"

    kind: Annotated[DocumentKind, Pick("Which document?", style="radio")]


async def offer(request: Request) -> None:
    """Open the form, which says what no document holds."""
    known = await request.change(documents_prefill, request.value)
    lead = [blocks.section(request.words("documents/make.lead", known=known))]
    await request.open(DocumentForm, context={"about": known.placement_id}, lead=lead)


async def save(request: Request) -> Answer:
    """Make the document from today's record, and send it in the background, since Slack would not wait for it."""
    form = await request.form(DocumentForm)
    facts = await request.change(document_facts, str(form.context["about"]), form.kind)
    content = await asyncio.to_thread(docx_file, TEMPLATES / f"{form.kind}.docx", facts)
    words = request.words
    coming = Answer.with_view(notice(words("documents/make.title"), words("documents/make.coming", kind=form.kind)))
    return replace(coming, afterwards=partial(send, request, form.kind, content))


async def send(request: Request, kind: DocumentKind, content: bytes) -> None:
    """Send the document to whoever asked for it. Its name and title say nothing of the pupil: both show in lists."""

    async def keep(file_id: str) -> None:
        await request.change(remember_file, file_id, STAYS_FOR)

    name = f"{kind}-{request.today.isoformat()}.docx"
    await share_file(request.client, str(request.actor.slack_id), name, kind.label, content, known=keep)


CAPABILITY = Capability("documents", actions={"document.make": offer}, forms={DocumentForm: save})
