"""Agreed actions: add one, tick it off, carry it over to the next allocations meeting."""

from datetime import date
from typing import Annotated, Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.capability import Capability
from bot.forms import Day, Form, Person, Text, take
from bot.requests.duty_buttons import do_now
from bot.requests.modals import open_form, show_instead
from bot.requests.payload import pressed
from bot.requests.replies import notice, say_beside
from bot.runtime.desk import Desk
from bot.slack import blocks
from bot.slack.words import Words
from models.change import Actor, Look
from models.meetings.actions import MOST_LETTERS, Agreed, about_action, add_action, carry, given, tick, untick, whose
from models.outbox.queue import Post
from models.tables.duty import DutyKind
from models.tables.message import Message


class ActionForm(Form):
    """Who does what by when."""

    name = "action.add"
    title = "Add an action"
    keep_draft = True

    what: Annotated[
        str, Text("What", max_length=MOST_LETTERS, hint="A few words. They stay out of the channel and of messages.")
    ]
    who: Annotated[str, Person("Who")]
    by_when: Annotated[date, Day("By when")]


async def offer(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """Add an action for a pupil, or for the service."""
    about = await desk.read(about_action, str(action["value"]), by=actor)
    lead = [blocks.context(desk.words("meetings/action.about", **vars(about)))]
    await open_form(ActionForm, body, client, desk, actor, context={"about": about.value}, lead=lead)
    await ack()


async def save(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The form was submitted."""
    form = await take(ActionForm, view, desk.drafts, actor)
    agreed = Agreed(form.what, form.who, form.by_when)
    await desk.change(add_action, form.context["about"], agreed, by=actor, key=form.key)
    await ack()


async def tick_off(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """It is done."""
    duty_id = str(action["value"])
    await desk.change(tick, duty_id, by=actor, key=pressed(actor, action))
    undo = blocks.button("Undo", "action.undo", value=duty_id)
    await _say(await said(desk, "ticked", duty_id), body, client, desk, actor, undo)
    await ack()


async def undo(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """It was not done after all."""
    await desk.change(untick, str(action["value"]), by=actor, key=pressed(actor, action))
    await _say(desk.words("meetings/action.unticked"), body, client, desk, actor, replace=True)
    await ack()


async def carry_over(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """Not yet: it comes up again at the next meeting."""
    duty_id = str(action["value"])
    await desk.change(carry, duty_id, by=actor, key=pressed(actor, action))
    await _say(await said(desk, "carried", duty_id), body, client, desk, actor)
    await ack()


async def said(desk: Desk, what: str, duty_id: str) -> str:
    """What was done, and with whose action: several can be pressed one after another."""
    return desk.words(f"meetings/action.{what}", whose=await desk.read(whose, duty_id))


def given_message(look: Look, words: Words, message: Message) -> Post | None:
    """To the owner of a new action: that there is one, and for whom."""
    known = given(look, message.about)
    if known is None or known.duty_id is None or known.owner_id != message.to_id:
        return None
    buttons = [do_now(known.duty_id, DutyKind.ACTION)]
    if known.placement_id is not None:
        buttons.append(blocks.button("Open the pupil's page", "pupil.open", value=known.placement_id))
    shown = [blocks.section(words("meetings/action_given.owed", **vars(known))), blocks.actions(*buttons)]
    return Post(words("meetings/action_given.preview"), shown)


async def _say(
    text: str,
    body: dict[str, Any],
    client: AsyncWebClient,
    desk: Desk,
    actor: Actor,
    button: blocks.Element | None = None,
    *,
    replace: bool = False,
) -> None:
    """Privately, beside the message or in a modal; the Home shows by itself what has changed."""
    is_home = (body.get("view") or {}).get("type") == "home"
    if not is_home and not await say_beside(body, client, text, button, replace=replace):
        await show_instead(notice(desk.words("meetings/action.title"), text, button), body, client, desk, actor)


CAPABILITY = Capability(
    "action",
    actions={
        "action.add": offer,
        "action.tick": tick_off,
        "action.undo": undo,
        "action.carry": carry_over,
    },
    forms={ActionForm: save},
    messages={"action.given": given_message},
)
