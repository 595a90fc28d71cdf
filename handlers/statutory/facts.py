"""Recording the facts that legal dates hang on, each kind with the dates that it has."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Number, Text
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.payload import View, parse_carried
from bot.requests.request import Request
from bot.requests.undo import Retyped
from bot.slack import blocks
from models.change import Change
from models.duties.kinds import STATUTORY
from models.statutory.record import FactInput, fact_of, fact_prefill, record_facts
from models.tables.pupil import LegalFactKind

NOT_CHILD_PROTECTION = "Nothing about child protection: tell the DSL."
MOST_DAYS = 45
Who = Annotated[str | None, Text("Who told you, or did it?", max_length=200)]
Said = Annotated[str | None, Text("What was said or decided", long=True, max_length=1000, hint=NOT_CHILD_PROTECTION)]


class PlanForm(Form):
    """The form for the dates of an EHC plan. Nothing is assumed: somebody read them in the plan."""

    name = "legal.plan"
    title = "Dates of the EHC plan"
    keep_draft = True

    plan_on: Annotated[date | None, Day("Date of the plan", hint="Needed, unless you give the last review.")] = None
    reviewed_on: Annotated[date | None, Day("Last annual review", hint="Leave blank if it was never reviewed.")] = None
    who: Annotated[str | None, Text("Local authority that keeps the plan", max_length=200)] = None

    def facts(self) -> tuple[FactInput, ...]:
        """Return the facts that the form gives."""
        plan = (FactInput(LegalFactKind.PLAN, self.plan_on, who=self.who, field="plan_on"),) if self.plan_on else ()
        if self.reviewed_on is None:
            return plan
        return (*plan, FactInput(LegalFactKind.LAST_REVIEW, self.reviewed_on, who=self.who, field="reviewed_on"))


class CareForm(Form):
    """The form that says since when a pupil is looked after, and of the PEP so far."""

    name = "legal.care"
    title = "Looked after"
    keep_draft = True

    on: Annotated[date, Day("Looked after since")]
    who: Annotated[str | None, Text("Local authority", max_length=200)] = None
    pep_on: Annotated[date | None, Day("Last PEP meeting", hint="Leave blank if there was none.")] = None

    def facts(self) -> tuple[FactInput, ...]:
        """Return the facts that the form gives."""
        held = (FactInput(LegalFactKind.PEP, self.pep_on, field="pep_on"),) if self.pep_on else ()
        return (FactInput(LegalFactKind.CARE, self.on, who=self.who), *held)


class AbsentForm(Form):
    """The form for an absence because of health."""

    name = "legal.absent"
    title = "Absent because of health"
    keep_draft = True

    on: Annotated[date, Day("First day of absence")]
    until: Annotated[
        date | None, Day("Last day of absence", hint="As far as is known, or expected. Leave blank if nobody can say.")
    ] = None
    who: Who = None

    def facts(self) -> tuple[FactInput, ...]:
        """Return the facts that the form gives."""
        return (FactInput(LegalFactKind.ABSENT, self.on, until=self.until, who=self.who),)


class SuspendedForm(Form):
    """The form for one suspension."""

    name = "legal.suspended"
    title = "Suspension"
    keep_draft = True

    on: Annotated[date, Day("First day of the suspension")]
    days: Annotated[int, Number("School days", min=1, max=MOST_DAYS)]
    who: Annotated[str | None, Text("School that suspended them", max_length=200)] = None

    def facts(self) -> tuple[FactInput, ...]:
        """Return the facts that the form gives."""
        return (FactInput(LegalFactKind.SUSPENDED, self.on, days=self.days, who=self.who),)


class OffSiteForm(Form):
    """The form for one off-site direction."""

    name = "legal.off_site"
    title = "Off-site direction"
    keep_draft = True

    on: Annotated[date, Day("First day of the direction")]
    until: Annotated[date, Day("Last day of the direction")]
    who: Annotated[str | None, Text("School that directed them off-site", max_length=200)] = None

    def facts(self) -> tuple[FactInput, ...]:
        """Return the facts that the form gives."""
        return (FactInput(LegalFactKind.OFF_SITE, self.on, until=self.until, who=self.who),)


class FactForm(Form):
    """The form for any other fact: its day, and what was said. Nothing is filled in."""

    name = "legal.fact"
    title = "Record a date"
    keep_draft = True

    on: Annotated[date, Day("On which day?")]
    who: Who = None
    said: Said = None

    def facts(self) -> tuple[FactInput, ...]:
        """Return the facts that the form gives."""
        kind = parse_carried(LegalFactKind, self.context["kind"])
        return (FactInput(kind, self.on, who=self.who, said=self.said),)


FORMS: Mapping[LegalFactKind, type[PlanForm | CareForm | AbsentForm | SuspendedForm | OffSiteForm]] = {
    LegalFactKind.PLAN: PlanForm,
    LegalFactKind.LAST_REVIEW: PlanForm,
    LegalFactKind.CARE: CareForm,
    LegalFactKind.ABSENT: AbsentForm,
    LegalFactKind.SUSPENDED: SuspendedForm,
    LegalFactKind.OFF_SITE: OffSiteForm,
}
AnyForm = PlanForm | CareForm | AbsentForm | SuspendedForm | OffSiteForm | FactForm
ALL_FORMS: tuple[type[AnyForm], ...] = (*dict.fromkeys(FORMS.values()), FactForm)


async def offer(request: Request) -> None:
    """Open the form for the fact that a duty waits for, or that was chosen on the page."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, about: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form for a fact, for the id of a duty or "placement:kind"."""
    known = await request.change(fact_prefill, about)
    lead = [*above, blocks.section(request.words("statutory/dates.lead", known=known))]
    context = {"about": known.about, "kind": known.kind.value}
    return await request.view_of(FORMS.get(known.kind, FactForm), context=context, lead=lead)


def retyped(change: Change, fact_id: str) -> Retyped:
    """Return what was typed of a fact into the form that recorded it."""
    placement, fact = fact_of(change, fact_id)
    form, about = FORMS.get(fact.kind, FactForm), f"{placement.id}:{fact.kind}"
    said = {"plan_on" if fact.kind is LegalFactKind.PLAN else "reviewed_on": fact.on}
    said |= {name: getattr(fact, name) for name in ("on", "until", "days", "who", "said")}
    values = {name: value for name, value in said.items() if name in form.model_fields}
    return Retyped(form, about, "legal.record", about, values)


async def save(request: Request) -> None:
    """Save the facts that the form gives."""
    form: AnyForm = await request.form(*ALL_FORMS)
    await request.save(form, record_facts, str(form.context["about"]), *form.facts())


CAPABILITY = Capability(
    "legal_fact",
    actions={"legal.record": offer},
    duties=dict.fromkeys(STATUTORY, DutyButton("legal.record", "Record it", "Record a legal date")),
    forms=dict.fromkeys(ALL_FORMS, save),
)
