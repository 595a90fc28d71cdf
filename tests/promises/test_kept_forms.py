"""What is kept of a form is what somebody typed; the record is read anew, with the rights of the moment, and logged."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select, update

from bot.forms.fields import TYPED, Text
from bot.forms.render import NEXT
from bot.workspace import Client, Fault
from bot.workspace.state.store import OpenView
from models.change import Change, Read
from models.tables.audit import Audit
from models.tables.barrier import Barrier
from models.tables.placement import Placement
from models.tables.requests.draft import Draft
from tests.promises import matrix
from tests.promises.doors import FORMS, ROWS, in_scenes, quiet
from tests.promises.stage import Stage
from tests.raw import Raw
from tests.school import Service, a_pupil

TOO_LATE = Fault.ERROR("expired_trigger_id")
OPENERS = [row for row in ROWS if row[0] == "action" and row[2].opens]
ASTHMA = "Asthma: the inhaler is in the office"


def held(read: Read) -> str:
    """Everything that is kept of forms."""
    rows = read.session.execute(select(Draft.typed, Draft.context, Draft.labels))
    return json.dumps([list(row) for row in rows])


def looks(read: Read) -> list[tuple[str, str | None]]:
    """Return what was looked at, and of whom."""
    rows = select(Audit.verb, Audit.pupil_id).where(Audit.verb.like("%view"))
    return [(row.verb, row.pupil_id) for row in read.session.execute(rows)]


def told(text: str) -> Iterator[str]:
    """Return the words of the scene that stand in a text, but for a name: the pupil's own is on every screen."""
    return (word for word in matrix.READERS if word in text and word != "Canary name")


async def press_late(stage: Stage) -> str:
    """Have the keyworker open a form after Slack's trigger has expired; return what opens it after all."""
    await stage.set(matrix.KEYWORKER, "")
    service, value = stage.service, f"{stage.ids['placement']}:medical"
    service.slack.faults.next("views.open", TOO_LATE)
    await Raw(service.slack).press("barrier.set", value, user=stage.user, how="select")
    await quiet(service)
    newest = select(Draft.id).where(Draft.form == "form.waiting").order_by(Draft.kept_at.desc()).limit(1)
    return str(await service.read(lambda read: read.session.scalar(newest)))


async def test_a_form_that_came_too_late_opens_as_it_is_now_and_the_look_is_logged(stage: Stage) -> None:
    waiting = await press_late(stage)
    assert list(told(await stage.service.read(held))) == []
    await stage.service.change(
        lambda change: change.session.execute(update(Barrier).values(restricted_note="Canary of today"))
    )
    before = await stage.service.read(looks)
    answer = await Raw(stage.service.slack).press("form.open", waiting, user=stage.user)
    assert answer.opened == {"barrier.set_guarded"}
    assert "Canary of today" in json.dumps(answer.views)
    assert (await stage.service.read(looks))[len(before) :] == [("pupil:view", stage.ids["pupil"])]


async def test_a_form_that_came_too_late_is_not_opened_for_somebody_who_has_nothing_to_do_with_the_pupil_any_more(
    stage: Stage,
) -> None:
    waiting = await press_late(stage)

    def reallocate(change: Change) -> None:
        placement = change.get(Placement, stage.ids["placement"])
        placement.keyworker_id, placement.left_on = None, change.today.replace(day=1)

    await stage.service.change(reallocate)
    answer = await Raw(stage.service.slack).press("form.open", waiting, user=stage.user)
    assert answer.opened == set()
    assert answer.said != []
    assert list(told(json.dumps([answer.views, answer.said]))) == []


async def test_what_came_too_late_is_kept_for_whoever_asked_and_for_nobody_else(stage: Stage) -> None:
    waiting = await press_late(stage)
    answer = await Raw(stage.service.slack).press("form.open", waiting, user="UHELEN")
    assert answer.opened == set()


async def test_no_form_leaves_a_copy_of_what_the_record_says(stage: Stage) -> None:
    service = stage.service
    for kind, name, case in in_scenes(OPENERS):
        await stage.set(min(case.who), case.scene)
        answer = await stage.gesture(kind, name, case)
        assert answer.opened, f"{kind} {name} opened nothing"
        await leaf_through(service, stage.user)
        assert list(told(await service.read(held))) == [], f"{name} {case.value}"
        service.slack.store.stacks[stage.user].clear()


async def leaf_through(service: Service, user: str) -> None:
    """Turn every page of the form on the screen, with one letter typed into its first empty text field."""
    hand, view = Raw(service.slack), service.slack.store.stacks[user][-1]
    form = FORMS[view.body["callback_id"]]
    for _ in form.shape.turned[1:]:
        await type_a_letter(hand, view)
        await hand.act({"type": "button", "block_id": "form.pages", "action_id": NEXT, "value": NEXT}, view)
    await type_a_letter(hand, view)


async def type_a_letter(hand: Raw, view: OpenView) -> None:
    form = FORMS[view.body["callback_id"]]
    for block in view.body["blocks"]:
        field = form.shape.kinds.get(block.get("block_id", "").partition(":")[0])
        if isinstance(field, Text) and "initial_value" not in block["element"]:
            view.typed[block["block_id"], TYPED] = {"type": block["element"]["type"], "value": "x"}
            action = {"type": block["element"]["type"], "block_id": block["block_id"], "action_id": TYPED, "value": "x"}
            await hand.act(action, view)
            return


@pytest.fixture
async def kai(service: Service) -> str:
    """Refer a pupil with a medical need."""
    return await a_pupil(service, medical_need=ASTHMA)


async def test_pages_that_nobody_typed_in_are_saved_as_the_record_has_them(
    service: Service, workspace: Client, kai: str
) -> None:
    await workspace.home(by="helen")
    await Raw(service.slack).press("placement.edit", kai, user="UHELEN")
    await workspace.fill(by="helen", referred_by="Ms Poe")
    await workspace.click("Next: placement", by="helen")
    assert ASTHMA not in await service.read(held)
    assert await workspace.submit(by="helen") == {}
    placement = await service.read(lambda read: read.get(Placement, kai))
    assert (placement.medical_need, placement.home_school) == (ASTHMA, "Northbrook Academy")


async def test_a_page_that_is_turned_to_shows_the_record_and_a_draft_only_what_was_typed_over_it(
    service: Service, workspace: Client, kai: str
) -> None:
    await Raw(service.slack).press("placement.edit", kai, user="UHELEN")
    await workspace.click("Next: placement", by="helen")
    await workspace.click("Next: needs", by="helen")
    assert workspace.modal(by="helen").fields["Medical need"] == ASTHMA
    await workspace.fill(by="helen", what_helps="Sits by the door")
    await workspace.close(by="helen")
    assert ASTHMA not in await service.read(held)
    await service.change(lambda change: change.session.execute(update(Placement).values(medical_need="None any more")))
    await Raw(service.slack).press("placement.edit", kai, user="UHELEN")
    shown = workspace.modal(by="helen").fields
    assert (shown["What helps"], shown["Medical need"]) == ("Sits by the door", "None any more")


async def test_a_page_is_not_turned_for_somebody_who_may_not_read_it_any_more(
    service: Service, workspace: Client, kai: str
) -> None:
    sue = (await service.actor("sue")).staff_id
    await service.change(lambda change: change.session.execute(update(Placement).values(keyworker_id=sue)))
    await Raw(service.slack).press("placement.edit", kai, user="USUE")
    await workspace.click("Next: placement", by="sue")
    await service.change(lambda change: change.session.execute(update(Placement).values(keyworker_id=None)))
    await workspace.click("Next: needs", by="sue")
    assert ASTHMA not in json.dumps([view["blocks"] for view in service.slack.modals("USUE")])


async def test_a_form_that_an_earlier_version_kept_whole_is_not_shown(stage: Stage) -> None:
    waiting = await press_late(stage)
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Old"}, "blocks": [{"type": "divider"}]}
    await stage.service.change(lambda change: change.session.execute(update(Draft).values(typed={"view": view})))
    answer = await Raw(stage.service.slack).press("form.open", waiting, user=stage.user)
    assert answer.views == [] or "Old" not in answer.text
    assert "earlier version" in answer.text


async def test_what_a_form_kept_goes_when_it_is_saved_and_by_the_next_morning(
    service: Service, workspace: Client, kai: str
) -> None:
    await Raw(service.slack).press("placement.edit", kai, user="UHELEN")
    await workspace.fill(by="helen", referred_by="Ms Poe")
    assert "Ms Poe" in await service.read(held)
    assert await workspace.submit(by="helen") == {}
    await service.go_to(2026, 9, 8, 9)
    assert "Ms Poe" not in await service.read(held)
    assert await service.change(lambda change: change.session.execute(delete(Draft)).rowcount) == 0
