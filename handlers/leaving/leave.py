"""Recording that a pupil leaves, correcting it, confirming the destination, and what Heads are told of it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, time
from typing import Annotated, ClassVar

from bot.forms import Day, Form, Page, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Screen
from bot.requests.duty_buttons import DutyButton
from bot.requests.notice import saved_notice
from bot.requests.payload import View
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, why_changed
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.words import Words
from models.change import Change, Read
from models.leaving.destination import Destination
from models.leaving.endings import end_past_stays
from models.leaving.leave import (
    LeavingInput,
    LeavingPrefill,
    confirm_destination,
    correct_leaving,
    drop_plan,
    leave,
    leaving_prefill,
    needed_to_leave,
    undo_leaving,
)
from models.leaving.warnings import NO_DESTINATION, NOT_ATTENDING, LeaverTold, absentee_told, leaver_told
from models.outbox.queue import Post
from models.tables.duty import DutyKind
from models.tables.leaving import DestinationKind, Leaving, LeavingReason, Readiness
from models.tables.message import Message

AFTER_MIDNIGHT, LATEST = time(0, 5), time(23, 55)
UNLESS_CLEAR = "Needed, but for the home school, home education or “Not known”."
ONLY_ONCE_SAID = "Only once they have said so themselves."
Confirmed = Annotated[date | None, Day("Confirmed by them on", hint=ONLY_ONCE_SAID)]


class DestinationForm(Form):
    """The form that records what the destination itself has confirmed."""

    name = "leave.confirm"
    title = "Destination"
    keep_draft = True

    destination_kind: Annotated[DestinationKind, Pick("Where to")]
    destination: Annotated[str | None, Text("Name of the school, college or employer", hint=UNLESS_CLEAR)] = None
    starts_on: Annotated[date | None, Day("First day there")] = None
    confirmed_on: Confirmed = None
    confirmed_with: Annotated[str | None, Text("Who there confirmed it", hint="Needed with that day.")] = None

    def where_to(self) -> Destination:
        """Return what the form says of the destination."""
        return Destination(
            self.destination_kind, self.destination, self.starts_on, self.confirmed_on, self.confirmed_with
        )


class LeavingForm(DestinationForm):
    """The form that records how a pupil leaves."""

    name = "leave.save"
    title = "Leaving"
    pages: ClassVar[tuple[Page, ...]] = (
        Page("Leaving", "last_day", "reason", "destination_kind", "destination", note="Only this page is needed."),
        Page("More", "starts_on", "confirmed_on", "confirmed_with", "readiness", "why"),
    )

    last_day: Annotated[date, Day("Last day", hint="A day to come is a plan until it is over.")]
    reason: Annotated[LeavingReason, Pick("Why they leave")]
    readiness: Annotated[Readiness | None, Pick("Are they ready?")] = None
    why: Annotated[
        str | None,
        Text("Anything else to know", long=True, hint="Nothing about child protection: that goes to the DSL."),
    ] = None

    def given(self) -> LeavingInput:
        """Return what the form says."""
        return LeavingInput(self.last_day, self.reason, self.where_to(), self.readiness, self.why)


class CorrectedLeavingForm(LeavingForm):
    """The form that corrects how a pupil leaves."""

    name = "leave.correct"
    title = "Correct leaving"
    pages: ClassVar[tuple[Page, ...]] = (
        Page("Leaving", "last_day", "reason", "destination_kind", "destination", "changed"),
        Page("More", "starts_on", "confirmed_on", "confirmed_with", "readiness", "why"),
    )

    changed: Annotated[str | None, why_changed()] = None


async def offer(request: Request) -> None:
    """Open the form that records how a pupil leaves or, once that is recorded, the one that corrects it."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, value: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form that records how a pupil leaves or, once that is recorded, the one that corrects it."""
    known = await request.change(leaving_prefill, value)
    words = request.words
    if known.given is None or known.undo_window is None:
        return await request.view_of(
            LeavingForm,
            values={"last_day": known.planned_end},
            version=known.version,
            context={"about": known.placement_id},
            lead=[*above, blocks.section(words("leaving/form.owed", known=known)), *_stays_longer(known)],
        )
    what = f"{known.first_name}'s leaving"
    return await request.view_of(
        CorrectedLeavingForm,
        values=_values_of(known.given),
        version=known.undo_window.version,
        context={"about": str(known.leaving_id)},
        lead=[*undo_blocks(known.undo_window, "leave.undo", words, what), *_not_after_all(known, words)],
    )


async def save(request: Request) -> Answer | None:
    """Save how a pupil leaves, and say what follows."""
    form = await request.form(LeavingForm)
    await request.save(form, leave, str(form.context["about"]), form.given(), form.version)
    known = {
        "is_known": form.destination_kind is not DestinationKind.UNKNOWN,
        "is_over": form.last_day < request.today,
    }
    owed = await request.read(needed_to_leave, str(form.context["about"]))
    text = request.words("leaving/form.saved", owed=owed, **known)
    return Answer.with_view(saved_notice(request.words, text))


def retyped(change: Change, leaving_id: str) -> Retyped | None:
    """Return what was typed into the form that recorded how a pupil leaves."""
    known = leaving_prefill(change, change.get(Leaving, leaving_id).placement_id)
    if known.given is None:
        return None
    return Retyped(LeavingForm, known.placement_id, "leave.open", known.placement_id, _values_of(known.given))


async def save_correction(request: Request) -> None:
    """Save the corrected leaving."""
    form = await request.form(CorrectedLeavingForm)
    await request.save(form, correct_leaving, str(form.context["about"]), form.given(), form.changed, form.version)


async def stays(request: Request) -> Answer | None:
    """Record that a pupil who was to leave stays after all."""
    await request.press(drop_plan, request.value)
    words = request.words
    return await request.replace(saved_notice(words, words("leaving/form.stays")))


async def offer_confirmation(request: Request) -> None:
    """Open the form for the destination, with what was decided so far; nobody has confirmed it yet."""
    known = await request.change(leaving_prefill, request.value)
    values = _decided(known.given.destination) if known.given else {}
    lead = [blocks.section(request.words("leaving/form.destination", known=known))]
    await request.open(DestinationForm, values=values, context={"about": request.value}, lead=lead)


async def save_confirmation(request: Request) -> None:
    """Save what the destination has confirmed."""
    form = await request.form(DestinationForm)
    await request.save(form, confirm_destination, str(form.context["about"]), form.where_to())


def _values_of(given: LeavingInput) -> dict[str, object]:
    said = {name: getattr(given.destination, name) for name in ("confirmed_on", "confirmed_with")}
    said |= {"last_day": given.last_day, "reason": given.reason, "readiness": given.readiness, "why": given.why}
    return _decided(given.destination) | said


def _decided(known: Destination) -> dict[str, object]:
    """Return what was decided about where the pupil goes on to; what they there have said is not among it."""
    return {"destination_kind": known.kind, "destination": known.name, "starts_on": known.starts_on}


def _stays_longer(known: LeavingPrefill) -> Iterator[blocks.Block]:
    if known.planned_end is not None:
        yield blocks.actions(blocks.button("Change the planned end", "placement.edit", value=known.placement_id))


def _not_after_all(known: LeavingPrefill, words: Words) -> Iterator[blocks.Block]:
    if known.is_plan:
        sure = blocks.confirm(
            words("leaving/form.stays_title"), words("leaving/form.stays_sure"), yes="They are staying"
        )
        yield blocks.actions(
            blocks.button("Not leaving after all", "leave.stays", value=str(known.leaving_id), confirm=sure)
        )


def _told(find: Callable[[Read, str], LeaverTold | None], name: str) -> Callable[[Screen, Message], Post | None]:
    """Return the builder of what Heads are told of a leaver; it says nothing more once that is gone."""

    def build(screen: Screen, message: Message) -> Post | None:
        told = find(screen.read, message.about)
        if told is None:
            return None
        said = blocks.section(screen.words(f"leaving/told.{name}", told=told))
        see = blocks.button("Open the pupil's page", "pupil.open", value=told.placement_id)
        return Post(screen.words(f"leaving/told.{name}_preview", told=told), [said, blocks.actions(see)])

    return build


CAPABILITY = Capability(
    "leaving",
    actions={
        "leave.open": offer,
        "leave.undo": undo_and_retype(undo_leaving, retyped, view_of),
        "leave.stays": stays,
        "leave.confirm": offer_confirmation,
    },
    duties={
        DutyKind.PLANNED_END: DutyButton("leave.open", "Leaving"),
        DutyKind.FIND_DESTINATION: DutyButton("leave.confirm", "Destination"),
        DutyKind.DESTINATION: DutyButton("leave.confirm", "Destination"),
    },
    forms={LeavingForm: save, CorrectedLeavingForm: save_correction, DestinationForm: save_confirmation},
    messages={
        NO_DESTINATION: _told(leaver_told, "no_destination"),
        NOT_ATTENDING: _told(absentee_told, "not_attending"),
    },
    jobs=(Job("leaving.end", lambda school, day: AFTER_MIDNIGHT, lambda school: LATEST, end_past_stays),),
)
