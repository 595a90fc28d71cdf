"""Making a document of a pupil's record, which comes as a direct message and leaves Slack after some days."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from functools import partial
from pathlib import Path
from typing import Annotated

from bot.files.docx_file import docx_file, text_of
from bot.forms import Day, Form, Pick, Text, Time
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.limits import Counted
from bot.requests.notice import notice
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.upload import share_file
from models.documents.given import documents_prefill
from models.documents.invitation import InvitationInput, invite_to_review, review_facts, topics_of_review
from models.documents.make import document_facts
from models.documents.own_templates import own_template
from models.documents.reading_age import HIGHEST, reading_age
from models.requests.shared_files import remember_document
from models.tables.document import DocumentKind

FOR_FAMILY = (DocumentKind.LETTER, DocumentKind.CARD, DocumentKind.INVITATION, DocumentKind.REVIEW_INVITATION)
TEMPLATES = Path(__file__).parent.parent / "templates" / "documents"


class DocumentForm(Form):
    """The form that asks which document to make."""

    name = "document.make"
    title = "Make a document"
    submit = "Make it"

    kind: Annotated[DocumentKind, Pick("Which document?", style="radio")]


class InvitationForm(Form):
    """The form that asks when and where a family review is, to which a family is invited."""

    name = "document.invite"
    title = "Invite to a review"
    submit = "Make it"
    keep_draft = True

    day: Annotated[date, Day("Day")]
    at: Annotated[time, Time("Time")]
    place: Annotated[str, Text("Place")]
    who_comes: Annotated[
        str | None, Text("Who comes from school, or elsewhere", max_length=300, hint="As the family is to read it.")
    ] = None
    about: Annotated[
        str | None, Text("What else you would like to talk about", long=True, max_length=600, hint="In plain words.")
    ] = None


async def offer(request: Request) -> None:
    """Open the form, which says what no document holds."""
    known = await request.change(documents_prefill, request.value)
    lead = [blocks.section(request.words("documents/make.lead", known=known))]
    await request.open(DocumentForm, context={"about": known.placement_id}, lead=lead)


async def save(request: Request) -> Answer | None:
    """Make the document from today's record; for an invitation to a review, ask first when and where it is."""
    form = await request.form(DocumentForm)
    placement_id = str(form.context["about"])
    if form.kind is DocumentKind.REVIEW_INVITATION:
        known = await request.change(documents_prefill, placement_id)
        topics = await request.look_up(topics_of_review, placement_id)
        is_own = await request.look_up(own_template, form.kind) is not None
        lead = [blocks.section(request.words("documents/make.invite", known=known, topics=topics, is_own=is_own))]
        return await request.turn_to(InvitationForm, context={"about": placement_id}, lead=lead)
    return await made(request, form.kind, await request.change(document_facts, placement_id, form.kind))


async def invite(request: Request) -> Answer:
    """Make the invitation to a family review."""
    form = await request.form(InvitationForm)
    given = InvitationInput(form.day, form.at, form.place, form.who_comes, form.about)
    placement_id = str(form.context["about"])
    await request.change(invite_to_review, placement_id, given)
    facts = await request.read(review_facts, placement_id, given)
    return await made(request, DocumentKind.REVIEW_INVITATION, facts)


async def made(request: Request, kind: DocumentKind, facts: Mapping[str, object]) -> Answer:
    """Fill in the template, and send it in the background, since Slack would not wait for it."""
    template = await request.look_up(own_template, kind) or TEMPLATES / f"{kind}.docx"
    content = await asyncio.to_thread(docx_file, template, facts)
    lines = await asyncio.to_thread(text_of, content) if kind in FOR_FAMILY else ()
    words, age = request.words, reading_age(lines)
    text = words("documents/make.coming", kind=kind, age=age, highest=HIGHEST)
    coming = Answer.with_view(notice(words("documents/make.title"), text))
    return replace(coming, afterwards=partial(send, request, kind, content))


async def send(request: Request, kind: DocumentKind, content: bytes) -> None:
    """Send the document to whoever asked for it. Its name and title say nothing of the pupil: both show in lists."""

    async def keep(file_id: str) -> None:
        await request.change(remember_document, file_id)

    name = f"{kind}-{request.today.isoformat()}.docx"
    await share_file(request.client, str(request.actor.slack_id), name, kind.label, content, known=keep)


CAPABILITY = Capability(
    "documents",
    actions={"document.make": offer},
    forms={DocumentForm: save, InvitationForm: invite},
    counted=dict.fromkeys((DocumentForm.name, InvitationForm.name), Counted.EXPORT),
)
