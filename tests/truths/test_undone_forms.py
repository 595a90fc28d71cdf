"""Every undo of something that was typed opens its form again, with all of it, and nothing of it is lost on the way."""

import ast
from datetime import date
from pathlib import Path

import handlers
from bot.workspace import Client, Fault
from models.statutory.record import FactInput, record_facts
from models.tables.plans.plan import PlanVoice
from models.tables.pupil import LegalFact, LegalFactKind
from models.tables.requests.draft import Draft
from tests.handlers.pressing import press
from tests.handlers.progress.test_correct import the_only
from tests.handlers.teaching import a_taught_pupil, kept
from tests.promises import matrix
from tests.scene import set_scene
from tests.school import STAFF, Service
from tests.truths.test_undone import AGAIN

HEAD = "hugo"
MON = date(2026, 9, 7)
# The form that each undo opens again, and the scene in which a Head can press it.
UNDOES = {
    "planned": {
        "plan.provision_undo": ("{ended}", "plan.effect"),
        "plan.objective_review_undo": ("{plan_review}", "plan.objective_review"),
        "plan.sessions_undo": ("{plan_count}", "plan.sessions"),
        "plan.voice_undo": ("{plan_voice}", "plan.voice"),
    },
    "assessed": {
        "screening.undo": ("{screening}", "screening.add"),
        "assessment.undo": ("{decision}", "assessment.undertake"),
    },
    "gone": {
        "leave.item_undo": ("{pack}", "leave.item"),
        "leave.own_assessment_undo": ("{answer}", "leave.own_assessment"),
        "leave.check_in_undo": ("{asked}", "leave.check_in"),
    },
    "leaving": {"leave.undo": ("{leaving}", "leave.save")},
    "withdrawn": {"referral.end_undo": ("{leaving}", "referral.end")},
    "profiled": {"profile.agree_undo": ("{agreement}", "profile.agree")},
}


async def test_each_opens_its_form_again_with_what_was_typed(service: Service, workspace: Client) -> None:
    for scene, undoes in UNDOES.items():
        for action_id, (value, form) in undoes.items():
            ids = await service.change(set_scene, matrix.HEAD, STAFF[HEAD][0], scene, by="helen")
            await press(service, action_id, value.format_map(ids), by=HEAD)
            shown = workspace.modal(by=HEAD)
            assert shown.view["callback_id"] == form, action_id
            assert AGAIN in shown.text, action_id
            assert "The record has changed since then" not in shown.text, action_id
            (draft,) = [one for one in await kept(service, Draft) if one.form == form]
            assert any(draft.typed.values()), action_id
            await workspace.close(by=HEAD, everything=True)


def test_each_names_what_it_undoes_and_whose_it_is() -> None:
    for path in sorted(Path(handlers.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("undo_button", "undo_blocks"):
                what = [*node.args, *(each.value for each in node.keywords)][-1]
                assert not isinstance(what, ast.Constant), f"{path}: {ast.unparse(node)}"


async def test_a_legal_fact_can_be_recorded_again_as_it_was_typed(service: Service, workspace: Client) -> None:
    placement = await a_taught_pupil(service, keyworker="sue", first_day=MON)
    given = FactInput(LegalFactKind.SUSPENDED, date(2026, 9, 2), days=3, who="Ashby High")
    await service.change(record_facts, f"{placement}:{LegalFactKind.SUSPENDED}", given, by="helen")
    await press(service, "legal.undo", await the_only(service, LegalFact), by="helen")
    shown = workspace.modal(by="helen")
    assert AGAIN in shown.text
    assert (shown.fields["School days"], shown.fields["School that suspended them"]) == ("3", "Ashby High")
    assert await workspace.submit(by="helen") == {}
    (fact,) = await kept(service, LegalFact)
    assert (fact.on, fact.days, fact.who) == (date(2026, 9, 2), 3, "Ashby High")


async def test_if_slack_opens_no_form_any_more_a_message_does_and_the_words_are_there(
    service: Service, workspace: Client
) -> None:
    ids = await service.change(set_scene, matrix.HEAD, STAFF[HEAD][0], "planned", by="helen")
    (said,) = [one for one in await kept(service, PlanVoice) if one.id == ids["plan_voice"]]
    service.slack.faults.next("views.open", Fault.ERROR("expired_trigger_id"))
    await press(service, "plan.voice_undo", said.id, by=HEAD)
    await workspace.quiet()
    assert not workspace.has_modal(by=HEAD)
    await workspace.click("Open the form", by=HEAD, to=HEAD)
    shown = workspace.modal(by=HEAD)
    assert shown.view["callback_id"] == "plan.voice"
    assert said.words in shown.fields["What they said, in their words"]
