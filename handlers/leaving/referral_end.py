"""Withdrawing or declining a referral, and correcting or undoing that."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.capability import Capability
from bot.requests.payload import View
from bot.requests.request import Request
from bot.requests.undo import Retyped, undo_and_retype, undo_blocks, why_changed
from bot.slack import blocks
from models.change import Change
from models.leaving.withdraw import (
    ReferralEnding,
    correct_referral_end,
    end_referral,
    referral_end_prefill,
    undo_referral_end,
)
from models.tables.leaving import Departure, Leaving

HOW = tuple((how.value, how.label) for how in (Departure.WITHDRAWN, Departure.DECLINED))


class ReferralEndForm(Form):
    """The form that ends a referral before the pupil was in school."""

    name = "referral.end"
    title = "Withdraw or decline"
    keep_draft = True

    how: Annotated[Departure, Pick("What happened?", options=HOW, style="radio")]
    on: Annotated[date, Day("On which day?")]
    by_whom: Annotated[str, Text("By whom")]
    why: Annotated[str, Text("Why", long=True, max_length=1000)]

    def given(self) -> ReferralEnding:
        """Return what the form says."""
        return ReferralEnding(self.how, self.on, self.by_whom, self.why)


class CorrectedReferralEndForm(ReferralEndForm):
    """The form that corrects how a referral ended."""

    name = "referral.end_correct"
    title = "Correct the ending"

    changed: Annotated[str | None, why_changed()] = None


async def offer(request: Request) -> None:
    """Open the form that ends a referral or, once it has ended, the one that corrects that."""
    await request.show(await view_of(request, request.value))


async def view_of(request: Request, placement_id: str, above: Sequence[blocks.Block] = ()) -> View:
    """Return the form that ends a referral or, once it has ended, the one that corrects that."""
    known = await request.change(referral_end_prefill, placement_id)
    words = request.words
    about = blocks.section(words("leaving/referral_end.about", known=known))
    if known.given is None or known.undo_window is None:
        context = {"about": known.placement_id}
        return await request.view_of(ReferralEndForm, version=known.version, context=context, lead=[*above, about])
    what = f"the end of {known.first_name}'s referral"
    return await request.view_of(
        CorrectedReferralEndForm,
        values=vars(known.given),
        version=known.undo_window.version,
        context={"about": str(known.leaving_id)},
        lead=[about, *undo_blocks(known.undo_window, "referral.end_undo", words, what)],
    )


async def save(request: Request) -> None:
    """End the referral."""
    form = await request.form(ReferralEndForm)
    await request.save(form, end_referral, str(form.context["about"]), form.given(), form.version)


async def save_correction(request: Request) -> None:
    """Save the corrected ending."""
    form = await request.form(CorrectedReferralEndForm)
    about = str(form.context["about"])
    await request.save(form, correct_referral_end, about, form.given(), form.changed, form.version)


def retyped(change: Change, leaving_id: str) -> Retyped | None:
    """Return what was typed into the form that ended a referral."""
    known = referral_end_prefill(change, change.get(Leaving, leaving_id).placement_id)
    if known.given is None:
        return None
    return Retyped(ReferralEndForm, known.placement_id, "referral.end", known.placement_id, vars(known.given))


CAPABILITY = Capability(
    "referral_end",
    actions={"referral.end": offer, "referral.end_undo": undo_and_retype(undo_referral_end, retyped, view_of)},
    forms={ReferralEndForm: save, CorrectedReferralEndForm: save_correction},
)
