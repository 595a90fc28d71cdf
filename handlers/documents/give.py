"""Recording to whom a document was given, when and how: it counts as contact."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Lookup, Pick
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.notice import saved_notice
from bot.requests.payload import View, parse_carried
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, undo_button, why_changed
from bot.slack import blocks
from models.change import Change
from models.documents.given import (
    GivenInput,
    Recipient,
    correct_given,
    documents_prefill,
    give_document,
    given_to_correct,
    undo_given,
)
from models.stays import first_name_meant
from models.tables.contact import Contact, Way
from models.tables.document import DocumentKind, GivenDocument

TO_A_CONTACT = "Needed for somebody around the pupil."


class GivenForm(Form):
    """The form that records a document that was given. Nothing is filled in: somebody must have given it."""

    name = "document.given"
    title = "Document given"
    keep_draft = True

    kind: Annotated[DocumentKind, Pick("Which document?", style="radio")]
    to: Annotated[Recipient, Pick("Who was given it?", style="radio")]
    whom: Annotated[
        str | None, Lookup("By name, if somebody around the pupil", source="contact", least=0, hint=TO_A_CONTACT)
    ] = None
    on: Annotated[date, Day("When")]
    way: Annotated[Way, Pick("How")]

    def given(self) -> GivenInput:
        """Return what the form says was given."""
        return GivenInput(self.kind, self.to, self.whom, self.on, self.way)


class CorrectedGivenForm(GivenForm):
    """The form that corrects what was given, to whom, when and how."""

    name = "document.given_correct"
    title = "Correct what was given"

    changed: Annotated[str | None, why_changed()] = None


async def offer(request: Request) -> None:
    """Open the form."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, placement_id: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form for a document of a placement."""
    known = await request.change(documents_prefill, placement_id)
    context = {"about": known.placement_id, "placement": known.placement_id, "side": ""}
    lead = [*above, blocks.section(request.words("documents/give.lead", known=known))]
    return await request.view_of(GivenForm, context=context, lead=lead)


async def save(request: Request) -> Answer:
    """Save what was given, and offer to undo it."""
    form = await request.form(GivenForm)
    about = str(form.context["about"])
    saved = await request.save(form, give_document, about, form.given())
    return Answer.with_view(await _saved(request, about, form.kind, form.on, saved))


async def give_today(request: Request) -> Answer | None:
    """Record that the pupil, or a contact who is named, was given a document in person today."""
    placement_id, kind, whom, *_ = (*request.value.split(":"), "", "")
    of, to = parse_carried(DocumentKind, kind), Recipient.CONTACT if whom else Recipient.PUPIL
    given = GivenInput(of, to, whom or None, request.today, Way.MEETING)
    saved = await request.press(give_document, placement_id, given)
    return await request.replace(await _saved(request, placement_id, of, given.on, saved))


def retyped(change: Change, given_id: str) -> Retyped:
    """Return what was typed into the form that recorded a document."""
    one = change.get(GivenDocument, given_id)
    values = {"kind": one.kind, "to": Recipient(one.to), "whom": one.contact_id, "on": one.on, "way": one.way}
    chosen = {one.contact_id: change.get(Contact, one.contact_id).name} if one.contact_id else {}
    return Retyped(GivenForm, one.placement_id, "document.given", one.placement_id, values, {"whom": chosen})


async def offer_correction(request: Request) -> None:
    """Open the form that corrects what was given, which also offers to undo it."""
    known = await request.change(given_to_correct, request.value)
    undo = undo_blocks(known.undo_window, "document.undo", request.words, _named(known.given.kind, known.first_name))
    name = {str(known.given.whom): known.name}
    await request.open(
        CorrectedGivenForm,
        values=vars(known.given),
        labels={"whom": name},
        version=known.undo_window.version,
        context={"about": known.undo_window.thing_id, "placement": known.placement_id, "side": ""},
        lead=[blocks.section(request.words("documents/give.lead", known=known)), *undo],
    )


async def save_correction(request: Request) -> None:
    """Save what was given as it was corrected."""
    form = await request.form(CorrectedGivenForm)
    about = str(form.context["about"])
    await request.save(form, correct_given, about, form.given(), form.changed, form.version)


def _named(kind: DocumentKind, first_name: str) -> str:
    return f"{kind.label.lower()} for {first_name}"


async def _saved(request: Request, about: str, kind: DocumentKind, on: date, given_id: str) -> View:
    words, name = request.words, await request.read(first_name_meant, about)
    undo = undo_button("Undo", "document.undo", given_id, words, _named(kind, name))
    return saved_notice(words, words("documents/give.saved", kind=kind, on=on), undo)


CAPABILITY = Capability(
    "given_documents",
    actions={
        "document.given": offer,
        "document.given_correct": offer_correction,
        "document.given_today": give_today,
        "document.undo": undo_and_retype(undo_given, retyped, view_of),
    },
    forms={GivenForm: save, CorrectedGivenForm: save_correction},
)
