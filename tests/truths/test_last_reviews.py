"""A review that was held shortly before the last day counts as held, and is named as the one before leaving."""

import csv
import io
from datetime import date

import pytest

from bot.workspace import Client
from models.change import Change
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, correct_leaving, leave, undo_leaving
from models.pupils.agreement import AgreementInput, set_agreement
from models.referrals.returning import EarlierStayAnswer, refer_or_ask_first
from models.reviews.family import save_any_review
from models.reviews.history import history
from models.reviews.queue import due_reviews
from models.reviews.save import Formality, ReviewInput
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import DestinationKind, Leaving, LeavingReason
from models.tables.placement import CommissionerKind, Placement
from models.tables.review import FAMILY
from models.topic import Topic
from tests.handlers.pressing import press
from tests.handlers.teaching import kept, owed
from tests.school import Service
from tests.truths.test_inspection import AUTUMN_2, lines, opened, sent, tables
from tests.truths.test_leaving import a_pupil_in_school, page
from tests.truths.test_return import AGAIN

HELD, LAST_DAY, LATER = date(2026, 10, 1), date(2026, 10, 9), date(2026, 10, 16)
END_OF_HALF_TERM, END_OF_TERM = date(2026, 10, 22), date(2026, 12, 18)
COLLEGE = Destination(DestinationKind.COLLEGE, "Riverside College")
BEFORE_LEAVING = [(Ending.DONE, HELD)]


async def reviewed(service: Service, placement: str, subject: str, on: date) -> None:
    said = {"why": "In for two days"} if subject else {"parent_view": "He is calmer", "pupil_view": "It is all right"}
    given = ReviewInput(on, Formality.FORMAL, None, **said)  # type: ignore[arg-type]  # as a form would give it
    await service.change(save_any_review, Topic(placement, subject), given, by="ann" if subject else "ben")


async def a_reviewed_pupil(service: Service, on: date = HELD) -> str:
    """Return Kai's placement, with Maths and family reviewed on a day."""
    placement = await a_pupil_in_school(service)
    service.skip_to(on.year, on.month, on.day, 12)
    await reviewed(service, placement, "Maths", on)
    await reviewed(service, placement, FAMILY, on)
    return placement


async def leaves(service: Service, placement: str, last_day: date = LAST_DAY) -> None:
    await service.change(leave, placement, LeavingInput(last_day, LeavingReason.MOVES, COLLEGE), by="ben")


async def ended(service: Service, *kinds: DutyKind) -> list[tuple[Ending, date]]:
    """Return how the duties of these kinds that are closed have ended."""
    found = [one for one in await kept(service, Duty) if one.kind in kinds and one.done_on is not None]
    return sorted((one.ending, one.done_on) for one in found)


@pytest.mark.parametrize("is_planned", [True, False])
async def test_a_review_in_the_last_two_weeks_is_the_one_before_leaving_whenever_the_leaving_is_recorded(
    service: Service, is_planned: bool
) -> None:
    placement = await a_reviewed_pupil(service)
    service.skip_to(2026, 10, 5 if is_planned else 12, 9)
    await leaves(service, placement)
    await service.go_to(2026, 10, 13, 9)
    assert await ended(service, DutyKind.REVIEW) == BEFORE_LEAVING
    assert await ended(service, DutyKind.FAMILY_REVIEW) == BEFORE_LEAVING
    assert await owed(service, DutyKind.REVIEW, DutyKind.FAMILY_REVIEW) == {}


async def test_it_is_named_so_on_the_page_and_in_the_half_term_record_its_document_and_its_file(
    service: Service,
) -> None:
    placement = await a_reviewed_pupil(service)
    await leaves(service, placement)
    await service.go_to(2026, 10, 13, 9)
    shown = await page(service, placement)
    assert "Maths · Thursday 1 October, formal, the review before leaving · Ann Lister" in shown
    assert "Family review · Thursday 1 October, formal, the review before leaving · Ben Okafor" in shown
    assert lines(await opened(service))["Kai Ashworth"] == [
        "Maths: due Thu 22 Oct · held on Thu 1 Oct (Ann Lister), the review before leaving on Fri 9 Oct · "
        "not recorded that the pupil was told",
        "Family review: due Thu 22 Oct · held on Thu 1 Oct (Ben Okafor), the review before leaving on Fri 9 Oct · "
        "pupil heard on Thu 1 Oct",
    ]
    reviews, _ = (await sent(service, "csv")).values()
    rows = list(csv.DictReader(io.StringIO(reviews.decode("utf-8-sig"), newline="")))
    assert [(one["How it stands"], one["Left on"]) for one in rows] == [
        ("held on time, the review before leaving", "2026-10-09")
    ] * 2
    _, (_, *reviewed_in_document) = await tables(service)
    assert "held on time; the review before leaving on 9 Oct 2026" in str(reviewed_in_document)


async def test_of_two_in_the_last_two_weeks_only_the_later_is_the_one_before_leaving(service: Service) -> None:
    placement = await a_reviewed_pupil(service)
    service.skip_to(2026, 10, 6, 12)
    await reviewed(service, placement, "Maths", date(2026, 10, 6))
    await leaves(service, placement)
    await service.go_to(2026, 10, 13, 9)
    maths = [line for line in lines(await opened(service))["Kai Ashworth"] if line.startswith("Maths")]
    assert [line.count("the review before leaving") for line in maths] == [1, 0]
    assert "held on Tue 6 Oct" in maths[0]
    found = await service.change(history, f"{placement}:0", by="helen")
    of_maths = {one.on: one.is_before_leaving for one in found.entries if one.subject == "Maths"}
    assert of_maths == {HELD: False, date(2026, 10, 6): True}


async def test_while_it_is_a_plan_it_follows_the_last_day_and_is_undone_with_it(service: Service) -> None:
    placement = await a_reviewed_pupil(service)
    before = await owed(service, DutyKind.REVIEW, DutyKind.FAMILY_REVIEW)
    await leaves(service, placement)
    assert await ended(service, DutyKind.REVIEW) == BEFORE_LEAVING
    (leaving,) = await kept(service, Leaving)
    await service.change(undo_leaving, leaving.id, by="ben")
    assert await owed(service, DutyKind.REVIEW, DutyKind.FAMILY_REVIEW) == before
    assert await ended(service, DutyKind.REVIEW, DutyKind.FAMILY_REVIEW) == []


async def test_a_later_last_day_owes_a_review_before_leaving_again(service: Service) -> None:
    placement = await a_reviewed_pupil(service)
    service.skip_to(2026, 10, 12, 9)
    await leaves(service, placement)
    (leaving,) = await kept(service, Leaving)
    later = LeavingInput(LATER, LeavingReason.MOVES, COLLEGE)
    await service.change(correct_leaving, leaving.id, later, "A week longer", None, by="omar")
    found = await owed(service, DutyKind.REVIEW, DutyKind.FAMILY_REVIEW)
    assert {due_on for _, due_on in found.values()} == {LATER}
    assert await ended(service, DutyKind.REVIEW, DutyKind.FAMILY_REVIEW) == []


async def test_a_review_still_to_hold_is_named_as_the_one_before_leaving_wherever_it_is_listed(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil_in_school(service)
    await leaves(service, placement, date(2026, 9, 18))
    assert "Review progress in Maths before leaving – due Fri 18 Sep" in await page(service, placement)
    await service.go_to(2026, 9, 14, 8, 1)
    assert "Ann Lister: 1 review, 1 before leaving" in workspace.in_room("allocations")[-1].plain
    await press(service, "home.duties", "here", by="ann")
    await workspace.quiet()
    assert "Review progress in Maths before leaving" in (await workspace.home(by="ann")).text
    await service.go_to(2026, 9, 18, 8, 20)
    (reminder,) = [one for one in workspace.direct_messages(to="ann") if "Reminder for Friday 18" in one.plain]
    assert "Review progress in Maths before leaving" in reminder.plain


async def test_what_would_have_been_due_after_the_last_day_ends_as_the_pupil_left_and_not_at_once(
    service: Service,
) -> None:
    """The reviews of this half-term were held: those of the next, and the commissioner's view, go with the pupil."""
    placement = await a_pupil_in_school(service)
    await service.change(
        set_agreement,
        placement,
        AgreementInput(CommissionerKind.SCHOOL, "Northbrook Academy", longest_weeks=30),
        by="helen",
    )
    service.skip_to(2026, 10, 13, 12)
    await reviewed(service, placement, "Maths", date(2026, 10, 13))
    await reviewed(service, placement, FAMILY, date(2026, 10, 13))
    service.skip_to(2026, 10, 19, 9)
    await leaves(service, placement, END_OF_HALF_TERM)
    assert await ended(service, DutyKind.COMMISSIONER_VIEW) == []
    assert "no longer needed" not in await page(service, placement)
    await service.go_to(2026, 11, 3, 9)
    left = (Ending.LEFT, END_OF_HALF_TERM)
    assert await ended(service, DutyKind.REVIEW) == [(Ending.DONE, date(2026, 10, 13)), left]
    assert await ended(service, DutyKind.COMMISSIONER_VIEW) == [left]
    assert "Ask for the commissioner's view: ended as the pupil left, Thu 22 Oct" in await page(service, placement)
    assert "Kai Ashworth" not in lines(await opened(service, term=AUTUMN_2))


async def test_nothing_of_an_earlier_leaving_stands_in_the_placement_of_a_pupil_who_is_back(
    service: Service, workspace: Client
) -> None:
    before = await a_reviewed_pupil(service)
    await leaves(service, before)
    await service.go_to(2026, 11, 3, 9)
    now = str(await service.change(refer_or_ask_first, AGAIN, EarlierStayAnswer.SAME, by="helen"))
    shown = await page(service, now)
    assert "Earlier placement, until Friday 9 October 2026" in shown
    for leaked in ("before leaving", "Destination", "Check in", "as the pupil left", "Reviews\n", "Riverside"):
        assert leaked not in shown
    assert "Kai Ashworth" not in lines(await opened(service, term=AUTUMN_2))
    await workspace.command("/pupil Ashworth", by="ben")
    assert "Left on" not in (await workspace.home(by="ben")).text


async def test_nobody_is_asked_to_hold_what_goes_with_the_pupil(service: Service, workspace: Client) -> None:
    """The day that is owed is after the last one: it is no review of the sitting, nor of the meeting."""
    placement = await a_pupil_in_school(service)

    def leaves_before_it_is_due(change: Change) -> None:
        change.get(Placement, placement).left_on = date(2026, 10, 20)

    assert len(await service.read(due_reviews, by="ann")) == 0
    await service.go_to(2026, 10, 19, 7)
    assert len(await service.read(due_reviews, by="ann")) == 1
    await service.change(leaves_before_it_is_due)
    assert await service.read(due_reviews, by="ann") == []
    await service.go_to(2026, 10, 19, 8, 1)
    assert "Reviews to hold" not in workspace.in_room("allocations")[-1].plain
