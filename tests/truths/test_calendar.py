"""The calendar says what the page says: it is shown in words before it is kept, and what is doubtful is asked."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from models.school.calendar import Calendar
from tests.handlers.pressing import press
from tests.school import HALF_TERMS, Service

PAGES = Path(__file__).parent.parent / "models/school/pages"
TEXT, SURE = "Half-terms and INSET days", "Needed if Halfterm asked you to check"
I_AM = ["I have checked: the dates are right"]


def page(name: str) -> str:
    return (PAGES / f"{name}.txt").read_text()


async def paste(service: Service, text: str) -> dict[str, str]:
    """Paste a page into the form for term dates, and return what is wrong with it."""
    await press(service, "settings.term_dates", "new", by="helen")
    return await service.workspace.submit(by="helen", half_terms_and_inset_days=text)


async def kept(service: Service) -> Calendar:
    return await service.read(lambda read: read.school.term_dates)


async def half_terms(service: Service) -> list[list[str]]:
    return [[one.starts_on.isoformat(), one.ends_on.isoformat()] for one in (await kept(service)).half_terms]


def shown(service: Service) -> str:
    return service.workspace.modal(by="helen").text.replace("*", "")


async def test_what_was_understood_is_shown_in_words_before_it_is_kept(service: Service) -> None:
    assert await paste(service, page("council-open-close") + "INSET Tue 1 Sep 2026\nClosed Mon 16 Nov 2026") == {}
    assert "Autumn 1: Wed 2 Sep to Fri 23 Oct, 38 pupil days, INSET Tue 1 Sep" in shown(service)
    assert "Autumn 2: Mon 2 Nov to Fri 18 Dec, 34 pupil days, closed Mon 16 Nov" in shown(service)
    assert await half_terms(service) == HALF_TERMS
    assert await service.workspace.submit(by="helen") == {}
    assert (await half_terms(service))[-1] == ["2027-06-07", "2027-07-20"]
    assert (await kept(service)).closed_days == {date(2026, 11, 16)}


async def test_a_question_stands_beside_its_line_and_nothing_is_kept_until_it_is_answered(service: Service) -> None:
    assert await paste(service, page("6-spans-between-holidays")) == {}
    assert (
        "Line 15 “Summer Term 2026:”: the heading says Summer Term 2026, but the days below it are those of 2027."
        in (shown(service))
    )
    assert "initial_options" not in str(service.workspace.modal(by="helen").view)
    assert list(await service.workspace.submit(by="helen")) == [SURE]
    assert await half_terms(service) == HALF_TERMS
    await service.workspace.fill(by="helen", needed_if_halfterm_asked_you_to_check=I_AM)
    assert await service.workspace.submit(by="helen") == {}
    assert (await half_terms(service))[1] == ["2026-11-03", "2026-12-18"]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("4-two-slips", ["Line 8: there is no year 20256.", "Line 12: 17 July 2026 is a Friday, not a Monday."]),
        ("5-incomplete-with-tabs", ["when does the autumn term end?", "when does the spring term start?"]),
        ("holidays-alone", ["Line 2: the page names only holidays"]),
    ],
)
async def test_what_cannot_be_read_is_refused_by_line(service: Service, name: str, asked: list[str]) -> None:
    errors = await paste(service, page(name))
    assert all(one in errors[TEXT] for one in asked)
    assert await half_terms(service) == HALF_TERMS


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        (("", "\nSummer 3: 22 Jul 2027 - 27 Aug 2027"), "is school in the summer holidays"),
        (("", "\nSummer 3: 22 Jul 2027 - 27 Aug 2027"), "begins as soon as the half-term before it ends"),
        (("Spring 2: 22 Feb 2027 - 25 Mar 2027", ""), "Mon 22 Feb 2027 - Thu 25 Mar 2027, kept until now, is missing."),
    ],
)
async def test_what_may_be_a_holiday_or_is_lost_is_asked_about(
    service: Service, changed: tuple[str, str], asked: str
) -> None:
    terms = page("summer-read-as-school").partition("\nSummer holiday")[0]
    assert await paste(service, terms.replace(*changed) if changed[0] else terms + changed[1]) == {}
    assert asked in shown(service)
    assert list(await service.workspace.submit(by="helen")) == [SURE]
    assert await half_terms(service) == HALF_TERMS


async def test_the_summer_holiday_is_no_school_and_no_digest_goes_out_in_it(service: Service) -> None:
    assert await paste(service, page("summer-read-as-school")) == {}
    assert await service.workspace.submit(by="helen") == {}
    assert await half_terms(service) == HALF_TERMS
    summer = [date(2027, 7, 22) + timedelta(days=offset) for offset in range(37)]
    assert not any([(await kept(service)).half_term_of(day) for day in summer])


async def test_a_text_that_was_changed_is_shown_again_before_it_is_kept(service: Service) -> None:
    assert await paste(service, page("summer-read-as-school")) == {}
    longer = page("summer-read-as-school").replace("23 Oct 2026", "16 Oct 2026")
    assert await service.workspace.submit(by="helen", half_terms_and_inset_days=longer) == {}
    assert "Autumn 1: Tue 1 Sep to Fri 16 Oct" in shown(service)
    assert await half_terms(service) == HALF_TERMS
    assert await service.workspace.submit(by="helen") == {}
    assert (await half_terms(service))[0] == ["2026-09-01", "2026-10-16"]


async def test_what_was_typed_is_not_lost_with_the_modal(service: Service) -> None:
    assert await paste(service, page("summer-read-as-school")) == {}
    await service.workspace.close(by="helen", everything=True)
    await press(service, "settings.term_dates", "again", by="helen")
    assert service.workspace.modal(by="helen").fields[TEXT] == page("summer-read-as-school")
