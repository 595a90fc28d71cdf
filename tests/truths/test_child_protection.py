"""What sounds like child protection is saved once it is reworded, or once somebody says that the DSL was told."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.workspace import Client, Fault
from bot.workspace.state import payloads
from models.change import Change, Read
from models.requests.drafts import forget_old_drafts
from models.tables.audit import Audit
from models.tables.contact import Attempt
from models.tables.requests.draft import Draft
from models.tables.staff import by_slack_id
from tests.handlers.pressing import press
from tests.handlers.teaching import a_taught_pupil, kept
from tests.promises import matrix
from tests.promises.doors import FORMS, filled, quiet
from tests.raw import Answer, Raw
from tests.scene import set_scene
from tests.school import STAFF, Service, a_pupil

WORDS = "He told me that his stepdad hits him"
ASKS = "Has the DSL been told?"
TOLD, OTHER = "Yes, the DSL has been told", "This is not about child protection"
TALK = "Ask the DSL to come and talk"
# What is pasted into these is a list, of no pupil.
OF_THE_SCHOOL = frozenset({"scale.add", "settings.term_dates", "settings.term_dates_checked", "import.headings"})
LONG_TEXTS = {
    name: long
    for name, form in FORMS.items()
    if (long := [one for one in form.shape.pages[0].fields if getattr(form.shape.kinds[one], "long", False)])
    and name not in OF_THE_SCHOOL
}
NOT_YET = {"grade": None, "look_again_on": "{soon}"}
CALL = {"who_did_you_contact": "Someone in the family", "how": "Phone call", "what_happened": "We spoke"}


async def log_a_call(service: Service, said: str, by: str = "ann") -> str:
    """Log a call with these words, and return the placement."""
    placement = await a_pupil(service)
    await press(service, "contact.attempt", placement, by=by)
    errors = await service.workspace.submit(by=by, when=service.clock.today(), what_they_said=said, **CALL)
    assert errors == {}
    return placement


async def audited(service: Service) -> list[tuple[str, str | None, bool]]:
    """Return the lines of audit about the question: verb, reason and whether a pupil is named."""

    def find(read: Read) -> list[tuple[str, str | None, bool]]:
        lines = select(Audit).where(Audit.verb.startswith("dsl:")).order_by(Audit.at)
        return [(one.verb, one.why, one.pupil_id is not None) for one in read.session.scalars(lines)]

    found: list[tuple[str, str | None, bool]] = await service.read(find)
    return found


async def test_what_sounds_like_child_protection_is_not_saved_but_asked_about_and_kept_as_a_draft(
    service: Service, workspace: Client
) -> None:
    await log_a_call(service, WORDS)
    form = workspace.modal(by="ann")
    assert ASKS in form.fields
    assert "What they said" in form.text
    assert WORDS in str(form.view), "what was typed is still there"
    assert await kept(service, Attempt) == []
    assert [one.typed["said"] for one in await kept(service, Draft)] == [WORDS]
    assert await audited(service) == []


@pytest.mark.parametrize(("answer", "verb"), [(TOLD, "dsl:told"), (OTHER, "dsl:not_needed")])
async def test_once_the_question_is_answered_it_is_saved_and_the_audit_says_so_without_the_words(
    service: Service, workspace: Client, answer: str, verb: str
) -> None:
    await log_a_call(service, WORDS)
    assert await workspace.submit(by="ann", has_the_dsl_been_told=answer) == {}
    assert not workspace.has_modal(by="ann")
    assert [one.view for one in await kept(service, Attempt)] == [WORDS]
    assert await audited(service) == [(verb, "contact.attempt", True)]


async def test_a_text_that_is_reworded_is_saved_without_an_answer(service: Service, workspace: Client) -> None:
    await log_a_call(service, WORDS)
    assert await workspace.submit(by="ann", what_they_said="I have spoken to the DSL") == {}
    assert [one.view for one in await kept(service, Attempt)] == ["I have spoken to the DSL"]
    assert await audited(service) == []


async def test_without_an_answer_it_is_asked_again(service: Service, workspace: Client) -> None:
    await log_a_call(service, WORDS)
    assert await workspace.submit(by="ann") == {}
    assert ASKS in workspace.modal(by="ann").fields
    assert await kept(service, Attempt) == []


async def test_what_was_asked_about_is_kept_only_as_long_as_the_form_is_open(
    service: Service, workspace: Client
) -> None:
    placement = await log_a_call(service, WORDS)
    assert "not kept if you close this form" in workspace.modal(by="ann").text
    await workspace.close(by="ann")
    (draft,) = await kept(service, Draft)
    assert any(draft.typed.values()), "the rest is kept"
    assert WORDS not in str(draft.typed)
    await press(service, "contact.attempt", placement, by="ann")
    form = workspace.modal(by="ann")
    assert "Words that may be about child protection were not kept" in form.text
    assert WORDS not in str(form.view)


@pytest.mark.parametrize("by_command", [True, False])
async def test_words_are_never_kept_for_a_form_that_slack_was_too_slow_to_open(
    service: Service, workspace: Client, by_command: bool
) -> None:
    service.slack.faults.next("views.open", Fault.ERROR("expired_trigger_id"))
    if by_command:
        await workspace.command(f"/refer {WORDS}", by="ann")
    else:
        message = {"ts": "1788768000.000100", "text": WORDS}
        await Raw(service.slack).shortcut("refer.message", user=STAFF["ann"][0], message=message)
    await workspace.quiet()
    (draft,) = await kept(service, Draft)
    assert WORDS not in str(draft.typed)
    button = workspace.direct_messages(to="ann")[-1]
    assert "Words that may be about child protection were not kept" in button.plain
    await workspace.click("Open the form", by="ann", to="ann")
    assert "Refer" in workspace.modal(by="ann").title


async def test_words_go_in_the_morning_from_a_form_of_whose_closing_nobody_heard(service: Service) -> None:
    await log_a_call(service, WORDS)
    await service.change(forget_old_drafts)
    assert [WORDS in str(one.typed) for one in await kept(service, Draft)] == [True], "somebody may be typing"
    service.skip_to(2026, 9, 7, 11)
    await service.change(forget_old_drafts)
    assert [WORDS in str(one.typed) for one in await kept(service, Draft)] == [False]


async def test_one_tap_asks_the_dsl_to_come_and_talk_without_the_words_or_the_pupil(
    service: Service, workspace: Client
) -> None:
    await log_a_call(service, WORDS)
    await workspace.choose(ASKS, TOLD, by="ann")
    await workspace.click(TALK, by="ann")
    form = workspace.modal(by="ann")
    assert "Dan Frost has been asked" in form.text
    assert TALK not in form.buttons
    assert WORDS in str(form.view)
    assert form.fields[ASKS] == TOLD, "what was chosen is still there"
    (heard,) = workspace.direct_messages(to="dan")
    assert "Ann Lister" in heard.plain
    assert not any(word in str(heard) for word in ("Kai", "stepdad", "hits", "contact.attempt"))
    assert heard.text == "A colleague asks you to come and talk."
    assert await kept(service, Attempt) == []
    assert await audited(service) == [("dsl:ask", None, False)]


async def test_the_heads_are_asked_where_there_is_no_dsl_here(service: Service, workspace: Client) -> None:
    def no_dsl(change: Change) -> None:
        dan = by_slack_id(change.session, "UDAN")
        assert dan is not None
        dan.dsl = False

    await service.change(no_dsl)
    await log_a_call(service, WORDS)
    before = len(workspace.direct_messages(to="hugo"))
    await workspace.click(TALK.replace("DSL", "Heads"), by="ann")
    assert len(workspace.direct_messages(to="hugo")) == before + 1
    assert workspace.direct_messages(to="dan") == []


async def test_what_the_record_says_already_is_not_asked_about_again(service: Service, workspace: Client) -> None:
    placement = await a_pupil(service, reason=WORDS)
    await press(service, "placement.edit", placement, by="helen")
    assert await workspace.submit(by="helen", home_school="Southbrook") == {}
    assert not workspace.has_modal(by="helen")


async def test_the_page_with_the_words_comes_back_where_they_stand_on_another(
    service: Service, workspace: Client
) -> None:
    placement = await a_taught_pupil(service)
    await press(service, "review.open", f"{placement}:Maths", by="ann")
    given: dict[str, Any] = {"what_is_helping": WORDS, "next_step": "Read", "held_on": service.clock.today()}
    await workspace.fill(by="ann", **given)
    await workspace.click("Next: the pupil and the family", by="ann")
    await workspace.submit(by="ann")
    assert ASKS in workspace.modal(by="ann").fields
    assert WORDS in str(workspace.modal(by="ann").view)


async def test_every_long_text_on_the_first_page_of_every_form_is_asked_about_and_not_saved(service: Service) -> None:
    passed = []
    for name, long in LONG_TEXTS.items():
        case = matrix.FORMS[name][0]
        ids = await service.change(set_scene, matrix.HEAD, STAFF["hugo"][0], case.scene, by="helen")
        for field in long:
            values = case.values | {field: WORDS} | (NOT_YET if name == "assess.result" else {})
            answer = await submit_typed(service, name, filled(replace(case, values=values), ids))
            passed += [] if ASKS in str(answer.ack) else [f"{name}: {field} {answer.ack}"]
        await quiet(service)
    assert passed == []
    assert len(LONG_TEXTS) > 15


async def submit_typed(service: Service, name: str, case: matrix.Case) -> Answer:
    """Submit a form into which Hugo has typed everything: it opened empty."""
    raw, version = Raw(service.slack), int(case.version) if case.version else None
    shown = raw.put_up(STAFF["hugo"][0], FORMS[name].view(case.values, context=case.context, version=version))
    for block in shown.body["blocks"]:
        block.get("element", {}).pop("initial_value", None)
    return await raw.send("interactive", payloads.view_submission(service.slack, shown), shown.user)
