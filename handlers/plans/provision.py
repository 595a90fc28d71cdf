"""What is provided under a support plan: set, counted, and judged when it ends."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar

from bot.forms import Day, Form, Number, Page, Pick, PickMany, Text
from bot.forms.opening import Filled
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.payload import View
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype
from bot.slack import blocks
from bot.slack.blocks import Block
from handlers.plans.saved import lead, saved
from handlers.plans.write import OF_A_COLLEAGUE
from models.change import Change
from models.plans.needs import plan_prefill
from models.plans.provision import (
    ProvisionInput,
    ProvisionPrefill,
    add_provision,
    correct_provision,
    count_sessions,
    provision_prefill,
)
from models.plans.provision_end import end_provision, extend_provision, undo_provision_end
from models.tables.barrier import BarrierKind
from models.tables.duty import DutyKind
from models.tables.plans.provision import Effect, Provision

FIRST_PAGE = Page("What", "what", "by_whom", "minutes", "times", "ends_on", "wanted", note="Only this page is needed.")


class ProvisionForm(Form):
    """The form for one provision."""

    name = "plan.provision"
    title = "Provision"
    keep_draft = True
    pages: ClassVar[tuple[Page, ...]] = (FIRST_PAGE, Page("More", "starts_on", "group_size", "barriers"))

    what: Annotated[str, Text("What is provided", placeholder="Reading, one to one")]
    by_whom: Annotated[str, Text("By whom")]
    minutes: Annotated[int, Number("Length in minutes", min=5, max=480)]
    times: Annotated[int, Number("Times a week", min=1, max=25)]
    ends_on: Annotated[date, Day("Planned end")]
    wanted: Annotated[str, Text("Outcome wanted", long=True, max_length=1000)]
    starts_on: Annotated[date | None, Day("Starts on", hint="Left blank, it starts today.")] = None
    group_size: Annotated[int | None, Number("Size of the group", min=1, max=40, hint="1 is one to one.")] = None
    barriers: Annotated[tuple[BarrierKind, ...], PickMany("Barriers this addresses")] = ()

    def given(self) -> ProvisionInput:
        """Return what the form says."""
        return ProvisionInput(
            self.what,
            self.by_whom,
            self.minutes,
            self.times,
            self.group_size,
            self.starts_on,
            self.ends_on,
            self.wanted,
            self.barriers,
        )


class CorrectedProvisionForm(ProvisionForm):
    """The form that puts a provision right."""

    name = "plan.provision_edit"
    pages: ClassVar[tuple[Page, ...]] = (FIRST_PAGE, Page("More", "starts_on", "group_size", "barriers", "changed"))

    changed: Annotated[str | None, Text("Reason for the change", max_length=300, hint=OF_A_COLLEAGUE)] = None


class SessionsForm(Form):
    """The form that counts the sessions given. Nothing is filled in: somebody must have counted."""

    name = "plan.sessions"
    title = "Sessions given"
    keep_draft = True

    given: Annotated[int, Number("Sessions given so far, in all", min=0, max=2000)]
    until: Annotated[date, Day("Up to and including")]
    why: Annotated[str | None, Text("Why it is fewer", hint="Needed if it is fewer than at the last count.")] = None


class EffectForm(Form):
    """The form that says what came of a provision, which ends it. Nothing is filled in."""

    name = "plan.effect"
    title = "Outcome"
    keep_draft = True

    effect: Annotated[Effect, Pick("Compared with the outcome wanted", style="radio")]
    note: Annotated[str, Text("What was seen", long=True, max_length=1000)]
    on: Annotated[date, Day("Judged on", hint="This ends the provision.")]


class ExtendForm(Form):
    """The form that agrees a later planned end. Nothing is filled in."""

    name = "plan.extend"
    title = "It goes on"

    ends_on: Annotated[date, Day("New planned end")]
    why: Annotated[str, Text("Why it goes on", max_length=300)]


async def offer(request: Request) -> Answer | None:
    """Open the form for a new provision."""
    known = await request.change(plan_prefill, request.value)
    context = {"about": known.placement_id}
    return await request.turn_to(ProvisionForm, context=context, lead=lead(request.words, "provision", known))


async def save(request: Request) -> Answer | None:
    """Add the provision."""
    form = await request.form(ProvisionForm)
    about = str(form.context["about"])
    await request.save(form, add_provision, about, form.given())
    return saved(request.words, about)


def record_of(change: Change, provision_id: str) -> Filled:
    """Return what a provision says, for a page of the form that puts it right."""
    return Filled(vars(provision_prefill(change, provision_id).given))


async def offer_correction(request: Request) -> Answer | None:
    """Open the form that puts a provision right, with what it says."""
    known = await request.change(provision_prefill, request.value)
    return await request.turn_to(
        CorrectedProvisionForm,
        values=vars(known.given),
        context={"about": known.provision_id, "placement": known.placement_id},
        lead=lead(request.words, "provision", known),
    )


async def save_correction(request: Request) -> Answer | None:
    """Save the provision as it was put right."""
    form = await request.form(CorrectedProvisionForm)
    await request.save(form, correct_provision, str(form.context["about"]), form.given(), form.changed)
    return saved(request.words, str(form.context["placement"]))


async def offer_count(request: Request) -> Answer | None:
    """Open the empty form that counts the sessions given."""
    return await request.replace(await count_of(request, request.value))


async def count_of(request: Request, value: str, above: Sequence[Block] = ()) -> View:
    """Return the form that counts the sessions given of a provision."""
    known = await request.change(provision_prefill, value)
    return await _form(request, SessionsForm, known, [*above, *lead(request.words, "sessions", known)])


async def offer_effect(request: Request) -> Answer | None:
    """Open the empty form that says what came of a provision, with the way to a later end."""
    return await request.replace(await effect_of(request, request.value))


async def effect_of(request: Request, value: str, above: Sequence[Block] = ()) -> View:
    """Return the form that says what came of a provision."""
    known = await request.change(provision_prefill, value)
    goes_on = blocks.actions(blocks.button("It goes on", "plan.extend", value=known.provision_id))
    return await _form(request, EffectForm, known, [*above, *lead(request.words, "effect", known), goes_on])


async def offer_extension(request: Request) -> Answer | None:
    """Open the empty form that agrees a later end."""
    known = await request.change(provision_prefill, request.value)
    return await request.replace(await _form(request, ExtendForm, known, lead(request.words, "effect", known)))


async def _form(request: Request, form: type[Form], known: ProvisionPrefill, above: list[Block]) -> View:
    context = {"about": known.provision_id, "placement": known.placement_id}
    return await request.view_of(form, context=context, lead=above)


async def save_count(request: Request) -> Answer | None:
    """Save how many sessions were given."""
    form = await request.form(SessionsForm)
    await request.save(form, count_sessions, str(form.context["about"]), form.given, form.until, form.why)
    return saved(request.words, str(form.context["placement"]))


async def save_effect(request: Request) -> Answer | None:
    """Save what came of the provision."""
    form = await request.form(EffectForm)
    await request.save(form, end_provision, str(form.context["about"]), form.effect, form.note, form.on)
    return saved(request.words, str(form.context["placement"]))


def retyped(change: Change, provision_id: str) -> Retyped:
    """Return what was typed into the form that said what came of a provision."""
    row = change.get(Provision, provision_id)
    values = {"effect": row.effect, "note": row.note, "on": row.ended_on}
    return Retyped(EffectForm, row.id, "plan.effect", row.id, values)


async def save_extension(request: Request) -> Answer | None:
    """Save the later end."""
    form = await request.form(ExtendForm)
    await request.save(form, extend_provision, str(form.context["about"]), form.ends_on, form.why)
    return saved(request.words, str(form.context["placement"]))


CAPABILITY = Capability(
    "plan_provision",
    actions={
        "plan.provision": offer,
        "plan.provision_edit": offer_correction,
        "plan.sessions": offer_count,
        "plan.effect": offer_effect,
        "plan.extend": offer_extension,
        "plan.provision_undo": undo_and_retype(undo_provision_end, retyped, effect_of),
    },
    duties={DutyKind.PROVISION: DutyButton("plan.effect", "End or extend")},
    forms={
        ProvisionForm: save,
        CorrectedProvisionForm: save_correction,
        SessionsForm: save_count,
        EffectForm: save_effect,
        ExtendForm: save_extension,
    },
    refills={CorrectedProvisionForm: record_of},
)
