"""/target - agree the level or grade that a pupil works towards."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from bot.forms import Day, Form, Lookup, Page, PickMany, Text
from bot.forms.opening import Filled, Opening
from bot.requests.answer import Answer
from bot.requests.capability import Capability, Command
from bot.requests.duty_buttons import DutyButton
from bot.requests.payload import View
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, why_changed
from bot.slack import blocks
from bot.slack.words import Words
from models.change import Change
from models.corrections.target import TargetToCorrectPrefill, correct_target, target_to_correct, undo_target
from models.progress.set_target import TargetInput, keep_doubt, set_target
from models.progress.target_prefill import ChoicePrefill, TargetPrefill, choice_prefill, target_prefill
from models.tables.barrier import BarrierKind
from models.tables.duty import DutyKind
from models.topic import Topic


class WhomForm(Form):
    """The form that asks for the pupil and the subject of a target."""

    name = "target.whom"
    title = "Set a target"
    submit = "Next"

    placement: Annotated[str, Lookup("Pupil", source="pupil", hint="Type a name or reference.")]
    subject: Annotated[str, Lookup("Subject", source="subject", least=0, placeholder="Choose")]


class TargetForm(Form):
    """The form for a target, on the scale of the pupil's results."""

    name = "target.set"
    title = "Set a target"
    keep_draft = True

    scale: Annotated[str, Lookup("Scale", source="scale", least=0)]
    latest: Annotated[
        str | None,
        Text(
            "Latest result, if not shown above",
            max_length=40,
            hint="Needed if none is. The first one counts as the baseline.",
        ),
    ] = None
    latest_on: Annotated[date | None, Day("Assessed on", hint="Needed with that result.")] = None
    grade: Annotated[str, Text("Target grade or level", max_length=40)]
    by_when: Annotated[date, Day("By when")]
    programme: Annotated[str, Text("Programme", max_length=200, placeholder="Small group, online course ...")]
    barriers: Annotated[list[BarrierKind], PickMany("Barriers this programme addresses")] = []  # noqa: RUF012 - pydantic copies it
    reason: Annotated[str | None, Text("Reason", long=True, max_length=1000)] = None

    pages = (
        Page("The target", "scale", "latest", "latest_on", "grade", "by_when", "programme"),
        Page("Barriers", "barriers"),
        Page("Reason for this target", "reason", asked=True),
    )


class CorrectedTargetForm(Form):
    """The form that corrects a target."""

    name = "target.correct"
    title = "Correct a target"
    keep_draft = True

    grade: Annotated[str, Text("Target grade or level", max_length=40)]
    by_when: Annotated[date, Day("By when")]
    programme: Annotated[str, Text("Programme", max_length=200, placeholder="Small group, online course ...")]
    barriers: Annotated[tuple[BarrierKind, ...], PickMany("Barriers this programme addresses")] = ()
    changed: Annotated[str | None, why_changed()] = None
    reason: Annotated[str | None, Text("Reason", long=True, max_length=1000)] = None

    pages = (
        Page("The target", "grade", "by_when", "programme", "barriers", "changed"),
        Page("Reason for this target", "reason", note="Only if Halfterm has asked"),
    )


async def command(request: Request) -> None:
    """Ask for the pupil and the subject. A name that fits only one pupil is filled in."""
    prefill = await request.read(choice_prefill, request.text)
    await request.open(WhomForm, values=values_of_choice(prefill), labels=labels_of_choice(prefill))


async def show_target_form(request: Request) -> Answer | None:
    """Show the form for the target in the place of the form in which pupil and subject were chosen."""
    form = await request.form(WhomForm)
    found = await request.change(target_prefill, str(Topic(form.placement, form.subject)))
    return await request.turn_to(TargetForm, **opening(found, request.words))


async def offer(request: Request) -> None:
    """Open the form that sets a target, for a duty or from the pupil's page."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, value: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form that sets a target, for the id of a duty or a topic."""
    found = opening(await request.change(target_prefill, value), request.words)
    found["lead"] = [*above, *found["lead"]]
    return await request.view_of(TargetForm, **found)


async def save(request: Request) -> None:
    """Save the target. A low one is questioned first, on the page where a reason can be given."""
    form = await request.form(TargetForm)
    barriers, latest_on = tuple(form.barriers), form.latest_on
    given = TargetInput(
        form.scale, form.latest, form.grade, form.by_when, form.programme, barriers, form.reason, latest_on
    )
    standing = form.context.get("standing")
    standing_id = None if standing is None else str(standing)
    topic = Topic.parse(form.context["about"])
    await request.change(keep_doubt, topic, given)
    await request.save(form, set_target, topic, given, standing_id)


async def offer_correction(request: Request) -> None:
    """Open the form that corrects the present target, which also offers to undo the target."""
    target_id = request.value
    found = await request.change(target_to_correct, target_id)
    await request.open(
        CorrectedTargetForm,
        values=values_of_target(found),
        version=found.undo_window.version,
        context={"about": target_id},
        lead=[
            blocks.section(request.words("progress/target.correct", found=found)),
            *undo_blocks(found.undo_window, "target.undo", request.words, _named(found)),
        ],
    )


async def save_correction(request: Request) -> None:
    """Save the corrected target, which keeps its scale."""
    form = await request.form(CorrectedTargetForm)
    given = TargetInput("", None, form.grade, form.by_when, form.programme, tuple(form.barriers), form.reason)
    about = str(form.context["about"])
    await request.save(form, correct_target, about, given, form.changed, form.version)


def retyped(change: Change, target_id: str) -> Retyped:
    """Return what was typed into the form that set a target."""
    found = target_to_correct(change, target_id)
    topic, scale = str(found.known.topic), found.target.scale
    chosen = {scale: found.scale}
    values = {**values_of_target(found), "scale": scale}
    return Retyped(TargetForm, topic, "target.open", topic, values, {"scale": chosen})


def _named(found: TargetToCorrectPrefill) -> str:
    return f"{found.known.first_name}'s {blocks.clip(found.known.subject, 40)} target {found.target.value}"


def opening(found: TargetPrefill, words: Words) -> Opening:
    """Return what the form opens with: the results, their scale, and the last target's programme and barriers."""
    known, before, filled = found.known, found.known.target, filled_in(found)
    context = {"about": str(known.topic), "standing": before.id if before else ""}
    lead = [blocks.section(words("progress/target.lead", found=known, target=found.target, hopes=found.hopes))]
    if before is not None and found.may_correct:
        lead.append(blocks.actions(blocks.button("Correct the current target", "target.correct", value=before.id)))
    return {"values": filled.values, "context": context, "lead": lead, "labels": filled.labels}


def filled_in(found: TargetPrefill) -> Filled:
    """Return what stands in the fields of the form: the scale, the usual day, and what the last target says."""
    before = found.known.target
    values: dict[str, Any] = {"scale": found.scale[0] if found.scale else None, "by_when": found.by_when}
    if before is not None:
        values |= {"programme": before.programme, "barriers": [BarrierKind(kind) for kind in before.barriers]}
    return Filled(values, {"scale": dict([found.scale] if found.scale else [])})


def values_of_target(found: TargetToCorrectPrefill) -> dict[str, Any]:
    """Return what a target says in the fields of the form that corrects it."""
    target = found.target
    values = {"grade": target.value, "by_when": target.by_when, "programme": target.programme, "reason": target.reason}
    return values | {"barriers": [BarrierKind(kind) for kind in target.barriers]}


def values_of_choice(prefill: ChoicePrefill) -> dict[str, Any]:
    """Return the pupil and the subject, as far as they are known before anybody chooses."""
    return {"placement": prefill.pupil[0] if prefill.pupil else None, "subject": prefill.subject}


def labels_of_choice(prefill: ChoicePrefill) -> dict[str, dict[str, str]]:
    """Return the texts for the pupil and the subject that are filled in."""
    pupil = dict([prefill.pupil] if prefill.pupil else [])
    subject = {prefill.subject: prefill.subject} if prefill.subject else {}
    return {"placement": pupil, "subject": subject}


CAPABILITY = Capability(
    "target",
    commands=(Command("/target", command, "Set the grade or level a pupil is working towards", "[name]"),),
    actions={
        "target.open": offer,
        "target.correct": offer_correction,
        "target.undo": undo_and_retype(undo_target, retyped, view_of),
    },
    duties={DutyKind.TARGET: DutyButton("target.open", "Set a target")},
    refills={
        TargetForm: lambda change, about: filled_in(target_prefill(change, about)),
        CorrectedTargetForm: lambda change, about: Filled(values_of_target(target_to_correct(change, about))),
    },
    forms={WhomForm: show_target_form, TargetForm: save, CorrectedTargetForm: save_correction},
)
