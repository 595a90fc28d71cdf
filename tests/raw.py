"""Gestures that no screen need offer: a button, a form or a look-up, sent as Slack would carry it, by anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.forms import Form
from bot.slack import blocks
from bot.workspace.person.client_api import Hands
from bot.workspace.state import payloads, view_stack
from bot.workspace.state.core import random_block_id
from bot.workspace.state.store import OpenView
from bot.workspace.testing import words

Json = dict[str, Any]
SHOWN = ("views.open", "views.push", "views.update")


@dataclass
class Answer:
    """What came of a gesture: the ack, the views that were shown, and all words that the person could read.

    `home` is the Home as it was shown afterwards, where somebody waited for that.
    """

    ack: Json | None
    views: list[Json] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    home: list[Json] = field(default_factory=list)

    @property
    def opened(self) -> set[str]:
        """The forms that are on the screen now."""
        return {str(view.get("callback_id")) for view in self.views if view.get("callback_id")}

    @property
    def options(self) -> list[str]:
        """What a look-up offers."""
        return [option["text"]["text"] for option in (self.ack or {}).get("options", [])]

    @property
    def text(self) -> str:
        """Everything, to look something up in."""
        return "\n".join([*self.said, *self.options])


class Raw:
    """A hand that sends what it likes; NotAnsweredError where the app leaves it without an answer."""

    def __init__(self, slack: Hands) -> None:
        self.slack = slack

    async def command(self, text: str, *, user: str) -> Answer:
        """Send a slash command from the person's own room."""
        room = self.slack.own_room(user)
        name, _, rest = text.partition(" ")
        return await self.send("slash_commands", payloads.command(self.slack, user, room, name, rest), user)

    async def shortcut(self, callback_id: str, *, user: str, message: Json | None = None) -> Answer:
        """Use a global shortcut or, with a message, one from the message's menu."""
        payload = payloads.shortcut(self.slack, user, callback_id)
        if message is not None:
            payload |= {"type": "message_action", "message": message, "message_ts": message["ts"]}
            payload["response_url"] = payloads.response_url(self.slack, user, self.slack.direct_room(user).id)
        return await self.send("interactive", payload, user)

    async def press(self, action_id: str, value: str, *, user: str, how: str = "button") -> Answer:
        """`how`: a button, or a choice in a select, both in a direct message; or a button "in a form"."""
        action: Json = {"type": "button", "block_id": random_block_id(), "action_id": action_id, "value": value}
        if how == "select":
            chosen = {"text": {"type": "plain_text", "text": "Chosen"}, "value": value}
            action |= {"type": "static_select", "selected_option": chosen}
            del action["value"]
        if how == "in a form":
            return await self.act(action, self.put_up(user, blocks.modal("A form", [blocks.section("Of somebody")])))
        room = self.slack.direct_room(user)
        payload = payloads.base(self.slack, "block_actions", user) | {
            "container": {"type": "message", "message_ts": "1.000001", "channel_id": room.id, "is_ephemeral": False},
            "channel": payloads.channel(self.slack, room.id),
            "trigger_id": self.slack.triggers.issue(user),
            "response_url": payloads.response_url(self.slack, user, room.id),
            "state": {"values": {}},
            "actions": [action | {"action_ts": self.slack.stamp()}],
        }
        return await self.send("interactive", payload, user)

    async def act(self, action: Json, view: OpenView) -> Answer:
        """Use an element of a view on somebody's screen."""
        payload = payloads.base(self.slack, "block_actions", view.user) | {
            "container": {"type": "view", "view_id": view.id},
            "view": payloads.view_body(self.slack, view),
            "trigger_id": self.slack.triggers.issue(view.user, view.id),
            "actions": [action | {"action_ts": self.slack.stamp()}],
        }
        return await self.send("interactive", payload, view.user)

    async def submit(
        self,
        form: type[Form],
        values: Mapping[str, Any],
        context: Mapping[str, Any],
        *,
        user: str,
        version: int | None = None,
        change: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Submit a form that this person may never have been shown; `change` overwrites parts of the view."""
        view = self.put_up(user, form.view(values, context=context, version=version))
        view.body = view.body | dict(change or {})
        return await self.send("interactive", payloads.view_submission(self.slack, view), user)

    async def suggest(self, action_id: str, typed: str, *, user: str, view: Json | None = None) -> Answer:
        """Letters typed into a look-up, in a form if need be."""
        payload = payloads.base(self.slack, "block_suggestion", user)
        payload |= {"block_id": "b", "action_id": action_id, "value": typed}
        if view is not None:
            payload["view"] = payloads.view_body(self.slack, self.put_up(user, view))
        return await self.send("interactive", payload, user)

    def put_up(self, user: str, view: Json) -> OpenView:
        """Put a view on this person's screen, as if the app had opened it."""
        return view_stack.open_view(self.slack, user, view)

    async def send(self, kind: str, payload: Json, user: str) -> Answer:
        """Any payload at all."""
        calls, before = len(self.slack.calls), self._private(user)
        ack = await self.slack.link.send(kind, payload)
        answer = Answer(ack)
        for call in self.slack.calls[calls:]:
            if call.method in SHOWN and call.answer["ok"]:
                answer.views.append(dict(call.args["view"]))
            elif call.method == "views.publish" and call.args.get("user_id") == user:
                answer.said.append(words.of_blocks(call.args["view"]["blocks"], self.slack.label))
        answer.views += [ack["view"]] if ack and ack.get("view") else []
        answer.said += [self._words(view) for view in answer.views]
        answer.said += [str(body) for ts, body in self._private(user).items() if before.get(ts) is not body]
        answer.said += [str(ack["text"])] if ack and ack.get("text") else []
        answer.said += [words.of_blocks(ack["blocks"], self.slack.label)] if ack and ack.get("blocks") else []
        answer.said += list(map(str, ack["errors"].values())) if ack and ack.get("errors") else []
        return answer

    def _private(self, user: str) -> dict[str, Json]:
        """Return the messages that only this person sees, by ts."""
        posts = [post for kept in self.slack.store.posts.values() for post in kept.values()]
        return {post.ts: post.body for post in posts if post.ephemeral_for == user}

    def _words(self, view: Json) -> str:
        title = words.of_text(view.get("title"), self.slack.label)
        return f"{title}\n{words.of_blocks(view['blocks'], self.slack.label)}"
