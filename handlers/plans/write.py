"""Writing in a support plan: wider needs and what works, and what the pupil and the parents say themselves."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.payload import View
from bot.requests.request import Request
from bot.slack.blocks import Block
from handlers.plans.saved import lead, saved
from models.plans.needs import WIDER, WORKS, NeedsInput, VoiceInput, add_voice, plan_prefill, write_needs
from models.tables.plans.plan import Whose

LONG = 1500
OF_A_COLLEAGUE = "Needed if you change what a colleague wrote. What it said stays on the pupil's page."
NO_SAFEGUARDING = "Nothing about safeguarding: for that, staff ask the DSL."


def needs(label: str, hint: str = "") -> Text:
    """Return the field for one wider need, or for what works."""
    return Text(label, long=True, max_length=LONG, hint=hint)


class NeedsForm(Form):
    """The form for wider needs and for what works."""

    name = "plan.needs"
    title = "Wider needs"
    keep_draft = True

    health: Annotated[str | None, needs("Health", "If there is nothing to say, say so: “None known”.")] = None
    family: Annotated[str | None, needs("Family", NO_SAFEGUARDING)] = None
    social: Annotated[str | None, needs("Social")] = None
    works_here: Annotated[str | None, needs("What works here")] = None
    works_at_home: Annotated[str | None, needs("What works at home")] = None
    changed: Annotated[str | None, Text("Reason for the change", max_length=300, hint=OF_A_COLLEAGUE)] = None


class VoiceForm(Form):
    """The form for what the pupil or the parents say. Nothing is filled in: these are their own words."""

    name = "plan.voice"
    title = "In their own words"
    keep_draft = True

    whose: Annotated[Whose, Pick("Who was asked?", style="radio")]
    on: Annotated[date, Day("On which day?")]
    words: Annotated[
        str | None,
        Text("What they said, in their words", long=True, max_length=LONG, hint="Needed, unless you say why not."),
    ] = None
    why_not: Annotated[
        str | None, Text("Or why there is nothing", placeholder="Did not want to say; could not be reached")
    ] = None


async def offer_needs(request: Request) -> Answer | None:
    """Open the form for wider needs, with what the plan says now."""
    known = await request.change(plan_prefill, request.value, *WIDER, *WORKS)
    return await request.turn_to(
        NeedsForm,
        values=known.values,
        version=known.version,
        context={"about": known.placement_id},
        lead=lead(request.words, "needs", known),
    )


async def save_needs(request: Request) -> Answer | None:
    """Save the wider needs."""
    form = await request.form(NeedsForm)
    given = NeedsInput(form.health, form.family, form.social, form.works_here, form.works_at_home)
    about = str(form.context["about"])
    await request.save(form, write_needs, about, given, form.version, form.changed)
    return saved(request.words, about)


async def offer_voice(request: Request) -> Answer | None:
    """Open the empty form for what somebody says."""
    return await request.replace(await voice_of(request, request.value))


async def voice_of(request: Request, value: str, above: Sequence[Block] = ()) -> View:
    """Return the form for what somebody says for the plan of a placement."""
    known = await request.change(plan_prefill, value)
    context = {"about": known.placement_id}
    return await request.view_of(VoiceForm, context=context, lead=[*above, *lead(request.words, "voice", known)])


async def save_voice(request: Request) -> Answer | None:
    """Save what they said."""
    form = await request.form(VoiceForm)
    about = str(form.context["about"])
    await request.save(form, add_voice, about, VoiceInput(form.whose, form.on, form.words, form.why_not))
    return saved(request.words, about)


CAPABILITY = Capability(
    "plan_words",
    actions={"plan.needs": offer_needs, "plan.voice": offer_voice},
    forms={NeedsForm: save_needs, VoiceForm: save_voice},
)
