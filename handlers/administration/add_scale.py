"""A grading scale of the service's own, added by a Head."""

from enum import StrEnum
from typing import Annotated, Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.capability import Capability
from bot.forms import Form, Pick, Text, take
from bot.requests.modals import open_form
from bot.requests.replies import notice
from bot.runtime.desk import Desk
from bot.slack import blocks
from models.administration.add_scale import add_scale, values_in
from models.administration.settings import settings
from models.change import Actor
from models.scales.scale import LONGEST_LABEL


class Direction(StrEnum):
    """Which end of a scale is the better one."""

    HIGHER = "higher"
    LOWER = "lower"

    @property
    def label(self) -> str:
        """As it stands on the screen."""
        return {"higher": "The last is the best", "lower": "The first is the best"}[self.value]


class ScaleForm(Form):
    """Its name and its grades."""

    name = "scale.add"
    title = "Add a grading scale"
    keep_draft = True

    label: Annotated[str, Text("Name of the scale", max_length=LONGEST_LABEL)]
    grades: Annotated[
        str, Text("Grades, one a line", long=True, hint="In their order, as they are to be shown. For numbers: 0-100.")
    ]
    direction: Annotated[Direction, Pick("Which grade is the best", style="radio")]


async def offer(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk, actor: Actor) -> None:
    """The button among the settings."""
    await desk.read(settings, by=actor)
    lead = [blocks.section(desk.words("administration/scale.lead"))]
    await open_form(ScaleForm, body, client, desk, actor, values={"direction": Direction.HIGHER}, lead=lead)
    await ack()


async def save(ack: AsyncAck, view: dict[str, Any], desk: Desk, actor: Actor) -> None:
    """The form was submitted; the scale is offered from now on."""
    form = await take(ScaleForm, view, desk.drafts, actor)
    grades = tuple(line for line in form.grades.splitlines() if line)
    await desk.change(add_scale, form.label, grades, form.direction is Direction.HIGHER, by=actor, key=form.key)
    text = desk.words("administration/scale.saved", label=form.label, count=len(values_in(grades)))
    await ack(response_action="update", view=notice(desk.words("administration/scale.title"), text))


CAPABILITY = Capability("scale", actions={"scale.add": offer}, forms={ScaleForm: save})
