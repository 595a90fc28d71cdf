"""At the end of a placement somebody asks the pupil how it was: in their words, on their day, and never instead."""

from datetime import date

import pytest

from bot.workspace import Client
from models.change import Change, Read
from models.documents.facts import progress_facts
from models.duplicates.merge import Keep, Stays, merge, undo_merge
from models.duties.heirs import reassign
from models.duties.not_needed import end_as_not_needed
from models.errors import Refused
from models.leaving.leave import LeavingInput, drop_plan, leave
from models.leaving.own_assessment import save_own_assessment, undo_own_assessment
from models.pupils.agreement import AgreementInput, set_agreement
from models.tables.duty import Duty, DutyKind, Ending
from models.tables.leaving import Asked, Leaving, LeavingReason, OwnAssessment
from models.tables.placement import Consent, Placement
from models.tables.staff import by_slack_id
from tests.handlers.pressing import duty, press
from tests.handlers.teaching import kept
from tests.school import Service, a_pupil
from tests.truths.test_leaving import COLLEGE, LAST_DAY, a_leaver, endings, page

TODAY = date(2026, 9, 7)
OWED = DutyKind.OWN_ASSESSMENT
SAID, DECLINED, UNREACHED = (one.label for one in (Asked.SAID, Asked.DECLINED, Asked.UNREACHED))
WORDS = "The workshop helped. Maths was too fast."


async def answer(service: Service, value: str, **given: object) -> dict[str, str]:
    if service.workspace.has_modal(by="ben"):
        await service.workspace.close(by="ben", everything=True)
    await press(service, "leave.own_assessment", value, by="ben")
    return await service.workspace.submit(by="ben", **given)


async def test_it_is_asked_of_the_keyworker_by_the_last_day_and_the_leaving_does_not_end_it(service: Service) -> None:
    placement = await a_leaver(service)
    assert (await duty(service, OWED))[1:] == (LAST_DAY, None)
    assert "Ask the pupil how the placement was" in await page(service, placement, by="ben")
    await service.go_to(2026, 9, 21, 9)
    assert await endings(service, OWED) == [(None, None)]


async def test_their_words_end_it_on_the_day_they_were_said_and_stand_on_the_page(
    service: Service, workspace: Client
) -> None:
    placement = await a_leaver(service)
    service.skip_to(2026, 9, 17, 9)
    owed, asked = (await duty(service, OWED))[0], date(2026, 9, 16)
    assert await answer(service, owed, what_happened=SAID, when_did_you_ask=asked) == {
        "What they say of their time here": "Write down what they say, in their words."
    }
    given = {"what_happened": SAID, "when_did_you_ask": asked, "what_they_say_of_their_time_here": WORDS}
    assert await answer(service, owed, **given) == {}
    assert await endings(service, OWED) == [(Ending.DONE, asked)]
    said = f"How the pupil found the placement, asked on Wed 16 Sep (Ben Okafor): “{WORDS}”"
    assert said in await page(service, placement, by="ann")
    assert WORDS not in await page(service, placement, by="sue")
    await workspace.click("Undo", by="ben")
    assert await endings(service, OWED) == [(None, None)]


async def test_an_answer_that_is_undone_leaves_it_not_needed_with_the_reason(service: Service) -> None:
    placement = await a_leaver(service)
    await service.change(end_as_not_needed, (await duty(service, OWED))[0], "Asked by the hospital", by="helen")
    service.skip_to(2026, 9, 17, 9)
    row = await service.change(save_own_assessment, placement, Asked.SAID, date(2026, 9, 16), WORDS, by="omar")
    assert await endings(service, OWED) == [(Ending.DONE, date(2026, 9, 16))]
    await service.change(undo_own_assessment, row, by="omar")
    assert await endings(service, OWED) == [(Ending.NOT_NEEDED, TODAY)]
    assert "Asked by the hospital" in await page(service, placement, by="ben")


async def test_silence_is_named_as_it_was_and_later_words_take_its_place(service: Service) -> None:
    placement = await a_leaver(service)
    service.skip_to(2026, 9, 16, 9)
    owed = (await duty(service, OWED))[0]
    await answer(service, owed, what_happened=UNREACHED, when_did_you_ask=date(2026, 9, 15))
    assert await endings(service, OWED) == [(None, None)]  # one day in vain is not enough
    await answer(service, owed, what_happened=UNREACHED, when_did_you_ask=date(2026, 9, 16))
    assert await endings(service, OWED) == [(Ending.UNREACHABLE, date(2026, 9, 16))]
    service.skip_to(2026, 9, 23, 9)
    await answer(service, placement, what_happened=DECLINED, when_did_you_ask=date(2026, 9, 22))
    assert await endings(service, OWED) == [(Ending.DECLINED, date(2026, 9, 22))]
    await service.change(save_own_assessment, placement, Asked.SAID, date(2026, 9, 23), WORDS, by="omar")
    assert await endings(service, OWED) == [(Ending.DONE, date(2026, 9, 23))]
    assert len(await kept(service, OwnAssessment)) == 4  # what came before stays


@pytest.mark.parametrize(
    ("asked", "on", "words", "said"),
    [
        (Asked.SAID, date(2027, 1, 4), WORDS, "in the future"),
        (Asked.SAID, date(2026, 9, 1), WORDS, "before the referral"),
        (Asked.DECLINED, TODAY, WORDS, "“They said how it was”"),
    ],
)
async def test_what_cannot_be_right_is_refused(service: Service, asked: Asked, on: date, words: str, said: str) -> None:
    placement = await a_leaver(service)
    with pytest.raises(Refused, match=said):
        await service.change(save_own_assessment, placement, asked, on, words, by="ben")
    with pytest.raises(Refused, match="keyworker"):
        await service.change(save_own_assessment, placement, Asked.DECLINED, TODAY, None, by="sue")


async def test_the_documents_of_the_end_give_it_only_with_consent(service: Service) -> None:
    placement = await a_leaver(service)

    def at_end(read: Read) -> str:
        return progress_facts(read, [read.get(Placement, placement)])[0].at_the_end

    assert await service.read(at_end) == ""
    await service.change(save_own_assessment, placement, Asked.SAID, TODAY, WORDS, by="ben")
    assert (await service.read(at_end)).startswith("not shared")
    agreed = AgreementInput(consent=Consent.GIVEN, consent_by="Mother", consent_on=TODAY)
    await service.change(set_agreement, placement, agreed, by="omar")
    assert await service.read(at_end) == f"“{WORDS}” (Monday 7 September 2026)"


async def test_whoever_stays_is_not_asked_and_what_they_said_is_kept(service: Service) -> None:
    placement = await a_leaver(service)
    (leaving,) = await kept(service, Leaving)
    await service.change(drop_plan, leaving.id, by="ben")
    assert [ending for ending, _ in await endings(service, OWED)] == [Ending.DROPPED]
    given = LeavingInput(LAST_DAY, LeavingReason.MOVES, COLLEGE)
    await service.change(leave, placement, given, by="ben")
    assert (await endings(service, OWED))[-1] == (None, None)


async def test_what_a_pupil_said_who_stays_after_all_can_be_put_right_and_undone(service: Service) -> None:
    placement = await a_leaver(service)
    said = await service.change(save_own_assessment, placement, Asked.SAID, TODAY, WORDS, by="ben")
    (leaving,) = await kept(service, Leaving)
    await service.change(drop_plan, leaving.id, by="ben")
    assert WORDS in await page(service, placement, by="ben")
    await press(service, "leave.own_assessment_correct", said, by="ben")
    assert await service.workspace.submit(by="ben", what_they_say_of_their_time_here="The workshop helped.") == {}
    await press(service, "leave.own_assessment_undo", said, by="ben")
    assert "It has been removed" in service.workspace.modal(by="ben").text
    assert await kept(service, OwnAssessment) == []
    assert [ending for ending, _ in await endings(service, OWED)] == [Ending.DROPPED]


async def test_days_in_vain_of_a_plan_that_was_dropped_count_no_more(service: Service, workspace: Client) -> None:
    placement = await a_leaver(service)
    await service.change(save_own_assessment, placement, Asked.UNREACHED, TODAY, None, by="ben")
    (leaving,) = await kept(service, Leaving)
    await service.change(drop_plan, leaving.id, by="ben")
    service.skip_to(2026, 9, 8, 9)
    await service.change(leave, placement, LeavingInput(LAST_DAY, LeavingReason.MOVES, COLLEGE), by="ben")
    await press(service, "leave.own_assessment", placement, by="ben")
    assert "tried on" not in workspace.modal(by="ben").text
    await workspace.close(by="ben")
    await answer(service, placement, what_happened=UNREACHED, when_did_you_ask=date(2026, 9, 8))
    assert (await endings(service, OWED))[-1] == (None, None)
    await workspace.close(by="ben", everything=True)
    await press(service, "leave.own_assessment", placement, by="ben")
    assert "tried on 1 day so far" in workspace.modal(by="ben").text


async def test_whoever_took_it_on_can_undo_what_they_recorded(service: Service) -> None:
    await a_leaver(service)

    def give(change: Change, duty_id: str) -> None:
        sue = by_slack_id(change.session, "USUE")
        assert sue is not None
        reassign(change, change.get(Duty, duty_id), sue.id)

    owed = (await duty(service, OWED))[0]
    await service.change(give, owed, by="helen")
    saved = await service.change(save_own_assessment, owed, Asked.SAID, TODAY, WORDS, by="sue")
    assert await endings(service, OWED) == [(Ending.DONE, TODAY)]
    await service.change(undo_own_assessment, saved, by="sue")
    assert await endings(service, OWED) == [(None, None)]


async def test_a_merge_takes_it_over_with_the_leaving(service: Service) -> None:
    gone = await a_leaver(service)
    await service.change(save_own_assessment, gone, Asked.UNREACHED, TODAY, None, by="ben")
    other = await a_pupil(service, "Kai Ashworth")

    def pupils(read: Read) -> list[tuple[str, int]]:
        return [(one.pupil_id, one.pupil.version) for one in (read.get(Placement, each) for each in (other, gone))]

    (kept_id, one), (gone_id, two) = await service.read(pupils)
    done = await service.change(merge, kept_id, gone_id, Keep(stays=Stays.A), (one, two), by="helen")
    assert [row.placement_id for row in await kept(service, OwnAssessment)] == [other]
    await service.change(undo_merge, done, by="helen")
    assert [row.placement_id for row in await kept(service, OwnAssessment)] == [gone]
