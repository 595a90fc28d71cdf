"""Pages turn and drafts are kept without losing a letter."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.forms import Form, FormRegistry, Invalid
from bot.forms.opening import Filled
from bot.requests.form_pages import close_form, keep_page, next_page, previous_page, start_again
from bot.requests.help_index import HelpIndex
from bot.requests.request import Request
from bot.requests.transactions import Services
from bot.runtime.clock import Clock
from bot.runtime.database import Database
from bot.runtime.desk import Desk
from bot.slack.words import Words
from bot.workspace.rules.validator import check_view
from models.actor import Actor
from models.change import Change
from models.permission import Role
from models.tables.requests.draft import Draft
from models.tables.staff import Staff
from tests.bot.forms.forms_at_hand import EveryKind, Note, filled
from tests.school import LONDON

FIRST = {"full_name": "Kai Ashworth", "born_on": "2011-03-04", "registration": "single", "school": "n1"}
MONDAY = datetime(2026, 9, 7, 7, 10, tzinfo=UTC)
ANN, BEN = Actor("ann", "UANN"), Actor("ben", "UBEN")
View = dict[str, Any]
Listener = Callable[[Request], Awaitable[None]]


@dataclass
class Slack:
    """Keeps the view that was last shown, or fails."""

    error: str = ""
    view: View = field(default_factory=dict)
    updated: list[str] = field(default_factory=list)

    async def views_update(self, *, view_id: str, hash: str, view: View) -> None:  # noqa: A002 - Slack's name
        self.updated.append(f"{view_id} {hash}")
        if self.error:
            raise SlackApiError("no", {"ok": False, "error": self.error})
        assert check_view(view, "modal") == []
        self.view = json.loads(json.dumps(view))


class Forms:
    """Two forms over a real desk, and a Slack that shows one view."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.slack = Slack()
        self.record: dict[str, Any] = {}

    def request(self, view: View | None = None, by: Actor = ANN) -> Request:
        """Something done in this view."""
        registry = FormRegistry([EveryKind, Note])
        refills = {EveryKind: lambda _change, _about: Filled(self.record)}
        services = Services(self.desk, cast(AsyncWebClient, self.slack), registry, HelpIndex(), refills)
        return Request(services, {"view": view} if view else {}, by, None)

    async def open(self, form: type[Form] = EveryKind, by: Actor = ANN, **opening: Any) -> View:
        """Return the view of a form as it opens."""
        return await self.request(by=by).view_of(form, **opening)

    async def turn(self, listener: Listener, view: View) -> View:
        """Call the listener in this view, and return what is on the screen afterwards."""
        await listener(self.request(view))
        return self.slack.view

    async def drafts(self) -> list[Draft]:
        """Everything that is kept."""
        return await self.desk.read(lambda read: list(read.session.scalars(select(Draft))))


@pytest.fixture
async def forms(database_url: str, tmp_path: Path) -> AsyncIterator[Forms]:
    def hire(change: Change) -> None:
        for one in (ANN, BEN):
            change.add(Staff(id=one.staff_id, slack_id=one.slack_id, name="", role=Role.TEACHER, added_at=MONDAY))

    desk = Desk(Database(database_url), Clock(LONDON, starts=MONDAY), Words(tmp_path, LONDON))
    await desk.change(hire)
    yield Forms(desk)
    await desk.close()


def typed(view: View) -> dict[str, Any]:
    return EveryKind.typed(filled(EveryKind, view))


async def test_going_on_and_back_keeps_everything_typed(forms: Forms) -> None:
    opened = EveryKind.view(context={"about": "p1"}, version=4, lead=[{"type": "divider"}])
    second = await forms.turn(next_page, filled(EveryKind, opened, FIRST))
    assert forms.slack.updated == ["V1 h1"]
    assert "Page 2 of 4 · More about the pupil" in json.dumps(second, ensure_ascii=False)
    first = await forms.turn(previous_page, filled(EveryKind, second, {"reason": "Moved"}))
    back = filled(EveryKind, first)
    assert EveryKind.typed(back) == FIRST
    assert EveryKind.labels(back) == {"school": {"n1": "Text of n1"}}
    assert EveryKind.meta(back) == EveryKind.meta(opened)
    assert first["blocks"][0] == {"type": "divider", "block_id": "lead:0"}
    form = await forms.request(back | {"callback_id": EveryKind.name}).form(EveryKind)
    assert (form.full_name, form.reason) == ("Kai Ashworth", "Moved")


def test_buttons_say_where_they_lead_and_the_ends_have_one() -> None:
    texts = [[e["text"]["text"] for e in EveryKind.view(page=p)["blocks"][-1]["elements"]] for p in range(4)]
    assert texts[0] == ["Next: more about the pupil"]
    assert texts[1] == ["Back: the pupil", "Next: people"]
    assert texts[3] == ["Back: people"]


async def test_a_field_that_was_emptied_stays_empty(forms: Forms) -> None:
    view = EveryKind.view(page=1)
    await forms.turn(keep_page, filled(EveryKind, view, {"reason": "Old"}))
    third = await forms.turn(next_page, filled(EveryKind, view, {"reason": None}))
    assert typed(await forms.turn(previous_page, filled(EveryKind, third)))["reason"] is None


@pytest.mark.parametrize("error", ["hash_conflict", "not_found"])
async def test_a_second_click_or_a_closed_modal_is_no_error(forms: Forms, error: str) -> None:
    forms.slack.error = error
    await forms.turn(next_page, filled(EveryKind, EveryKind.view(), FIRST))
    assert forms.slack.updated


async def test_any_other_failure_of_slack_is_not_hidden(forms: Forms) -> None:
    forms.slack.error = "internal_error"
    with pytest.raises(SlackApiError):
        await forms.turn(next_page, filled(EveryKind, EveryKind.view(), FIRST))


async def test_what_was_typed_and_closed_is_offered_next_time(forms: Forms) -> None:
    view = filled(EveryKind, await forms.open(), {"full_name": "Kai", "school": "n1"})
    await forms.turn(keep_page, view)
    await forms.turn(close_form, view | {"state": {"values": {}}})
    again = await forms.open(values={"full_name": "Other", "registration": "main"})
    assert check_view(again, "modal") == []
    notice = again["blocks"][0]
    assert notice["text"]["text"] == "You were working on this on Monday at 08:10. What you typed is here."
    assert notice["accessory"]["text"]["text"] == "Start again"
    kept = typed(again)
    assert (kept["full_name"], kept["school"], kept["registration"]) == ("Kai", "n1", "main")
    assert EveryKind.meta(again).key == EveryKind.meta(view).key


async def test_a_draft_is_offered_only_to_whoever_typed_it_and_about_the_same_pupil(forms: Forms) -> None:
    about = {"about": "p1"}
    await forms.turn(keep_page, filled(EveryKind, await forms.open(context=about), {"full_name": "Kai"}))
    for actor, context in [(BEN, about), (ANN, {"about": "p2"}), (ANN, {})]:
        assert typed(await forms.open(by=actor, context=context))["full_name"] is None
    assert typed(await forms.open(context=about))["full_name"] == "Kai"


async def test_a_draft_of_a_record_that_changed_since_says_so_and_can_be_saved(forms: Forms) -> None:
    view = await forms.open(version=3, context={"about": "p1"})
    await forms.turn(keep_page, filled(EveryKind, view, FIRST))
    again = await forms.open(version=5, context={"about": "p1"})
    assert EveryKind.meta(again).key == EveryKind.meta(view).key
    assert EveryKind.meta(again).version == 5
    assert "has changed since then" in str(again["blocks"][0])
    assert "accessory" not in again["blocks"][0]


async def test_what_stands_on_a_page_that_is_never_turned_to_is_saved_as_it_was(forms: Forms) -> None:
    known = forms.record = {**FIRST, "phone": "07700 900123", "known": True, "subjects": ["s3"]}
    view = await forms.open(values=known, version=3, context={"about": "p1"})
    form = await forms.request(filled(EveryKind, view, {"full_name": "Kai Ash"})).form(EveryKind)
    assert (form.full_name, form.phone, form.known, form.subjects) == ("Kai Ash", "07700 900123", True, ("s3",))
    assert form.context == {"about": "p1"}


async def test_a_form_that_was_opened_and_not_touched_leaves_no_draft(forms: Forms) -> None:
    known = {**FIRST, "phone": "07700 900123"}
    view = await forms.open(values=known, version=3, context={"about": "p1"})
    again = await forms.open(values=known, version=4, context={"about": "p1"})
    assert EveryKind.meta(again).version == 4
    await forms.turn(keep_page, filled(EveryKind, again))
    await forms.turn(close_form, filled(EveryKind, view))
    assert await forms.drafts() == []


async def test_a_draft_holds_what_was_typed_and_nothing_of_the_record(forms: Forms) -> None:
    forms.record = {**FIRST, "reason": "Moved"}
    view = await forms.open(values=forms.record, version=3, context={"about": "p1"})
    await forms.turn(next_page, filled(EveryKind, view, {"full_name": "Kai Ash"}))
    (draft,) = await forms.drafts()
    assert draft.typed == {"full_name": "Kai Ash"}


async def test_what_was_typed_over_and_put_back_is_as_it_was(forms: Forms) -> None:
    view = await forms.open(values=FIRST, version=3, context={"about": "p1"})
    await forms.turn(keep_page, filled(EveryKind, view, {"full_name": "Kai Ashx"}))
    await forms.turn(keep_page, filled(EveryKind, view))
    (draft,) = await forms.drafts()
    assert draft.typed["full_name"] == "Kai Ashworth"


async def test_starting_again_gives_clean_fields_under_new_ids(forms: Forms) -> None:
    view = EveryKind.view(context={"about": "p1"})
    second = await forms.turn(next_page, filled(EveryKind, view, FIRST))
    again = await forms.turn(start_again, filled(EveryKind, second, {"reason": "x"}))
    meta = EveryKind.meta(again)
    assert (meta.page, meta.context, await forms.drafts()) == (0, {"about": "p1"}, [])
    assert meta.key != EveryKind.meta(view).key
    assert set(typed(again).values()) == {None}
    assert not {block["block_id"] for block in view["blocks"] if ":" in block["block_id"]} & {
        block["block_id"] for block in again["blocks"]
    }


async def test_a_draft_of_nothing_is_not_kept_when_the_form_is_closed(forms: Forms) -> None:
    empty = EveryKind.view()
    await forms.turn(keep_page, filled(EveryKind, empty, {"full_name": "K"}))
    view = filled(EveryKind, empty)
    await forms.turn(keep_page, view)
    assert await forms.drafts()
    await forms.turn(close_form, view | {"state": {"values": {}}})
    assert await forms.drafts() == []


async def test_a_submission_that_fails_is_kept(forms: Forms) -> None:
    view = filled(EveryKind, EveryKind.view(), {"full_name": "Kai"})
    with pytest.raises(Invalid):
        await forms.request(view).form(EveryKind)
    draft = next(iter(await forms.drafts()))
    assert (draft.id, draft.staff_id, draft.typed["full_name"]) == (EveryKind.meta(view).key, "ann", "Kai")


async def test_a_form_without_drafts_and_a_foreign_view_are_left_alone(forms: Forms) -> None:
    await forms.request(filled(Note, Note.view(), {"text": "A note"})).form(Note)
    await forms.turn(keep_page, filled(Note, Note.view(), {"text": "A note"}))
    await forms.turn(keep_page, {"callback_id": "another"})
    await forms.turn(close_form, {"callback_id": "another"})
    assert await forms.drafts() == []
