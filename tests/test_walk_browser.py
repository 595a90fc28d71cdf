"""A half-term of one class in a real browser: baseline, target, reviews, the family not reached, and what is shown."""

import re
from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest
from playwright.async_api import Locator, expect

from tests.browser import Person, at_the_page, next_button, seen
from tests.handlers.teaching import a_result, a_taught_pupil
from tests.school import LONDON

MONDAY = datetime(2026, 9, 28, 8, 10, tzinfo=LONDON)
FIRST_DAY = date(2026, 9, 29)  # ten school days later, on 13 October, the baseline is due
CLASS = {"Kai Ashworth": "5", "Mia Bell": "4", "Leo Carter": "6"}  # in the order of their surnames, and grades now


@pytest.fixture
async def person(database_url: str) -> AsyncIterator[Person]:
    """At the page of a school where Ann teaches three pupils Maths, and Sue is the keyworker of one."""
    async with at_the_page(database_url, MONDAY) as (service, person):
        for name in CLASS:
            first = name.startswith("Kai")
            stay = await a_taught_pupil(service, name, keyworker="sue" if first else "priya", first_day=FIRST_DAY)
            if not first:
                await a_result(service, stay, "3", on=MONDAY.date())
        await service.go_to(2026, 10, 12, 8, 10)
        yield person


async def test_a_half_term_from_the_baseline_to_the_chart(person: Person) -> None:
    await enters_the_baseline_from_the_reminder(person)
    await is_questioned_and_raises_the_target(person)
    await person.move_clock("Next allocations meeting", "19 October")
    for day in ("19 October", "20 October", "21 October"):
        await person.move_clock("Next reminders", f"{day} 2026, 08:15")
    await tries_to_reach_the_family(person)
    await person.move_clock("Next reminders", "22 October")
    await tries_again_and_is_done(person)
    await reviews_the_class_in_one_sitting(person)
    await sees_how_the_pupil_gets_on(person)


async def enters_the_baseline_from_the_reminder(ann: Person) -> None:
    await ann.act_as("Ann Lister")
    await ann.move_clock("Next reminders", "08:15")
    await ann.go_to("Halfterm")
    line = line_of(ann, "Do the baseline assessment in Maths", "Kai")
    await next_button(line, "Enter a result").click()
    await ann.pick("Scale", "gcse", "GCSE")
    await ann.dialog().get_by_label("Grade or score").fill("grade 4")
    await ann.dialog().get_by_label("Assessed on").fill("2026-10-12")
    await ann.saves()
    await expect(line).to_have_count(0)


async def is_questioned_and_raises_the_target(ann: Person) -> None:
    await ann.go_to("allocations")
    await ann.command("/target kai")
    form = ann.dialog("Set a target")
    await expect(form.get_by_role("combobox", name="Subject")).to_have_value("Maths")
    await ann.press("Next")
    await seen(form, re.compile(r"4, GCSE \(baseline\)"))
    await form.get_by_label("Target grade or level").fill("4")
    await form.get_by_label("Programme", exact=True).fill("Small group")
    await ann.press("Save")
    await seen(form, "The last result is already 4, and the target is 4.")
    await seen(form.get_by_label("Reason"))
    await form.get_by_role("button", name="Back: the target").click()
    await form.get_by_label("Target grade or level").fill("6")
    await ann.saves()


async def tries_to_reach_the_family(sue: Person) -> None:
    await sue.act_as("Sue Pell")
    await sue.go_to("Halfterm")
    await opens_the_family_review(sue)
    await logs_no_answer(sue, "2026-10-21")
    await seen(sue.dialog("Saved"), "Logged as day 1 of 2 without an answer")
    await sue.shut_all()


async def tries_again_and_is_done(sue: Person) -> None:
    line = await opens_the_family_review(sue)
    await seen(sue.dialog("Family review"), "Tried on 1 day so far.")
    await logs_no_answer(sue, "2026-10-22")
    await seen(sue.dialog("Saved"), "the family review is closed")
    await sue.shut_all()
    await expect(line).to_have_count(0)


async def opens_the_family_review(sue: Person) -> Locator:
    line = line_of(sue, "Hold the family review", "Kai")
    await next_button(line, "Family review").click()
    return line


async def logs_no_answer(sue: Person, day: str) -> None:
    await sue.press("Could not reach them")
    await sue.pick("Who did you contact?", "some", "Someone in the family")
    await sue.pick("How", "phone", "Phone")
    await sue.dialog().get_by_label("No answer").check()
    await sue.dialog().get_by_label("When").fill(day)
    await sue.press("Save")


async def reviews_the_class_in_one_sitting(ann: Person) -> None:
    await ann.act_as("Ann Lister")
    await ann.go_to("Halfterm")
    await next_button(line_of(ann, "Review progress in Maths", "Kai"), "Review").click()
    form = ann.dialog("Review")
    await seen(form)
    await form.evaluate("form => form.addEventListener('close', () => { window.hasClosed = true })")
    for left, (name, grade) in zip((2, 1, 0), CLASS.items(), strict=True):
        await seen(form, name)
        await seen(form, f"{left} more after this one" if left else "2 saved")
        await form.get_by_label("Grade or score now").fill(grade)
        await form.get_by_label("Assessed on").fill("2026-10-22")
        await form.get_by_label("Held on").fill("2026-10-22")
        await form.get_by_label("Next step, in the pupil's words").fill("I check my units at the end")
        await ann.press("Save and next" if left else "Save")
    await seen(ann.dialog("Reviews"), "Saved: 3 reviews. No other reviews are due.")
    assert await ann.page.evaluate("window.hasClosed") is None
    await ann.shut()


async def sees_how_the_pupil_gets_on(ann: Person) -> None:
    await ann.go_to("allocations")
    await ann.command("/pupil Kai")
    await ann.go_to("Home")
    home = ann.page.locator("#home")
    maths = home.get_by_role("row").filter(has_text="Maths").first
    await seen(maths, re.compile(r"GCSE.*4.*5 \(Thu 22 Oct\).*6.*Fri 18 Dec"))
    await seen(home, re.compile(r"Maths: 1 of 2 steps made, \d+% of the time gone \(from Mon 12 Oct\): \w+"))
    chart = home.get_by_role("img", name="Progress towards targets")
    await seen(chart)
    await expect(chart.locator("polyline")).to_have_count(2)
    await seen(home, "The family could not be reached: tried on two different days")
    await seen(home, "Next step: I check my units at the end")


def line_of(person: Person, what: str, first_name: str) -> Locator:
    """Find the line about this step and pupil in the newest reminder."""
    return (
        person.newest("Reminder for ").locator(".section-body").filter(has_text=re.compile(rf"{what}\W+{first_name}\b"))
    )
