"""Recording that the pupil or the parents agree to the learning profile, and what has changed since."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.notice import saved_notice
from bot.requests.payload import View
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, undo_button, why_changed
from bot.slack import blocks
from bot.slack.words import Words
from models.change import Change
from models.profiles.agree import (
    Changes,
    agree,
    agree_prefill,
    agreement_to_correct,
    correct_agreement,
    undo_agreement,
    view_changes,
)
from models.stays import first_name_meant
from models.tables.profile import Agreeing, ProfileAgreement

MOST_LINES = 40


class AgreeForm(Form):
    """The form that records an agreement. Nothing is filled in: somebody must have said so."""

    name = "profile.agree"
    title = "Agreed"
    keep_draft = True

    who: Annotated[Agreeing, Pick("Who agrees?", style="radio")]
    on: Annotated[date, Day("On which day?")]
    called: Annotated[str | None, Text("Which of the parents or carers?")] = None


class CorrectedAgreementForm(AgreeForm):
    """The form that corrects who agreed, and when."""

    name = "profile.agree_correct"
    title = "Correct who agreed"

    changed: Annotated[str | None, why_changed()] = None


async def offer(request: Request) -> None:
    """Open the form that records an agreement."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, placement_id: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form that records an agreement."""
    known = await request.change(agree_prefill, placement_id)
    lead = [*above, blocks.section(request.words("profiles/agree.lead", known=known))]
    return await request.view_of(AgreeForm, context={"about": known.placement_id, "said": known.said}, lead=lead)


async def save(request: Request) -> Answer | None:
    """Save the agreement, and offer to undo it."""
    form = await request.form(AgreeForm)
    about, seen = str(form.context["about"]), str(form.context["said"])
    saved = await request.save(form, agree, about, form.who, form.on, form.called, seen)
    words, name = request.words, await request.read(first_name_meant, about)
    undo = undo_button("Undo", "profile.agree_undo", saved, words, f"the agreement to {name}'s profile")
    return Answer.with_view(saved_notice(words, words("profiles/agree.saved"), undo))


def retyped(change: Change, agreement_id: str) -> Retyped:
    """Return what was typed into the form that recorded an agreement: a name only to whoever typed it."""
    one = change.get(ProfileAgreement, agreement_id)
    called = one.name if one.by_id == change.actor.staff_id else None
    values = {"who": one.who, "on": one.on, "called": called}
    return Retyped(AgreeForm, one.placement_id, "profile.agree", one.placement_id, values)


async def offer_correction(request: Request) -> None:
    """Open the form that corrects who agreed and when, which also offers to undo it."""
    known = await request.change(agreement_to_correct, request.value)
    what = f"the agreement to {known.first_name}'s profile"
    undo = undo_blocks(known.undo_window, "profile.agree_undo", request.words, what)
    lead = [blocks.section(request.words("profiles/agree.correct", known=known)), *undo]
    values: dict[str, object] = {"who": known.who, "on": known.on, "called": known.name}
    context, version = {"about": known.undo_window.thing_id}, known.undo_window.version
    await request.open(CorrectedAgreementForm, values=values, version=version, context=context, lead=lead)


async def save_correction(request: Request) -> None:
    """Save who agreed as it was corrected."""
    form = await request.form(CorrectedAgreementForm)
    given = (form.who, form.on, form.called)
    await request.save(form, correct_agreement, str(form.context["about"]), *given, form.changed, form.version)


async def show_changes(request: Request) -> None:
    """Show what has changed since a profile was agreed, with both texts."""
    found = await request.change(view_changes, request.value)
    await request.show(blocks.modal(request.words("profiles/agree.changes_title"), list(_lines(found, request.words))))


def _lines(found: Changes, words: Words) -> Iterator[blocks.Block]:
    yield blocks.section(words("profiles/agree.since", found=found))
    for line in found.lines[:MOST_LINES]:
        yield blocks.section(words("profiles/agree.heading", line=line))
        for part, said in (("agreed", line.agreed), ("now", line.now)):
            yield blocks.section(words(f"profiles/agree.{part}", said=said))
    yield blocks.context(words("pupils/needs.foot"))


CAPABILITY = Capability(
    "profile_agreeing",
    actions={
        "profile.agree": offer,
        "profile.agree_correct": offer_correction,
        "profile.agree_undo": undo_and_retype(undo_agreement, retyped, view_of),
        "profile.changes": show_changes,
    },
    forms={AgreeForm: save, CorrectedAgreementForm: save_correction},
)
