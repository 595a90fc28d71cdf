"""Correcting a legal fact, with a reason, and undoing it within ten minutes."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Number
from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.requests.undo import undo_and_retype, why_changed
from bot.slack import blocks
from handlers.statutory.facts import MOST_DAYS, Said, Who, retyped, view_of
from models.statutory.correct import CorrectedFact, correct_fact, correct_prefill, undo_fact
from models.tables.pupil import LegalFactKind


class CorrectForm(Form):
    """The form that corrects a fact of one day."""

    name = "legal.correct"
    title = "Correct a date"

    on: Annotated[date, Day("On which day?")]
    who: Who = None
    said: Said = None
    changed: Annotated[str | None, why_changed()] = None

    @property
    def given(self) -> CorrectedFact:
        """The fact as it is given now."""
        return CorrectedFact(self.on, who=self.who, said=self.said)


class CorrectSpanForm(Form):
    """The form that corrects a fact with a first and a last day."""

    name = "legal.correct_span"
    title = "Correct the dates"

    on: Annotated[date, Day("First day")]
    until: Annotated[date | None, Day("Last day")] = None
    who: Who = None
    changed: Annotated[str | None, why_changed()] = None

    @property
    def given(self) -> CorrectedFact:
        """The fact as it is given now."""
        return CorrectedFact(self.on, until=self.until, who=self.who)


class CorrectSuspensionForm(Form):
    """The form that corrects a suspension."""

    name = "legal.correct_days"
    title = "Correct a suspension"

    on: Annotated[date, Day("First day of the suspension")]
    days: Annotated[int, Number("School days", min=1, max=MOST_DAYS)]
    who: Who = None
    changed: Annotated[str | None, why_changed()] = None

    @property
    def given(self) -> CorrectedFact:
        """The fact as it is given now."""
        return CorrectedFact(self.on, days=self.days, who=self.who)


FIELDS = ("on", "until", "days", "who", "said")
Correcting = CorrectForm | CorrectSpanForm | CorrectSuspensionForm
FORMS: Mapping[LegalFactKind, type[CorrectSpanForm | CorrectSuspensionForm]] = {
    LegalFactKind.ABSENT: CorrectSpanForm,
    LegalFactKind.OFF_SITE: CorrectSpanForm,
    LegalFactKind.SUSPENDED: CorrectSuspensionForm,
}


async def offer(request: Request) -> None:
    """Open the form with what was recorded."""
    known = await request.change(correct_prefill, request.value)
    fact, form = known.fact, FORMS.get(known.fact.kind, CorrectForm)
    values: dict[str, object] = {name: getattr(fact, name) for name in FIELDS if name in form.model_fields}
    lead = [blocks.section(request.words("statutory/dates.correct", known=known))]
    context = {"about": fact.id}
    await request.open(form, values=values, version=known.version, context=context, lead=lead)


async def save(request: Request) -> None:
    """Save a corrected fact."""
    form: Correcting = await request.form(CorrectForm, CorrectSpanForm, CorrectSuspensionForm)
    await request.save(form, correct_fact, str(form.context["about"]), form.given, form.changed, form.version)


CAPABILITY = Capability(
    "legal_corrections",
    actions={"legal.correct": offer, "legal.undo": undo_and_retype(undo_fact, retyped, view_of)},
    forms={CorrectForm: save, CorrectSpanForm: save, CorrectSuspensionForm: save},
)
