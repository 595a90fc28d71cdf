"""Merging duplicate records of one child, and undoing the merge."""

from collections.abc import Mapping
from typing import Annotated, Any

from bot.forms import Form, Lookup, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Screen
from bot.requests.notice import saved_notice
from bot.requests.request import Request
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.words import Words
from models.duplicates.compare import Pair, Record, choose_other, compare, find_records
from models.duplicates.merge import Keep, Stays, Which, forget_undo, merge, merged, undo_merge
from models.outbox.queue import Post
from models.referrals.returning import settle_possible_duplicates
from models.tables.message import Message

OF_A_YEAR = "Needed if the two dates of birth give different year groups."
A_OR_B = (("a", "Keep A's"), ("b", "Keep B's"))


class OtherForm(Form):
    """The form that asks which record is the duplicate."""

    name = "merge.other"
    title = "Merge duplicate records"
    submit = "Compare"

    other: Annotated[str, Lookup("The other record of this child", "record")]


class KeepForm(Form):
    """The form that asks which values of the two records to keep."""

    name = "merge.keep"
    title = "Merge duplicate records"
    submit = "Merge"

    full_name: Annotated[Which, Pick("Name", options=A_OR_B, style="radio")]
    preferred_name: Annotated[Which, Pick("Preferred name", options=A_OR_B, style="radio")]
    born_on: Annotated[Which, Pick("Date of birth", options=A_OR_B, style="radio")]
    upn: Annotated[Which, Pick("UPN", options=A_OR_B, style="radio")]
    changed: Annotated[str | None, Text("Why this date of birth", max_length=300, hint=OF_A_YEAR)] = None

    def keep(self) -> Keep:
        """Return the choices as `merge` takes them."""
        return Keep(self.full_name, self.preferred_name, self.born_on, self.upn)


class KeepStaysForm(KeepForm):
    """The form that asks which values to keep, and what becomes of the two placements if both are open."""

    name = "merge.keep_stays"

    stays: Annotated[
        Stays, Pick("Both have a current placement", style="radio", hint="A closed placement's next steps are dropped")
    ]

    def keep(self) -> Keep:
        """Return the choices as `merge` takes them, with what becomes of the two placements."""
        return Keep(self.full_name, self.preferred_name, self.born_on, self.upn, self.stays)


async def offer(request: Request) -> None:
    """Open the form that asks which other record is of the same child, filled if only one is in question."""
    placement_id = request.value
    choice = await request.read(choose_other, placement_id)
    other, context = choice.other, {"placement": placement_id}
    values = {"other": other.id if other else None}
    shown = {other.id: blocks.called(other.name, other.more)} if other else {}
    lead = [blocks.section(request.words("duplicates/form.this", pupil=choice.pupil))]
    await request.open(OtherForm, values=values, context=context, lead=lead, labels={"other": shown})


async def suggest(request: Request) -> Answer | None:
    """Offer the records of pupils whose name or reference matches what was typed."""
    found = await request.read(find_records, request.text)
    return Answer.with_options([blocks.option(blocks.called(record.name, record.more), record.id) for record in found])


async def put_side_by_side(request: Request) -> Answer | None:
    """Show the two records side by side, and ask which values to keep."""
    form = await request.form(OtherForm)
    pair = await request.change(compare, form.context["placement"], form.other)
    keeping = KeepStaysForm if pair.a.is_here and pair.b.is_here else KeepForm
    return await request.replace(side_by_side(keeping, pair, request.words))


async def save(request: Request) -> Answer | None:
    """Merge the two records and say what was merged."""
    form = await request.form(KeepForm, KeepStaysForm)
    a, b = form.context["a"], form.context["b"]
    merge_id = await request.save(form, merge, a[0], b[0], form.keep(), (a[1], b[1]), form.changed)
    done = await request.read(merged, merge_id)
    told = saved_notice(request.words, request.words("duplicates/done.saved", done=done))
    return await request.replace(told)


async def undo(request: Request) -> None:
    """Undo a merge. The message that held the button then says so."""
    await request.press(undo_merge, request.value)


async def tell_apart(request: Request) -> None:
    """Record that two similar records are of different children."""
    await request.press(settle_possible_duplicates, request.value)


def build_done(screen: Screen, message: Message) -> Post | None:
    """Tell the person who merged two records what was merged, and until when it can be undone."""
    done = merged(screen.read, message.about)
    shown = [blocks.section(screen.words("duplicates/done.message", done=done))]
    if done.undo_until is not None:
        shown.append(blocks.actions(blocks.button("Undo", "merge.undo", value=message.about)))
    return Post(screen.words("duplicates/done.text", done=done), shown)


def side_by_side(form: type[KeepForm], pair: Pair, words: Words) -> dict[str, Any]:
    """Return the form with both records at the top, and with the proposed values chosen."""
    columns = [
        words("duplicates/form.record", letter=letter, record=each) for letter, each in (("A", pair.a), ("B", pair.b))
    ]
    warning = [blocks.section(words("duplicates/form.unlikely"))] if pair.is_unlikely else []
    lead = [blocks.fields(columns), *warning, blocks.context(words("duplicates/form.what_happens"))]
    context = {"a": [pair.a.id, pair.a.version], "b": [pair.b.id, pair.b.version]}
    return form.view(proposed(pair), context=context, lead=lead)


def proposed(pair: Pair) -> Mapping[str, Which | None]:
    """Propose the values of the older record, A, and B's preferred name and UPN where A has none."""
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
