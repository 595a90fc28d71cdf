"""/target - agree the level or grade that a pupil works towards."""

from datetime import date
from typing import Annotated, Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.capability import Capability, Command
from bot.forms import Day, Form, Lookup, Page, PickMany, Text, begin, take
from bot.requests.modals import open_form
from bot.requests.payload import picked, pressed
from bot.requests.undo import say_undone, undoing, why_changed
from bot.runtime.desk import Desk
from bot.slack import blocks
from models.change import Actor
from models.corrections.target import correct_target, target_to_correct, undo_target
from models.progress.set_target import Offered, Start, TargetGiven, offered, set_target, start
from models.tables.barrier import BarrierKind


class WhomForm(Form):
    """Whose target, in what."""

    name = "target.whom"
    title = "Set a target"
    submit = "Next"

    placement: Annotated[str, Lookup("Pupil", source="pupil", hint="Type a name or a reference.")]
    subject: Annotated[str, Lookup("Subject", source="subject", least=0, placeholder="Choose")]


class TargetForm(Form):
    """The target, on the scale of the results."""

    name = "target.set"
    title = "Set a target"
    keep_draft = True

    scale: Annotated[str, Lookup("Scale", source="scale", least=0)]
    latest: Annotated[
        str | None,
        Text("Latest result, if it is not above", max_length=40, hint="The first one counts as the baseline."),
    ] = None
    grade: Annotated[str, Text("Target level or grade", max_length=40)]
    by_when: Annotated[date, Day("By when")]
    programme: Annotated[str, Text("Programme", max_length=200, placeholder="Small group, online course ...")]
    barriers: Annotated[list[BarrierKind], PickMany("Barriers that the programme answers")] = []  # noqa: RUF012 - pydantic copies it
    reason: Annotated[str | None, Text("Why it stays as it is", long=True, max_length=1000)] = None

    pages = (
        Page("The target", "scale", "latest", "grade", "by_when", "programme", "barriers"),
        Page("Why it does not ask for more", "reason", asked=True),
    )


class CorrectedForm(Form):
    """The target as it should have been."""

    name = "target.correct"
    title = "Correct a target"
    keep_draft = True

    grade: Annotated[str, Text("Target level or grade", max_length=40)]
    by_when: Annotated[date, Day("By when")]
    programme: Annotated[str, Text("Programme", max_length=200, placeholder="Small group, online course ...")]
    barriers: Annotated[tuple[BarrierKind, ...], PickMany("Barriers that the programme answers")] = ()
    changed: Annotated[str | None, why_changed()] = None
    reason: Annotated[str | None, Text("Why it stays as it is", long=True, max_length=1000)] = None

    pages = (
        Page("The target", "grade", "by_when", "programme", "barriers", "changed"),
        Page("Why it does not ask for more", "reason", note="Only where Halfterm has asked"),
    )


async def command(
    ack: AsyncAck, command: dict[str, Any], body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor
) -> None:
    """Ask for whom and in what; a name that fits one pupil is filled in."""
    begun = await desk.read(start, str(command.get("text") or "").strip(), by=actor)
    await open_form(WhomForm, body, client, desk, actor, values=values_of_start(begun), labels=labels_of_start(begun))
    await ack()


async def go_on(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """Pupil and subject are chosen: the form follows in the same place."""
    form = await take(WhomForm, view, desk.drafts, actor)
    found = await desk.change(offered, f"{form.placement}:{form.subject}", by=actor)
    shown = await begin(TargetForm, desk.drafts, actor, zone=desk.clock.zone, **opening(found, desk))
    await ack(response_action="update", view=shown)


async def offer(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """The button on a duty, or on the pupil's page."""
    found = await desk.change(offered, picked(action), by=actor)
    await open_form(TargetForm, body, client, desk, actor, **opening(found, desk))
    await ack()


async def save(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The form was submitted; a low target is questioned, on the page where a reason can be given."""
    form = await take(TargetForm, view, desk.drafts, actor)
    given = TargetGiven(
        form.scale, form.latest, form.grade, form.by_when, form.programme, tuple(form.barriers), form.reason
    )
    about, seen = str(form.context["about"]), form.context.get("standing")
    await desk.change(set_target, about, given, None if seen is None else str(seen), by=actor, key=form.key)
    await ack()


async def offer_correction(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """The target that stands was chosen to be corrected."""
    target_id = str(action["value"])
    found = await desk.change(target_to_correct, target_id, by=actor)
    target = found.target
    values = {"grade": target.value, "by_when": target.by_when, "programme": target.programme, "reason": target.reason}
    await open_form(
        CorrectedForm,
        body,
        client,
        desk,
        actor,
        values=values | {"barriers": [BarrierKind(kind) for kind in target.barriers]},
        version=found.chance.version,
        context={"about": target_id},
        lead=[
            blocks.section(desk.words("progress/target.correct", found=found)),
            *undoing(found.chance, "target.undo", desk.words),
        ],
    )
    await ack()


async def save_correction(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The corrected target was submitted; the scale is the one that it has."""
    form = await take(CorrectedForm, view, desk.drafts, actor)
    given = TargetGiven("", None, form.grade, form.by_when, form.programme, tuple(form.barriers), form.reason)
    about = str(form.context["about"])
    await desk.change(correct_target, about, given, form.changed, form.version, by=actor, key=form.key)
    await ack()


async def undo(
    ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor, action: dict[str, Any]
) -> None:
    """Take a target back."""
    await desk.change(undo_target, str(action["value"]), by=actor, key=pressed(actor, action))
    await say_undone(body, client, desk, actor)
    await ack()


def opening(found: Offered, desk: Desk) -> dict[str, Any]:
    """What the form opens with: the results, the scale to go on with, and what the target before said."""
    known, before = found.known, found.known.target
    values: dict[str, Any] = {"scale": found.scale[0] if found.scale else None, "by_when": found.by_when}
    if before is not None:
        values |= {"programme": before.programme, "barriers": [BarrierKind(kind) for kind in before.barriers]}
    context = {"about": f"{known.placement_id}:{known.subject}", "standing": before.id if before else ""}
    lead = [blocks.section(desk.words("progress/target.lead", found=known, target=found.target, hopes=found.hopes))]
    if before is not None:
        lead.append(blocks.actions(blocks.button("Correct the target so far", "target.correct", value=before.id)))
    labels = {"scale": dict([found.scale] if found.scale else [])}
    return {"values": values, "context": context, "lead": lead, "labels": labels}


def values_of_start(begun: Start) -> dict[str, Any]:
    """What is known before anything was chosen."""
    return {"placement": begun.pupil[0] if begun.pupil else None, "subject": begun.subject}


def labels_of_start(begun: Start) -> dict[str, dict[str, str]]:
    """How it is shown."""
    pupil = dict([begun.pupil] if begun.pupil else [])
    subject = {begun.subject: begun.subject} if begun.subject else {}
    return {"placement": pupil, "subject": subject}


CAPABILITY = Capability(
    "target",
    commands=(Command("/target", command, "Set the level or grade that a pupil works towards", "[name]"),),
    actions={"target.open": offer, "target.correct": offer_correction, "target.undo": undo},
    forms={WhomForm: go_on, TargetForm: save, CorrectedForm: save_correction},
)
