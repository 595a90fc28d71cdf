"""What a support plan is for, reintegration or Outreach, and the criteria that show when the time has come."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.slack.whole import whole
from handlers.plans.saved import lead, saved
from handlers.plans.write import OF_A_COLLEAGUE
from models.plans.aim import (
    OUTREACH,
    REINTEGRATION,
    add_criterion,
    criterion_prefill,
    drop_criterion,
    set_aim,
    show_criterion,
)
from models.plans.needs import plan_prefill
from models.tables.plans.objective import Area
from models.tables.plans.plan import PlanKind

LONG = 1500


class ReintegrationForm(Form):
    """The form for going back to a school."""

    name = "plan.reintegration"
    title = "Reintegration"
    keep_draft = True

    target_school: Annotated[str | None, Text("Target school", hint="“Not known yet” is an answer too.")] = None
    link_person: Annotated[str | None, Text("Link person there")] = None
    timetable: Annotated[str | None, Text("Phased timetable", long=True, max_length=LONG)] = None
    trial: Annotated[str | None, Text("Trial period", long=True, max_length=LONG)] = None
    who_decides: Annotated[str | None, Text("Who decides")] = None
    fallback: Annotated[str | None, Text("If it does not work out", long=True, max_length=LONG)] = None
    changed: Annotated[str | None, Text("Reason for the change", max_length=300, hint=OF_A_COLLEAGUE)] = None


class OutreachForm(Form):
    """The form for teaching outside this school."""

    name = "plan.outreach"
    title = "Outreach"
    keep_draft = True

    where_taught: Annotated[str | None, Text("Where the pupil is taught")] = None
    hours: Annotated[str | None, Text("Hours", placeholder="10 hours a week, in the mornings")] = None
    home_contact: Annotated[str | None, Text("Contact between home and school", long=True, max_length=LONG)] = None
    home_school_does: Annotated[str | None, Text("What the home school does", long=True, max_length=LONG)] = None
    changed: Annotated[str | None, Text("Reason for the change", max_length=300, hint=OF_A_COLLEAGUE)] = None


class CriterionForm(Form):
    """The form that adds a criterion."""

    name = "plan.criterion"
    title = "Criterion"

    area: Annotated[Area, Pick("What is it about?")]
    what: Annotated[
        str, Text("What has to be shown", max_length=300, placeholder="Attendance of 90% or more for four weeks")
    ]


class Standing(StrEnum):
    """Whether a criterion is shown."""

    SHOWN = "shown"
    OPEN = "open"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"shown": "It is shown", "open": "It is not, or no longer"}[self.value]


class ShownForm(Form):
    """The form that records whether a criterion is shown. Nothing is filled in: somebody must have seen it."""

    name = "plan.shown"
    title = "Criterion"
    keep_draft = True

    standing: Annotated[Standing, Pick("How does it stand?", style="radio")]
    evidence: Annotated[
        str | None, Text("What shows it", long=True, max_length=LONG, hint="Needed if it is shown.")
    ] = None
    on: Annotated[date, Day("As of which day?")]
    changed: Annotated[str | None, Text("Reason for the change", max_length=300, hint=OF_A_COLLEAGUE)] = None


async def offer_reintegration(request: Request) -> Answer | None:
    """Open the form for going back to a school, with what was decided."""
    return await _offer(request, ReintegrationForm, REINTEGRATION)


async def offer_outreach(request: Request) -> Answer | None:
    """Open the form for Outreach, with what was decided."""
    return await _offer(request, OutreachForm, OUTREACH)


async def _offer(request: Request, form: type[Form], names: tuple[str, ...]) -> Answer | None:
    known = await request.change(plan_prefill, request.value, *names)
    return await request.turn_to(
        form,
        values=known.values,
        version=known.version,
        context={"about": known.placement_id},
        lead=lead(request.words, "aim", known),
    )


async def save_aim(request: Request) -> Answer | None:
    """Save what the plan is for."""
    form: ReintegrationForm | OutreachForm = await request.form(ReintegrationForm, OutreachForm)
    goes_back = isinstance(form, ReintegrationForm)
    kind, names = (PlanKind.REINTEGRATION, REINTEGRATION) if goes_back else (PlanKind.OUTREACH, OUTREACH)
    about = str(form.context["about"])
    given = {name: getattr(form, name) for name in names}
    await request.save(form, set_aim, about, kind, given, form.version, form.changed)
    return saved(request.words, about)


async def offer_criterion(request: Request) -> Answer | None:
    """Open the form that adds a criterion."""
    known = await request.change(plan_prefill, request.value)
    context = {"about": known.placement_id}
    return await request.turn_to(CriterionForm, context=context, lead=lead(request.words, "criterion", known))


async def save_criterion(request: Request) -> Answer | None:
    """Add the criterion."""
    form = await request.form(CriterionForm)
    about = str(form.context["about"])
    await request.save(form, add_criterion, about, form.area, form.what)
    return saved(request.words, about)


async def offer_shown(request: Request) -> Answer | None:
    """Open the empty form that records whether a criterion is shown."""
    known = await request.change(criterion_prefill, request.value)
    said = whole(request.words("plans/form.shown", known=known))
    context = {"about": known.criterion_id, "placement": known.placement_id}
    return await request.turn_to(ShownForm, context=context, lead=said)


async def save_shown(request: Request) -> Answer | None:
    """Save how the criterion stands."""
    form = await request.form(ShownForm)
    about, is_shown = str(form.context["about"]), form.standing is Standing.SHOWN
    await request.save(form, show_criterion, about, form.evidence, form.on, is_shown, form.changed)
    return saved(request.words, str(form.context["placement"]))


async def remove_criterion(request: Request) -> Answer | None:
    """Remove a criterion."""
    placement_id = await request.press(drop_criterion, request.value)
    return await request.replace(saved(request.words, placement_id, "removed").body["view"])


CAPABILITY = Capability(
    "plan_aim",
    actions={
        "plan.reintegration": offer_reintegration,
        "plan.outreach": offer_outreach,
        "plan.criterion": offer_criterion,
        "plan.shown": offer_shown,
        "plan.criterion_drop": remove_criterion,
    },
    forms={
        ReintegrationForm: save_aim,
        OutreachForm: save_aim,
        CriterionForm: save_criterion,
        ShownForm: save_shown,
    },
)
