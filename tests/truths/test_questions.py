"""A keyworker or another teacher questions what a colleague set; the colleague answers, and nobody rewrites it."""

from datetime import date

import pytest

from bot.workspace import Client
from models.change import Read
from models.corrections.result import correct_result
from models.duplicates.merge import Keep, Stays, merge, undo_merge
from models.progress.results import ResultInput
from models.tables.correction import Question
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.placement import Placement
from models.tables.result import Result
from models.tables.review import Review
from models.tables.target import Target
from tests.handlers.pressing import duty, last_private, press
from tests.handlers.teaching import kept, owed
from tests.school import Service, a_pupil
from tests.truths.test_corrections import a_pupil_of_ann, ids

ASKED, ANSWER = "He read harder words with me on Friday", "Agreed, I shall look again on Monday"


async def ask(service: Service, thing: str = "target", *, by: str = "sue") -> str:
    """Ask Ann about something that she set, and return the placement's id."""
    placement = await a_pupil_of_ann(service)
    await press(service, "question.ask", f"{thing}:{(await ids(service))[CORRECT[thing]]}", by=by)
    assert await service.workspace.submit(by=by, your_question=ASKED) == {}
    return placement


CORRECT = {"result": "assess.correct", "target": "target.correct", "review": "review.correct"}


async def page(service: Service, placement: str, reader: str) -> str:
    await press(service, "pupil.open", placement, by=reader)
    return (await service.workspace.home(by=reader)).text


async def test_it_is_asked_from_the_page_by_those_who_may_not_correct_it(service: Service, workspace: Client) -> None:
    placement = await a_pupil_of_ann(service)
    for reader, offered in (("sue", True), ("ann", False), ("omar", False), ("helen", False), ("dan", False)):
        await page(service, placement, reader)
        assert ("question.ask" in str((await workspace.home(by=reader)).view)) == offered
    await page(service, placement, "sue")
    await workspace.choose("Question a colleague's entry", "Maths: target 6", by="sue")
    assert "*Maths target* of Ann Lister: 6" in workspace.modal(by="sue").text
    assert await workspace.submit(by="sue", your_question=ASKED) == {}
    assert (await owed(service, DutyKind.QUESTION)).popitem()[1] == (
        (await service.actor("ann")).staff_id,
        date(2026, 9, 14),
    )


@pytest.mark.parametrize("thing", ["result", "target", "review"])
async def test_whoever_set_it_is_told_and_answers_and_both_stand_on_the_page(
    service: Service, workspace: Client, thing: str
) -> None:
    placement = await ask(service, thing)
    before = [(one.value, one.by_id) for kind in (Result, Target) for one in await kept(service, kind)]
    await workspace.quiet()
    told = workspace.direct_messages(to="ann")[-1]
    assert told.text == "A colleague asks about something that you entered."
    assert f"*Sue Pell* asks about your Maths {thing} for Kai" in told.plain
    assert ASKED not in told.plain
    assert "no answer yet" in await page(service, placement, "sue")
    await workspace.click("Answer", by="ann", to="ann")
    assert ASKED in workspace.modal(by="ann").text
    assert await workspace.submit(by="ann", your_answer=ANSWER) == {}
    await workspace.quiet()
    answered = workspace.direct_messages(to="sue")[-1]
    assert answered.text == "A colleague has answered your question."
    assert ANSWER not in answered.plain
    for reader in ("ann", "sue", "omar"):
        shown = await page(service, placement, reader)
        assert f"Maths {thing}" in shown
        assert f"Sue Pell, Mon 7 Sep: {ASKED}" in shown
        assert f"Ann Lister, Mon 7 Sep: {ANSWER}" in shown
    assert before == [(one.value, one.by_id) for kind in (Result, Target) for one in await kept(service, kind)]
    assert await owed(service, DutyKind.QUESTION) == {}


async def test_it_stands_in_the_reminder_of_whoever_set_it(service: Service, workspace: Client) -> None:
    await ask(service)
    await service.go_to(2026, 9, 15, 8, 15)
    assert "Answer a colleague's question" in workspace.direct_messages(to="ann")[-1].plain


@pytest.mark.parametrize("reader", ["ann", "omar", "helen", "dan"])
async def test_nobody_else_questions_it(service: Service, workspace: Client, reader: str) -> None:
    await a_pupil_of_ann(service)
    await press(service, "question.ask", f"target:{(await ids(service))['target.correct']}", by=reader)
    assert not workspace.has_modal(by=reader)
    assert last_private(service)
    assert await kept(service, Question) == []


@pytest.mark.parametrize("reader", ["sue", "helen", "ben"])
async def test_nobody_else_answers_it(service: Service, workspace: Client, reader: str) -> None:
    await ask(service)
    await press(service, "question.answer", (await duty(service, DutyKind.QUESTION))[0], by=reader)
    assert not workspace.has_modal(by=reader)


async def test_who_may_not_see_progress_reads_no_question(service: Service) -> None:
    assert ASKED not in await page(service, await ask(service), "ben")


async def test_what_is_undone_asks_for_no_answer(service: Service) -> None:
    placement = await ask(service)
    await press(service, "target.undo", (await kept(service, Target))[0].id, by="ann")
    assert (await duty(service, DutyKind.QUESTION))[2] is Ending.DROPPED
    assert await kept(service, Target) == []
    assert ASKED not in await page(service, placement, "sue")
    assert len(await kept(service, Review)) == 1


async def test_what_was_questioned_stands_as_it_was_after_a_head_corrected_it(
    service: Service, workspace: Client
) -> None:
    placement = await ask(service, "result")
    (row, *_) = [one for one in await kept(service, Result) if one.id == (await ids(service))["assess.correct"]]
    given = ResultInput(row.source, row.scale, "2", row.on)
    await service.change(correct_result, row.id, given, "Marked again", None, by="helen")
    shown = f"Maths result {row.value}, now 2, set by Ann Lister"
    assert shown in await page(service, placement, "sue")
    await press(service, "question.answer", (await duty(service, DutyKind.QUESTION))[0], by="ann")
    assert f"{row.value}, now 2" in workspace.modal(by="ann").text
    assert await workspace.submit(by="ann", your_answer=ANSWER) == {}
    assert shown in await page(service, placement, "sue")


async def test_two_records_that_are_one_child_keep_the_question_until_it_is_answered(service: Service) -> None:
    asked_of = await ask(service, "result")
    other = await a_pupil(service, "Kai Ashworth")

    def pupils(read: Read) -> list[tuple[str, int]]:
        return [(one.pupil_id, one.pupil.version) for one in (read.get(Placement, each) for each in (other, asked_of))]

    async def owed_for() -> list[str | None]:
        found = [one for one in await kept(service, Duty) if one.kind is DutyKind.QUESTION and one.done_on is None]
        return [one.placement_id for one in found]

    (kept_id, kept_version), (gone_id, gone_version) = await service.read(pupils)
    both = (kept_version, gone_version)
    done = await service.change(merge, kept_id, gone_id, Keep(stays=Stays.A), both, by="helen")
    assert await owed_for() == [other]
    await service.change(undo_merge, done, by="helen")
    assert await owed_for() == [asked_of]
    both = tuple(version for _, version in await service.read(pupils))
    await service.change(merge, kept_id, gone_id, Keep(stays=Stays.A), both, by="helen")
    await press(service, "question.answer", (await duty(service, DutyKind.QUESTION))[0], by="ann")
    assert await service.workspace.submit(by="ann", your_answer=ANSWER) == {}
    assert ANSWER in await page(service, other, "helen")
