"""/refer: open a placement for a pupil, and say at once who takes the first step."""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.capability import Capability, Command
from bot.forms import keep_page, take
from bot.requests.duty_buttons import do_now
from bot.requests.modals import open_form, show_modal
from bot.requests.replies import notice
from bot.runtime.desk import Desk
from bot.slack import blocks
from bot.slack.plain_text import as_typed
from bot.slack.words import Words
from handlers.referrals.form import ReferForm
from models.change import Actor, Look
from models.outbox.queue import Post
from models.referrals.returning import MAY_BE_BACK, Seen, look_at_past, refer_or_ask, see_earlier
from models.referrals.summary import Referred, read_referred, safeguarding_leads, still_referred
from models.tables.duty import DutyKind
from models.tables.message import Message
from models.text import folded

BEFORE_PAGE = ReferForm.shape.page_of("before")
LONGEST_ABOUT = 32


async def offer_by_command(
    ack: AsyncAck,
    body: dict[str, Any],
    client: AsyncWebClient,
    desk: Desk,
    actor: Actor,
    command: dict[str, Any],
    ahead: list[str],
) -> None:
    """/refer, with or without a name; who is named is meant, and not the child of a draft that was left."""
    name = str(command.get("text") or "").strip()
    about = await _draft_for(name, desk, actor) if name else ""
    await _open(body, client, desk, actor, {"full_name": name or None}, about, leads=ahead)
    await ack()


async def offer(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor) -> None:
    """The shortcut, or a button; one that goes on with a draft says what that is about."""
    pressed = (body.get("actions") or [{}])[0]
    await _open(body, client, desk, actor, {}, about=str(pressed.get("value") or ""))
    await ack()


async def offer_from_message(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor
) -> None:
    """The shortcut on a message, whose words are the reason; a draft of another referral must not stand in for it."""
    message = body["message"]
    reason = blocks.clip(as_typed(str(message.get("text") or "")), 3000)
    await _open(body, client, desk, actor, {"reason": reason or None}, about=f"message:{message['ts']}")
    await ack()


async def save(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The form was submitted: saved, or asked about first where the pupil may have been here before."""
    form = await take(ReferForm, view, desk.drafts, actor)
    given = form.given()
    if form.before is None and (earlier := await desk.read(see_earlier, given, form.key, by=actor)):
        await keep_page(ReferForm, view, desk.drafts, actor)
        await ack(response_action="update", view=_ask(form, earlier, desk.words))
        return
    placement_id = await desk.change(refer_or_ask, given, form.before, by=actor, key=form.key)
    referred = await desk.read(read_referred, placement_id, by=actor)
    await ack(response_action="update", view=_confirmation(referred, desk.words))


async def look_back(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """The earlier stay of a pupil who may be back, for who may see past pupils."""
    past = await desk.change(look_at_past, str(action["value"]), by=actor)
    words = desk.words
    shown = [
        blocks.section(words("referrals/past.who", past=past)),
        blocks.section(words("referrals/past.stays", past=past)),
    ]
    await show_modal(blocks.modal(words("referrals/past.title"), shown), body, client, desk, actor)
    await ack()


def build_new(look: Look, words: Words, message: Message) -> Post | None:
    """To whoever takes the first step."""
    referred = still_referred(look, message.about)
    if referred is None:
        return None
    text = words("referrals/new.text", referred=referred)
    shown = [blocks.section(words("referrals/new.body", referred=referred))]
    return Post(text, [*shown, blocks.actions(*_first_steps(referred), _see(referred.placement_id))])


def build_doubt(look: Look, words: Words, message: Message) -> Post | None:
    """To the office, where nobody knows whether a pupil is back."""
    referred = still_referred(look, message.about)
    if referred is None:
        return None
    if not referred.in_doubt:
        return Post(
            words("referrals/possible_match.settled_text"),
            [blocks.section(words("referrals/possible_match.settled", referred=referred))],
        )
    compare = blocks.button("Compare and merge", "merge.open", value=referred.placement_id)
    apart = blocks.button("They are different children", "merge.apart", value=referred.placement_id)
    shown = blocks.section(words("referrals/possible_match.body", referred=referred))
    return Post(
        words("referrals/possible_match.text"), [shown, blocks.actions(compare, apart, _see(referred.placement_id))]
    )


async def _open(
    body: dict[str, Any],
    client: AsyncWebClient,
    desk: Desk,
    actor: Actor,
    values: dict[str, str | None],
    about: str = "",
    leads: list[str] | None = None,
) -> None:
    if leads is None:
        leads = await desk.read(safeguarding_leads, by=actor)
    lead = [blocks.context(desk.words("referrals/form.safeguarding", leads=leads))]
    context = {"about": about} if about else {}
    await open_form(ReferForm, body, client, desk, actor, values=values, context=context, lead=lead)


async def _draft_for(name: str, desk: Desk, actor: Actor) -> str:
    """Where the draft for this child is, or will be kept: a place of its own while another child's is left."""
    own = f"name:{folded(name)}"[:LONGEST_ABOUT]
    if await desk.drafts.of(ReferForm.name, actor, own):
        return own
    left = await desk.drafts.of(ReferForm.name, actor, "")
    named = str(left.values.get("full_name") or "") if left else ""
    return own if named and not folded(named).startswith(folded(name)) else ""


def _ask(form: ReferForm, earlier: list[Seen], words: Words) -> dict[str, Any]:
    lead = [_line_of(one, words) for one in earlier]
    return ReferForm.view(
        form, key=form.key, page=BEFORE_PAGE, context=form.context, lead=lead, notice=f"Not saved yet. {MAY_BE_BACK}"
    )


def _line_of(seen: Seen, words: Words) -> blocks.Block:
    if seen.placement_id:
        return blocks.section(words("referrals/before.here", seen=seen), accessory=_see(seen.placement_id))
    look = blocks.button("Look at the earlier stay", "refer.past", value=seen.pupil_id)
    return blocks.section(words("referrals/before.past"), accessory=look if seen.may_look else None)


def _confirmation(referred: Referred, words: Words) -> dict[str, Any]:
    text = words("referrals/saved.body", referred=referred)
    return notice(words("referrals/saved.title"), text, _see(referred.placement_id))


def _first_steps(referred: Referred) -> list[blocks.Element]:
    """The most pressing step to do, and to give to somebody else."""
    family = referred.step(DutyKind.FAMILY)
    if family is None:
        return []
    return [do_now(family.id, family.kind), blocks.button("Give to somebody", "step.give", value=family.id)]


def _see(placement_id: str) -> blocks.Element:
    return blocks.button("Open the pupil", "pupil.open", value=placement_id)


CAPABILITY = Capability(
    "refer",
    commands=(
        Command(
            "/refer", offer_by_command, "Refer a pupil. The first page alone is enough", "[name]", safeguarding_leads
        ),
    ),
    shortcuts={"refer.shortcut": offer, "refer.message": offer_from_message},
    actions={"refer.open": offer, "refer.past": look_back},
    forms={ReferForm: save},
    messages={"refer.new": build_new, "refer.doubt": build_doubt},
)
