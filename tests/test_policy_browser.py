"""One pupil in a real browser, from the referral to the leaving pack: each part of the policy, by whoever owes it."""

import re
from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest

from tests.browser import Person, at_the_page, seen
from tests.databases import Databases
from tests.school import LONDON, Service

MONDAY = datetime(2026, 9, 7, 8, 10, tzinfo=LONDON)
HALF_TERMS = ((date(2026, 10, 22), "5"), (date(2026, 12, 17), "6"))  # the day of the reviews, and the grade then
NEEDS = ("Health", "Family", "Social", "What works here", "What works at home")


@pytest.fixture
async def school(databases: Databases) -> AsyncIterator[tuple[Service, Person]]:
    """At the page of the school of the tests, to which nobody has been referred yet. One database is enough here."""
    with databases.copy("sqlite", databases.files) as url:
        async with at_the_page(url, MONDAY) as school:
            yield school


async def test_a_pupil_from_the_referral_to_the_leaving_pack(school: tuple[Service, Person]) -> None:
    service, person = school
    await is_referred_with_what_the_referrer_says(person)
    await has_family_and_professionals_contacted(person)
    await has_a_planning_meeting_booked_and_held(person)
    await is_allocated_and_comes(person)
    await has_an_agreement_with_the_commissioner(person)
    await has_a_profile_each_heading_of_which_is_answered(person)
    await is_read_about_by_the_teacher(person)
    await has_a_baseline_and_a_target(person)
    await has_what_was_suspected_decided_on(person)
    await has_a_support_plan_that_the_senco_signs(person)
    for day, grade in HALF_TERMS:
        service.skip_to(day.year, day.month, day.day - 1, 18)  # past the reminders of weeks
        await service.go_to(day.year, day.month, day.day, 8, 20)
        await is_reviewed_in_the_subject(person, day.isoformat(), grade)
        await is_reviewed_with_the_family(person, day.isoformat())
    await has_the_commissioners_view(person)
    await has_a_week_of_attendance(person)
    await stands_beside_all_other_pupils(person)
    await is_in_the_file_for_ksm(person)
    await has_a_letter_sent_home(person)
    await leaves_with_a_pack(person)


async def is_referred_with_what_the_referrer_says(helen: Person) -> None:
    await helen.act_as("Helen Marsh")
    await helen.go_to("Home")
    await helen.page.get_by_role("button", name="Refer a pupil").click()
    form = helen.dialog("Refer a pupil")
    await helen.fill(Full_name="Kai Ashworth", Date_of_birth="2012-05-14", Home_school="Northbrook Academy")
    await helen.pick("Registration", "on roll", "On roll here only")
    await helen.fill(Reason_for_referral="Falls behind in every lesson", First_contact="Donna Ashworth, mother")
    for page in ("More about the pupil", "The referral"):
        await form.get_by_role("button", name=f"Next: {page}").click()
        await seen(form, f"· {page}")
    await form.get_by_label("Learning difficulties").check()
    await helen.press("Refer")
    await seen(helen.dialog("Referred"), "Next: Helen Marsh contacts the family")
    await helen.shut_all()
    home = await helen.opens("Kai Ashworth")
    await seen(home, "Learning difficulties – reported by the referrer")


async def has_family_and_professionals_contacted(helen: Person) -> None:
    await does_next(helen, "Contact the family")
    await helen.pick("Who did you contact?", "donna", "Donna Ashworth")
    await helen.pick("How", "phone", "Phone")
    await helen.dialog().get_by_label("We spoke, or they replied").check()
    await helen.fill(When="2026-09-07")
    await helen.press("Save")
    await closes(helen, "Saved", "You can go on now")
    home = helen.page.locator("#home")
    await seen(home, "Next for you: Contact the professionals")
    await home.get_by_role("button", name="Not needed: Contact the professionals").click()
    await helen.fill(**{"Why is it not needed?": "None is involved"})
    await helen.saves()
    await seen(home, "Contact the professionals: not needed, Mon 7 Sep: None is involved")


async def has_a_planning_meeting_booked_and_held(helen: Person) -> None:
    home = helen.page.locator("#home")
    await home.get_by_role("button", name="Book the meeting").first.click()
    await helen.fill(Day="2026-09-07", Time="10:00", Place="Meeting room")
    await helen.saves("Book and invite")
    await home.get_by_role("button", name="Record the meeting").first.click()
    form = helen.dialog("Planning meeting")
    await helen.fill(Held_on="2026-09-07", Who_came="Kai, his mother", What_helps="Short tasks, read aloud")
    await helen.fill(What_the_pupil_hopes_for="To be a mechanic", What_the_parents_or_carers_hope_for="A calm start")
    await form.get_by_role("button", name="Next: Attendance and learning").click()
    await helen.pick("Learning: how sure we are", "susp", "Suspected")
    await form.get_by_label("Learning: what was said").fill("Guesses at long words")
    await helen.saves()
    await seen(home, "Planning meeting: held on Monday 7 September")
    await seen(home, "What helpsShort tasks, read aloud")


async def is_allocated_and_comes(helen: Person) -> None:
    home = helen.page.locator("#home")
    await does_next(helen, "Allocate keyworker and teachers")
    await helen.pick("Keyworker", "sue", "Sue Pell")
    await helen.pick("Subject teachers", "maths", "Maths – Ann Lister")
    await helen.fill(Planned_first_day="2026-09-07")
    await helen.saves()
    await home.get_by_role("button", name="First day", exact=True).first.click()
    await helen.dialog("Did they start?").get_by_label("Yes, started full-time").check()
    await helen.fill(**{"Which day was that?": "2026-09-07"})
    await helen.saves()
    await seen(home, "In school since Monday 7 September")


async def has_an_agreement_with_the_commissioner(helen: Person) -> None:
    home = helen.page.locator("#home")
    await home.get_by_role("button", name="Placement agreement").click()
    await helen.pick("Commissioned by", "school", "A school")
    await helen.fill(Name_of_the_school_or_authority="Northbrook Academy", Named_person_there="Jo Reed")
    await helen.fill(Objectives_of_the_placement="Reads for himself again")
    await helen.fill(**{"Longest length, in weeks": "30"})
    await helen.saves()
    await seen(home, "Commissioned by Northbrook Academy (school)")


async def has_a_profile_each_heading_of_which_is_answered(sue: Person) -> None:
    await sue.act_as("Sue Pell")
    home = await sue.opens("Kai Ashworth")
    await home.get_by_role("button", name="Write it: Complete the learning profile").click()
    await sue.dialog("Do and do not").get_by_label(re.compile("^Do not")).fill("Ask him to read aloud")
    await sue.pick("In whose words?", "staff", "Staff")
    await sue.press("Save")
    for part in ("Triggers and calm", "About me", "Assessment", "Needs and timetable"):
        await sue.dialog(part).get_by_label("Not known: asked of").fill("Northbrook Academy")
        await sue.press("Save")
    await seen(sue.dialog("Learning profile"), "The profile is complete.")
    await sue.shut_all()
    await seen(home, "Complete the learning profile: done on Mon 7 Sep")


async def is_read_about_by_the_teacher(ann: Person) -> None:
    await ann.act_as("Ann Lister")
    await ann.opens("Kai Ashworth")
    await does_next(ann, "Read the learning profile")
    profile = ann.dialog("Learning profile")
    await seen(profile, "Do notAsk him to read aloud")
    await ann.press("I have read it")
    await seen(profile, "You read this on Monday 7 September")
    await ann.shut_all()


async def has_a_baseline_and_a_target(ann: Person) -> None:
    await does_next(ann, "Do the baseline assessment in Maths")
    await ann.pick("Scale", "gcse", "GCSE")
    await ann.fill(Grade_or_score="4", Assessed_on="2026-09-07")
    await ann.saves()
    await does_next(ann, "Set a target in Maths")
    await ann.fill(Target_grade_or_level="6", Programme="Small group, read aloud")
    await ann.dialog().get_by_role("button", name="Next: Barriers").click()
    await ann.dialog().get_by_label("Learning difficulties").check()
    await ann.saves()
    await seen(ann.page.locator("#home"), "Small group, read aloud")


async def has_what_was_suspected_decided_on(priya: Person) -> None:
    await priya.act_as("Priya Nair")
    home = await priya.opens("Kai Ashworth")
    await does_next(priya, "Decide whether to assess")
    await priya.dialog().get_by_label("Ask somebody else for an assessment").check()
    await priya.press("Next")
    await priya.pick("Which assessment", "reading", "Reading")
    await priya.fill(Asked_of="Educational psychology", Asked_on="2026-09-07", Due_by="2026-10-05")
    await priya.press("Save")
    await closes(priya, "Saved")
    await seen(home, "Educational psychology")


async def has_a_support_plan_that_the_senco_signs(sue: Person) -> None:
    await sue.act_as("Sue Pell")
    home = await sue.opens("Kai Ashworth")
    await home.get_by_role("button", name="Support plan").first.click()
    await writes(sue, "Wider needs, what works", **dict.fromkeys(NEEDS, "None known"))
    for whose in ("The pupil", "Parents or carers"):
        await begins_writing(sue, "In their own words")
        await sue.dialog().get_by_label(whose).check()
        await ends_writing(sue, **{"On which day?": "2026-09-07", "What they said": "I like the workshop"})
    objective = {"Objective": "Ask for help", "How it is now": "Walks out", "What will show": "Asks five times a week"}
    await writes(sue, "Add an objective", **objective, **{"By when": "2026-10-22"})
    aim = {
        "Target school": "Northbrook Academy",
        "Who decides": "Both Heads",
        "If it does not work out": "Another term",
    }
    await writes(sue, "Reintegration", **aim)
    await begins_writing(sue, "Add a criterion")
    await sue.pick("What is it about?", "attend", "Attendance")
    await ends_writing(sue, **{"What has to be shown": "90% for four weeks"})
    provision = {"What is provided": "Reading, one to one", "By whom": "Sue Pell", "Length in minutes": "30"}
    often = {"Times a week": "3", "Planned end": "2026-10-22", "Outcome wanted": "Reads a page a day"}
    await writes(sue, "Add a provision", **provision, **often)
    await sue.press("Hand in to sign")
    await seen(sue.dialog(), "Handed in. The SENCo is asked to sign it")
    await sue.shut_all()
    await sue.act_as("Priya Nair")
    await sue.opens("Kai Ashworth")
    await does_next(sue, "Sign the support plan")
    await sue.dialog().get_by_label("Sign it").check()
    await sue.press("Save")
    await seen(sue.dialog(), "Signed.")
    await sue.shut_all()


async def is_reviewed_in_the_subject(ann: Person, on: str, grade: str) -> None:
    await ann.act_as("Ann Lister")
    await ann.opens("Kai Ashworth")
    await does_next(ann, "Review progress in Maths")
    form = ann.dialog("Review")
    await ann.fill(Grade_or_score_now=grade, Assessed_on=on, Next_step="I read the question twice", Held_on=on)
    await form.get_by_role("button", name="Next: The pupil and the family").click()
    await ann.fill(Told_the_pupil_on=on, How_the_pupil_was_told="In a chat after the lesson")
    await ann.press("Save")
    await closes(ann, "Reviews", "Saved: 1 review")
    await seen(ann.page.locator("#home"), f"Grade {grade}")


async def is_reviewed_with_the_family(sue: Person, on: str) -> None:
    await sue.act_as("Sue Pell")
    home = await sue.opens("Kai Ashworth")
    await home.get_by_role("button", name="Family review").first.click()
    await sue.fill(What_the_pupil_says="I like Maths", What_the_parents_or_carers_say="He sleeps again", Held_on=on)
    await sue.press("Save")
    await closes(sue, "Reviews", "Saved: 1 review")
    await seen(home, "Parents or carers say: He sleeps again")


async def has_the_commissioners_view(sue: Person) -> None:
    home = sue.page.locator("#home")
    await home.get_by_role("button", name="Commissioner's view").first.click()
    await sue.dialog().get_by_label("They took part in the review").check()
    await sue.fill(**{"On which day?": "2026-12-17", "Who said it": "Jo Reed", "What they say": "He may come back"})
    await sue.press("Save")
    await closes(sue, "Saved", "Saved: they took part")
    await seen(home, "Thursday 17 December, took part: He may come back (Jo Reed)")


async def has_a_week_of_attendance(omar: Person) -> None:
    await omar.act_as("Omar Desai")
    home = await omar.opens("Kai Ashworth")
    await home.get_by_role("button", name="Attendance", exact=True).click()
    await omar.fill(Week="2026-12-07", Sessions_offered="10", Sessions_attended="9")
    await omar.saves()
    await seen(home, "90%")


async def stands_beside_all_other_pupils(omar: Person) -> None:
    await omar.page.locator("#home").get_by_role("button", name="Back to my to-do list").click()
    await omar.page.get_by_role("button", name="Targets and results").click()
    row = omar.page.locator("#home").get_by_role("row").filter(has_text="Maths").first
    await seen(row, re.compile(r"4.*6.*6"))


async def is_in_the_file_for_ksm(omar: Person) -> None:
    await omar.pick("Other files", "ksm", "Every result, for KSM", on=omar.page.locator("#home"))
    await omar.go_to("Halfterm")
    file = omar.page.get_by_role("button", name="Every result, for KSM (").first
    async with omar.page.expect_download() as download:
        await file.click()
    results = (await (await download.value).path()).read_text("utf-8-sig")
    assert "Maths,GCSE,2026-27 Aut 1,4," in results


async def has_a_letter_sent_home(sue: Person) -> None:
    await sue.act_as("Sue Pell")
    home = await sue.opens("Kai Ashworth")
    await makes(sue, "Letter to the family")
    home = await sue.opens("Kai Ashworth")
    await home.get_by_role("button", name="Document given").click()
    await sue.dialog().get_by_role("radio", name="Letter to the family").check()
    await sue.dialog().get_by_role("radio", name="Somebody around the pupil").check()
    await sue.pick("By name", "donna", "Donna Ashworth")
    await sue.pick("How", "letter", "Letter")
    await sue.fill(When="2026-12-17")
    await sue.press("Save")
    await closes(sue, "Saved", "Saved: Letter to the family")
    await seen(home, "Thu 17 Dec: letter to the family to Donna Ashworth, letter")


async def leaves_with_a_pack(sue: Person) -> None:
    home = sue.page.locator("#home")
    await home.get_by_role("button", name="Leaving", exact=True).first.click()
    await sue.fill(Last_day="2026-12-18")
    await sue.pick("Why they leave", "home school", "Going back to the home school")
    await sue.pick("Where to", "home school", "The home school")
    await sue.press("Save")
    await closes(sue, "Saved", "Until the last day is over")
    await seen(home, "Leaving: planned last day Friday 18 December 2026")
    await makes(sue, "Leaving pack")


async def makes(person: Person, document: str) -> None:
    await person.page.locator("#home").get_by_role("button", name="Make a document").click()
    await person.dialog().get_by_role("radio", name=document).check()
    await person.press("Make it")
    await closes(person, "Make a document", "it is on its way to you")
    await person.go_to("Halfterm")
    await seen(person.newest(document).get_by_role("button", name=document))


async def does_next(person: Person, what: str) -> None:
    """Press the button of the line that says on a pupil's page what the reader has to do next."""
    line = person.page.locator("#home .section-body").filter(has_text=re.compile(f"Next for you: {what}"))
    await seen(line)
    await line.locator("xpath=following::button[1]").click()
    await seen(person.dialog())


async def closes(person: Person, title: str, says: str = "Saved") -> None:
    """Close what a form answers with, once it is there."""
    await seen(person.dialog(title), says)
    await person.shut_all()


async def begins_writing(person: Person, button: str) -> None:
    await person.dialog("Support plan").get_by_role("button", name=button).click()


async def ends_writing(person: Person, **fields: str) -> None:
    await person.fill(**fields)
    await person.press("Save")
    await seen(person.dialog("Saved"), "Saved.")
    await person.press("Back to the plan")


async def writes(person: Person, button: str, **fields: str) -> None:
    await begins_writing(person, button)
    await ends_writing(person, **fields)
