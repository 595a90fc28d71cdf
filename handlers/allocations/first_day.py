"""A pupil's first day: planning it and, once it has come, saying whether the pupil did."""

from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.request import Request
from bot.slack import blocks
from models.allocations.first_day import (
    Lateness,
    Start,
    first_day_prefill,
    record_start,
    set_first_day,
)
from models.tables.duty import DutyKind

ONLY_LATE = "Only if it is after the day set by law"
LateWhy = Annotated[str | None, Text("Why it is late", long=True, max_length=500, hint=ONLY_LATE)]
LateTold = Annotated[str | None, Text("Who has been told", max_length=200, hint=ONLY_LATE)]


class FirstDayForm(Form):
    """The form that plans the pupil's first day."""

    name = "allocate.first_day_set"
    title = "Plan the first day"
    keep_draft = True

    first_day: Annotated[date, Day("Planned first day")]
    late_why: LateWhy = None
    late_told: LateTold = None


class StartForm(Form):
    """The form that asks whether the pupil came. Nothing in it is filled in: somebody must have seen it."""

    name = "allocate.start"
    title = "Did they start?"
    keep_draft = True

    how: Annotated[Start, Pick("Did they come?", style="radio")]
    on: Annotated[date, Day("Which day was that?")]
    late_why: LateWhy = None
    late_told: LateTold = None


async def offer(request: Request) -> None:
    """Open the form that asks whether the pupil came, if the planned day is here; otherwise the one that plans it."""
    known = await request.look_up(first_day_prefill, request.value)
    await _open(request, known.placement_id, is_reached=known.is_reached)


async def offer_plan(request: Request) -> None:
    """Open the form that plans another first day."""
    await _open(request, request.value, is_reached=False)


async def _open(request: Request, placement_id: str, *, is_reached: bool) -> None:
    known = await request.look_up(first_day_prefill, placement_id)
    another = blocks.button("Plan another day", "allocate.another_day", value=known.placement_id)
    lead = [blocks.section(request.words("allocations/first_day.lead", known=known))]
    if is_reached and known.in_school_on is None:
        lead.append(blocks.actions(another))
    late = {"late_why": known.lateness.why, "late_told": known.lateness.told}
    await request.open(
        StartForm if is_reached else FirstDayForm,
        values=late if is_reached else {"first_day": known.first_day, **late},
        version=known.version,
        context={"about": known.placement_id},
        lead=lead,
    )


async def save_plan(request: Request) -> None:
    """Save the planned first day."""
    form = await request.form(FirstDayForm)
    lateness = Lateness(form.late_why, form.late_told)
    await request.save(form, set_first_day, str(form.context["about"]), form.first_day, lateness, form.version)


async def save_start(request: Request) -> None:
    """Save whether the pupil came, and on which day."""
    form = await request.form(StartForm)
    lateness = Lateness(form.late_why, form.late_told)
    await request.save(form, record_start, str(form.context["about"]), form.how, form.on, lateness, form.version)


CAPABILITY = Capability(
    "first_day",
    actions={"allocate.first_day": offer, "allocate.another_day": offer_plan},
    duties={DutyKind.PROVIDE: DutyButton("allocate.first_day", "First day")},
    forms={FirstDayForm: save_plan, StartForm: save_start},
)
