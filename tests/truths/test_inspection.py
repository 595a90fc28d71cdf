"""What an inspector is shown of a half-term is what happened: due, held, late, declined, not reached, told or not."""

import asyncio
import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from docx import Document

from bot.files.sheets import read_sheets
from bot.workspace import Client
from bot.workspace.state.store import StoredFile
from models.administration.staff_list import end_staff
from models.allocations.allocate import allocate
from models.allocations.first_day import Lateness, Start, record_start
from models.attempts.log import NewAttempt, log_attempt
from models.change import Change
from models.corrections.question import ask_question
from models.corrections.review import correct_review
from models.corrections.target import correct_target
from models.duties.assign import assign_duty
from models.leaving.destination import Destination
from models.leaving.leave import LeavingInput, leave
from models.progress.set_target import TargetInput
from models.reviews.family import save_any_review
from models.reviews.save import Formality, ReviewInput
from models.school.settings import write_settings
from models.tables.audit import Audit
from models.tables.contact import Outcome, Way
from models.tables.duty import Duty, DutyKind
from models.tables.leaving import DestinationKind, LeavingReason
from models.tables.pupil import Pupil
from models.tables.review import FAMILY, Review
from models.tables.staff import Staff
from models.tables.target import Target
from models.topic import Topic
from tests.big_school import add_pupils
from tests.handlers.pressing import last_private, press
from tests.handlers.progress.test_news import aim
from tests.handlers.teaching import a_result, a_taught_pupil, kept
from tests.raw import Raw
from tests.school import HALF_TERMS, STAFF, Service

FIRST_DAY, ARRIVED, LEFT = date(2026, 9, 7), date(2026, 10, 20), date(2026, 10, 9)
MON, TUE, WED = date(2026, 10, 12), date(2026, 10, 13), date(2026, 10, 14)
LATE = date(2026, 11, 3)
AUTUMN_1, AUTUMN_2 = "2026-09-01", "2026-11-02"
HERE = {"Kai Ashworth": ("Maths", "English"), "Zoe Bell": ("Maths",), "Leo Carter": ("Maths",)}


async def a_pupil_here(service: Service, name: str, subjects: tuple[str, ...], first_day: date = FIRST_DAY) -> str:
    placement = await a_taught_pupil(service, name, subjects=subjects, keyworker="sue", first_day=first_day)
    await service.change(record_start, placement, Start.FULL_TIME, first_day, Lateness(), by="helen")
    return placement


async def reviewed(service: Service, placement: str, subject: str, on: date, *, by: str, **given: object) -> None:
    formality = given.pop("formality", Formality.FORMAL)
    said = ReviewInput(on, formality, None, **({"why": "In for two days"} if subject else {}) | given)  # type: ignore[arg-type]  # as a form would give it
    await service.change(save_any_review, Topic(placement, subject), said, by=by)


async def rung(service: Service, placement: str, on: date, outcome: Outcome) -> None:
    await service.change(log_attempt, placement, NewAttempt("side:family", Way.CALL, outcome, on, None), by="sue")


@pytest.fixture
async def school(service: Service) -> Service:
    """Return the Tuesday after the autumn half-term: on time, late, declined, not reached, overdue, left, arrived."""
    kai, zoe, leo = [await a_pupil_here(service, name, subjects) for name, subjects in HERE.items()]
    service.skip_to(2026, 10, 12, 18)
    gone = LeavingInput(LEFT, LeavingReason.MOVES, Destination(DestinationKind.UNKNOWN))
    await service.change(leave, leo, gone, by="sue")
    service.skip_to(2026, 10, 14, 18)
    told = {"told_on": WED, "told_how": "In a chat after the lesson"}
    await reviewed(service, kai, "Maths", TUE, by="ann", **told)
    await rung(service, kai, MON, Outcome.REFUSED)
    await rung(service, zoe, MON, Outcome.NO_ANSWER)
    await rung(service, zoe, TUE, Outcome.NO_ANSWER)
    await reviewed(service, zoe, FAMILY, WED, by="sue", pupil_view="It is calm", formality=Formality.INFORMAL)
    service.skip_to(2026, 10, 20, 18)
    await a_pupil_here(service, "Mia Dunn", (), ARRIVED)
    service.skip_to(2026, 11, 3, 18)
    await reviewed(service, kai, "English", LATE, by="ben")
    await service.workspace.quiet()
    return service


async def opened(service: Service, show: str = "all", *, term: str = AUTUMN_1, by: str = "helen") -> str:
    """Return the text of the record of a half-term, in which `show` is chosen."""
    if service.workspace.has_modal(by=by):
        await service.workspace.close(by=by, everything=True)
    await press(service, "inspection.show", f"{term}|{show}|0", by=by)
    return service.workspace.modal(by=by).text


def lines(text: str) -> dict[str, list[str]]:
    """Return the lines of each pupil, by name."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.split("\n"):
        if heading := re.fullmatch(r"\*(.+)\* · Year \d+ · \w{4}", line):
            name = heading[1]
        elif line.startswith("• ") and name:
            found.setdefault(name, []).append(line.removeprefix("• ").replace("*", ""))
    return found


async def test_each_review_that_was_due_says_when_it_was_due_and_what_became_of_it(school: Service) -> None:
    found = lines(await opened(school))
    assert found["Kai Ashworth"] == [
        "English: due Thu 22 Oct · held on Tue 3 Nov – 2 school days late (Ben Okafor) · "
        "not recorded that the pupil was told",
        "Maths: due Thu 22 Oct · held on Tue 13 Oct (Ann Lister) · "
        "pupil told on Wed 14 Oct: In a chat after the lesson",
        "Family review: due Thu 22 Oct · declined by the parents or carers on Mon 12 Oct · "
        "pupil not heard yet, 2 school days overdue",
    ]
    assert found["Zoe Bell"] == [
        "Maths: due Thu 22 Oct · not held, 2 school days overdue",
        "Family review: due Thu 22 Oct · parents or carers could not be reached, Tue 13 Oct · "
        "pupil heard on Wed 14 Oct",
        "Family review: informal, held on Wed 14 Oct (Sue Pell)",
    ]


async def test_who_left_is_in_it_and_who_arrived_too_late_for_a_review_too(school: Service) -> None:
    found = lines(await opened(school))
    assert found["Leo Carter"] == [
        "Maths: due Thu 22 Oct · not held: ended as the pupil left, Fri 9 Oct",
        "Family review: due Thu 22 Oct · not held: ended as the pupil left, Fri 9 Oct",
    ]
    assert found["Mia Dunn"] == [
        "Family review: none fell due, here since Tue 20 Oct; the next after it: due Fri 18 Dec"
    ]


def menu(service: Service, action_id: str) -> list[Any]:
    """Return what a menu of the record offers."""
    elements = [
        one for block in service.workspace.modal(by="helen").view["blocks"] for one in block.get("elements", ())
    ]
    (found,) = [one for one in elements if one.get("action_id") == action_id]
    return list(found["options"])


async def test_what_is_open_from_before_is_no_line_of_the_next_half_term_but_is_named(school: Service) -> None:
    found = lines(await opened(school, term=AUTUMN_2))
    assert found["Zoe Bell"][0] == "Maths: not held: the one due Thu 22 Oct, in an earlier half-term, is still open"
    assert found["Kai Ashworth"][1] == "Maths: due Thu 17 Dec · not held yet"
    assert "Leo Carter" not in found


COUNT = re.compile(r"^• (\d+) ")


async def test_the_counts_of_the_headline_are_the_lines_below_whatever_is_chosen(school: Service) -> None:
    text = await opened(school)
    (in_all,) = re.findall(r"^\*(\d+) lines\*", text, re.MULTILINE)
    parts = [int(found[1]) for line in text.split("\n") if (found := COUNT.match(line))]
    assert sum(parts) == int(in_all) == sum(map(len, lines(text).values())) == 9
    view = school.workspace.modal(by="helen").view
    (menu,) = [
        one
        for block in view["blocks"]
        for one in block.get("elements", ())
        if one.get("action_id") == "inspection.show"
    ]
    for option in menu["options"]:
        label, value = option["text"]["text"], option["value"]
        shown = await opened(school, value.split("|")[1])
        count = int(re.findall(r"\((\d+)\)$", label)[0])
        assert (label, sum(map(len, lines(shown).values()))) == (label, count)


async def test_the_same_words_stand_in_the_file(school: Service) -> None:
    files = await sent(school, "xlsx")
    (content,) = files.values()
    sheets = {sheet.name.partition(" (")[2].removesuffix(")"): sheet.rows for sheet in read_sheets("x", content)}
    heading, *rows = sheets["Reviews"]
    named = [dict(zip(heading, row, strict=True)) for row in rows]
    kai = [row for row in named if row["Forenames"] == "Kai"]
    assert [(row["Subject"], row["How it stands"], row["Ended on"], row["School days late"]) for row in kai] == [
        ("English", "held late", "2026-11-03", "2"),
        ("Maths", "held on time", "2026-10-13", ""),
        ("Family review", "declined", "2026-10-12", ""),
    ]
    assert [(row["Pupil told on"], row["Pupil told how"]) for row in kai][1] == (
        "2026-10-14",
        "In a chat after the lesson",
    )
    counted = {row[0]: int(row[1]) for row in sheets["Counts"][2:]}
    assert counted["All reviews"] == len(rows) == 9
    assert (counted["Held late"], counted["Declined"], counted["Not held, overdue"]) == (1, 1, 1)
    reviews, targets = (await sent(school, "csv")).values()
    assert list(csv.reader(io.StringIO(reviews.decode("utf-8-sig"), newline=""))) == sheets["Reviews"]
    assert targets.decode("utf-8-sig").startswith("Surname,")


async def test_a_day_that_was_corrected_after_the_half_term_says_so_wherever_it_stands(school: Service) -> None:
    english, maths = [await _review_of(school, subject) for subject in ("English", "Maths")]
    why = "It was the week before the holiday"
    told = ReviewInput(date(2026, 10, 22), Formality.FORMAL, None, why="In for two days", told_on=LATE, told_how="Chat")
    await school.change(correct_review, english, told, why, None, by="helen")
    moved = ReviewInput(LATE, Formality.FORMAL, None, why="In for two days", told_on=LATE, told_how="Chat")
    await school.change(correct_review, maths, moved, "Wrong week", None, by="helen")
    found = lines(await opened(school))["Kai Ashworth"]
    assert found[0].startswith("English: due Thu 22 Oct · held on Thu 22 Oct (Ben Okafor)")
    assert found[0].endswith(
        "corrected on Tue 3 Nov by Helen Marsh: held on Tue 3 Nov → Thu 22 Oct, told on nothing → Tue 3 Nov "
        "(It was the week before the holiday)"
    )
    assert found[1].startswith("Maths: due Thu 22 Oct · held on Tue 3 Nov – 2 school days late")
    assert "corrected on Tue 3 Nov by Helen Marsh: held on Tue 13 Oct → Tue 3 Nov" in found[1]
    reviews, _ = (await sent(school, "csv")).values()
    rows = list(csv.DictReader(io.StringIO(reviews.decode("utf-8-sig"), newline="")))
    (row,) = [row for row in rows if (row["Forenames"], row["Subject"]) == ("Kai", "English")]
    assert row["Corrected"] == (
        "2026-11-03 by Helen Marsh: held on 2026-11-03 → 2026-10-22, told on nothing → 2026-11-03 "
        "(It was the week before the holiday)"
    )
    _, (_, _, english_row, *_) = await tables(school)
    assert english_row[2] == (
        "held on time; corrected on 3 Nov 2026 by Helen Marsh: held on 3 Nov 2026 → 22 Oct 2026, "
        "told on nothing → 3 Nov 2026 (It was the week before the holiday)"
    )


async def test_a_document_says_that_a_review_was_overdue_when_it_was_handed_over(school: Service) -> None:
    (overdue,) = [
        one.id
        for one in await kept(school, Duty)
        if one.kind is DutyKind.REVIEW and one.done_on is None and one.due_on < LATE
    ]
    await school.change(assign_duty, overdue, STAFF["priya"][0], by="helen")
    _, rows = await tables(school)
    assert "not held, overdue; overdue when handed over on 3 Nov 2026" in [row[2] for row in rows]


async def _review_of(service: Service, subject: str) -> str:
    (found,) = [one.id for one in await kept(service, Review) if one.subject == subject]
    return str(found)


async def sent(service: Service, kind: str) -> dict[str, bytes]:
    """Ask for the files of the autumn half-term; return them by name."""
    known = set(service.slack.store.files)
    await Raw(service.slack).press("inspection.file", f"{AUTUMN_1}|{kind}", user="UHELEN", how="select")

    def new() -> list[StoredFile]:
        return [file for key, file in service.slack.store.files.items() if key not in known and file.channel]

    async with asyncio.timeout(30):
        while len(new()) < (2 if kind == "csv" else 1):  # noqa: ASYNC110 - Slack has no event for it
            await asyncio.sleep(0.02)
    return {file.name: file.content for file in new()}


async def tables(service: Service) -> list[list[list[str]]]:
    """Ask for the document of the autumn half-term; return the rows of its two tables, counts and reviews."""
    ((name, content),) = (await sent(service, "docx")).items()
    assert name == f"half-term-{AUTUMN_1}-reviews.docx"
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(io.BytesIO(content)).tables]


async def test_a_document_shows_an_inspector_what_became_of_each_pupils_reviews(school: Service) -> None:
    _, (heading, *rows) = await tables(school)
    assert "|".join(heading) == "Subject|Due|What became of it|On|School days late|Held by|Pupil told or heard"
    names = [number for number, row in enumerate(rows) if len(set(row)) == 1]
    assert [rows[number][0].split(" · ")[0] for number in names] == [
        "Kai Ashworth",
        "Zoe Bell",
        "Leo Carter",
        "Mia Dunn",
    ]
    chat = "told on 14 Oct 2026: In a chat after the lesson"
    owed = "not heard, due 22 Oct 2026, 2 school days overdue"
    assert rows[1:4] == [
        ["English", "22 Oct 2026", "held late", "3 Nov 2026", "2", "Ben Okafor", "not recorded"],
        ["Maths", "22 Oct 2026", "held on time", "13 Oct 2026", "", "Ann Lister", chat],
        ["Family review", "22 Oct 2026", "declined", "12 Oct 2026", "", "", owed],
    ]
    assert rows[names[1] + 1 : names[2]] == [
        ["Maths", "22 Oct 2026", "not held, overdue", "", "2", "", ""],
        ["Family review", "22 Oct 2026", "could not be reached", "13 Oct 2026", "", "", "heard on 14 Oct 2026"],
        ["Family review", "", "held in addition to those due; informal", "14 Oct 2026", "", "Sue Pell", ""],
    ]
    assert [row[2] for row in rows[names[2] + 1 : names[3]]] == ["not held: ended as the pupil left"] * 2
    why = "none fell due; here since 20 Oct 2026; the next is due 18 Dec 2026"
    assert rows[names[3] + 1 :] == [["Family review", "", why, "", "", "", ""]]


async def test_the_counts_of_the_document_are_its_lines(school: Service) -> None:
    counts, (_, *rows) = await tables(school)
    found = {label: int(number) for label, number in counts}
    in_all = found.pop("All lines")
    assert sum(found.values()) == in_all == sum(len(set(row)) > 1 for row in rows) == 9


async def test_each_pupil_in_the_document_is_logged(school: Service) -> None:
    before = {row.id for row in await kept(school, Audit)}
    await tables(school)
    new = [row for row in await kept(school, Audit) if row.id not in before and row.verb == "inspection:export"]
    looked_at = {row.pupil_id for row in new if row.pupil_id is not None}
    assert looked_at == {row.id for row in await kept(school, Pupil)}


async def test_a_document_without_lines_says_that_nothing_was_due(service: Service) -> None:
    ((_, content),) = (await sent(service, "docx")).items()
    document = Document(io.BytesIO(content))
    assert "Nothing was due or held." in [one.text for one in document.paragraphs]
    assert document.tables == []


async def test_a_half_term_that_has_not_begun_cannot_be_chosen_and_the_last_that_has_stands_first(
    school: Service, workspace: Client
) -> None:
    await workspace.home(by="helen")
    await workspace.click("Half-term record", by="helen")
    shown = workspace.modal(by="helen")
    assert "*Autumn 2, 2026-27*" in shown.text
    offered = [one["text"]["text"] for one in menu(school, "inspection.half_term")]
    assert offered == ["Autumn 2, 2026-27", "Autumn 1, 2026-27"]
    await workspace.choose("inspection.half_term", "Autumn 1, 2026-27", by="helen")
    assert "*Autumn 1, 2026-27*" in workspace.modal(by="helen").text


async def test_the_half_terms_of_the_last_school_year_can_be_chosen_and_none_before_it(service: Service) -> None:
    years = [["2025-06-02", "2025-07-18"], ["2026-06-01", "2026-07-17"], *HALF_TERMS]
    await service.change(lambda change: write_settings(change.session, {"half_terms": years}))
    assert "*Summer 1, 2025-26*" in await opened(service, term="2026-06-01")
    offered = [one["text"]["text"] for one in menu(service, "inspection.half_term")]
    assert offered == ["Autumn 1, 2026-27", "Summer 1, 2025-26"]


async def test_without_term_dates_it_says_what_is_missing(service: Service) -> None:
    await service.change(_forget_terms)
    await press(service, "inspection.open", "now", by="helen")
    assert "There are no term dates" in service.workspace.modal(by="helen").text


def _forget_terms(change: Change) -> None:
    write_settings(change.session, {"half_terms": [], "inset_days": []})


async def test_the_office_reads_it_and_each_look_at_a_pupil_is_logged(school: Service) -> None:
    for who in ("omar", "priya", "helen"):
        assert lines(await opened(school, by=who))
    for who in ("ann", "dan", "sue"):
        await press(school, "inspection.open", "now", by=who)
        assert "for the office, the SENCo and Heads" in last_private(school)
    before = {row.id for row in await kept(school, Audit)}
    await opened(school, "late")
    names = {one.id: one.forenames for one in await kept(school, Pupil)}
    looks = [row for row in await kept(school, Audit) if row.id not in before and row.verb == "inspection:view"]
    assert {names.get(row.pupil_id or "") for row in looks} == {"Kai", None}  # and that the record was opened
    assert {row.actor_id for row in looks} == {(await school.actor("helen")).staff_id}


# Targets.


async def test_a_target_that_was_kept_low_stands_with_its_reason_and_who_read_it(service: Service) -> None:
    placement = await a_pupil_here(service, "Kai Ashworth", ("Maths",))
    await a_result(service, placement, "5")
    await aim(service, placement, "5", reason="Has missed a year")
    unread = await opened(service, "kept")
    assert lines(unread)["Kai Ashworth"] == [
        "Maths 5 (GCSE), set on Mon 7 Sep by Ann Lister: questioned (no better than the last result), "
        "and kept: Has missed a year · not read by a Head or the SENCo before now"
    ]
    service.skip_to(2026, 9, 8, 9)
    again = await opened(service, "kept", by="priya")
    assert "· read by Helen Marsh (Mon 7 Sep)" in again
    assert "1 target was questioned and kept" in again
    office = await opened(service, by="omar")
    assert "1 target was questioned and kept" in office
    assert "Has missed a year" not in await opened(service, "kept", by="omar")


async def test_a_target_that_was_kept_low_and_corrected_upwards_is_still_one_that_was_kept(service: Service) -> None:
    placement = await a_pupil_here(service, "Kai Ashworth", ("Maths",))
    await a_result(service, placement, "5")
    await aim(service, placement, "5", reason="Has missed a year")
    (target,) = await kept(service, Target)
    given = TargetInput("", None, "6", target.by_when, "Small group", (), None)
    await service.change(correct_target, target.id, given, "Back in lessons", None, by="ann")
    (line,) = lines(await opened(service, "kept"))["Kai Ashworth"]
    assert line.startswith(
        "Maths 5 (GCSE), set on Mon 7 Sep by Ann Lister: questioned (no better than the last result)"
    )
    (line,) = lines(await opened(service, "raised"))["Kai Ashworth"]
    assert line == "Maths: raised from 5 to 6 (GCSE) on Mon 7 Sep by Ann Lister"


async def test_a_raised_target_and_a_colleagues_question_are_in_it(service: Service) -> None:
    placement = await a_pupil_here(service, "Kai Ashworth", ("Maths",))
    await a_result(service, placement, "4")
    await aim(service, placement, "5")
    await aim(service, placement, "6")
    (standing,) = [one for one in await kept(service, Target) if one.replaced_at is None]
    await service.change(ask_question, f"target:{standing.id}", "Is that fair?", by="sue")
    given = TargetInput("", None, "7", standing.by_when, "Small group", (), None)
    await service.change(correct_target, standing.id, given, "I mistyped it", None, by="ann")
    assert lines(await opened(service, "raised"))["Kai Ashworth"] == [
        "Maths: raised from 5 to 6 (GCSE) on Mon 7 Sep by Ann Lister",
        "Maths: raised from 6 to 7 (GCSE) on Mon 7 Sep by Ann Lister",
    ]
    assert lines(await opened(service, "asked"))["Kai Ashworth"] == [
        "Maths 7 (GCSE), set by Ann Lister: Sue Pell asked on Mon 7 Sep: Is that fair? · not answered yet"
    ]


async def test_a_target_that_was_raised_after_the_question_and_before_saving_is_in_it(service: Service) -> None:
    placement = await a_pupil_here(service, "Kai Ashworth", ("Maths",))
    await a_result(service, placement, "5")
    await aim(service, placement, "5")  # questioned; nothing is saved
    assert await kept(service, Target) == []
    await service.workspace.click("Back: the target", by="ann")
    assert await service.workspace.submit(by="ann", target_grade_or_level="7") == {}
    page = await opened(service, "rethought")
    assert lines(page)["Kai Ashworth"] == [
        "Maths 7 (GCSE), set on Mon 7 Sep by Ann Lister: 5 was questioned (no better than the last result), "
        "and raised before it was saved"
    ]
    assert "1 target was questioned and raised before saving" in page
    assert "leaves no trace" not in page


async def test_a_low_target_that_was_given_up_is_no_raised_one(service: Service) -> None:
    placement = await a_pupil_here(service, "Kai Ashworth", ("Maths",))
    await a_result(service, placement, "5")
    await aim(service, placement, "5")
    await service.workspace.close(by="ann", everything=True)
    assert lines(await opened(service, "rethought")) == {}


async def test_an_earlier_half_term_does_not_change_when_teachers_do(service: Service) -> None:
    service.skip_to(2026, 10, 20, 18)
    kai = await a_pupil_here(service, "Kai Ashworth", ("Maths", "English"), ARRIVED)
    service.skip_to(2026, 11, 3, 18)
    before = lines(await opened(service))["Kai Ashworth"]
    await service.workspace.close(by="helen", everything=True)
    sue, ann = [str((await service.actor(one)).staff_id) for one in ("sue", "ann")]
    await service.change(allocate, kai, sue, [f"{ann}:Maths", f"{ann}:Music"], ARRIVED, by="helen")
    await service.change(lambda change: end_staff(change, change.get(Staff, ann)))
    assert [one.split(":")[0] for one in before] == ["English", "Maths", "Family review"]
    found = lines(await opened(service))["Kai Ashworth"]
    assert [one.split(":")[0] for one in found] == ["English", "Maths", "Family review"]


# Size.


@pytest.mark.parametrize("pupils", [60])
async def test_a_large_school_is_turned_page_by_page(service: Service, pupils: int) -> None:
    await service.change(add_pupils, pupils)
    await press(service, "inspection.open", "now", by="helen")
    seen: list[str] = []
    for _ in range(10):
        text = service.workspace.modal(by="helen").text
        seen += [f"{name} {line}" for name, theirs in lines(text).items() for line in theirs]
        if "Later pupils" not in service.workspace.modal(by="helen").buttons:
            break
        await service.workspace.click("Later pupils", by="helen")
    (in_all,) = re.findall(r"^\*(\d+) lines\*", text, re.MULTILINE)
    assert len(seen) == int(in_all)
