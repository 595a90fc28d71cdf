"""The pupil was told about a review: when and how, for one or for a whole class at once."""

from datetime import date
from typing import Annotated, Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.forms import Day, Form, Lookup, Text, take
from bot.requests.modals import open_form
from bot.requests.payload import letters
from bot.runtime.desk import Desk
from bot.slack import blocks
from models.change import Actor
from models.reviews.feedback import Untold, find_untold, tell_pupils, to_tell

LONGEST_MORE = 55


class TellForm(Form):
    """Who was told, when and how."""

    name = "review.tell"
    title = "Told the pupil"

    whom: Annotated[
        list[str],
        Lookup("Who was told", source="untold", many=True, least=0, hint="Everybody whom you told on one day."),
    ]
    told_on: Annotated[date, Day("Told on")]
    told_how: Annotated[str, Text("How", max_length=200, placeholder="In a talk after the lesson")]


async def offer(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """The button on what is owed, for this pupil; the one for all leaves open who it was."""
    duty_id = str(action.get("value") or "")
    found = await desk.change(to_tell, duty_id, by=actor) if duty_id else None
    chosen = {found.untold.id: label_of(found.untold)} if found else {}
    await open_form(
        TellForm,
        body,
        client,
        desk,
        actor,
        values={"whom": list(chosen), "told_on": desk.clock.today()},
        lead=[blocks.section(desk.words("reviews/feedback.lead", found=found))],
        labels={"whom": chosen},
    )
    await ack()


async def save(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The form was submitted."""
    form = await take(TellForm, view, desk.drafts, actor)
    await desk.change(tell_pupils, form.whom, form.told_on, form.told_how, by=actor, key=form.key)
    await ack()


async def suggest(ack: AsyncAck, body: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """Whom the asker is to tell."""
    found = await desk.read(find_untold, letters(body), by=actor)
    await ack(options=[blocks.option(label_of(one), one.id) for one in found])


def label_of(one: Untold) -> str:
    """As the menu shows it, whatever the subject is called."""
    return blocks.called(one.name, blocks.clip(one.more, LONGEST_MORE))
