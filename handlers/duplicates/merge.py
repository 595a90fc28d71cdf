"""Merging two records that prove to be of one child, and undoing it."""

from collections.abc import Mapping
from typing import Annotated, Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.capability import Capability
from bot.forms import Form, Lookup, Pick, take
from bot.requests.modals import open_form
from bot.requests.payload import letters, pressed
from bot.requests.replies import notice
from bot.runtime.desk import Desk
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.words import Words
from models.change import Actor, Look
from models.duplicates.compare import Pair, Record, choose_other, compare, find_records
from models.duplicates.merge import Keep, Stays, Which, forget_undo, merge, merged, undo_merge
from models.outbox.queue import Post
from models.referrals.returning import settle_doubts
from models.tables.message import Message

A_OR_B = (("a", "As in A"), ("b", "As in B"))


class OtherForm(Form):
    """Which record is the other one."""

    name = "merge.other"
    title = "Merge two records"
    submit = "Compare"

    other: Annotated[str, Lookup("The other record of this child", "record")]


class KeepForm(Form):
    """Which values are kept."""

    name = "merge.keep"
    title = "Merge two records"
    submit = "Merge"

    full_name: Annotated[Which, Pick("Name", options=A_OR_B, style="radio")]
    preferred_name: Annotated[Which, Pick("Preferred name", options=A_OR_B, style="radio")]
    born_on: Annotated[Which, Pick("Date of birth", options=A_OR_B, style="radio")]
    upn: Annotated[Which, Pick("UPN", options=A_OR_B, style="radio")]

    def keep(self) -> Keep:
        """As the rules take it."""
        return Keep(self.full_name, self.preferred_name, self.born_on, self.upn)


class KeepStaysForm(KeepForm):
    """The same where both records have a stay open: one child is in one place."""

    name = "merge.keep_stays"

    stays: Annotated[
        Stays, Pick("Both have an open stay", style="radio", hint="The steps of a stay that ends are dropped")
    ]

    def keep(self) -> Keep:
        """With what becomes of the stays."""
        return Keep(self.full_name, self.preferred_name, self.born_on, self.upn, self.stays)


async def offer(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """The button: which record is the other one."""
    placement_id = str(action["value"])
    choice = await desk.read(choose_other, placement_id, by=actor)
    other, context = choice.other, {"placement": placement_id}
    values = {"other": other.id if other else None}
    shown = {other.id: blocks.called(other.name, other.more)} if other else {}
    lead = [blocks.section(desk.words("duplicates/form.this", pupil=choice.pupil))]
    await open_form(
        OtherForm, body, client, desk, actor, values=values, context=context, lead=lead, labels={"other": shown}
    )
    await ack()


async def suggest(ack: AsyncAck, body: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """Every record, by name or reference."""
    found = await desk.read(find_records, letters(body), by=actor)
    await ack(options=[blocks.option(blocks.called(record.name, record.more), record.id) for record in found])


async def put_side_by_side(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The other record is chosen: both side by side, and what to keep of each."""
    form = await take(OtherForm, view, desk.drafts, actor)
    pair = await desk.change(compare, form.context["placement"], form.other, by=actor)
    keeping = KeepStaysForm if pair.a.is_here and pair.b.is_here else KeepForm
    await ack(response_action="update", view=side_by_side(keeping, pair, desk.words))


async def save(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """Make them one."""
    form = await take(
        KeepStaysForm if view["callback_id"] == KeepStaysForm.name else KeepForm, view, desk.drafts, actor
    )
    a, b = form.context["a"], form.context["b"]
    merge_id = await desk.change(merge, a[0], b[0], form.keep(), (a[1], b[1]), by=actor, key=form.key)
    done = await desk.read(merged, merge_id, by=actor)
    told = notice(desk.words("duplicates/done.title"), desk.words("duplicates/done.saved", done=done))
    await ack(response_action="update", view=told)


async def undo(ack: AsyncAck, desk: Desk, actor: Actor, action: dict[str, Any]) -> None:
    """The button in the message; the message says then what became of it."""
    await desk.change(undo_merge, str(action["value"]), by=actor, key=pressed(actor, action))
    await ack()


async def tell_apart(ack: AsyncAck, desk: Desk, actor: Actor, action: dict[str, Any]) -> None:
    """Two records that look alike are of different children."""
    await desk.change(settle_doubts, str(action["value"]), by=actor, key=pressed(actor, action))
    await ack()


def build_done(look: Look, words: Words, message: Message) -> Post | None:
    """To whoever merged: what is one now, and until when it can be undone."""
    done = merged(look, message.about)
    shown = [blocks.section(words("duplicates/done.message", done=done))]
    if done.undo_until is not None:
        shown.append(blocks.actions(blocks.button("Undo", "merge.undo", value=message.about)))
    return Post(words("duplicates/done.text", done=done), shown)


def side_by_side(form: type[KeepForm], pair: Pair, words: Words) -> dict[str, Any]:
    """The form, with both records on top; where only B knows a thing, it is taken from B."""
    columns = [
        words("duplicates/form.record", letter=letter, record=each) for letter, each in (("A", pair.a), ("B", pair.b))
    ]
    warning = [blocks.section(words("duplicates/form.unlikely"))] if pair.is_unlikely else []
    lead = [blocks.fields(columns), *warning, blocks.context(words("duplicates/form.what_happens"))]
    context = {"a": [pair.a.id, pair.a.version], "b": [pair.b.id, pair.b.version]}
    return form.view(proposed(pair), context=context, lead=lead)


def proposed(pair: Pair) -> Mapping[str, Which | None]:
    """Of the older record, unless it lacks it."""
    return {
        "full_name": Which.A,
        "preferred_name": _known(pair, "preferred_name"),
        "born_on": Which.A,
        "upn": _known(pair, "upn"),
        "stays": None,
    }


def _known(pair: Pair, name: str) -> Which:
    def value(record: Record) -> object:
        return getattr(record, name)

    return Which.B if value(pair.b) and not value(pair.a) else Which.A


CAPABILITY = Capability(
    "merge",
    actions={"merge.open": offer, "merge.undo": undo, "merge.apart": tell_apart},
    forms={OtherForm: put_side_by_side, KeepForm: save, KeepStaysForm: save},
    options={"lookup.record": suggest},
    messages={"merge.done": build_done},
    jobs=(
        Job(
            "merge.forget",
            at=lambda school, day: school.day_starts,
            until=lambda school: school.day_ends,
            run=forget_undo,
        ),
    ),
)
