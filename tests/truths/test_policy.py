"""Each sentence of the policy has a place in Slack where it is done, a row in the database, and an owner.

One pupil is walked through the whole of it, in the order in which it happens; each row is done as staff do it. The
tests of the sentences share this walk: each goes on with it as far as its own sentence asks.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from models.change import Read
from models.tables.assessment import AssessmentDecision
from models.tables.audit import Audit
from models.tables.barrier import Barrier
from models.tables.base import Base
from models.tables.contact import Attempt
from models.tables.correction import values_of
from models.tables.duty import Duty, DutyKind
from models.tables.leaving import Leaving
from models.tables.meeting import PlanningMeeting
from models.tables.placement import Placement
from models.tables.plans.plan import SupportPlan
from models.tables.plans.provision import Provision
from models.tables.profile import ProfileAnswer
from models.tables.referral import Referral
from models.tables.result import NotYet, Result
from models.tables.review import Review
from models.tables.staff import Staff
from models.tables.target import Target
from tests.databases import ENGINES, Databases
from tests.handlers.pressing import duty, press
from tests.handlers.referrals.test_refer import KAI
from tests.handlers.teaching import kept
from tests.school import CHANNEL, STAFF, Service, a_service

MONDAY, TUESDAY, IN_OCTOBER = date(2026, 9, 7), date(2026, 9, 8), date(2026, 10, 19)


@dataclass(frozen=True)
class Walk:
    """Where the pupil is on the way."""

    service: Service

    async def placement(self) -> str:
        """Return the placement that was opened last."""
        return str(max(await kept(self.service, Placement), key=lambda one: one.added_at).id)

    async def press(self, action_id: str, what: DutyKind | str, *, by: str, **typed: Any) -> None:
        """Press the button of a duty, or of a place of the pupil's such as ":Maths", and fill in its form."""
        value = (await duty(self.service, what))[0] if isinstance(what, DutyKind) else f"{await self.placement()}{what}"
        await press(self.service, action_id, value, by=by)
        await self.submit(by=by, **typed)

    async def submit(self, *, by: str, **typed: Any) -> None:
        """Fill in the form that is open, and close what it answers."""
        assert await self.service.workspace.submit(by=by, **typed) == {}
        if self.service.workspace.has_modal(by=by):
            await self.service.workspace.close(by=by, everything=True)

    async def place(self, where: str, *, by: str) -> str:
        """Return all that stands on the page of the pupil, on somebody's own Home, or in the last digest."""
        if where == "digest":
            return str([one for one in self.service.workspace.messages if one.channel == CHANNEL][-1].blocks)
        if where == "page":
            await press(self.service, "pupil.open", await self.placement(), by=by)
        else:
            await press(self.service, "home.duties", "all", by=by)
        return str((await self.service.workspace.home(by=by)).view)


@dataclass(frozen=True)
class Row:
    """A row of the policy: how it is done, which row it keeps, who owes it, and whose screen has the button for it."""

    said: str
    do: Callable[[Walk], Awaitable[None]]
    kept: type[Base]
    owes: DutyKind
    owner: str
    button: str
    where: str
    by: str


async def refer(walk: Walk) -> None:
    await walk.service.workspace.command("/refer", by="sue")
    await walk.submit(by="sue", **KAI)


async def contact_the_family(walk: Walk) -> None:
    spoke = {"who_did_you_contact": "Rosa", "how": "Phone call", "what_happened": "We spoke", "when": MONDAY}
    await walk.press("contact.log", DutyKind.FAMILY, by="helen", **spoke, what_they_said="He misses art")


async def hold_the_meeting(walk: Walk) -> None:
    """Hold the meeting, and allocate: the digest then has the needs for every member of staff."""
    hopes = {"what_the_pupil_hopes_for": "A 7 in Maths", "what_helps": "A quiet seat"}
    await walk.press("meeting.hold", DutyKind.HOLD, by="helen", held_on=MONDAY, who_came="Kai and Rosa", **hopes)
    given = {"keyworker": "Ben Okafor", "subject_teachers": ["Maths – Ann Lister"], "planned_first_day": TUESDAY}
    await walk.press("allocate.open", "", by="helen", **given)
    await walk.service.go_to(2026, 9, 14, 8, 30)


async def suspect_a_difficulty(walk: Walk) -> None:
    said = {"how_sure_we_are": "Suspected", "what_has_been_seen": "Skips lines"}
    await walk.press("barrier.set", ":learning", by="ben", **said)


async def say_not_yet(walk: Walk) -> None:
    later = {"not_yet_why": "Settling in", "not_yet_look_again_on": date(2026, 9, 16)}
    await walk.press("assess.open", DutyKind.BASELINE, by="ann", **later)


async def enter_a_result(walk: Walk) -> None:
    given = {"scale": "GCSE", "grade_or_score": "4", "assessed_on": date(2026, 9, 14)}
    await walk.press("assess.open", ":Maths", by="ann", **given)


async def set_a_low_target(walk: Walk) -> None:
    await press(walk.service, "target.open", (await duty(walk.service, DutyKind.TARGET))[0], by="ann")
    await walk.service.workspace.submit(by="ann", target_grade_or_level="4", programme="Small group")
    await walk.submit(by="ann", reason="Two operations this term")


async def raise_the_target(walk: Walk) -> None:
    await walk.press("target.open", ":Maths", by="ann", target_grade_or_level="6", programme="Small group")


async def pass_it_to_the_administrator(walk: Walk) -> None:
    await press(walk.service, "cohort.file", "ksm", by="omar")


async def provide_what_it_needs(walk: Walk) -> None:
    given = {"what_is_provided": "Reading, one to one", "by_whom": "Sue Pell", "outcome_wanted": "Reads a page a day"}
    often = {"length_in_minutes": 30, "times_a_week": 3, "planned_end": IN_OCTOBER}
    await walk.press("plan.provision", "", by="ben", **given, **often)


async def write_the_profile(walk: Walk) -> None:
    given = {"do_not": "Shout", "in_whose_words": "Staff's words"}
    await walk.press("profile.write", DutyKind.PROFILE, by="ben", **given)


async def write_the_plan(walk: Walk) -> None:
    await walk.press("plan.needs", "", by="ben", health="Asthma", family="Lives with his aunt")


async def decide_on_assessments(walk: Walk) -> None:
    decided = {"decision": "None needed", "if_none_is_needed": "The baselines say enough"}
    await walk.press("assessment.decide", DutyKind.ASSESSMENT, by="priya", **decided)


async def review_informally(walk: Walk) -> None:
    given = {"grade_or_score_now": "4", "assessed_on": date(2026, 9, 14), "next_step": "I check my units"}
    informal = {"kind_of_review": "Informal: in between", "held_on": date(2026, 9, 14)}
    await walk.press("review.open", ":Maths", by="ann", **given, **informal)


async def tell_the_pupil(walk: Walk) -> None:
    await walk.press("review.tell", DutyKind.TELL, by="ann", told_on=date(2026, 9, 14), how="In a chat")


async def review_with_the_family(walk: Walk) -> None:
    walk.service.skip_to(2026, 10, 19, 9)
    said = {"what_the_pupil_says": "It is quiet", "what_the_parents_or_carers_say": "He likes to come"}
    await walk.press("review.open", DutyKind.FAMILY_REVIEW, by="ben", held_on=IN_OCTOBER, **said)


async def leave(walk: Walk) -> None:
    given = {"why_they_leave": "Moving to another school or provision", "where_to": "Not known"}
    await walk.press("leave.open", "", by="ben", last_day=date(2026, 10, 21), **given)


async def come_back(walk: Walk) -> None:
    await walk.service.go_to(2026, 11, 3, 9)
    await walk.service.workspace.command("/refer", by="sue")
    assert await walk.service.workspace.submit(by="sue", **KAI) == {}
    await walk.submit(by="sue", has_this_pupil_been_here_before="Yes, the same child")


# The rows of the policy, in the order in which they happen to one pupil. Some are done in two ways.
POLICY = (
    Row("referral", refer, Referral, DutyKind.FAMILY, "helen", "refer.open", "home", "sue"),
    Row("involve parents", contact_the_family, Attempt, DutyKind.FAMILY, "helen", "contact.log", "page", "helen"),
    Row("initial meeting", hold_the_meeting, PlanningMeeting, DutyKind.HOLD, "helen", "pupil.needs", "digest", "sue"),
    Row("barriers", suspect_a_difficulty, Barrier, DutyKind.SUSPICION, "priya", "barrier.set", "page", "ben"),
    Row("be sensitive", say_not_yet, NotYet, DutyKind.BASELINE, "ann", "assess.open", "page", "ann"),
    Row("collect data", enter_a_result, Result, DutyKind.BASELINE, "ann", "assess.open", "page", "ann"),
    Row("low expectations", set_a_low_target, Target, DutyKind.TARGET, "ann", "target.kept", "digest", "helen"),
    Row("challenging targets", raise_the_target, Target, DutyKind.TARGET, "ann", "target.open", "page", "ann"),
    Row("tracked", pass_it_to_the_administrator, Audit, DutyKind.TARGET, "ann", "cohort.open", "home", "omar"),
    Row("teach what is needed", provide_what_it_needs, Provision, DutyKind.PLAN, "ben", "plan.gaps", "home", "priya"),
    Row("learning profile", write_the_profile, ProfileAnswer, DutyKind.PROFILE, "ben", "profile.open", "page", "sue"),
    Row("support plan", write_the_plan, SupportPlan, DutyKind.PLAN, "ben", "plan.open", "page", "ben"),
    Row(
        "assessments",
        decide_on_assessments,
        AssessmentDecision,
        DutyKind.ASSESSMENT,
        "priya",
        "assessment.list",
        "home",
        "priya",
    ),
    Row("review informally", review_informally, Review, DutyKind.REVIEW, "ann", "review.open", "page", "ann"),
    Row("feedback", tell_the_pupil, Review, DutyKind.TELL, "ann", "review.correct", "page", "ann"),
    Row(
        "family review",
        review_with_the_family,
        Review,
        DutyKind.FAMILY_REVIEW,
        "ben",
        "review.open",
        "page",
        "ben",
    ),
    Row("move on", leave, Leaving, DutyKind.FIND_DESTINATION, "ben", "leave.open", "page", "ben"),
    Row("come again", come_back, Placement, DutyKind.FAMILY, "helen", "stay.carry", "page", "helen"),
)


# The sentences of product.md, section 1, in the order in which the walk has done all of their rows.
SENTENCES = {
    "contact parents and professionals to set up a planning meeting": ("referral",),
    "inform and where possible involve parents": ("involve parents",),
    "understand the barriers, and make staff aware of needs weekly": ("initial meeting",),
    "barriers": ("barriers",),
    "be sensitive in how we approach assessment": ("be sensitive",),
    "collect as much data as possible": ("collect data",),
    "challenge low expectations": ("low expectations",),
    "set appropriately challenging targets": ("challenging targets",),
    "targets are passed to the administrator and tracked": ("tracked",),
    "teach programmes that match need": ("teach what is needed",),
    "learning profile and support plan": ("learning profile", "support plan"),
    "the initial period may lead to further assessments": ("assessments",),
    "feedback so that students know how to improve": ("feedback",),
    "review formally and informally": ("review informally", "family review"),
    "review half-termly with parent, carer and pupil": ("family review",),
    "students may come and move on again": ("move on", "come again"),
}


@dataclass
class Scene:
    """The walk as far as it has come, with what was found of each row: what it kept, who owes it, its button."""

    walk: Walk
    left: Iterator[Row] = field(default_factory=lambda: iter(POLICY))
    found: dict[str, tuple[bool, str, bool]] = field(default_factory=dict)

    async def until(self, said: str) -> None:
        """Go on until a row is done. One that fails is not tried again; the tests of later rows go on after it."""
        while said not in self.found and (row := next(self.left, None)) is not None:
            await self._do(row)

    async def _do(self, row: Row) -> None:
        service = self.walk.service
        before = [values_of(one) for one in await kept(service, row.kept)]
        await row.do(self.walk)
        after = [values_of(one) for one in await kept(service, row.kept)]
        shown = await self.walk.place(row.where, by=row.by)
        self.found[row.said] = (after != before, await owner_of(service, row.owes), row.button in shown)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=ENGINES)
async def scene(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[Scene]:
    with databases.copy(request.param, databases.files) as url:
        async with a_service(url) as service:
            yield Scene(Walk(service))


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("sentence", SENTENCES)
async def test_a_sentence_of_the_policy_has_a_place_a_row_and_an_owner(scene: Scene, sentence: str) -> None:
    owners = {row.said: STAFF[row.owner][1] for row in POLICY}
    for said in SENTENCES[sentence]:
        await scene.until(said)
        assert scene.found.get(said) == (True, owners[said], True)


def test_no_row_is_without_its_sentence() -> None:
    assert {said for rows in SENTENCES.values() for said in rows} == {row.said for row in POLICY}


async def owner_of(service: Service, kind: DutyKind) -> str:
    """Return who owes the newest duty of this kind, or did."""

    def find(read: Read) -> str:
        rows = select(Staff.name).join(Duty, Duty.owner_id == Staff.id).where(Duty.kind == kind)
        return read.session.scalars(rows.order_by(Duty.added_at.desc())).first() or "nobody"

    return str(await service.read(find))
