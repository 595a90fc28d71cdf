"""What the record says of contact with a family is what happened: reached, declined, not reached, or a wrong number."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.workspace import Client
from models.change import Read
from models.contacts.lines import ContactInput
from models.contacts.outcomes import Ended, ending_of
from models.contacts.people import add_person
from models.tables.contact import Attempt, Contact, Outcome, Side
from models.tables.correction import Correction
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.review import Review
from models.tables.staff import Staff
from tests.handlers.pressing import duty, last_private, press
from tests.handlers.teaching import a_taught_pupil, kept
from tests.school import Service, a_pupil

MOTHER = ContactInput("Rosa Ashworth", relation="mother", phone="07700 900123")
FATHER = ContactInput("Viktor Ashworth", relation="father", phone="07700 900456")
NO_ANSWER, SPOKE, DECLINED, WRONG = "No answer", "We spoke, or they replied", "Declined", "Wrong number or address"
UNREACHED = "could not be reached"
MON, TUE, WED, THU = (date(2026, 9, day) for day in (7, 8, 9, 10))


async def log(service: Service, placement: str, outcome: str, *, by: str = "helen", **fields: Any) -> str:
    """Log a phone call, and return what the bot says of it."""
    workspace = service.workspace
    await press(service, "contact.attempt", placement, by=by)
    given = {"who_did_you_contact": "Rosa", "how": "Phone call", "when": service.clock.today()} | fields
    assert await workspace.submit(by=by, what_happened=outcome, **given) == {}
    said = workspace.modal(by=by).text if workspace.has_modal(by=by) else ""
    if said:
        await workspace.close(by=by, everything=True)
    return said


async def log_on_days(service: Service, placement: str, *outcomes: str) -> str:
    """Log one call a day, from Monday 7 September on."""
    said = ""
    for day, outcome in enumerate(outcomes, start=7):
        await service.go_to(2026, 9, day, 9)
        said = await log(service, placement, outcome)
    return said


async def page(service: Service, placement: str, *, by: str = "helen") -> str:
    """Return the pupil's page as somebody sees it."""
    await press(service, "pupil.open", placement, by=by)
    return (await service.workspace.home(by=by)).text.replace("*", "")


async def step(service: Service) -> tuple[Ending | None, date | None]:
    """Return how the step of contacting the family ended, and on which day."""

    def find(read: Read) -> tuple[Ending | None, date | None]:
        found = read.session.scalars(select(Duty).where(Duty.kind == DutyKind.FAMILY)).one()
        return found.ending, found.done_on

    found: tuple[Ending | None, date | None] = await service.read(find)
    return found


# The rule.


@pytest.mark.parametrize(
    ("attempts", "ended"),
    [
        ([], None),
        ([(MON, Outcome.NO_ANSWER), (MON, Outcome.MESSAGE_LEFT), (TUE, Outcome.NO_ANSWER)], None),
        (
            [(WED, Outcome.NO_ANSWER), (MON, Outcome.NO_ANSWER), (TUE, Outcome.MESSAGE_LEFT), (THU, Outcome.NO_ANSWER)],
            Ended(Ending.UNREACHABLE, WED),
        ),
        ([(MON, Outcome.NO_ANSWER), (TUE, Outcome.WRONG_DETAILS), (WED, Outcome.NO_ANSWER)], None),
        ([(MON, Outcome.REFUSED)], Ended(Ending.DECLINED, MON)),
        (
            [
                (MON, Outcome.NO_ANSWER),
                (TUE, Outcome.NO_ANSWER),
                (WED, Outcome.NO_ANSWER),
                (THU, Outcome.REFUSED),
            ],
            Ended(Ending.DECLINED, THU),
        ),
        ([(MON, Outcome.REFUSED), (TUE, Outcome.SPOKE), (WED, Outcome.SPOKE)], Ended(Ending.DONE, TUE)),
    ],
)
def test_three_days_without_an_answer_or_a_refusal_or_words_end_a_step_on_their_day(
    attempts: list[tuple[date, Outcome]], ended: Ended | None
) -> None:
    assert ending_of(attempts, 3) == ended


# Declined.


async def test_a_family_that_declines_is_named_so_and_never_as_not_reached(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    said = await log_on_days(service, placement, DECLINED)
    assert 'closed as "declined"' in said
    assert UNREACHED not in said
    assert await step(service) == (Ending.DECLINED, MON)
    shown = await page(service, placement)
    assert "Contact the family: declined, Mon 7 Sep" in shown
    assert UNREACHED not in shown
    await service.go_to(2026, 9, 7, 10)
    await workspace.command("/allocations", by="helen")
    digest = workspace.in_room("allocations")[-1].plain.replace("*", "")
    assert "contact the family: declined" in digest
    assert UNREACHED not in digest


async def test_three_calls_that_they_declined_or_that_went_to_a_wrong_number_do_not_say_not_reached(
    service: Service,
) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log_on_days(service, placement, NO_ANSWER, WRONG, WRONG, NO_ANSWER)
    assert await step(service) == (None, None)
    assert "tried on 2 days so far" in await page(service, placement)


async def test_declining_after_three_days_without_an_answer_replaces_not_reached(service: Service) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    said = await log_on_days(service, placement, NO_ANSWER, NO_ANSWER, NO_ANSWER)
    assert UNREACHED in said
    assert await step(service) == (Ending.UNREACHABLE, WED)
    await service.go_to(2026, 9, 10, 9)
    await log(service, placement, DECLINED)
    assert await step(service) == (Ending.DECLINED, THU)
    assert UNREACHED not in await page(service, placement)


@pytest.mark.parametrize("before", [(DECLINED,), (NO_ANSWER, NO_ANSWER, NO_ANSWER)])
async def test_words_that_come_later_replace_the_label(service: Service, before: tuple[str, ...]) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log_on_days(service, placement, *before)
    await service.go_to(2026, 9, 11, 9)
    await log(service, placement, SPOKE)
    assert await step(service) == (Ending.DONE, date(2026, 9, 11))
    shown = await page(service, placement)
    assert "Contact the family: done on Fri 11 Sep" in shown
    assert UNREACHED not in shown


async def test_a_step_ends_on_the_day_of_the_call_and_not_on_that_of_its_entry(service: Service) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await service.go_to(2026, 9, 9, 9)
    await log(service, placement, SPOKE, when=TUE)
    assert await step(service) == (Ending.DONE, TUE)


async def test_an_answer_that_is_logged_late_still_counts_over_the_days_without_one(service: Service) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log_on_days(service, placement, NO_ANSWER, NO_ANSWER, NO_ANSWER)
    await log(service, placement, SPOKE, when=TUE)
    assert await step(service) == (Ending.DONE, TUE)


async def test_whoever_was_asked_to_call_is_told_how_it_ended(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await press(service, "step.give", (await duty(service, DutyKind.FAMILY))[0], by="helen")
    await workspace.submit(by="helen", hand_over_to="Sue Pell")
    await log(service, placement, DECLINED)
    told = workspace.direct_messages(to="sue")[0].plain.replace("*", "")
    assert "declined, Mon 7 Sep" in told
    assert "is done" not in told


# The parents' half of the family review.


async def family_review(service: Service, *outcomes: str) -> tuple[str, str]:
    """Log one call a day for the family review, from Monday 12 October on; the placement, and what the bot says."""
    placement, said = await a_taught_pupil(service, keyworker="sue"), ""
    await service.change(add_person, placement, MOTHER, by="helen")
    for day, outcome in enumerate(outcomes, start=12):
        service.skip_to(2026, 10, day, 9)
        said = await log(service, placement, outcome, by="sue")
    return placement, said


async def test_parents_who_decline_their_half_of_a_review_are_named_so(service: Service) -> None:
    placement, said = await family_review(service, NO_ANSWER, DECLINED)
    assert "declined" in said
    assert UNREACHED not in said
    (row,) = await kept(service, Review)
    assert (row.declined, row.unreached, row.on) == (True, False, date(2026, 10, 13))
    shown = await page(service, placement, by="sue")
    assert "The parents or carers declined on Tuesday 13 October" in shown
    assert UNREACHED not in shown


async def test_parents_who_decline_once_it_is_closed_as_not_reached_are_named_so(service: Service) -> None:
    placement, said = await family_review(service, NO_ANSWER, NO_ANSWER)
    assert UNREACHED in said
    await log(service, placement, DECLINED, by="sue")
    (row,) = await kept(service, Review)
    assert (row.declined, row.unreached) == (True, False)


async def test_a_wrong_number_is_no_day_on_which_the_parents_were_tried_for_a_review(service: Service) -> None:
    _, said = await family_review(service, WRONG, NO_ANSWER)
    assert "Logged as day 1 of 2" in said
    assert await kept(service, Review) == []


@pytest.mark.parametrize("before", [(NO_ANSWER, NO_ANSWER), (DECLINED,)])
async def test_the_parents_words_that_come_later_take_the_place_of_the_label(
    service: Service, before: tuple[str, ...]
) -> None:
    placement, _ = await family_review(service, *before)
    service.skip_to(2026, 10, 15, 9)
    await log(service, placement, SPOKE, by="sue", what_they_said="He likes to come")
    (row,) = await kept(service, Review)
    assert (row.declined, row.unreached, row.parent_view, row.on) == (
        False,
        False,
        "He likes to come",
        date(2026, 10, 15),
    )
    shown = await page(service, placement, by="sue")
    assert "Parents or carers say: He likes to come" in shown
    assert UNREACHED not in shown
    assert "declined on" not in shown


async def test_parents_who_have_said_something_for_a_review_are_not_named_as_not_reached(service: Service) -> None:
    placement, _ = await family_review(service, SPOKE)
    service.skip_to(2026, 10, 13, 9)
    await log(service, placement, SPOKE, by="sue", what_they_said="He likes to come")
    for day in (14, 15):
        service.skip_to(2026, 10, day, 9)
        await log(service, placement, NO_ANSWER, by="sue")
    assert await kept(service, Review) == []


# A wrong number.


async def numbers_owed(service: Service) -> list[tuple[str, str | None, Ending | None]]:
    """Return who owes which right number, and how that ended."""

    def find(read: Read) -> list[tuple[str, str | None, Ending | None]]:
        rows = select(Staff.name, Duty.what, Duty.ending).join(Duty, Duty.owner_id == Staff.id)
        return [tuple(row) for row in read.session.execute(rows.where(Duty.kind == DutyKind.NUMBER))]

    found: list[tuple[str, str | None, Ending | None]] = await service.read(find)
    return found


async def contact_called(service: Service, name: str) -> Contact:
    """Return the contact with this name."""
    return next(one for one in await kept(service, Contact) if one.name == name)


async def test_a_wrong_number_is_marked_and_a_right_one_is_owed_by_the_office(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service, contacts=(MOTHER, FATHER))
    said = await log(service, placement, WRONG)
    assert "Getting a right one is on Omar Desai's list" in said
    assert await numbers_owed(service) == [("Omar Desai", "Get a right number for Rosa Ashworth", None)]
    shown = await page(service, placement)
    assert "07700 900123 (number does not work)" in shown
    assert "Get a right number for Rosa Ashworth" in shown
    await press(service, "contact.attempt", placement, by="helen")
    form = workspace.modal(by="helen")
    assert "07700 900123 (number does not work)" in form.text
    assert (await workspace.suggest("Who did you contact?", "", by="helen"))[:2] == [
        "Viktor Ashworth (father)",
        "Rosa Ashworth (mother)",
    ]


async def test_the_name_of_a_contact_is_not_read_where_contacts_are_not(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log(service, placement, WRONG)
    assert "Rosa" not in await page(service, placement, by="sue")
    await service.go_to(2026, 9, 9, 8, 20)
    reminder = workspace.direct_messages(to="omar")[-1].plain.replace("*", "")
    assert "Get a right number · Kai" in reminder
    assert "Rosa" not in reminder
    assert "Get a right number for Rosa Ashworth" in (await workspace.home(by="omar")).text


async def test_a_new_number_ends_the_duty_and_the_mark(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log(service, placement, WRONG)
    await service.go_to(2026, 9, 9, 9)
    await workspace.home(by="omar")
    await workspace.click("Put the number right", by="omar")
    assert await workspace.submit(by="omar", relation="mum") == {}
    assert [row[2] for row in await numbers_owed(service)] == [None]
    assert (await contact_called(service, "Rosa Ashworth")).phone_wrong_on == MON
    await workspace.click("Put the number right", by="omar")
    assert await workspace.submit(by="omar", phone="07700 900999") == {}
    assert [row[2] for row in await numbers_owed(service)] == [Ending.DONE]
    assert "does not work" not in await page(service, placement)


async def test_a_number_that_is_only_taken_away_is_no_right_one(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log(service, placement, WRONG)
    await press(service, "contact.edit", (await contact_called(service, "Rosa Ashworth")).id, by="omar")
    assert await workspace.submit(by="omar", phone=None) == {}
    assert [row[2] for row in await numbers_owed(service)] == [None]


@pytest.mark.parametrize(
    ("added", "ended"),
    [
        (FATHER, Ending.DONE),
        (ContactInput("Viktor Ashworth", relation="father"), None),
        (ContactInput("Viktor Ashworth", phone="07700 900456", do_not_contact=True), None),
        (ContactInput("Tessa Lim", Side.PROFESSIONAL, phone="07700 900789"), None),
    ],
)
async def test_somebody_else_in_the_family_with_a_number_ends_the_duty(
    service: Service, added: ContactInput, ended: Ending | None
) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log(service, placement, WRONG)
    await service.change(add_person, placement, added, by="omar")
    assert [row[2] for row in await numbers_owed(service)] == [ended]


async def test_a_contact_who_is_removed_needs_no_number_until_put_back(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log(service, placement, WRONG)
    await press(service, "contact.edit", (await contact_called(service, "Rosa Ashworth")).id, by="omar")
    await workspace.click("Remove this contact", by="omar")
    assert [row[2] for row in await numbers_owed(service)] == [Ending.DROPPED]
    await workspace.click("Put back", by="omar")
    assert {row[2] for row in await numbers_owed(service)} == {Ending.DROPPED, None}


async def test_only_a_call_says_that_a_number_does_not_work(service: Service) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log(service, placement, WRONG, how="Visit")
    assert await numbers_owed(service) == []
    assert (await contact_called(service, "Rosa Ashworth")).phone_wrong_on is None


# Why, and how they like to be reached.


async def test_the_reason_of_a_call_stands_in_the_log_and_good_news_counts_as_contact(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log(service, placement, SPOKE, what_was_it_about="Good news", what_they_said="Thank you for ringing")
    line = "Mon 7 Sep: phone call to Rosa Ashworth, good news – we spoke, or they replied (Helen Marsh): Thank you"
    assert line in await page(service, placement)
    assert await step(service) == (Ending.DONE, MON)
    await press(service, "contact.attempt", placement, by="helen")
    assert "Phone call to Rosa Ashworth, good news" in workspace.modal(by="helen").text


async def test_how_somebody_likes_to_be_reached_stands_beside_the_number(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await press(service, "contact.edit", (await contact_called(service, "Rosa Ashworth")).id, by="omar")
    assert await workspace.submit(by="omar", best_way_to_reach_them="Ring in the afternoon") == {}
    assert "07700 900123 · Ring in the afternoon" in await page(service, placement)
    await press(service, "contact.attempt", placement, by="helen")
    assert "07700 900123 · Ring in the afternoon" in workspace.modal(by="helen").text


async def test_a_keyworker_puts_right_a_number_and_nothing_else(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, keyworker="sue")
    await service.change(add_person, placement, MOTHER, by="helen")
    await log(service, placement, WRONG)
    await page(service, placement, by="sue")
    await workspace.click("Put right", by="sue")
    assert set(workspace.modal(by="sue").fields) == {"Phone", "Email", "Best way to reach them"}
    given = {"phone": "07700 900999", "best_way_to_reach_them": "Text first"}
    assert await workspace.submit(by="sue", **given) == {}
    assert "07700 900999 · Text first" in await page(service, placement, by="sue")
    assert [row[2] for row in await numbers_owed(service)] == [Ending.DONE]
    await page(service, placement, by="ann")
    assert "Put right" not in (await workspace.home(by="ann")).buttons


# The contact log.


async def test_every_earlier_contact_can_be_opened(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    for number in range(17):
        await log(service, placement, SPOKE, what_they_said=f"Word {number:02}")
    shown = await page(service, placement)
    assert [f"Word {number:02}" in shown for number in range(17)] == [False] * 12 + [True] * 5
    await workspace.click("Earlier contacts", by="helen")
    assert "Word 11" in workspace.modal(by="helen").text
    assert "contacts 6 to 15 of 17" in workspace.modal(by="helen").text
    await workspace.click("Earlier contacts", by="helen")
    last = workspace.modal(by="helen")
    assert [f"Word {number:02}" in last.text for number in range(4)] == [True, True, False, False]
    assert "Earlier contacts" not in last.buttons
    await workspace.click("Later contacts", by="helen")
    assert "Word 11" in workspace.modal(by="helen").text


# Put right.


async def the_attempts(service: Service) -> list[Attempt]:
    """Return all attempts, the earliest first."""
    return sorted(await kept(service, Attempt), key=lambda one: (one.on, one.added_at))


async def undo(service: Service, *, by: str = "helen") -> None:
    """Undo the contact that was logged last."""
    await press(service, "contact.correct", (await the_attempts(service))[-1].id, by=by)
    await service.workspace.click("Undo", by=by)
    await service.workspace.close(by=by, everything=True)


async def test_undoing_a_contact_opens_the_step_that_it_had_ended(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log(service, placement, SPOKE)
    await page(service, placement)
    screen = await workspace.home(by="helen")
    (button,) = [one for one in screen.buttons if one.startswith("Undo")]
    assert button == "Undo phone call to Rosa Ashworth, until 08:40"
    await workspace.click(button, by="helen")
    assert await step(service) == (None, None)
    assert await kept(service, Attempt) == []
    (history,) = await kept(service, Correction)
    assert (history.thing, history.undone, history.before["outcome"]) == ("attempt", True, "spoke")


async def test_undoing_a_contact_gives_back_the_ending_from_before(service: Service) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log_on_days(service, placement, NO_ANSWER, NO_ANSWER, NO_ANSWER)
    await log(service, placement, SPOKE)
    await undo(service)
    assert await step(service) == (Ending.UNREACHABLE, WED)


async def test_undoing_a_wrong_number_takes_off_the_mark(service: Service) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log(service, placement, WRONG)
    await undo(service)
    assert [row[2] for row in await numbers_owed(service)] == [Ending.DROPPED]
    assert (await contact_called(service, "Rosa Ashworth")).phone_wrong_on is None


@pytest.mark.parametrize("outcomes", [(NO_ANSWER, NO_ANSWER), (DECLINED,)])
async def test_undoing_a_contact_opens_the_family_review_that_it_had_closed(
    service: Service, outcomes: tuple[str, ...]
) -> None:
    placement, _ = await family_review(service, *outcomes)
    await undo(service, by="sue")
    assert await kept(service, Review) == []
    assert "Hold the family review – due Thu 22 Oct" in await page(service, placement, by="sue")


async def test_a_contact_whose_words_are_in_the_review_is_put_right_there(service: Service, workspace: Client) -> None:
    placement, _ = await family_review(service, DECLINED)
    service.skip_to(2026, 10, 15, 9)
    await log(service, placement, SPOKE, by="sue", what_they_said="He likes to come")
    await press(service, "contact.correct", (await the_attempts(service))[-1].id, by="sue")
    assert not workspace.has_modal(by="sue")
    assert "correct or undo that review" in last_private(service)


async def test_a_contact_is_corrected_with_a_reason_and_its_step_follows(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log(service, placement, SPOKE)
    await service.go_to(2026, 9, 7, 9)
    await page(service, placement)
    await workspace.choose("Correct a contact", "Mon 7 Sep: phone call to Rosa Ashworth", by="helen")
    assert "Currently: phone call to Rosa Ashworth on Mon 7 Sep" in workspace.modal(by="helen").text
    assert list(await workspace.submit(by="helen", what_happened=DECLINED)) == ["Reason for the change"]
    assert await workspace.submit(by="helen", reason_for_the_change="Wrong tick") == {}
    assert await step(service) == (Ending.DECLINED, MON)
    (history,) = await kept(service, Correction)
    assert (history.before["outcome"], history.why) == ("spoke", "Wrong tick")


async def test_a_day_that_is_corrected_counts_where_it_is_now(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    await log_on_days(service, placement, NO_ANSWER, NO_ANSWER, NO_ANSWER)
    await press(service, "contact.correct", (await the_attempts(service))[-1].id, by="helen")
    assert await workspace.submit(by="helen", when=TUE) == {}
    assert await step(service) == (None, None)


async def test_only_whoever_logged_it_the_keyworker_and_the_office_correct_a_contact(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    await log(service, placement, SPOKE, by="ann", who_did_you_contact="Someone")
    attempt = (await the_attempts(service))[0].id
    await press(service, "contact.correct", attempt, by="ben")
    assert not workspace.has_modal(by="ben")
    await press(service, "contact.correct", attempt, by="ann")
    assert await workspace.submit(by="ann", what_happened=NO_ANSWER) == {}
    assert await step(service) == (None, None)


# Going on into what it was for.


async def goes_on(service: Service, placement: str, *, by: str = "helen", **fields: Any) -> str | None:
    """Log that they spoke, and return the button of what it was for, if it is offered."""
    workspace = service.workspace
    await press(service, "contact.attempt", placement, by=by)
    given = {"who_did_you_contact": "Rosa", "how": "Phone call", "when": service.clock.today()} | fields
    assert await workspace.submit(by=by, **({"what_happened": SPOKE} | given)) == {}
    labels = ("Book the meeting", "Record the meeting", "Family review")
    shown = workspace.modal(by=by).text if workspace.has_modal(by=by) else ""
    return next((label for label in labels if label in shown), None)


async def test_who_spoke_to_them_can_go_on_to_book_the_meeting_in_one_press(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    assert await goes_on(service, placement, what_was_it_about="Next step") == "Book the meeting"
    await workspace.click("Book the meeting", by="helen")
    assert "Place" in workspace.modal(by="helen").text
    assert await step(service) == (Ending.DONE, MON)  # saved, whether they go on or not
    await workspace.close(by="helen", everything=True)
    assert await goes_on(service, placement, what_was_it_about="Good news") is None
    assert await goes_on(service, placement, what_was_it_about="Next step", what_happened=NO_ANSWER) is None
    sue = {"by": "sue", "who_did_you_contact": "Someone in the family, or a carer"}
    assert await goes_on(service, placement, what_was_it_about="Next step", **sue) is None


async def test_a_meeting_is_offered_only_once_the_family_was_contacted(service: Service) -> None:
    placement = await a_pupil(service, contacts=(MOTHER,))
    school = {"who_did_you_contact": "Another professional", "what_was_it_about": "Next step"}
    assert await goes_on(service, placement, **school) is None
    assert await goes_on(service, placement, what_was_it_about="Good news") is None
    assert await goes_on(service, placement, **school) == "Book the meeting"


async def test_who_spoke_about_a_review_can_go_on_to_the_family_review(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service)
    await service.change(add_person, placement, MOTHER, by="omar")
    await service.go_to(2026, 10, 19, 9)
    assert await goes_on(service, placement, what_was_it_about="Review") == "Family review"
    await workspace.click("Family review", by="helen")
    assert "family review" in workspace.modal(by="helen").text.casefold()
