"""Adding a grading scale of the service's own, by a Head."""

from enum import StrEnum
from typing import Annotated

from bot.forms import Form, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.notice import saved_notice
from bot.requests.request import Request
from bot.slack import blocks
from models.administration.add_scale import add_scale, values_in
from models.administration.settings import settings
from models.scales.scale import LONGEST_LABEL


class Direction(StrEnum):
    """The end of a scale that is the better one."""

    HIGHER = "higher"
    LOWER = "lower"

    @property
    def label(self) -> str:
        """The direction in words for the screen."""
        return {"higher": "The last one is best", "lower": "The first one is best"}[self.value]


class ScaleForm(Form):
    """The form for a new grading scale: its name, its grades and their direction."""

    name = "scale.add"
    title = "Add a grading scale"
    keep_draft = True

    label: Annotated[str, Text("Name of the scale", max_length=LONGEST_LABEL)]
    grades: Annotated[
        str, Text("Grades, one per line", long=True, hint="In order, as they should be shown. For numbers: 0-100.")
    ]
    direction: Annotated[Direction, Pick("Which grade is best", style="radio")]


async def offer(request: Request) -> None:
    """Open the form that adds a grading scale."""
    await request.look_up(settings)
    lead = [blocks.section(request.words("administration/scale.lead"))]
    await request.open(ScaleForm, values={"direction": Direction.HIGHER}, lead=lead)


async def save(request: Request) -> Answer:
    """Save the grading scale and say how many grades it has."""
    form = await request.form(ScaleForm)
    grades = tuple(line for line in form.grades.splitlines() if line)
    await request.save(form, add_scale, form.label, grades, form.direction is Direction.HIGHER)
    text = request.words("administration/scale.saved", label=form.label, count=len(values_in(grades)))
    return Answer.with_view(saved_notice(request.words, text))


CAPABILITY = Capability("scale", actions={"scale.add": offer}, forms={ScaleForm: save})
