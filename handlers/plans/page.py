"""The page of a support plan, with a button for each part that the person may write; and what no plan addresses yet."""

from collections.abc import Iterator, Mapping
from datetime import time

from bot.requests.answer import Answer
from bot.requests.capability import Capability
from bot.requests.duty_buttons import DutyButton
from bot.requests.menus import menu
from bot.requests.request import Request
from bot.requests.undo import undo_button
from bot.runtime.scheduler import Job
from bot.slack import blocks
from bot.slack.blocks import Block, Element
from bot.slack.whole import whole
from bot.slack.words import Mrkdwn, Words
from handlers.plans.pages import page_of
from models.plans.gaps import MOST_ON_A_PAGE, GapsPage, all_gaps
from models.plans.owed import owe_missing_plans
from models.plans.provision import ProvisionStanding
from models.plans.provision_end import owe_missing_outcomes
from models.plans.shown import ObjectiveShown, PlanShown, ProvisionShown, view_plan
from models.tables.duty import DutyKind
from models.tables.plans.objective import Criterion, ObjectiveReview
from models.tables.plans.plan import PlanKind, PlanVoice, Whose
from models.tables.plans.provision import SessionCount

# The long answers that belong to each kind of plan.
AIMS: Mapping[PlanKind | None, tuple[str, ...]] = {
    PlanKind.REINTEGRATION: ("timetable", "trial", "fallback"),
    PlanKind.OUTREACH: ("home_contact", "home_school_does"),
}
AFTER_MIDNIGHT, LATEST = time(0, 10), time(23, 55)


async def show(request: Request) -> Answer | None:
    """Show the plan, page by page, in the place of a form of it if one is open."""
    found, value = await _found(request)
    return await request.replace(blocks.modal("Support plan", page_of(_page(found, request.words), value, "plan.page")))


async def show_changes(request: Request) -> Answer | None:
    """Show what has changed since the plan was signed, page by page."""
    found, value = await _found(request)
    back = blocks.button("Back to the plan", "plan.open", value=found.placement_id)
    shown = page_of(_changes(found, request.words), value, "plan.changes")
    return await request.replace(blocks.modal("Changes", [*shown, blocks.actions(back)]))


async def show_gaps(request: Request) -> Answer | None:
    """Show the pupils with barriers that nothing addresses yet, page by page."""
    found = await request.change(all_gaps, request.value)
    return await request.replace(blocks.modal("Not addressed yet", list(_gaps(found, request.words))))


async def _found(request: Request) -> tuple[PlanShown, str]:
    """Return the plan of a button's value, which may end in the number of a page, and "placement:number"."""
    thing_id, _, number = request.value.partition(":")
    found = await request.change(view_plan, thing_id)
    return found, f"{found.placement_id}:{number}"


def _changes(found: PlanShown, words: Words) -> Iterator[Block]:
    yield blocks.section(words("plans/page.changes", found=found))
    for one in found.changed:
        yield from whole(words("plans/page.then", one=one))
        yield from whole(words("plans/page.now", one=one))


def _page(found: PlanShown, words: Words) -> Iterator[Block]:
    yield blocks.header(found.name)
    yield blocks.context(words("plans/page.who", found=found))
    yield from whole(words("plans/page.standing", found=found))
    if buttons := list(_ways_on(found)):
        yield blocks.actions(*buttons)
    yield blocks.divider()
    yield from _needs(found, words)
    yield blocks.divider()
    yield from _objectives(found, words)
    yield blocks.divider()
    yield from _provisions(found, words)
    yield blocks.divider()
    yield from _aim(found, words)
    yield blocks.context(words("plans/page.foot"))


def _ways_on(found: PlanShown) -> Iterator[Element]:
    """Yield what can be done with the plan as a whole: handing it in, signing it, seeing what has changed."""
    waits = found.plan is not None and found.plan.handed_in_on is not None
    if found.may_sign and waits:
        yield blocks.button("Sign", "plan.sign", value=found.placement_id)
    if found.may_set and not waits and not found.lacks and (found.changed or not found.signed):
        yield blocks.button("Hand in to sign", "plan.hand_in", value=found.placement_id, style="primary")
    if found.changed:
        yield blocks.button("What has changed", "plan.changes", value=found.placement_id)


def _needs(found: PlanShown, words: Words) -> Iterator[Block]:
    for part in ("health", "family", "social", "safeguarding"):
        yield from whole(words(f"plans/page.{part}", found=found))
    for whose in Whose:
        said = found.voices.get(whose)
        yield from whole(
            words("plans/page.voice", whose=whose, said=said), accessory=_correct(said, "plan.voice_correct", found)
        )
    for part in ("works_here", "works_at_home"):
        yield from whole(words(f"plans/page.{part}", found=found))
    if found.people is not None:
        people = [words("plans/page.person", one=one) for one in found.people]
        yield from whole(words("plans/page.people", found=found), *people)
    if found.gaps:
        yield blocks.section(words("plans/page.gaps_here", found=found))
    if found.may_set:
        stay = found.placement_id
        yield blocks.actions(
            blocks.button("Wider needs, what works", "plan.needs", value=stay),
            blocks.button("In their own words", "plan.voice", value=stay),
        )


def _objectives(found: PlanShown, words: Words) -> Iterator[Block]:
    yield blocks.section(words("plans/objective.title", count=len(found.objectives)))
    for one in found.objectives:
        said = [words("plans/objective.one", one=one)]
        if one.review is not None:
            said.append(words("plans/objective.review", one=one))
        yield from whole(*said, accessory=_objective_menu(one, found))
    if found.ended:
        yield blocks.section(words("plans/objective.ended_title"))
    for one in found.ended:
        text = words("plans/objective.ended", one=one)
        yield from whole(text, accessory=_correct(one.review, "plan.objective_review_correct", found))
    if found.may_set:
        yield blocks.actions(blocks.button("Add an objective", "plan.objective", value=found.placement_id))


def _objective_menu(one: ObjectiveShown, found: PlanShown) -> Element | None:
    if not found.may_set:
        return None
    row_id = one.objective.id
    review = blocks.button("Review", "plan.objective_review", value=row_id)
    entries = [review, blocks.button("Put right", "plan.objective_edit", value=row_id)]
    correct = _correct(one.review, "plan.objective_review_correct", found, "Correct the review")
    return menu([*entries, *([correct] if correct else [])])


def _provisions(found: PlanShown, words: Words) -> Iterator[Block]:
    running = sum(one.standing is ProvisionStanding.RUNNING for one in found.provisions)
    yield blocks.section(words("plans/provision.title", count=running))
    for one in found.provisions:
        yield from whole(words("plans/provision.one", one=one), accessory=_provision_menu(one, found, words))
    if found.may_set:
        yield blocks.actions(blocks.button("Add a provision", "plan.provision", value=found.placement_id))


def _provision_menu(one: ProvisionShown, found: PlanShown, words: Words) -> Element | None:
    row = one.provision
    if found.may_set and one.can_undo:
        return undo_button("Undo the outcome", "plan.provision_undo", row.id, words, _outcome_of(row.what, found))
    if not found.may_set:
        return None
    if row.ended_on is not None:
        outcome = blocks.button("Correct the outcome", "plan.effect_correct", value=row.id)
        count = _correct(one.counted, "plan.sessions_correct", found, "Correct the count")
        return menu([outcome, *([count] if count else [])])
    names = {"plan.sessions": "Count sessions", "plan.effect": "Outcome", "plan.provision_edit": "Put right"}
    entries = [blocks.button(name, action_id, value=row.id) for action_id, name in names.items()]
    correct = _correct(one.counted, "plan.sessions_correct", found, "Correct the count")
    return menu([*entries, *([correct] if correct else [])])


def _outcome_of(what: str, found: PlanShown) -> str:
    return f"what came of {blocks.clip(what, 40)} for {found.first_name}"


def _correct(
    row: PlanVoice | ObjectiveReview | SessionCount | None, action_id: str, found: PlanShown, label: str = "Correct"
) -> Element | None:
    """Return the button that corrects what was saved, for those who may."""
    return blocks.button(label, action_id, value=row.id) if row is not None and row.id in found.correctable else None


def _aim(found: PlanShown, words: Words) -> Iterator[Block]:
    for text in _aims(found, words):
        yield from whole(text)
    for one in found.criteria:
        text = words("plans/page.criterion", one=one, staff=found.staff)
        yield from whole(text, accessory=_criterion_menu(one, found))
    if found.may_set:
        stay, kind = found.placement_id, found.plan.kind if found.plan else None
        names = {PlanKind.REINTEGRATION: "plan.reintegration", PlanKind.OUTREACH: "plan.outreach"}
        kinds = [blocks.button(_kind_called(one, kind), action_id, value=stay) for one, action_id in names.items()]
        yield blocks.actions(*kinds, blocks.button("Add a criterion", "plan.criterion", value=stay))


def _aims(found: PlanShown, words: Words) -> Iterator[Mrkdwn]:
    """Yield what the plan is for, and each long answer that belongs to that."""
    kind = found.plan.kind if found.plan else None
    yield words(f"plans/page.{kind.value if kind else 'no'}_aim", found=found)
    for name in AIMS.get(kind, ()):
        if text := words(f"plans/page.{name}", found=found):
            yield text


def _kind_called(one: PlanKind, kind: PlanKind | None) -> str:
    return one.label if kind in (None, one) else f"Change to {one.label}"


def _criterion_menu(one: Criterion, found: PlanShown) -> Element | None:
    if not found.may_set:
        return None
    shown = blocks.button("How it stands", "plan.shown", value=one.id)
    return menu([shown, blocks.button("Remove", "plan.criterion_drop", value=one.id)])


def _gaps(found: GapsPage, words: Words) -> Iterator[Block]:
    yield blocks.section(words("plans/page.gaps", found=found))
    for one in found.shown:
        see = blocks.button("Support plan", "plan.open", value=one.placement_id, spoken=f"Support plan: {one.name}")
        yield blocks.section(words("plans/page.gap", one=one), accessory=see)
    places = (
        ("Earlier", "plan.gaps_earlier", found.start - MOST_ON_A_PAGE),
        ("More", "plan.gaps_more", found.start + MOST_ON_A_PAGE),
    )
    turns = [blocks.button(label, name, value=str(at)) for label, name, at in places if 0 <= at < found.in_all]
    if turns:
        yield blocks.actions(*turns)
    yield blocks.context(words("plans/page.foot"))


CAPABILITY = Capability(
    "plan",
    actions={
        "plan.open": show,
        "plan.page_earlier": show,
        "plan.page_more": show,
        "plan.changes": show_changes,
        "plan.changes_earlier": show_changes,
        "plan.changes_more": show_changes,
        "plan.gaps": show_gaps,
        "plan.gaps_earlier": show_gaps,
        "plan.gaps_more": show_gaps,
    },
    duties={DutyKind.PLAN: DutyButton("plan.open", "Support plan")},
    jobs=(
        Job("plans.owe", lambda school, day: AFTER_MIDNIGHT, lambda school: LATEST, owe_missing_plans),
        Job("plans.outcomes", lambda school, day: AFTER_MIDNIGHT, lambda school: LATEST, owe_missing_outcomes),
    ),
)
