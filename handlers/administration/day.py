"""Opening or closing one day, for Heads: "closed today", an extra INSET day, school on a bank holiday; and back."""

from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.notice import notice, saved_notice
from bot.requests.request import Request
from bot.slack import blocks
from models.administration.days import DayAs, change_day, day_line, days_prefill, undo_day, undone_day


class DayForm(Form):
    """The form that says who is in on a day, whatever the term dates say."""

    name = "settings.day"
    title = "Open or close a day"
    keep_draft = True

    day: Annotated[date, Day("Which day?")]
    kind: Annotated[DayAs, Pick("Who is in?", style="radio")]
    why: Annotated[str | None, Text("Why?", max_length=100, placeholder="For example: snow")] = None


async def offer(request: Request) -> None:
    """Open the form for today, with the days that were opened or closed already."""
    known = await request.look_up(days_prefill)
    lead = [blocks.section(request.words("administration/day.lead", days=known.days))]
    await request.open(DayForm, values={"day": request.today}, version=known.version, lead=lead)


async def save(request: Request) -> Answer | None:
    """Open or close the day, and say what moved."""
    form = await request.form(DayForm)
    done = await request.save(form, change_day, form.day, form.kind, form.why, form.version)
    line = await request.look_up(day_line, form.day)
    button = blocks.button("Undo", "settings.day_undo", value=line.undo_value) if line.undo_until else None
    text = request.words("administration/day.saved", line=line, done=done)
    return await request.replace(saved_notice(request.words, text, button))


async def undo(request: Request) -> Answer | None:
    """Make the day what it was before."""
    done = await request.press(undo_day, request.value)
    line = await request.look_up(day_line, undone_day(request.value))
    text = request.words("administration/day.undone", line=line, done=done)
    return await request.replace(notice(request.words("administration/day.title_undone"), text))


CAPABILITY = Capability(
    "day",
    actions={"settings.day": offer, "settings.day_undo": undo},
    forms={DayForm: save},
)
