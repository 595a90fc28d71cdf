"""Giving a step, or anything else that is owed, to another member of staff."""

from typing import Annotated, Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.capability import Capability
from bot.forms import Form, Person, take
from bot.requests.duty_buttons import do_now
from bot.requests.modals import open_form
from bot.runtime.desk import Desk
from bot.slack import blocks
from bot.slack.words import Words
from models.change import Actor, Look
from models.duties.assign import give, owed_now, owed_to_give
from models.outbox.queue import Post
from models.tables.message import Message


class GiveForm(Form):
    """To whom."""

    name = "step.give"
    title = "Give to somebody"
    submit = "Give"

    to: Annotated[str, Person("Who does it from now on")]


async def offer(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """Choose who does it."""
    owed = await desk.read(owed_to_give, str(action["value"]), by=actor)
    lead = [blocks.section(desk.words("duties/assigned.about", **vars(owed)))]
    await open_form(GiveForm, body, client, desk, actor, context={"about": owed.id}, lead=lead)
    await ack()


async def save(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The form was submitted."""
    form = await take(GiveForm, view, desk.drafts, actor)
    await desk.change(give, form.context["about"], form.to, by=actor, key=form.key)
    await ack()


def given_message(look: Look, words: Words, message: Message) -> Post | None:
    """To whoever has it now; it follows what becomes of it."""
    owed = owed_now(look, message.about)
    text = words("duties/assigned.preview")
    if owed.done_on is not None or owed.owner_id != message.to_id:
        if message.ts is None:
            return None
        state = "done" if owed.done_on is not None else "passed_on"
        return Post(text, [blocks.section(words(f"duties/assigned.{state}", **vars(owed)))])
    buttons = blocks.actions(do_now(owed.id, owed.kind))
    return Post(text, [blocks.section(words("duties/assigned.mine", **vars(owed))), buttons])


CAPABILITY = Capability(
    "step", actions={"step.give": offer}, forms={GiveForm: save}, messages={"step.given": given_message}
)
