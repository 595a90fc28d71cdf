"""Coming back: what is carried on from the earlier placement is chosen one by one, and nothing comes by itself."""

from typing import Annotated

from bot.forms import Form, Lookup
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.slack import blocks
from models.leaving.carry_on import carried_offered, carry_on, carry_on_prefill

MOST_LETTERS = 75


class CarryOnForm(Form):
    """The form that asks what to carry on from the last placement."""

    name = "stay.carry"
    title = "Carry on"

    chosen: Annotated[
        list[str],
        Lookup("What to carry on", source="carried", many=True, least=0, hint="Results come as prior attainment."),
    ]


async def offer(request: Request) -> None:
    """Open the form, with nothing chosen."""
    known = await request.change(carry_on_prefill, request.value)
    lead = [blocks.section(request.words("leaving/carry_on.lead", known=known))]
    await request.open(CarryOnForm, context={"about": known.placement_id}, lead=lead)


async def suggest(request: Request) -> Answer | None:
    """Offer what the last placement knew and this one does not."""
    placement_id = str(CarryOnForm.meta(request.view).context["about"])
    offered = await request.read(carried_offered, placement_id)
    fitting = [one for one in offered if request.text.casefold() in one.label.casefold()]
    return Answer.with_options([blocks.option(blocks.clip(one.label, MOST_LETTERS), one.value) for one in fitting])


async def save(request: Request) -> None:
    """Carry on what was chosen."""
    form = await request.form(CarryOnForm)
    await request.save(form, carry_on, str(form.context["about"]), form.chosen)


CAPABILITY = Capability(
    "carry_on",
    actions={"stay.carry": offer},
    forms={CarryOnForm: save},
    options={"lookup.carried": suggest},
)
