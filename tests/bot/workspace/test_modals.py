"""Modals: what the client checks, what the app receives of them, and what its answers do to the stack."""

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Place, Workspace
from tests.bot.workspace.bad_payloads import (
    actions,
    button,
    choice,
    group,
    input_of,
    modal,
    option,
    plain,
    section,
    select,
    text_input,
)  # fmt: skip
from tests.bot.workspace.conftest import Connect, Heard
from tests.bot.workspace.invented import ANN, BEN, STAFF_ROOM

Json = dict[str, Any]


async def opened(slack: Workspace, api: AsyncWebClient, *blocks: Json, **more: Any) -> str:
    view = modal(*blocks, callback_id="saved", **more)
    answer = await api.views_open(trigger_id=slack.triggers.issue(ANN), view=view)
    return str(answer["view"]["id"])


async def answering(app: AsyncApp, connect: Connect, **answer: Any) -> None:
    async def obey(ack: AsyncAck) -> None:
        await ack(**answer)

    app.view("saved")(obey)
    await connect(app)


async def test_the_client_itself_asks_for_required_fields_before_it_submits(slack: Workspace, heard: Heard) -> None:
    await slack.command(ANN, STAFF_ROOM, "/refer")
    view_id = slack.modals(ANN)[0]["id"]
    outcome = await slack.submit(ANN, view_id)
    assert outcome.errors == {"name": "Please complete this required field."}
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("element", "typed", "complaint"),
    [
        (text_input(min_length=3), "ab", "Please enter at least 3 characters."),
        (text_input(max_length=3), "abcd", "Please enter no more than 3 characters."),
        ({"type": "number_input", "action_id": "said", "is_decimal_allowed": False}, "x", "Please enter a number."),
        ({"type": "number_input", "action_id": "said", "is_decimal_allowed": False}, "1.5",
         "Please enter a whole number."),
        ({"type": "number_input", "action_id": "said", "is_decimal_allowed": True, "min_value": "2"}, "1.5",
         "Please enter a number of at least 2."),
        ({"type": "number_input", "action_id": "said", "is_decimal_allowed": True, "max_value": "2"}, "2.5",
         "Please enter a number of at most 2."),
        ({"type": "email_text_input", "action_id": "said"}, "ann", "Please enter a valid email address."),
        ({"type": "url_text_input", "action_id": "said"}, "ann", "Please enter a valid URL."),
    ],
)  # fmt: skip
async def test_the_client_itself_checks(
    slack: Workspace, api: AsyncWebClient, heard: Heard, element: Json, typed: str, complaint: str
) -> None:
    view_id = await opened(slack, api, input_of(element, block_id="field"))
    await slack.fill(ANN, view_id, "field", "said", typed)
    assert (await slack.submit(ANN, view_id)).errors == {"field": complaint}
    assert heard == []


async def test_a_submission_holds_every_element_and_the_empty_ones_in_their_own_shape(
    slack: Workspace, api: AsyncWebClient, heard: Heard
) -> None:
    kinds = ["datepicker", "timepicker", "users_select", "conversations_select", "external_select", "static_select",
             "multi_users_select", "multi_static_select", "multi_external_select"]  # fmt: skip
    fields = [input_of(select(kind), block_id=kind, optional=True) for kind in kinds]
    fields += [input_of(choice(kind), block_id=kind, optional=True) for kind in ("checkboxes", "radio_buttons")]
    fields += [input_of(block_id="text", optional=True), section(accessory=select(), block_id="beside")]
    fields += [actions(button(), block_id="row")]
    await slack.submit(ANN, await opened(slack, api, *fields, private_metadata="abc"))
    [body] = heard
    values = {block: next(iter(states.values())) for block, states in body["view"]["state"]["values"].items()}
    assert values == {
        "datepicker": {"type": "datepicker", "selected_date": None},
        "timepicker": {"type": "timepicker", "selected_time": None},
        "users_select": {"type": "users_select", "selected_user": None},
        "conversations_select": {"type": "conversations_select", "selected_conversation": None},
        "external_select": {"type": "external_select", "selected_option": None},
        "static_select": {"type": "static_select", "selected_option": None},
        "multi_users_select": {"type": "multi_users_select", "selected_users": []},
        "multi_static_select": {"type": "multi_static_select", "selected_options": []},
        "multi_external_select": {"type": "multi_external_select", "selected_options": []},
        "checkboxes": {"type": "checkboxes", "selected_options": []},
        "radio_buttons": {"type": "radio_buttons", "selected_option": None},
        "text": {"type": "plain_text_input", "value": None},
        "beside": {"type": "static_select", "selected_option": None},
    }
    assert (body["view"]["private_metadata"], body["view"]["callback_id"]) == ("abc", "saved")
    assert body["response_urls"] == []


async def test_what_was_typed_and_chosen_arrives(slack: Workspace, api: AsyncWebClient, heard: Heard) -> None:
    view_id = await opened(
        slack, api, input_of(block_id="name"), input_of(choice("checkboxes"), block_id="boxes"),
        input_of(select("datepicker", initial_date="2026-09-07"), block_id="day"),
    )  # fmt: skip
    await slack.fill(ANN, view_id, "name", "said", "Kai")
    await slack.fill(ANN, view_id, "boxes", "pick", ["yes"])
    assert (await slack.submit(ANN, view_id)).ok
    values = heard[-1]["view"]["state"]["values"]
    assert values["name"]["said"]["value"] == "Kai"
    assert values["boxes"]["pick"]["selected_options"] == [option()]
    assert values["day"]["pick"]["selected_date"] == "2026-09-07"
    assert slack.modals(ANN) == []


async def test_inputs_tell_the_app_only_when_they_dispatch(slack: Workspace, api: AsyncWebClient, heard: Heard) -> None:
    eager = text_input(dispatch_action_config={"trigger_actions_on": ["on_character_entered"]})
    view_id = await opened(
        slack, api, input_of(block_id="silent"), input_of(block_id="enter", dispatch_action=True),
        input_of(eager, block_id="each", dispatch_action=True), section(accessory=select(), block_id="beside"),
        input_of(select(), block_id="menu", dispatch_action=True), input_of(select(), block_id="mute"),
    )  # fmt: skip
    for block, action, value in (
        ("silent", "said", "a"), ("enter", "said", "b"), ("each", "said", "c"), ("beside", "pick", "yes"),
        ("menu", "pick", "yes"), ("mute", "pick", "yes"),
    ):  # fmt: skip
        await slack.fill(ANN, view_id, block, action, value)
    assert [body["actions"][0]["block_id"] for body in heard] == ["each", "beside", "menu"]
    assert heard[0]["actions"][0]["value"] == "c"
    assert heard[0]["container"] == {"type": "view", "view_id": view_id}
    assert heard[0]["view"]["state"]["values"]["silent"]["said"]["value"] == "a"


async def test_typed_values_survive_an_update_only_under_the_same_ids(slack: Workspace, api: AsyncWebClient) -> None:
    view_id = await opened(slack, api, input_of(block_id="kept"), input_of(block_id="renamed"))
    for block in ("kept", "renamed"):
        await slack.fill(ANN, view_id, block, "said", "typed")
    fresh = text_input(initial_value="fresh")
    await api.views_update(view_id=view_id, view=modal(input_of(fresh, block_id="kept"), input_of(fresh, block_id="b")))
    values = slack.modals(ANN)[0]["state"]["values"]
    assert (values["kept"]["said"]["value"], values["b"]["said"]["value"]) == ("typed", "fresh")


async def test_the_apps_errors_stand_beside_their_fields_and_the_modal_stays(
    slack: Workspace, api: AsyncWebClient, app: AsyncApp, connect: Connect
) -> None:
    await answering(app, connect, response_action="errors", errors={"name": "No."})
    view_id = await opened(slack, api, input_of(block_id="name", optional=True))
    assert (await slack.submit(ANN, view_id)).errors == {"name": "No."}
    assert len(slack.modals(ANN)) == 1


async def test_an_error_beside_no_input_is_trouble(
    slack: Workspace, api: AsyncWebClient, app: AsyncApp, connect: Connect
) -> None:
    await answering(app, connect, response_action="errors", errors={"words": "No."})
    view_id = await opened(slack, api, section(block_id="words"))
    outcome = await slack.submit(ANN, view_id)
    assert (outcome.error, outcome.errors) == ("We had some trouble connecting. Try again?", {})
    assert len(slack.modals(ANN)) == 1


async def test_a_submission_may_update_push_or_clear(slack: Workspace, api: AsyncWebClient, app: AsyncApp,
                                                     connect: Connect) -> None:  # fmt: skip
    answers = [
        {"response_action": "update", "view": modal(title=plain("Updated"), callback_id="saved")},
        {"response_action": "push", "view": modal(title=plain("Pushed"), callback_id="saved")},
        {"response_action": "clear"},
    ]

    async def obey(ack: AsyncAck) -> None:
        await ack(**answers.pop(0))

    app.view("saved")(obey)
    await connect(app)
    await opened(slack, api)
    titles = []
    for _ in range(3):
        await slack.submit(ANN, slack.modals(ANN)[-1]["id"])
        titles.append([view["title"]["text"] for view in slack.modals(ANN)])
    assert titles == [["Updated"], ["Updated", "Pushed"], []]


async def test_a_view_that_slack_would_refuse_leaves_the_old_one(
    slack: Workspace, api: AsyncWebClient, app: AsyncApp, connect: Connect
) -> None:
    await answering(app, connect, response_action="update", view=modal(title=plain("a" * 25)))
    view_id = await opened(slack, api)
    assert (await slack.submit(ANN, view_id)).error == "We had some trouble connecting. Try again?"
    assert slack.modals(ANN)[0]["title"]["text"] == "Refer"


async def test_closing_tells_the_app_what_was_closed_but_not_what_was_typed(slack: Workspace, heard: Heard) -> None:
    await slack.command(ANN, STAFF_ROOM, "/refer")
    view_id = slack.modals(ANN)[0]["id"]
    await slack.fill(ANN, view_id, "name", "said", "Kai")
    await slack.close(ANN, view_id)
    assert (heard[-1]["type"], heard[-1]["is_cleared"]) == ("view_closed", False)
    assert heard[-1]["view"]["state"] == {"values": {}}
    assert slack.modals(ANN) == []
    assert (await slack.close(ANN, view_id)).error == "This is no longer open."


async def test_the_x_closes_the_whole_stack_and_names_its_root(
    slack: Workspace, api: AsyncWebClient, heard: Heard
) -> None:
    root = await opened(slack, api, notify_on_close=True)
    top = (await api.views_push(trigger_id=slack.triggers.issue(ANN, root), view=modal(callback_id="saved")))["view"]
    assert (top["previous_view_id"], top["root_view_id"]) == (root, root)
    await slack.close(ANN, top["id"], everything=True)
    assert (heard[-1]["view"]["id"], heard[-1]["is_cleared"]) == (root, True)
    assert slack.modals(ANN) == []


async def test_three_views_lie_on_each_other_and_no_fourth(slack: Workspace, api: AsyncWebClient) -> None:
    root = await opened(slack, api)
    for _ in range(2):
        await api.views_push(trigger_id=slack.triggers.issue(ANN, root), view=modal())
    for method in (api.views_push, api.views_open):
        with pytest.raises(SlackApiError, match="push_limit_reached"):
            await method(trigger_id=slack.triggers.issue(ANN, root), view=modal())
    assert len(slack.modals(ANN)) == 3


async def test_a_trigger_is_good_once_and_not_for_long(slack: Workspace, api: AsyncWebClient) -> None:
    trigger = slack.triggers.issue(ANN)
    await api.views_open(trigger_id=trigger, view=modal())
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await api.views_open(trigger_id=trigger, view=modal())
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await api.views_open(trigger_id="1.2.a", view=modal())
    slack.triggers.patience = 0.01
    late = slack.triggers.issue(ANN)
    await asyncio.sleep(0.02)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await api.views_open(trigger_id=late, view=modal())


async def test_a_view_is_updated_by_its_hash_and_only_while_it_is_open(slack: Workspace, api: AsyncWebClient) -> None:
    view_id = await opened(slack, api)
    stale = slack.modals(ANN)[0]["hash"]
    await api.views_update(view_id=view_id, hash=stale, view=modal())
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await api.views_update(view_id=view_id, hash=stale, view=modal())
    await slack.close(ANN, view_id)
    with pytest.raises(SlackApiError, match="not_found"):
        await api.views_update(view_id=view_id, view=modal())


async def test_an_external_id_belongs_to_one_view(slack: Workspace, api: AsyncWebClient) -> None:
    await opened(slack, api, external_id="form-1")
    updated = await api.views_update(external_id="form-1", view=modal(title=plain("Again"), external_id="form-1"))
    assert updated["view"]["title"]["text"] == "Again"
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        await api.views_open(trigger_id=slack.triggers.issue(BEN), view=modal(external_id="form-1"))


async def test_a_view_larger_than_250_kilobytes_is_refused(slack: Workspace, api: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="view_too_large"):
        await opened(slack, api, *[section(text=plain("a" * 2900))] * 90)


async def test_type_ahead_asks_from_three_letters_on_and_offers_what_the_app_answers(
    slack: Workspace, api: AsyncWebClient, app: AsyncApp, connect: Connect
) -> None:
    asked: list[str] = []

    async def offer(ack: AsyncAck, payload: Json) -> None:
        asked.append(payload["value"])
        await ack(option_groups=[group()]) if payload["value"] == "grouped" else await ack(options=[option()])

    app.options("pick")(offer)
    await connect(app)
    view_id = await opened(slack, api, input_of(select("external_select"), block_id="pupil"))
    place = Place.view(view_id)
    assert await slack.suggest(ANN, place, "pupil", "pick", "ka") == []
    assert await slack.suggest(ANN, place, "pupil", "pick", "grouped") == [group()]
    assert await slack.suggest(ANN, place, "pupil", "pick", "kai") == [option()]
    assert asked == ["grouped", "kai"]
    await slack.fill(ANN, view_id, "pupil", "pick", "yes")
    state = slack.modals(ANN)[0]["state"]["values"]["pupil"]["pick"]
    assert state == {"type": "external_select", "selected_option": option()}


async def test_too_many_options_are_none_at_all(
    slack: Workspace, api: AsyncWebClient, app: AsyncApp, connect: Connect
) -> None:
    async def offer(ack: AsyncAck) -> None:
        await ack(options=[option(value=str(number)) for number in range(101)])

    app.options("pick")(offer)
    await connect(app)
    view_id = await opened(slack, api, input_of(select("external_select"), block_id="pupil"))
    assert await slack.suggest(ANN, Place.view(view_id), "pupil", "pick", "kai") == []


async def test_what_was_chosen_goes_when_it_is_no_longer_offered_or_the_field_is_another(
    slack: Workspace, api: AsyncWebClient
) -> None:
    view_id = await opened(
        slack, api, input_of(select(), block_id="menu"), input_of(select("datepicker"), block_id="day")
    )
    await slack.fill(ANN, view_id, "menu", "pick", "yes")
    await slack.fill(ANN, view_id, "day", "pick", "2026-09-07")
    changed = [
        input_of(select(options=[option("No", "no")]), block_id="menu"),
        input_of(select("timepicker"), block_id="day"),
    ]
    await api.views_update(view_id=view_id, view=modal(*changed))
    values = slack.modals(ANN)[0]["state"]["values"]
    assert values["menu"]["pick"]["selected_option"] is None
    assert values["day"]["pick"] == {"type": "timepicker", "selected_time": None}


async def test_no_more_is_chosen_than_a_select_takes(slack: Workspace, api: AsyncWebClient) -> None:
    view_id = await opened(slack, api, input_of(select("multi_users_select", max_selected_items=1), block_id="who"))
    outcome = await slack.fill(ANN, view_id, "who", "pick", [ANN, BEN])
    assert outcome is not None
    assert outcome.error == "No more than 1 can be chosen."
    assert slack.modals(ANN)[0]["state"]["values"]["who"]["pick"]["selected_users"] == []


async def test_closing_is_silent_unless_the_view_asked_to_be_told(
    slack: Workspace, api: AsyncWebClient, heard: Heard
) -> None:
    await slack.close(ANN, await opened(slack, api))
    assert heard == []


async def test_a_view_comes_back_without_its_state(slack: Workspace, api: AsyncWebClient) -> None:
    answer = await api.views_open(
        trigger_id=slack.triggers.issue(ANN), view=modal(input_of(text_input(initial_value="a")))
    )
    assert answer["view"]["state"] == {"values": {}}


async def test_a_view_is_pushed_only_onto_another_and_a_new_root_replaces_the_old(
    slack: Workspace, api: AsyncWebClient
) -> None:
    with pytest.raises(SlackApiError, match="not_found"):
        await api.views_push(trigger_id=slack.triggers.issue(ANN), view=modal())
    await opened(slack, api)
    await opened(slack, api, title=plain("Another"))
    assert [view["title"]["text"] for view in slack.modals(ANN)] == ["Another"]
    within = slack.triggers.issue(ANN, slack.modals(ANN)[0]["id"])
    await api.views_open(trigger_id=within, view=modal(title=plain("Above")))
    assert [view["title"]["text"] for view in slack.modals(ANN)] == ["Another", "Above"]
