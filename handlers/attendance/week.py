"""Entering a pupil's sessions of one week, or putting right what was entered."""

from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Number
from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.requests.undo import why_changed
from bot.slack import blocks
from models.attendance.rate import MOST_SESSIONS
from models.attendance.weeks import set_week, week_prefill


class WeekForm(Form):
    """The form for the sessions of one week. Nothing is filled in: somebody must have marked the register."""

    name = "attendance.week"
    title = "Attendance"

    week: Annotated[date, Day("Week", hint="Any school day of that week.")]
    offered: Annotated[
        int,
        Number(
            "Sessions offered", min=0, max=MOST_SESSIONS, hint="A morning or an afternoon is one. 0 for a week off."
        ),
    ]
    attended: Annotated[int, Number("Sessions attended", min=0, max=MOST_SESSIONS)]
    changed: Annotated[str | None, why_changed()] = None


async def offer(request: Request) -> None:
    """Open the form for a week, with the weeks that are known above it."""
    known = await request.change(week_prefill, request.value)
    lead = [blocks.section(request.words("attendance/week.lead", known=known))]
    await request.open(WeekForm, context={"about": known.placement_id}, lead=lead)


async def save(request: Request) -> None:
    """Save the sessions of a week."""
    form = await request.form(WeekForm)
    about = str(form.context["about"])
    await request.save(form, set_week, about, form.week, form.offered, form.attended, form.changed)


CAPABILITY = Capability("attendance", actions={"attendance.open": offer}, forms={WeekForm: save})
