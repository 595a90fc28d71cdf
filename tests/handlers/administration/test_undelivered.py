"""What did not go out: Heads are told why and what to do, without a word of what stood in it."""

import pytest

from bot.workspace import Fault
from models.administration.staff_list import remove_staff
from models.change import Change
from models.errors import Refused
from models.outbox import settle
from models.outbox.undelivered import send_again
from models.tables.message import Message, MessageState
from models.tables.staff import by_slack_id
from tests.raw import Raw
from tests.school import CHANNEL, Service, a_pupil

CODES = (
    *("no_channel", "public_channel", "shared_channel", "strangers_in_channel", "is_archived", "channel_not_found"),
    *("not_in_channel", "message_lost", "no_words", "invalid_auth", "token_revoked", "missing_scope", "user_disabled"),
)


def heard(service: Service, by: str = "helen") -> list[str]:
    return [one.plain for one in service.workspace.direct_messages(to=by) if "may not have" in one.text]


async def state_of(service: Service, message_id: str) -> MessageState:
    found: MessageState = await service.read(lambda read: read.get(Message, message_id).state)
    return found


async def fail(service: Service, problem: str) -> str:
    """Have a message to Ann about Kai that Slack would not take; its id."""
    placement = await a_pupil(service, "Kai Ashworth")

    def speak(change: Change) -> str:
        message = change.say("allocate.told", by_slack_id(change.session, "UANN"), about=placement)
        if problem == "outcome_unknown":
            settle.unknown(change, message.id)
        else:
            settle.refused(change, message.id, problem)
        return message.id

    message_id = str(await service.change(speak))
    await service.workspace.quiet()
    return message_id


@pytest.mark.parametrize("problem", CODES)
async def test_each_problem_is_told_to_every_head_in_plain_words(service: Service, problem: str) -> None:
    await fail(service, problem)
    for head in ("helen", "hugo"):
        (told,) = heard(service, head)
        assert "A message for Ann Lister did not go out" in told
        assert problem not in told
        assert "Kai" not in told
    assert heard(service, "omar") == []


async def test_a_problem_that_nobody_foresaw_is_named_by_slacks_word_for_it(service: Service) -> None:
    await fail(service, "ekm_access_denied")
    assert "Slack refused it (ekm_access_denied)" in heard(service)[0]


async def test_what_may_stand_already_is_sent_again_only_when_a_head_says_so(service: Service) -> None:
    message_id = await fail(service, "outcome_unknown")
    assert await state_of(service, message_id) is MessageState.UNKNOWN
    assert "may not have gone out" in heard(service)[0]
    await service.workspace.click("Send it again", by="helen")
    assert await state_of(service, message_id) in (MessageState.SENT, MessageState.CANCELLED)


async def test_a_second_press_says_that_it_has_gone_out(service: Service) -> None:
    message_id = await fail(service, "message_lost")
    await service.workspace.click("Try again", by="helen")
    await service.workspace.quiet()
    assert "This is sorted" in service.workspace.direct_messages(to="hugo")[0].plain
    answer = await Raw(service.slack).press("trouble.again", message_id, user="UHUGO")
    assert "gone out since" in answer.text


async def test_an_archived_channel_is_told_of_at_once_and_another_room_is_nobodys_business(service: Service) -> None:
    for room in ("GOTHER", CHANNEL):
        await service.slack.tell({"type": "group_archive", "channel": room})
        await service.workspace.quiet()
    assert [one.plain for one in service.workspace.direct_messages(to="hugo")] == [
        "*The staff channel has been archived.* The next allocations digest has nowhere to go. "
        "Choose another private channel.\nChoose a channel"
    ]


async def test_a_bot_that_is_taken_out_of_the_channel_says_how_to_bring_it_back(service: Service) -> None:
    await service.slack.tell({"type": "group_left", "channel": CHANNEL})
    await service.workspace.quiet()
    assert "/invite @Halfterm" in service.workspace.direct_messages(to="helen")[-1].plain


@pytest.mark.parametrize("by", ["omar", "priya", "ann", "sue"])
async def test_nobody_but_a_head_sends_again(service: Service, by: str) -> None:
    message_id = await fail(service, "message_lost")
    with pytest.raises(Refused):
        await service.change(send_again, message_id, by=by)
    assert await state_of(service, message_id) is MessageState.PAUSED


async def test_what_was_mended_before_anybody_heard_of_it_is_told_when_it_fails_again(service: Service) -> None:
    placement = await a_pupil(service, "Kai Ashworth")

    def fail_and_mend(change: Change) -> str:
        message = change.say("allocate.told", by_slack_id(change.session, "UANN"), about=placement)
        settle.refused(change, message.id, "message_lost")
        message.state = MessageState.SENT
        return message.id

    message_id = str(await service.change(fail_and_mend))
    await service.workspace.quiet()
    assert heard(service) == []
    await service.change(settle.refused, message_id, "message_lost")
    await service.workspace.quiet()
    assert len(heard(service)) == 1


async def test_what_could_not_be_said_to_somebody_who_has_left_since_is_nobodys_trouble(service: Service) -> None:
    message_id = await fail(service, "user_disabled")
    ann = await service.actor("ann")
    await service.change(remove_staff, ann.staff_id, by="helen")
    assert await state_of(service, message_id) is MessageState.CANCELLED
    await service.change(settle.refused, message_id, "user_disabled")
    assert await state_of(service, message_id) is MessageState.CANCELLED


async def test_a_page_that_slack_refuses_is_named_with_the_place_to_the_heads_and_in_the_log(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    service.slack.faults.next(
        "views.publish",
        Fault.ERROR("invalid_arguments", messages=("Zebedee is too long [json-pointer:/view/blocks/3/text]",)),
        times=9,
    )
    await service.slack.open_home("UANN")
    await service.workspace.quiet()
    told = heard(service)[0]
    assert "Ann Lister's Home tab did not go out" in told
    assert "as Halfterm wrote it (invalid_arguments:/view/blocks/3/text)" in told
    said = [record.getMessage() for record in caplog.records if record.name.startswith("bot.delivery")]
    assert "Slack refused a message of kind home: invalid_arguments:/view/blocks/3/text" in said
    assert "Zebedee" not in str(said) + told
