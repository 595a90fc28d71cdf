"""What is recorded is true, in a real browser: an exclusion that began late, a refusal, a question, a meeting."""

import re
from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest
from playwright.async_api import Locator, expect

from tests.browser import Person, at_the_page, seen
from tests.handlers.teaching import a_result, a_taught_pupil
from tests.school import LONDON, Service, a_pupil

MONDAY = datetime(2026, 9, 7, 8, 10, tzinfo=LONDON)
WAITING = {
    "Mia Bell": "MB",
    "Leo Carter": "LC",
    "Ava Dunn": "AD",
    "Sam Eades": "SE",
    "Zoe Finch": "ZF",
    "Max Gill": "MG",
}


@pytest.fixture
async def person(database_url: str) -> AsyncIterator[Person]:
    """At the page of a school where Ann teaches Ivy, whose keyworker is Sue, and six pupils wait to be allocated."""
    async with at_the_page(database_url, MONDAY) as (service, person):
        await a_school(service)
        yield person


async def a_school(service: Service) -> None:
    ivy = await a_taught_pupil(service, "Ivy Hunt", keyworker="sue")
    await a_result(service, ivy, "7")
    for name in WAITING:
        await a_pupil(service, name, born_on=date(2011, 9, 1 + len(name)))


async def test_a_week_that_ends_in_a_meeting_about_eight_pupils(person: Person) -> None:
    await a_permanent_exclusion_is_referred_with_its_date(person)
    await a_family_declines_and_is_not_called_unreachable(person)
    await a_first_day_too_late_asks_why_and_who_was_told(person)
    await a_grade_is_questioned_by_the_keyworker(person)
    await its_teacher_answers_and_the_grade_stays_hers(person)
    await the_meeting_begins_with_what_the_law_asks(person)
    await everybody_is_allocated_from_the_digest(person)
    await the_record_says_late_for_ever(person)


async def a_permanent_exclusion_is_referred_with_its_date(helen: Person) -> None:
    await helen.act_as("Helen Marsh")
    await helen.go_to("Home")
    await helen.page.get_by_role("button", name="Refer a pupil").click()
    form = helen.dialog("Refer a pupil")
    await helen.fill(Full_name="Kai Ashworth", Date_of_birth="2012-05-14", Home_school="Northbrook Academy")
    await helen.pick("Registration", "on roll", "On roll here only")
    await helen.fill(Reason_for_referral="Permanently excluded after a fight", First_contact="Donna Ashworth, mother")
    await helen.fill(First_day_of_it="2026-09-03")
    for page in ("More about the pupil", "The referral"):
        await form.get_by_role("button", name=f"Next: {page}").click()
        await seen(form, f"· {page}")
    await helen.pick("Reason for placement", "perm", "Permanent exclusion")
    await helen.press("Refer")
    await seen(helen.dialog("Referred"), "Full-time education must start by Thursday 10 September")
    await helen.shut_all()


async def a_family_declines_and_is_not_called_unreachable(helen: Person) -> None:
    home = await helen.opens("Kai Ashworth")
    await seen(home, "The local authority must arrange it.")
    await home.get_by_role("button", name=re.compile("Log a contact.*Contact the family")).click()
    await helen.pick("Who did you contact?", "donna", "Donna Ashworth")
    await helen.pick("How", "phone", "Phone")
    await helen.dialog().get_by_label("did not want to").check()
    await helen.fill(When="2026-09-07")
    await helen.press("Save")
    await seen(helen.dialog("Saved"), 'this step is closed as "declined"')
    await helen.shut_all()
    await seen(home, "Contact the family: declined")


async def a_first_day_too_late_asks_why_and_who_was_told(helen: Person) -> None:
    home = helen.page.locator("#home")
    await home.get_by_role("button", name="First day").first.click()
    await helen.fill(Planned_first_day="2026-09-14")
    await helen.press("Save")
    await seen(helen.dialog(), "That is after Thursday 10 September 2026, the day set by law. Say why.")
    await helen.fill(Why_it_is_late="No place before Monday", Who_has_been_told="The local authority")
    await helen.saves()
    await seen(home, "Planned first day: Monday 14 September")
    await seen(home, "Full-time education must start by Thursday 10 September")


async def a_grade_is_questioned_by_the_keyworker(sue: Person) -> None:
    await sue.act_as("Sue Pell")
    home = await sue.opens("Ivy Hunt")
    await sue.pick("Question a colleague's entry", "result", "Maths: result 7", on=home)
    await sue.fill(Your_question="She could not do the sheet for a 4 on Friday")
    await sue.saves("Ask")
    await seen(home, "no answer yet")


async def its_teacher_answers_and_the_grade_stays_hers(ann: Person) -> None:
    await ann.act_as("Ann Lister")
    await ann.go_to("Halfterm")
    await ann.newest("asks about your Maths result").get_by_role("button", name="Answer").click()
    await seen(ann.dialog(), "She could not do the sheet for a 4 on Friday")
    await ann.fill(Your_answer="That sheet was read aloud to the others. I shall try again with her")
    await ann.saves("Answer")
    home = await ann.opens("Ivy Hunt")
    await seen(home, "Sue Pell, Mon 7 Sep: She could not do the sheet")
    await seen(home, "Ann Lister, Mon 7 Sep: That sheet was read aloud")
    await seen(home.get_by_role("row").filter(has_text="Maths").first, "7")


async def the_meeting_begins_with_what_the_law_asks(helen: Person) -> None:
    await helen.act_as("Helen Marsh")
    await helen.move_clock("Next allocations meeting", "14 September")
    await helen.go_to("allocations")
    digest = the_digest(helen)
    await seen(digest, "7 to allocate · 8 pupils with something due · 8 with something overdue")
    await seen(digest, re.compile(r"Urgent\W*KA · \w{4}: full-time education by Thu 10 Sep, 2 school days overdue"))


async def everybody_is_allocated_from_the_digest(helen: Person) -> None:
    digest = the_digest(helen)
    for initials in ("KA", *WAITING.values()):
        await digest.get_by_role("button", name=f"Allocate: {initials}").click()
        await helen.pick("Keyworker", "sue", "Sue Pell")
        await helen.pick("Subject teachers", "maths", "Maths – Ann Lister")
        await helen.saves()
        await expect(digest.get_by_role("button", name=f"Allocate: {initials}")).to_have_count(0)
    await expect(digest).not_to_contain_text("to allocate")


async def the_record_says_late_for_ever(helen: Person) -> None:
    digest = the_digest(helen)
    await digest.get_by_role("button", name="Started full-time today: KA").click()
    await expect(digest).not_to_contain_text("full-time education by")
    await seen(digest, "start full-time education: done – 2 school days late")
    home = await helen.opens("Kai Ashworth")
    await seen(home, "In school since Monday 14 September")
    late = "done on Mon 14 Sep – 2 school days late: No place before Monday (told: The local authority)"
    await seen(home, f"Start full-time education: {late}")


def the_digest(person: Person) -> Locator:
    return person.newest("Allocations meeting, Monday 14 September")
