"""Handing a support plan in, and signing it or sending it back with what it lacks."""

from enum import StrEnum
from typing import Annotated

from bot.forms import Form, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.notice import saved_notice
from bot.requests.request import Request
from bot.slack import blocks
from handlers.plans.saved import saved
from models.plans.hand_in import hand_in, sign_or_send_back, sign_prefill
from models.tables.duty import DutyKind


class Verdict(StrEnum):
    """What whoever signs decides of a plan."""

    SIGN = "sign"
    SEND_BACK = "send_back"

    @property
    def label(self) -> str:
        """The words that staff see on the screen."""
        return {"sign": "Sign it", "send_back": "Not yet: send it back"}[self.value]


class SignForm(Form):
    """The form that signs a plan or sends it back. Nothing is chosen beforehand."""

    name = "plan.sign"
    title = "Sign the plan"

    verdict: Annotated[Verdict, Pick("Your decision", style="radio")]
    why: Annotated[
        str | None, Text("What it still needs", long=True, max_length=1000, hint="Needed if you send it back.")
    ] = None


async def give_in(request: Request) -> Answer | None:
    """Hand the plan in to be signed."""
    await request.press(hand_in, request.value)
    words = request.words
    back = blocks.button("Back to the plan", "plan.open", value=request.value)
    return await request.replace(saved_notice(words, words("plans/form.handed_in"), back))


async def offer(request: Request) -> Answer | None:
    """Open the form that signs the plan, with a button to read it first."""
    known = await request.change(sign_prefill, request.value)
    read_it = blocks.button("Read the plan", "plan.open", value=known.placement_id)
    lead = [blocks.section(request.words("plans/form.sign", known=known)), blocks.actions(read_it)]
    return await request.turn_to(SignForm, version=known.version, context={"about": known.placement_id}, lead=lead)


async def save(request: Request) -> Answer | None:
    """Sign the plan or send it back."""
    form = await request.form(SignForm)
    about, signs = str(form.context["about"]), form.verdict is Verdict.SIGN
    await request.save(form, sign_or_send_back, about, signs, form.why, form.version)
    return saved(request.words, about, "signed" if signs else "sent_back")


CAPABILITY = Capability(
    "plan_signature",
    actions={"plan.hand_in": give_in, "plan.sign": offer},
    duties={DutyKind.PLAN_SIGN: DutyButton("plan.sign", "Sign", "Sign the plan")},
    forms={SignForm: save},
)
