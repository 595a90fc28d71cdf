"""A pupil's first day: planning it and, once it has come, saying whether the pupil did."""

from collections.abc import Mapping
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

ON_THE_DAY = {
    "start.full_time": "Started full-time today",
    "start.part_time": "Started part-time today",
    "start.absent": "Did not come today",
}
ONLY_LATE = "Needed if it is after the day set by law."
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
    """The form that asks whether the pupil came. Somebody must have seen it: only what was pressed is filled in."""

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


async def press_full_time(request: Request) -> None:
    """Record that the pupil started full-time today."""
    await _press(request, Start.FULL_TIME)


async def press_part_time(request: Request) -> None:
    """Record that the pupil started part-time today."""
    await _press(request, Start.PART_TIME)


async def press_absent(request: Request) -> None:
    """Record that the pupil did not come today."""
    await _press(request, Start.ABSENT)


async def _press(request: Request, how: Start) -> None:
    """Record the start, or open the form with what was pressed if the day that the law sets is past."""
    known = await request.look_up(first_day_prefill, request.value)
    if how is Start.FULL_TIME and known.must_explain:
        await _open(request, known.placement_id, is_reached=True, pressed={"how": how, "on": request.today})
    else:
        await request.press(record_start, known.placement_id, how, request.today, Lateness())


async def offer_plan(request: Request) -> None:
    """Open the form that plans another first day."""
    await _open(request, request.value, is_reached=False)


async def _open(
    request: Request, placement_id: str, *, is_reached: bool, pressed: Mapping[str, object] | None = None
) -> None:
    known = await request.look_up(first_day_prefill, placement_id)
    another = blocks.button("Plan another day", "allocate.another_day", value=known.placement_id)
    lead = [blocks.section(request.words("allocations/first_day.lead", known=known))]
    if is_reached and known.begun_on is None:
        lead.append(blocks.actions(another))
    values: dict[str, object] = {"late_why": known.lateness.why, "late_told": known.lateness.told}
    values |= pressed or ({} if is_reached else {"first_day": known.first_day})
    await request.open(
        StartForm if is_reached else FirstDayForm,
        values=values,
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
    actions={
        "allocate.first_day": offer,
        "allocate.another_day": offer_plan,
        "start.full_time": press_full_time,
        "start.part_time": press_part_time,
        "start.absent": press_absent,
    },
    duties={
        DutyKind.PROVIDE: DutyButton(
            "allocate.first_day",
            "First day",
            once_reached=ON_THE_DAY,
        )
    },
    forms={FirstDayForm: save_plan, StartForm: save_start},
)
