"""/pupil - open a pupil on one's own Home tab, look at the needs, correct the record."""

from collections.abc import Mapping
from typing import Annotated, Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.capability import Capability, Command
from bot.forms import Form, Lookup, take
from bot.requests.modals import open_form, show_modal
from bot.requests.payload import picked
from bot.requests.replies import notice, say_beside, tell
from bot.runtime.desk import Desk
from bot.slack import blocks
from bot.slack.words import Mrkdwn
from handlers.pupils import barrier, record
from handlers.pupils.needs import show_needs
from models.change import Actor
from models.home.app_home import show_pupil
from models.pupils.search import Found, find_past, find_pupils


class FindForm(Form):
    name = "pupil.find"
    title = "Find a pupil"
    submit = "Open"

    pupil: Annotated[str, Lookup("Pupil", source="pupil", hint="Type a name or a reference.")]


async def command(
    ack: AsyncAck, command: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor
) -> None:
    """With a name that fits one pupil it opens at once; with several one is chosen; without, a form asks."""
    typed = str(command.get("text") or "").strip()
    if not typed:
        await open_form(FindForm, body, client, desk, actor)
        await ack()
        return
    found = await desk.read(find_pupils, typed, by=actor) or await desk.read(find_past, typed, by=actor)
    if len(found) == 1:
        await ack(await _open(found[0].id, body, desk, actor))
    elif found:
        await ack(**_choice(found, desk))
    else:
        await ack(desk.words("pupils/open.nobody"))


async def choose(
    ack: AsyncAck, action: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor
) -> None:
    """One of several was chosen: the names go, the link comes in their place."""
    text = await _open(picked(action), body, desk, actor)
    if not await say_beside(body, client, text, replace=True):
        await show_modal(notice(desk.words("pupils/open.title"), text), body, client, desk, actor)
    await ack()


async def take_found(ack: AsyncAck, view: dict[str, Any], body: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The form that asks for a pupil was submitted."""
    form = await take(FindForm, view, desk.drafts, actor)
    text = await _open(form.pupil, body, desk, actor)
    await ack(response_action="update", view=notice(desk.words("pupils/open.title"), text))


async def open_here(
    ack: AsyncAck, action: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor
) -> None:
    """A button or a menu anywhere: in the Home the page follows by itself, elsewhere a private link leads there."""
    text = await _open(picked(action), body, desk, actor)
    if (body.get("view") or {}).get("type") != "home":
        await tell(body, client, text, desk.words("pupils/open.title"))
    await ack()


async def needs(
    ack: AsyncAck, action: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor
) -> None:
    """The private look at what a pupil needs."""
    view = await show_needs(action["value"], desk, actor)
    await show_modal(view, body, client, desk, actor)
    await ack()


async def _open(placement_id: str, body: Mapping[str, Any], desk: Desk, actor: Actor) -> Mrkdwn:
    pupil = await desk.change(show_pupil, placement_id, by=actor)
    team = body.get("team_id") or body["team"]["id"]
    return desk.words("pupils/open.link", team=team, app=body["api_app_id"], **pupil)


def _choice(found: list[Found], desk: Desk) -> dict[str, Any]:
    options = [blocks.option(blocks.called(one.name, one.more), one.id) for one in found]
    text = desk.words("pupils/open.several")
    menu = blocks.static_select("pupil.choose", options, placeholder="Choose a pupil")
    return {"text": text, "blocks": [blocks.section(text, accessory=menu)]}


CAPABILITY = Capability(
    "pupil",
    commands=(Command("/pupil", command, "Open a pupil on your Home tab, where only you can see it", "[name]"),),
    actions={
        "pupil.open": open_here,
        "pupil.jump": open_here,
        "pupil.mine": open_here,
        "pupil.choose": choose,
        "pupil.needs": needs,
        "pupil.edit": record.offer_pupil,
        "placement.edit": record.offer_stay,
        "barrier.set": barrier.offer,
    },
    forms={
        FindForm: take_found,
        record.PupilForm: record.save_pupil,
        record.StayForm: record.save_stay,
        barrier.BarrierForm: barrier.save,
        barrier.GuardedBarrierForm: barrier.save,
    },
)
