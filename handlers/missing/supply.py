"""Supplying what is missing of a pupil, from the reminder."""

from datetime import date, time
from typing import Annotated

from pydantic import field_validator

from bot.forms import Day, Form, Lookup, Page, Pick, Text
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.request import Request
from bot.runtime.scheduler import Job
from bot.slack import blocks
from models.duties.kinds import MISSING
from models.duties.missing import ask_for_missing, asks_at
from models.missing.supply import Supplied, missing_prefill, supply
from models.tables.placement import Consent, SenStatus
from models.upn import parse_upn

LATEST = time(23, 55)
WITH_CONSENT = "Needed with their answer."
FOR_THE_REST = "Needed for what you leave blank."
TOGETHER = "Needed with the other two: scale, grade, day."


class MissingForm(Form):
    """The form that asks one person for all that only they can supply of a pupil; the rest of it is not shown."""

    name = "missing.supply"
    title = "Missing data"
    pages = (
        Page(
            "Missing data",
            *("upn", "contact", "sen", "consent", "consent_by", "consent_on", "prior_scale", "prior", "prior_on"),
            *("asked_of", "asked_on"),
            sparse=True,
        ),
    )

    upn: Annotated[str | None, Text("UPN", max_length=20)] = None
    contact: Annotated[
        str | None, Text("Second contact", max_length=200, hint="For example: Jo Reed, aunt, 01632 960078")
    ] = None
    sen: Annotated[SenStatus | None, Pick("SEN status", placeholder="Not known yet")] = None
    consent: Annotated[
        Consent | None,
        Pick("Consent to share information", placeholder="Not asked yet", hint="Needed with who and when."),
    ] = None
    consent_by: Annotated[str | None, Text("Who gave or refused consent", max_length=200, hint=WITH_CONSENT)] = None
    consent_on: Annotated[date | None, Day("On which day?", hint=WITH_CONSENT)] = None
    prior_scale: Annotated[str | None, Lookup("Prior attainment: scale", source="scale", hint=TOGETHER)] = None
    prior: Annotated[str | None, Text("Prior attainment: grade or score", max_length=40, hint=TOGETHER)] = None
    prior_on: Annotated[date | None, Day("Prior attainment: assessed on", hint=TOGETHER)] = None
    asked_of: Annotated[
        str | None,
        Text("Not known? Whom did you ask?", max_length=200, hint=f"{FOR_THE_REST} You are asked again a week later."),
    ] = None
    asked_on: Annotated[date | None, Day("When did you ask?", hint=FOR_THE_REST)] = None

    @field_validator("upn")
    @classmethod
    def check_upn(cls, upn: str | None) -> str | None:
        """Return the UPN as it is stored. Raises ValueError, which is shown under the field, for a wrong one."""
        return parse_upn(upn) if upn else None

    def given(self) -> Supplied:
        """Return what the form says."""
        return Supplied(**{name: getattr(self, name) for name in Supplied.__dataclass_fields__})


async def offer(request: Request) -> None:
    """Open the form, with only those fields that this person is asked for."""
    known = await request.change(missing_prefill, request.value)
    lead = [blocks.section(request.words("missing/supply.lead", known=known))]
    context = {"about": known.duty_id, "owner": known.owner_id}
    await request.open(MissingForm, context=context, lead=lead, hidden=known.hidden)


async def save(request: Request) -> None:
    """Save what they supply, or whom they asked."""
    form = await request.form(MissingForm)
    await request.save(form, supply, str(form.context["about"]), form.given(), form.context.get("owner"))


CAPABILITY = Capability(
    "missing",
    actions={"missing.supply": offer},
    duties=dict.fromkeys(MISSING, DutyButton("missing.supply", "Supply it", "Supply missing data")),
    forms={MissingForm: save},
    jobs=(Job("missing.ask", asks_at, lambda school: LATEST, ask_for_missing),),
)
