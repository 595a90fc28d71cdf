"""Agreed actions: adding one, ticking it off, and carrying it over to a later day."""

from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Person, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Screen
from bot.requests.duty_buttons import DutyButton
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.words import Mrkdwn
from models.meetings.actions import (
    MOST_LETTERS,
    NewAction,
    action_in_line,
    action_message,
    action_prefill,
    add_action,
    carry_over,
    carry_prefill,
    tick_off,
    undo_carry_over,
    undo_tick_off,
)
from models.outbox.queue import Post
from models.tables.duty import DutyKind
from models.tables.message import Message


class ActionForm(Form):
    """The form for an agreed action: who does what by when."""

    name = "action.add"
    title = "Add an action"
    keep_draft = True

    what: Annotated[
        str, Text("What", max_length=MOST_LETTERS, hint="A few words. They stay out of the channel and messages.")
    ]
    who: Annotated[str, Person("Who")]
    by_when: Annotated[date, Day("By when")]


class CarryForm(Form):
    """The form that carries an agreed action over to a later day."""

    name = "action.carry_to"
    title = "Carry over"
    submit = "Carry over"

    to: Annotated[date, Day("To which day")]


async def offer(request: Request) -> None:
    """Open the form that adds an action for a pupil, or for the service."""
    about = await request.look_up(action_prefill, request.value)
    lead = [blocks.context(request.words("meetings/action.about", **vars(about)))]
    await request.open(ActionForm, context={"about": about.value}, lead=lead)


async def save(request: Request) -> None:
    """Save the agreed action, and tell its owner unless the owner saved it."""
    form = await request.form(ActionForm)
    agreed = NewAction(form.what, form.who, form.by_when)
    await request.save(form, add_action, form.context["about"], agreed)


async def tick_off_action(request: Request) -> Answer | None:
    """Tick off an action and offer to undo it."""
    await request.press(tick_off, request.value)
    undo = blocks.button("Undo", "action.undo", value=request.value)
    return await _say(request, await _said(request, "ticked", request.value), undo)


async def undo(request: Request) -> Answer | None:
    """Reopen an action that was ticked off."""
    await request.press(undo_tick_off, request.value)
    return await _say(request, request.words("meetings/action.unticked"), replace=True)


async def ask_until_when(request: Request) -> None:
    """Open the form that carries an action over, with the next allocations meeting filled in."""
    to = await request.read(carry_prefill, request.value)
    lead = [blocks.section(await _said(request, "carry", request.value))]
    await request.open(CarryForm, values={"to": to}, context={"about": request.value}, lead=lead)


async def carry_over_action(request: Request) -> Answer | None:
    """Carry an action over to the chosen day and offer to undo it."""
    form = await request.form(CarryForm)
    duty_id = str(form.context["about"])
    await request.save(form, carry_over, duty_id, form.to)
    undo = blocks.button("Undo", "action.uncarry", value=duty_id)
    text = await _said(request, "carried", duty_id)
    return await request.say(request.words("meetings/action.title"), text, undo)


async def undo_carried(request: Request) -> Answer | None:
    """Move an action back to the day before it was carried over."""
    await request.press(undo_carry_over, request.value)
    return await _say(request, await _said(request, "uncarried", request.value), replace=True)


async def _said(request: Request, what: str, duty_id: str) -> Mrkdwn:
    """Return what was done and to whose action, since several actions can be pressed one after another."""
    return request.words(f"meetings/action.{what}", one=await request.read(action_in_line, duty_id))


async def _say(
    request: Request, text: Mrkdwn, button: blocks.Element | None = None, *, replace: bool = False
) -> Answer | None:
    """Tell the actor in private, except in the App Home, which updates itself."""
    if request.is_in_home:
        return None
    return await request.say(request.words("meetings/action.title"), text, button, replace=replace)


def given_message(screen: Screen, message: Message) -> Post | None:
    """Tell the owner of a new action that there is one, and for whom; None once it is done or passed on."""
    known = action_message(screen.read, message.about)
    if known is None or known.duty_id is None or known.owner_id != message.to_id:
        return None
    buttons = [screen.duty_button(known.duty_id, DutyKind.ACTION)]
    if known.placement_id is not None:
        buttons.append(blocks.button("Open the pupil's page", "pupil.open", value=known.placement_id))
    shown = [blocks.section(screen.words("meetings/action_given.owed", **vars(known))), blocks.actions(*buttons)]
    return Post(screen.words("meetings/action_given.preview"), shown)


CAPABILITY = Capability(
    "action",
    actions={
        "action.add": offer,
        "action.tick": tick_off_action,
        "action.undo": undo,
        "action.carry": ask_until_when,
        "action.uncarry": undo_carried,
    },
    duties={DutyKind.ACTION: DutyButton("action.tick", "Tick off")},
    forms={ActionForm: save, CarryForm: carry_over_action},
    messages={"action.given": given_message},
)
