"""Withdrawing or declining a referral, and correcting or undoing that."""

from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.capability import Capability
from bot.requests.request import Request
from bot.requests.undo import undo_blocks, undo_with, why_changed
from bot.slack import blocks
from models.leaving.withdraw import (
    ReferralEnding,
    correct_referral_end,
    end_referral,
    referral_end_prefill,
    undo_referral_end,
)
from models.tables.leaving import Departure

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
    known = await request.change(referral_end_prefill, request.value)
    words = request.words
    about = blocks.section(words("leaving/referral_end.about", known=known))
    if known.given is None or known.undo_window is None:
        context = {"about": known.placement_id}
        await request.open(ReferralEndForm, version=known.version, context=context, lead=[about])
        return
    await request.open(
        CorrectedReferralEndForm,
        values=vars(known.given),
        version=known.undo_window.version,
        context={"about": str(known.leaving_id)},
        lead=[about, *undo_blocks(known.undo_window, "referral.end_undo", words, what="this ending")],
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


CAPABILITY = Capability(
    "referral_end",
    actions={"referral.end": offer, "referral.end_undo": undo_with(undo_referral_end)},
    forms={ReferralEndForm: save, CorrectedReferralEndForm: save_correction},
)
