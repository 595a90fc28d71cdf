"""Pages turn and drafts are kept without losing a letter."""

import json
from inspect import signature
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.errors import SlackApiError

from bot.forms import FormBook, Invalid, Paging, begin, take
from bot.workspace.rules.validator import check_view
from models.change import Actor
from tests.bot.forms.forms_at_hand import ANN, BEN, DraftsInMemory, EveryKind, Note, filled

LONDON = ZoneInfo("Europe/London")
FIRST = {"full_name": "Kai Ashworth", "born_on": "2011-03-04", "registration": "single", "school": "n1"}


class Desk:
    """Only what forms know of it."""

    def __init__(self) -> None:
        self.drafts = DraftsInMemory()


class Slack:
    """Keeps the view that was last shown, and tells the order in which it was spoken to."""

    def __init__(self, error: str = "") -> None:
        self.view: dict[str, Any] = {}
        self.heard: list[str] = []
        self.error = error

    async def views_update(self, *, view_id: str, hash: str, view: dict[str, Any]) -> None:  # noqa: A002 - Slack's name
        self.heard.append(f"update {view_id} {hash}")
        if self.error:
            raise SlackApiError("no", {"ok": False, "error": self.error})
        assert check_view(view, "modal") == []
        self.view = json.loads(json.dumps(view))

    async def ack(self) -> None:
        self.heard.append("ack")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def paging() -> Paging:
    return Paging(FormBook([EveryKind, Note]))


async def turn(listener: Any, view: dict[str, Any], desk: Desk, slack: Slack, actor: Actor = ANN) -> None:
    """As Bolt does: a listener is given what it names."""
    offered = {"ack": slack.ack, "body": {"view": view}, "client": slack, "desk": desk, "actor": actor}
    await listener(**{name: offered[name] for name in signature(listener).parameters})


async def test_going_on_and_back_keeps_everything_typed(desk: Desk, paging: Paging) -> None:
    slack, opened = Slack(), EveryKind.view(context={"about": "p1"}, version=4, lead=[{"type": "divider"}])
    await turn(paging.next_page, filled(EveryKind, opened, FIRST), desk, slack)
    assert slack.heard == ["update V1 h1", "ack"]
    assert "Page 2 of 4 · More about the pupil" in json.dumps(slack.view, ensure_ascii=False)
    await turn(paging.previous_page, filled(EveryKind, slack.view, {"reason": "Moved"}), desk, slack)
    back = filled(EveryKind, slack.view)
    assert EveryKind.typed(back) == FIRST
    assert EveryKind.labels(back) == {"school": {"n1": "Text of n1"}}
    assert EveryKind.meta(back) == EveryKind.meta(opened)
    assert slack.view["blocks"][0] == {"type": "divider", "block_id": "lead:0"}
    form = await take(EveryKind, back, desk.drafts, ANN)
    assert (form.full_name, form.reason) == ("Kai Ashworth", "Moved")


def test_buttons_say_where_they_lead_and_the_ends_have_one() -> None:
    texts = [[e["text"]["text"] for e in EveryKind.view(page=p)["blocks"][-1]["elements"]] for p in range(4)]
    assert texts[0] == ["Next: more about the pupil"]
    assert texts[1] == ["Back: the pupil", "Next: people"]
    assert texts[3] == ["Back: people"]


async def test_a_field_that_was_emptied_stays_empty(desk: Desk, paging: Paging) -> None:
    slack = Slack()
    view = EveryKind.view(page=1)
    await turn(paging.keep_typed, filled(EveryKind, view, {"reason": "Old"}), desk, slack)
    await turn(paging.next_page, filled(EveryKind, view, {"reason": None}), desk, slack)
    await turn(paging.previous_page, filled(EveryKind, slack.view), desk, slack)
    assert EveryKind.typed(filled(EveryKind, slack.view))["reason"] is None


@pytest.mark.parametrize("error", ["hash_conflict", "not_found"])
async def test_a_second_click_or_a_closed_modal_is_no_error(desk: Desk, paging: Paging, error: str) -> None:
    slack = Slack(error)
    await turn(paging.next_page, filled(EveryKind, EveryKind.view(), FIRST), desk, slack)
    assert slack.heard[-1] == "ack"


async def test_any_other_failure_of_slack_is_not_hidden_and_not_acknowledged(desk: Desk, paging: Paging) -> None:
    slack = Slack("internal_error")
    with pytest.raises(SlackApiError):
        await turn(paging.next_page, filled(EveryKind, EveryKind.view(), FIRST), desk, slack)
    assert "ack" not in slack.heard


async def test_what_was_typed_and_closed_is_offered_next_time(desk: Desk, paging: Paging) -> None:
    slack = Slack()
    view = filled(
        EveryKind, await begin(EveryKind, desk.drafts, ANN, zone=LONDON), {"full_name": "Kai", "school": "n1"}
    )
    await turn(paging.keep_typed, view, desk, slack)
    await turn(paging.closed, view | {"state": {"values": {}}}, desk, slack)
    again = await begin(EveryKind, desk.drafts, ANN, zone=LONDON, values={"full_name": "Other", "registration": "main"})
    assert check_view(again, "modal") == []
    notice = again["blocks"][0]
    assert notice["text"]["text"] == "You began this on Monday at 08:10. What you typed is here."
    assert notice["accessory"]["text"]["text"] == "Start afresh"
    typed = EveryKind.typed(filled(EveryKind, again))
    assert (typed["full_name"], typed["school"], typed["registration"]) == ("Kai", "n1", None)
    assert EveryKind.meta(again).key == EveryKind.meta(view).key


async def test_a_draft_is_offered_only_to_whoever_typed_it_and_about_the_same_pupil(desk: Desk, paging: Paging) -> None:
    about = {"about": "p1"}
    view = await begin(EveryKind, desk.drafts, ANN, zone=LONDON, context=about)
    await turn(paging.keep_typed, filled(EveryKind, view, {"full_name": "Kai"}), desk, Slack())
    for actor, context in [(BEN, about), (ANN, {"about": "p2"}), (ANN, None)]:
        other = await begin(EveryKind, desk.drafts, actor, zone=LONDON, context=context)
        assert EveryKind.typed(filled(EveryKind, other))["full_name"] is None
    mine = await begin(EveryKind, desk.drafts, ANN, zone=LONDON, context=about)
    assert EveryKind.typed(filled(EveryKind, mine))["full_name"] == "Kai"


async def test_a_draft_of_a_record_that_changed_since_says_so_and_can_be_saved(desk: Desk, paging: Paging) -> None:
    view = await begin(EveryKind, desk.drafts, ANN, zone=LONDON, version=3, context={"about": "p1"})
    await turn(paging.keep_typed, filled(EveryKind, view, FIRST), desk, Slack())
    again = await begin(EveryKind, desk.drafts, ANN, zone=LONDON, version=5, context={"about": "p1"})
    assert EveryKind.meta(again).key == EveryKind.meta(view).key
    assert EveryKind.meta(again).version == 5
    assert "has been changed since" in str(again["blocks"][0])
    assert "accessory" not in again["blocks"][0]


async def test_what_stands_on_a_page_that_is_never_turned_to_is_saved_as_it_was(desk: Desk) -> None:
    known = {**FIRST, "phone": "07700 900123", "known": True, "subjects": ["s3"]}
    view = await begin(EveryKind, desk.drafts, ANN, zone=LONDON, values=known, version=3, context={"about": "p1"})
    form = await take(EveryKind, filled(EveryKind, view, {"full_name": "Kai Ash"}), desk.drafts, ANN)
    assert (form.full_name, form.phone, form.known, form.subjects) == ("Kai Ash", "07700 900123", True, ("s3",))
    assert form.context == {"about": "p1"}


async def test_a_form_that_was_opened_and_not_touched_leaves_no_draft(desk: Desk, paging: Paging) -> None:
    known = {**FIRST, "phone": "07700 900123"}
    view = await begin(EveryKind, desk.drafts, ANN, zone=LONDON, values=known, version=3, context={"about": "p1"})
    again = await begin(EveryKind, desk.drafts, ANN, zone=LONDON, values=known, version=4, context={"about": "p1"})
    assert EveryKind.meta(again).version == 4
    await turn(paging.closed, filled(EveryKind, view), desk, Slack())
    await turn(paging.closed, filled(EveryKind, again), desk, Slack())
    assert desk.drafts.kept == {}


async def test_starting_afresh_gives_clean_fields_under_new_ids(desk: Desk, paging: Paging) -> None:
    slack, view = Slack(), EveryKind.view(context={"about": "p1"})
    await turn(paging.next_page, filled(EveryKind, view, FIRST), desk, slack)
    old = EveryKind.meta(view).key
    await turn(paging.start_afresh, filled(EveryKind, slack.view, {"reason": "x"}), desk, slack)
    meta = EveryKind.meta(slack.view)
    assert (meta.page, meta.context, desk.drafts.kept) == (0, {"about": "p1"}, {})
    assert meta.key != old
    assert set(EveryKind.typed(filled(EveryKind, slack.view)).values()) == {None}
    assert not {block["block_id"] for block in view["blocks"] if ":" in block["block_id"]} & {
        block["block_id"] for block in slack.view["blocks"]
    }


async def test_a_draft_of_nothing_is_not_kept_when_the_form_is_closed(desk: Desk, paging: Paging) -> None:
    view = filled(EveryKind, EveryKind.view(), {"full_name": None})
    await turn(paging.keep_typed, view, desk, Slack())
    assert desk.drafts.kept
    await turn(paging.closed, view | {"state": {"values": {}}}, desk, Slack())
    assert desk.drafts.kept == {}


async def test_a_submission_that_fails_is_kept(desk: Desk) -> None:
    view = filled(EveryKind, EveryKind.view(), {"full_name": "Kai"})
    with pytest.raises(Invalid):
        await take(EveryKind, view, desk.drafts, ANN)
    draft = await desk.drafts.by_key(EveryKind.meta(view).key, ANN)
    assert draft is not None
    assert draft.values["full_name"] == "Kai"


async def test_a_form_without_drafts_and_a_foreign_view_are_left_alone(desk: Desk, paging: Paging) -> None:
    slack = Slack()
    await take(Note, filled(Note, Note.view(), {"text": "A note"}), desk.drafts, ANN)
    await turn(paging.keep_typed, filled(Note, Note.view(), {"text": "A note"}), desk, slack)
    await turn(paging.keep_typed, {"callback_id": "another"}, desk, slack)
    await turn(paging.closed, {"callback_id": "another"}, desk, slack)
    assert desk.drafts.kept == {}
    assert slack.heard == ["ack"] * 3
