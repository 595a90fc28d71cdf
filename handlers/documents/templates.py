"""A service's own templates of documents, for Heads: given, checked, tried on an invented pupil, and taken out."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Annotated

from bot.files.docx_template import WrongTemplate, check_template
from bot.forms import Files, Form
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.files import send_file
from bot.requests.notice import notice
from bot.requests.payload import parse_carried
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.api_errors import FAILURES
from bot.slack.fetch import fetch_file
from bot.slack.words import Mrkdwn, Words
from handlers.documents.make import TEMPLATES
from models.documents.own_templates import (
    SHARED,
    TemplateShown,
    drop_template,
    fields_of,
    invented,
    keep_template,
    may_change_templates,
    own_template,
    templates_shown,
)
from models.errors import Refused
from models.tables.document import DocumentKind


class TemplateForm(Form):
    """The form that takes a template."""

    name = "template.give"
    title = "Your own template"
    submit = "Check it"

    file: Annotated[list[str], Files("The template, a Word document", types=("docx",))]


async def show(request: Request) -> Answer | None:
    """Show which template each kind of document is made from."""
    shown = await request.look_up(templates_shown)
    view = blocks.modal("Document templates", list(_blocks_of(shown, request.words)), close="Close")
    return await request.replace(view)


def _blocks_of(shown: tuple[TemplateShown, ...], words: Words) -> Iterator[blocks.Block]:
    yield blocks.section(words("documents/templates.head"))
    for one in shown:
        yield blocks.section(words("documents/templates.one", one=one))
        ways = [
            blocks.button("Give your own", "template.give", value=one.kind),
            blocks.button("Send me the file", "template.send", value=one.kind),
        ]
        if one.name is not None:
            ways.append(blocks.button("Back to ours", "template.drop", value=one.kind))
        yield blocks.actions(*(blocks.spoken_of(way, one.kind.label) for way in ways))


async def offer(request: Request) -> None:
    """Open the form, with every field that such a template may name."""
    await request.look_up(may_change_templates)
    kind = parse_carried(DocumentKind, request.value)
    known = fields_of(kind)
    texts = sorted(name for name, inner in known.items() if inner is None)
    lists = {name: sorted(inner) for name, inner in sorted(known.items()) if inner is not None}
    lead = blocks.section(request.words("documents/templates.lead", kind=kind, texts=texts, lists=lists))
    await request.open(TemplateForm, context={"about": kind.value}, lead=[lead])


async def save(request: Request) -> Answer:
    """Answer that the template is being checked, and check it in the background."""
    await request.look_up(may_change_templates)
    form = await request.form(TemplateForm)
    kind = parse_carried(DocumentKind, str(form.context["about"]))
    words = request.words
    coming = Answer.with_view(notice(words("documents/templates.title"), words("documents/templates.coming")))
    return replace(coming, afterwards=partial(check, request, kind, form.file[0]))


async def check(request: Request, kind: DocumentKind, file_id: str) -> None:
    """Check a template; keep it and send a preview, or say what is wrong with it and change nothing."""
    words, say = request.words, partial(tell, request)
    try:
        name, content = await fetch_file(request.client, file_id)
        preview = await asyncio.to_thread(check_template, content, fields_of(kind), SHARED, invented(kind))
        await request.change(keep_template, kind, name, content)
    except FAILURES:
        await say(words("documents/templates.not_fetched"))
    except (WrongTemplate, Refused) as wrong:
        await say(words("documents/templates.wrong", kind=kind, why=str(wrong)))
    else:
        await say(words("documents/templates.saved", kind=kind))
        await send_file(request, f"preview-{kind}.docx", "Preview, of an invented pupil", preview)


async def tell(request: Request, text: Mrkdwn) -> None:
    """Say something in a direct message."""
    room = (await request.client.conversations_open(users=[str(request.actor.slack_id)]))["channel"]["id"]
    await request.client.chat_postMessage(
        channel=room, text=request.words("documents/templates.preview"), blocks=[blocks.section(text)]
    )


async def send(request: Request) -> Answer | None:
    """Send the template that is in use, to begin with or to look at."""
    await request.look_up(may_change_templates)
    kind = parse_carried(DocumentKind, request.value)
    ours = (TEMPLATES / f"{kind}.docx").read_bytes
    own = await request.look_up(own_template, kind)
    content = await asyncio.to_thread(ours) if own is None else own
    said = await request.say(request.words("documents/templates.title"), request.words("documents/templates.sent"))
    return replace(said or Answer(), afterwards=partial(send_file, request, f"{kind}.docx", "Template", content))


async def drop(request: Request) -> Answer | None:
    """Make documents from our own template again."""
    await request.press(drop_template, parse_carried(DocumentKind, request.value))
    return await show(request)


CAPABILITY = Capability(
    "document_templates",
    actions={"template.list": show, "template.give": offer, "template.send": send, "template.drop": drop},
    forms={TemplateForm: save},
)
