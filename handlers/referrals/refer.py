"""/refer - open a placement for a pupil, and say at once who takes the first step."""

from typing import Any

from bot.requests.answer import Answer
from bot.requests.capability import Capability, Command, Screen
from bot.requests.notice import notice
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.plain_text import as_typed
from bot.slack.words import Words
from handlers.referrals.form import ReferForm
from models.outbox.queue import Post
from models.referrals.returning import (
    MAY_BE_BACK,
    MatchShown,
    refer_or_ask_first,
    show_possible_matches,
    view_earlier_record,
)
from models.referrals.summary import ReferralSummary, read_referred, safeguarding_leads, still_referred
from models.tables.duty import DutyKind
from models.tables.message import Message
from models.text import begins_words_of, folded, unquoted

BEFORE_PAGE = ReferForm.shape.page_of("before")
LONGEST_ABOUT = 32


async def offer_by_command(request: Request) -> None:
    """Open the form for the child who is named, if any, without the draft of a referral of another child."""
    name = unquoted(request.text)
    about = await _draft_for(request, name) if name else ""
    await _open(request, about, full_name=name or None)


async def offer(request: Request) -> None:
    """Open the form from the shortcut or a button. The button of a draft carries what the draft is about."""
    await _open(request, about=request.value)


async def offer_from_message(request: Request) -> None:
    """Open the form with a message as the reason, and never with the draft of another referral."""
    reason = blocks.clip(as_typed(str(request.message.get("text") or "")), 3000)
    await _open(request, about=f"message:{request.message['ts']}", reason=reason or None)


async def save(request: Request) -> Answer | None:
    """Save the referral and say who takes the first step, or ask first whether the pupil has been here before."""
    form = await request.form(ReferForm)
    given = form.given()
    if form.before is None and (earlier := await request.read(show_possible_matches, given, form.key)):
        await request.keep_typed(ReferForm, leaving=True)
        return Answer.with_view(_ask(form, earlier, request.words))
    placement_id = await request.save(form, refer_or_ask_first, given, form.before)
    referred = await request.read(read_referred, placement_id)
    return Answer.with_view(_confirmation(referred, request.words))


async def look_back(request: Request) -> None:
    """Show the earlier record of a pupil who may be back, to somebody who may see past pupils."""
    past = await request.change(view_earlier_record, request.value)
    words = request.words
    shown = [
        blocks.section(words("referrals/past.who", past=past)),
        blocks.section(words("referrals/past.stays", past=past)),
    ]
    await request.show(blocks.modal(words("referrals/past.title"), shown))


def build_new(screen: Screen, message: Message) -> Post | None:
    """Tell the person who takes the first step about a new referral; None if the placement is gone."""
    referred = still_referred(screen.read, message.about)
    if referred is None:
        return None
    text = screen.words("referrals/new.text", referred=referred)
    shown = [blocks.section(screen.words("referrals/new.body", referred=referred))]
    return Post(text, [*shown, blocks.actions(*_first_steps(screen, referred), _see(referred.placement_id))])


def build_doubt(screen: Screen, message: Message) -> Post | None:
    """Tell the office that a pupil may have been here before, or that this is settled."""
    referred = still_referred(screen.read, message.about)
    if referred is None:
        return None
    if not referred.in_doubt:
        return Post(
            screen.words("referrals/possible_match.settled_text"),
            [blocks.section(screen.words("referrals/possible_match.settled", referred=referred))],
        )
    compare = blocks.button("Compare and merge", "merge.open", value=referred.placement_id)
    apart = blocks.button("Different children", "merge.apart", value=referred.placement_id)
    shown = blocks.section(screen.words("referrals/possible_match.body", referred=referred))
    buttons = blocks.actions(compare, apart, _see(referred.placement_id))
    return Post(screen.words("referrals/possible_match.text"), [shown, buttons])


async def _open(request: Request, about: str = "", **values: str | None) -> None:
    leads = await request.look_up(safeguarding_leads)
    lead = [blocks.context(request.words("referrals/form.safeguarding", leads=leads))]
    await request.open(ReferForm, values=values, context={"about": about} if about else {}, lead=lead)


async def _draft_for(request: Request, name: str) -> str:
    """Return what this child's draft is about: the name, or "" if no draft of another child is in the way."""
    own = f"name:{folded(name)}"[:LONGEST_ABOUT]
    if await request.draft_of(ReferForm, own):
        return own
    left = await request.draft_of(ReferForm, "")
    named = str(left.typed.get("full_name") or "") if left else ""
    return own if named and not begins_words_of(name, named) else ""


def _ask(form: ReferForm, earlier: list[MatchShown], words: Words) -> dict[str, Any]:
    lead = [_line_of(one, words) for one in earlier]
    return ReferForm.view(
        form, key=form.key, page=BEFORE_PAGE, context=form.context, lead=lead, notice=f"Not saved yet. {MAY_BE_BACK}"
    )


def _line_of(seen: MatchShown, words: Words) -> blocks.Block:
    if seen.placement_id:
        return blocks.section(words("referrals/before.here", seen=seen), accessory=_see(seen.placement_id))
    read = blocks.button("View earlier placement", "refer.past", value=seen.pupil_id)
    return blocks.section(words("referrals/before.past"), accessory=read if seen.may_look else None)


def _confirmation(referred: ReferralSummary, words: Words) -> dict[str, Any]:
    text = words("referrals/saved.body", referred=referred)
    return notice(words("referrals/saved.title"), text, _see(referred.placement_id))


def _first_steps(screen: Screen, referred: ReferralSummary) -> list[blocks.Element]:
    """Return the buttons to contact the family, and to give that duty to somebody else."""
    family = referred.step(DutyKind.FAMILY)
    if family is None:
        return []
    return [screen.duty_button(family.id, family.kind), blocks.button("Hand over", "step.give", value=family.id)]


def _see(placement_id: str) -> blocks.Element:
    return blocks.button("Open the pupil's page", "pupil.open", value=placement_id)


CAPABILITY = Capability(
    "refer",
    commands=(Command("/refer", offer_by_command, "Refer a pupil: you only need the first page", "[name]"),),
    shortcuts={"refer.shortcut": offer, "refer.message": offer_from_message},
    actions={"refer.open": offer, "refer.past": look_back},
    forms={ReferForm: save},
    messages={"refer.new": build_new, "refer.doubt": build_doubt},
)
