"""The objectives of a support plan: setting one, putting it right, and reviewing each of those that stand."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from bot.forms import Day, Form, Pick, Text
from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.notice import notice
from bot.requests.payload import View
from bot.requests.request import Request
from bot.slack import blocks
from bot.slack.blocks import Block
from handlers.plans.saved import lead, saved
from handlers.plans.write import OF_A_COLLEAGUE
from models.plans.needs import plan_prefill
from models.plans.objectives import (
    ObjectiveInput,
    ObjectivePrefill,
    ObjectiveReviewInput,
    add_objective,
    correct_objective,
    next_objective,
    objective_prefill,
    review_objective,
)
from models.plans.provision_end import count_to_judge
from models.tables.duty import DutyKind
from models.tables.plans.objective import Decision, Outcome

LONG = 1000


class ObjectiveForm(Form):
    """The form for one objective."""

    name = "plan.objective"
    title = "Objective"
    keep_draft = True

    what: Annotated[str, Text("Objective", long=True, max_length=LONG, placeholder="Ask for help before leaving")]
    baseline: Annotated[str, Text("How it is now", long=True, max_length=LONG)]
    criterion: Annotated[str, Text("What will show that it is met", long=True, max_length=LONG)]
    by_when: Annotated[date, Day("By when")]

    def given(self) -> ObjectiveInput:
        """Return what the form says."""
        return ObjectiveInput(self.what, self.baseline, self.criterion, self.by_when)


class CorrectedObjectiveForm(ObjectiveForm):
    """The form that puts an objective right."""

    name = "plan.objective_edit"

    changed: Annotated[str | None, Text("Reason for the change", max_length=300, hint=OF_A_COLLEAGUE)] = None


class ObjectiveReviewForm(Form):
    """The form that reviews an objective. Nothing is filled in: somebody must have looked."""

    name = "plan.objective_review"
    title = "Review an objective"
    submit = "Save and next"
    keep_draft = True

    evidence: Annotated[str, Text("Evidence: how it is now", long=True, max_length=LONG)]
    outcome: Annotated[Outcome, Pick("Outcome", style="radio")]
    decision: Annotated[Decision, Pick("What follows", style="radio")]
    changes: Annotated[
        str | None,
        Text("New criterion, or added support", long=True, max_length=LONG, hint="Needed for “change” and “step up”."),
    ] = None
    by_when: Annotated[date | None, Day("New date", hint="Needed if the old one has passed.")] = None
    on: Annotated[date, Day("Reviewed on")]

    def given(self) -> ObjectiveReviewInput:
        """Return what the form says."""
        return ObjectiveReviewInput(self.on, self.evidence, self.outcome, self.decision, self.changes, self.by_when)


async def offer(request: Request) -> Answer | None:
    """Open the form for a new objective."""
    known = await request.change(plan_prefill, request.value)
    context = {"about": known.placement_id}
    return await request.turn_to(ObjectiveForm, context=context, lead=lead(request.words, "objective", known))


async def save(request: Request) -> Answer | None:
    """Add the objective."""
    form = await request.form(ObjectiveForm)
    about = str(form.context["about"])
    await request.save(form, add_objective, about, form.given())
    return saved(request.words, about)


async def offer_correction(request: Request) -> Answer | None:
    """Open the form that puts an objective right, with what it says."""
    known = await request.change(objective_prefill, request.value)
    return await request.turn_to(
        CorrectedObjectiveForm,
        values=vars(known.given),
        context={"about": known.objective_id, "placement": known.placement_id},
        lead=lead(request.words, "objective", known),
    )


async def save_correction(request: Request) -> Answer | None:
    """Save the objective as it was put right."""
    form = await request.form(CorrectedObjectiveForm)
    await request.save(form, correct_objective, str(form.context["about"]), form.given(), form.changed)
    return saved(request.words, str(form.context["placement"]))


async def offer_review(request: Request) -> Answer | None:
    """Open the review of an objective or, for a duty, of the first one that it still asks for."""
    known = await request.change(next_objective, request.value)
    return await request.replace(await _review(request, request.value, known, 0))


async def review_of(request: Request, objective_id: str, above: Sequence[Block] = ()) -> View:
    """Return the form for the review of one objective."""
    return await _review(request, objective_id, await request.change(next_objective, objective_id), 0, above)


async def save_review(request: Request) -> Answer | None:
    """Save the review and show the next. The next is prepared first, since nothing may fail after saving."""
    form = await request.form(ObjectiveReviewForm)
    about = str(form.context["about"])
    following = await _review(request, about, await request.change(next_objective, about, about), 1)
    await request.save(form, review_objective, about, form.given())
    return Answer.with_view(following)


async def _review(
    request: Request, value: str, known: ObjectivePrefill | None, reviewed: int, above: Sequence[Block] = ()
) -> View:
    words = request.words
    if known is None:
        placement_id, to_judge = await request.change(count_to_judge, value)
        back = blocks.button("Back to the plan", "plan.open", value=placement_id) if to_judge else None
        text = words("plans/objective.none", reviewed=reviewed, to_judge=to_judge)
        return notice(words("plans/form.title"), text, back)
    return await request.view_of(
        ObjectiveReviewForm,
        context={"about": known.objective_id},
        lead=[*above, *lead(words, "review", known)],
    )


CAPABILITY = Capability(
    "plan_objectives",
    actions={
        "plan.objective": offer,
        "plan.objective_edit": offer_correction,
        "plan.objective_review": offer_review,
    },
    duties={DutyKind.PLAN_REVIEW: DutyButton("plan.objective_review", "Review plan")},
    forms={ObjectiveForm: save, CorrectedObjectiveForm: save_correction, ObjectiveReviewForm: save_review},
)
