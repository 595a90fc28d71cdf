"""The contact log: earlier contacts, page by page, and correcting or undoing one of them."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from bot.forms import Page
from bot.forms.opening import Filled
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, why_changed
from bot.slack import blocks
from bot.slack.whole import whole
from bot.slack.words import Words
from handlers.contacts.attempts import AttemptForm, attempt_of, called, view_of
from models.attempts.history import MOST_ON_A_PAGE, ContactLog, contact_log
from models.change import Change
from models.corrections.attempt import AttemptToCorrect, attempt_to_correct, correct_attempt, undo_attempt


class CorrectedAttemptForm(AttemptForm):
    """The form that corrects a logged contact."""

    name = "contact.correct"
    title = "Correct a contact"
    pages: ClassVar[tuple[Page, ...]] = (
        Page("What happened", "whom", "way", "outcome", "on", "said", "changed"),
        Page("What it was about", "reason"),
    )

    changed: Annotated[str | None, why_changed()] = None


async def show(request: Request) -> Answer | None:
    """Show a page of the contact log, in the place of the one that is open."""
    found = await request.change(contact_log, request.value)
    return await request.replace(blocks.modal("Contact log", list(_page(found, request.words)), close="Close"))


async def offer(request: Request) -> None:
    """Open the form that corrects a logged contact, which also offers to undo it."""
    found = await request.change(attempt_to_correct, request.value)
    filled = filled_in(found)
    name = request.words("contacts/log.name", one=found.given, whom=found.person.name if found.person else None)
    await request.open(
        CorrectedAttemptForm,
        values=filled.values,
        version=found.undo_window.version,
        context={"about": request.value, "placement": found.placement_id, "side": ""},
        lead=[
            blocks.section(request.words("contacts/log.correct", found=found, name=name)),
            *undo_blocks(found.undo_window, "contact.undo", request.words, what=name),
        ],
        labels=filled.labels,
    )


async def save(request: Request) -> None:
    """Save the corrected contact."""
    form = await request.form(CorrectedAttemptForm)
    await request.save(form, correct_attempt, form.context["about"], attempt_of(form), form.changed, form.version)


def filled_in(found: AttemptToCorrect) -> Filled:
    """Return what a logged contact says in the fields of the form."""
    chosen = {found.person.id: called(found.person)} if found.person else {}
    return Filled(vars(found.given) | {"said": found.given.view}, {"whom": chosen})


def retyped(change: Change, attempt_id: str) -> Retyped:
    """Return what was typed into the form that logged a contact, for the page's own form."""
    found = attempt_to_correct(change, attempt_id)
    filled = filled_in(found)
    about, stay = f"{found.placement_id}:", found.placement_id
    return Retyped(AttemptForm, about, "contact.attempt", stay, filled.values, filled.labels)


def _page(found: ContactLog, words: Words) -> Iterator[blocks.Block]:
    yield blocks.context(words("contacts/log.about", found=found))
    for one in found.logged:
        correct = blocks.button("Correct", "contact.correct", value=one.id) if one.may_correct else None
        yield from whole(words("contacts/log.one", one=one), accessory=correct)
    places = (("Later contacts", found.start - MOST_ON_A_PAGE), ("Earlier contacts", found.start + MOST_ON_A_PAGE))
    turns = [
        blocks.button(label, "contact.earlier" if start > found.start else "contact.later", value=_at(found, start))
        for label, start in places
        if 0 <= start < found.in_all
    ]
    if turns:
        yield blocks.actions(*turns)


def _at(found: ContactLog, start: int) -> str:
    return f"{found.placement_id}:{start}"


CAPABILITY = Capability(
    "contact_log",
    actions={
        "contact.earlier": show,
        "contact.later": show,
        "contact.correct": offer,
        "contact.undo": undo_and_retype(undo_attempt, retyped, view_of),
    },
    refills={CorrectedAttemptForm: lambda change, about: filled_in(attempt_to_correct(change, about))},
    forms={CorrectedAttemptForm: save},
)
