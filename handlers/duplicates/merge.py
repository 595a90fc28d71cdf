"""Merging two records that prove to be of one child, and undoing it."""

from collections.abc import Mapping
from typing import Annotated, Any

from bot.forms import Form, Lookup, Pick
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Screen
from bot.requests.notice import notice
from bot.requests.request import Request
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.words import Words
from models.duplicates.compare import Pair, Record, choose_other, compare, find_records
from models.duplicates.merge import Keep, Stays, Which, forget_undo, merge, merged, undo_merge
from models.outbox.queue import Post
from models.referrals.returning import settle_possible_duplicates
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


async def offer(request: Request) -> None:
    """The button: which record is the other one."""
    placement_id = request.value
    choice = await request.read(choose_other, placement_id)
    other, context = choice.other, {"placement": placement_id}
    values = {"other": other.id if other else None}
    shown = {other.id: blocks.called(other.name, other.more)} if other else {}
    lead = [blocks.section(request.words("duplicates/form.this", pupil=choice.pupil))]
    await request.open(OtherForm, values=values, context=context, lead=lead, labels={"other": shown})


async def suggest(request: Request) -> Answer | None:
    """Every record, by name or reference."""
    found = await request.read(find_records, request.text)
    return Answer.with_options([blocks.option(blocks.called(record.name, record.more), record.id) for record in found])


async def put_side_by_side(request: Request) -> Answer | None:
    """The other record is chosen: both side by side, and what to keep of each."""
    form = await request.form(OtherForm)
    pair = await request.change(compare, form.context["placement"], form.other)
    keeping = KeepStaysForm if pair.a.is_here and pair.b.is_here else KeepForm
    return await request.replace(side_by_side(keeping, pair, request.words))


async def save(request: Request) -> Answer | None:
    """Make them one."""
    form = await request.form(KeepForm, KeepStaysForm)
    a, b = form.context["a"], form.context["b"]
    merge_id = await request.save(form, merge, a[0], b[0], form.keep(), (a[1], b[1]))
    done = await request.read(merged, merge_id)
    told = notice(request.words("duplicates/done.title"), request.words("duplicates/done.saved", done=done))
    return await request.replace(told)


async def undo(request: Request) -> None:
    """The button in the message; the message says then what became of it."""
    await request.press(undo_merge, request.value)


async def tell_apart(request: Request) -> None:
    """Two records that look alike are of different children."""
    await request.press(settle_possible_duplicates, request.value)


def build_done(screen: Screen, message: Message) -> Post | None:
    """To whoever merged: what is one now, and until when it can be undone."""
    done = merged(screen.read, message.about)
    shown = [blocks.section(screen.words("duplicates/done.message", done=done))]
    if done.undo_until is not None:
        shown.append(blocks.actions(blocks.button("Undo", "merge.undo", value=message.about)))
    return Post(screen.words("duplicates/done.text", done=done), shown)


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
