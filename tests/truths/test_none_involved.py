"""That no professional is involved is an ending of its own: said by whoever knows, and true only while it is."""

from datetime import date

from bot.workspace import Client
from models.attempts.log import NewAttempt, log_attempt
from models.contacts.lines import ContactInput
from models.contacts.people import add_person
from models.corrections.attempt import undo_attempt
from models.duties.not_needed import take_back
from models.tables.contact import Attempt, Outcome, Side, Way
from models.tables.duty import Duty, DutyKind, Ending
from tests.handlers.pressing import duty, last_private, press
from tests.handlers.teaching import kept
from tests.school import STAFF, Service, a_pupil
from tests.truths.test_contacts import log, page

WORKER = ContactInput("Noor Said", side=Side.PROFESSIONAL, relation="social worker", phone="07700 900789")
SAID = "None involved"
ENDED = "Contact the professionals: none involved, Mon 7 Sep: The mother says so – recorded by Helen Marsh"


async def say(service: Service, *, by: str = "helen") -> dict[str, str]:
    """Say from the form that logs a contact that no professional is involved."""
    await press(service, "contact.log", (await duty(service, DutyKind.PROFESSIONALS))[0], by=by)
    await service.workspace.click(SAID, by=by)
    errors: dict[str, str] = await service.workspace.submit(by=by, how_do_you_know="The mother says so")
    return errors


async def steps(service: Service) -> list[tuple[date, Ending | None]]:
    rows = [one for one in await kept(service, Duty) if one.kind is DutyKind.PROFESSIONALS]
    return [(one.due_on, one.ending) for one in sorted(rows, key=lambda one: one.added_at)]


async def test_none_involved_is_named_so_on_the_page_and_in_the_digest_and_can_be_taken_back(
    service: Service, workspace: Client
) -> None:
    placement = await a_pupil(service)
    assert await say(service) == {}
    assert not workspace.has_modal(by="helen")
    shown = await page(service, placement)
    assert ENDED in shown
    assert "not needed" not in shown
    await workspace.command("/allocations", by="helen")
    digest = workspace.in_room("allocations")[-1].plain.replace("*", "")
    assert "1 none involved" in digest
    assert "contact the professionals: none involved" in digest
    assert "mother" not in digest
    await page(service, placement)
    await workspace.choose("Needed after all", "Contact the professionals", by="helen")
    assert (await steps(service))[0][1] is None


async def test_a_button_of_an_older_message_names_the_ending(service: Service, workspace: Client) -> None:
    await a_pupil(service)
    owed = (await duty(service, DutyKind.PROFESSIONALS))[0]
    await press(service, "step.give", owed, by="helen")
    await workspace.submit(by="helen", hand_over_to=STAFF["ann"][1])
    await say(service, by="ann")
    await workspace.quiet()
    (told,) = [one for one in workspace.direct_messages(to="ann") if "Contact the professionals" in one.plain][-1:]
    assert "none involved, Mon 7 Sep" in told.plain.replace("*", "")


async def test_whoever_has_the_step_may_say_it_and_nobody_else_is_offered_it(
    service: Service, workspace: Client
) -> None:
    await a_pupil(service)
    await press(service, "contact.log", (await duty(service, DutyKind.PROFESSIONALS))[0], by="sue")
    assert SAID not in workspace.modal(by="sue").text


async def test_a_record_that_names_a_professional_is_not_contradicted(service: Service, workspace: Client) -> None:
    await a_pupil(service, contacts=(WORKER,))
    owed = (await duty(service, DutyKind.PROFESSIONALS))[0]
    await press(service, "contact.log", owed, by="helen")
    assert SAID not in workspace.modal(by="helen").text
    await workspace.close(by="helen")
    await press(service, "contact.none_involved", owed, by="helen")
    assert "There is a professional among the contacts" in last_private(service)
    assert (await steps(service))[0][1] is None


async def test_a_professional_who_turns_up_later_is_to_be_contacted_from_that_day(service: Service) -> None:
    placement = await a_pupil(service)
    await say(service)
    service.skip_to(2026, 9, 21, 9)
    await service.change(add_person, placement, WORKER, by="omar")
    assert await steps(service) == [(date(2026, 9, 10), Ending.NONE_INVOLVED), (date(2026, 9, 24), None)]
    (ended,) = [one for one in await kept(service, Duty) if one.ending is Ending.NONE_INVOLVED]
    await press(service, "step.needed", ended.id, by="helen")
    assert "due again already" in last_private(service)


async def test_words_of_a_professional_take_the_place_of_it(service: Service) -> None:
    placement = await a_pupil(service)
    await say(service)
    await log(service, placement, "We spoke, or they replied", who_did_you_contact="Another professional")
    assert [ending for _, ending in await steps(service)] == [Ending.DONE]
    assert "The mother says so" not in await page(service, placement)


async def test_a_contact_that_is_undone_leaves_it_as_it_was_with_how_that_was_known(service: Service) -> None:
    placement = await a_pupil(service)
    assert await say(service) == {}
    service.skip_to(2026, 9, 9, 9)
    given = NewAttempt(f"side:{Side.PROFESSIONAL}", Way.CALL, Outcome.SPOKE, date(2026, 9, 9))
    await service.change(log_attempt, placement, given, by="helen")
    assert [one[1] for one in await steps(service)] == [Ending.DONE]
    assert "The mother says so" not in await page(service, placement)
    (attempt,) = await kept(service, Attempt)
    await service.change(undo_attempt, attempt.id, by="helen")
    assert ENDED in await page(service, placement)


async def test_it_is_owed_again_if_it_was_needed_after_all_before_the_contact_was_undone(service: Service) -> None:
    placement = await a_pupil(service)
    assert await say(service) == {}
    owed = (await duty(service, DutyKind.PROFESSIONALS))[0]
    await service.change(take_back, owed, by="helen")
    given = NewAttempt(f"side:{Side.PROFESSIONAL}", Way.CALL, Outcome.SPOKE, date(2026, 9, 7))
    await service.change(log_attempt, placement, given, by="helen")
    (attempt,) = await kept(service, Attempt)
    await service.change(undo_attempt, attempt.id, by="helen")
    assert [one[1] for one in await steps(service)] == [None]
