"""Staff and settings are nobody's alone: the second to save is told who changed what, and undoes nothing unasked."""

from datetime import date, time
from typing import Any

import pytest

from models.administration.leavers import follow_name
from models.administration.settings import settings
from models.change import Read
from models.duties.due_dates import StepDays
from models.school.settings import School
from models.tables.staff import by_slack_id
from tests.handlers.pressing import press
from tests.models.school.calendars import YEAR_2026
from tests.school import CHANNEL, Service

WHO = "changed this while you had it open"
CHOSEN = "channel_for_the_allocations_digest"
DATES = "half_terms_and_inset_days"
STEPS = "school_days_to_contact_the_family"
# Of each form of settings: its button, what Hugo saves first, what Helen had typed, and what then says what Hugo's is.
FORMS: dict[str, tuple[str, dict[str, Any], dict[str, Any], str]] = {
    "hours": ("settings.hours", {"daily_reminder_at": "08:30"}, {"daily_reminder_at": "09:00"}, "08:30"),
    "days": ("settings.days", {STEPS: "3"}, {STEPS: "4"}, "School days to contact the family now: 3"),
    "term dates": (
        "settings.term_dates",
        {DATES: "1 Sep 2026 - 23 Oct 2026"},
        {DATES: YEAR_2026},
        "1 Sep 2026",
    ),
    "headings": (
        "import.headings",
        {"one_per_line": "Legal Sname = Surname"},
        {"one_per_line": "Sname = Surname"},
        "One per line now:",
    ),
    "channel": ("settings.channel", {CHOSEN: "new"}, {CHOSEN: "other"}, "now: another channel"),
}


def facts(read: Read) -> School:
    return read.school


async def save(service: Service, by: str, form: str, typed: dict[str, Any]) -> dict[str, str]:
    """Submit a form of settings; the term dates have a second page on which they are looked at, and ticked."""
    errors = await service.workspace.submit(by=by, **typed)
    if form == "term dates" and not errors:
        shown = service.workspace.modal(by=by).fields
        tick = [label for label in shown if label.startswith("Needed if Halfterm")]
        sure = {"needed_if_halfterm_asked_you_to_check": ["I have checked: the dates are right"]} if tick else {}
        return await service.workspace.submit(by=by, **sure)
    return errors


@pytest.mark.parametrize("form", FORMS)
async def test_the_second_head_to_save_settings_is_told_and_loses_nothing(service: Service, form: str) -> None:
    button, first, second, said = FORMS[form]
    for name in ("new", "other"):
        room = service.slack.rooms[CHANNEL]
        service.slack.rooms[f"G{name.upper()}"] = type(room)(f"G{name.upper()}", name, members=list(room.members))
    await press(service, button, "-", by="helen")
    await press(service, button, "-", by="hugo")
    assert await save(service, "hugo", form, first) == {}
    saved = await service.read(facts)

    (error,) = (await save(service, "helen", form, second)).values()
    assert error.startswith(f"Hugo Bright {WHO}")
    assert await service.read(facts) == saved

    await service.workspace.close(by="helen", everything=True)
    await press(service, button, "-", by="helen")
    again = service.workspace.modal(by="helen")
    assert said in again.text
    assert all(shown in again.fields.values() for shown in second.values())
    assert await save(service, "helen", form, second) == {}
    assert await service.read(facts) != saved


async def test_who_saves_settings_that_nobody_touched_meanwhile_is_not_held_up(service: Service) -> None:
    await press(service, "settings.hours", "-", by="helen")
    await press(service, "settings.days", "-", by="hugo")
    assert await service.workspace.submit(by="hugo", **{STEPS: "3"}) == {}
    assert await service.workspace.submit(by="helen", daily_reminder_at="09:00") == {}
    school = await service.read(settings, by="helen")
    assert (school.nudge_at, StepDays.read(school.step_days).family) == (time(9), 3)


async def test_a_day_that_another_head_closed_meanwhile_is_not_opened_unseen(service: Service) -> None:
    for head in ("helen", "hugo"):
        await press(service, "settings.day", "-", by=head)
    closed = {"which_day": "2026-09-16", "who_is_in": "Nobody is in: closed", "why": "Boiler"}
    assert await service.workspace.submit(by="hugo", **closed) == {}
    inset = {"which_day": "2026-09-16", "who_is_in": "Staff only: INSET"}
    (error,) = (await service.workspace.submit(by="helen", **inset)).values()
    assert error.startswith(f"Hugo Bright {WHO}")
    assert not (await service.read(facts)).calendar.is_school_day(date(2026, 9, 16))

    await service.workspace.close(by="helen", everything=True)
    await press(service, "settings.day", "-", by="helen")
    again = service.workspace.modal(by="helen")
    assert "Nobody is in: closed – Boiler (Hugo Bright)" in again.text
    assert again.fields["Who is in?"] == "Staff only: INSET"
    assert await service.workspace.submit(by="helen") == {}
    assert (await service.read(facts)).calendar.is_school_day(date(2026, 9, 16))


async def open_entry(service: Service, by: str, of: str) -> None:
    staff = await service.actor(of)
    await press(service, "staff.change", str(staff.staff_id), by=by)


async def test_a_right_that_one_head_took_away_does_not_come_back_by_anothers_old_form(service: Service) -> None:
    for head in ("helen", "hugo"):
        await open_entry(service, head, "priya")
    assert await service.workspace.submit(by="hugo", additional_roles=[]) == {}
    (error,) = (await service.workspace.submit(by="helen", subjects="Science, Computing")).values()
    assert error.startswith(f"Hugo Bright {WHO}")

    await service.workspace.close(by="helen", everything=True)
    await open_entry(service, "helen", "priya")
    again = service.workspace.modal(by="helen")
    assert "The record has changed since then" in again.text
    assert again.fields["Subjects"] == "Science, Computing"
    assert await service.workspace.submit(by="helen") == {}

    def entry(read: Read) -> tuple[bool, list[str]]:
        staff = by_slack_id(read.session, "UPRIYA")
        assert staff is not None
        return staff.senco, staff.subjects

    assert await service.read(entry) == (False, ["Science", "Computing"])


async def test_what_two_heads_both_changed_is_shown_even_where_the_first_left_nothing(service: Service) -> None:
    for head in ("helen", "hugo"):
        await open_entry(service, head, "priya")
    assert await service.workspace.submit(by="hugo", additional_roles=[], subjects=None) == {}
    await service.workspace.submit(by="helen", subjects="Science, Computing")
    await service.workspace.close(by="helen", everything=True)
    await open_entry(service, "helen", "priya")
    assert "Subjects now: blank" in service.workspace.modal(by="helen").text


async def test_a_name_that_follows_slack_overnight_stops_nobody(service: Service) -> None:
    await open_entry(service, "helen", "ben")
    await service.change(follow_name, "UBEN", "Ben Okafor-Lee")
    assert await service.workspace.submit(by="helen", subjects="English, Drama") == {}
