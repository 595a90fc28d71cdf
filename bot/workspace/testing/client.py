"""A person at Slack's client, in verbs and visible words, for tests and demonstrations."""

import asyncio
import time
from collections.abc import Callable

from bot.workspace.person.client_api import Hands
from bot.workspace.testing import screen, words
from bot.workspace.testing.locate import room_called, user_called, value_for
from bot.workspace.testing.screen import Found, Message, Screen, keyword
from bot.workspace.types import Given, Json, Outcome, Place

SETTLED_AFTER = 0.05


class Client:
    """A test client. Gestures return once the workspace is quiet; AssertionError means that something is missing."""

    def __init__(
        self, slack: Hands, also_busy: Callable[[], bool] = lambda: False, settled_after: float = SETTLED_AFTER
    ) -> None:
        """Join a workspace. `also_busy` says whether the app still has work that Slack cannot see."""
        self._settled_after = settled_after
        self.slack = slack
        self._also_busy = also_busy
        self._at_home: set[str] = set()

    async def command(self, text: str, *, by: str, room: str = "") -> Outcome:
        """Send a command, in the person's own direct message if no room is named: everybody can type there."""
        user = user_called(self.slack, by)
        place = room_called(self.slack, room) if room else self.slack.own_room(user).id
        self._at_home.discard(user)
        return await self._then_quiet(await self.slack.command(user, place, text))

    async def shortcut(self, callback_id: str, *, by: str, message: Message | None = None) -> Outcome:
        user = user_called(self.slack, by)
        on = (message.channel, message.ts) if message else None
        return await self._then_quiet(await self.slack.shortcut(user, callback_id, on))

    async def home(self, *, by: str) -> Screen:
        user = user_called(self.slack, by)
        self._at_home.add(user)
        await self.slack.open_home(user)
        await self.quiet()
        view = self.slack.home(user)
        if view is None:
            raise AssertionError("the app has published no Home")
        return screen.screen(view, self.slack.label)

    def modal(self, *, by: str) -> Screen:
        return screen.screen(self._top(user_called(self.slack, by)), self.slack.label)

    def has_modal(self, *, by: str) -> bool:
        return bool(self.slack.modals(user_called(self.slack, by)))

    async def fill(self, *, by: str, **fields: Given) -> None:
        """Type into the top modal, or into Home, without submitting. None empties a field."""
        user = user_called(self.slack, by)
        for name, said in fields.items():
            view = self._form(user)
            place = Place.home() if view["type"] == "home" else Place.view(view["id"])
            found = self._field(view, name)
            value = await value_for(self.slack, user, place, found, said)
            outcome = await self.slack.fill(user, view["id"], *found.ids, value)
            _expect_ok(outcome)
            if outcome is not None:
                await self.quiet()

    async def submit(self, *, by: str, **fields: Given) -> dict[str, str]:
        """Fill and submit the top modal. Returns {label: error}, with the client's own error under ""."""
        await self.fill(by=by, **fields)
        user = user_called(self.slack, by)
        view = self._top(user)
        outcome = await self._then_quiet(await self.slack.submit(user, view["id"]))
        return self._by_label(view, outcome)

    async def close(self, *, by: str, everything: bool = False) -> Outcome:
        user = user_called(self.slack, by)
        return await self._then_quiet(await self.slack.close(user, self._top(user)["id"], everything))

    async def click(self, text: str, *, by: str, within: str = "", room: str = "", to: str = "") -> Outcome:
        """Press a button or overflow entry in the top modal, else in an open Home, else in the newest message."""
        user = user_called(self.slack, by)
        if self.slack.modals(user):
            view = self._top(user)
            for key, gesture in (("submit", self.slack.submit), ("close", self.slack.close)):
                if words.of_text(view.get(key), self.slack.label) == text and not within:
                    outcome = await self._then_quiet(await gesture(user, view["id"]))
                    return Outcome(outcome.ok, outcome.error, self._by_label(view, outcome), outcome.response)
        place, found = self._find(user, text, within, room, to, ("button", "overflow"))
        value = await value_for(self.slack, user, place, found, text) if found.element["type"] == "overflow" else None
        return await self._then_quiet(await self.slack.act(user, place, *found.ids, value))

    async def choose(
        self, what: str, choice: Given, *, by: str, within: str = "", room: str = "", to: str = ""
    ) -> Outcome:
        """Choose in a select, picker or checkboxes, named by label, placeholder, the text next to it or action_id."""
        user = user_called(self.slack, by)
        place, found = self._find(user, what, within, room, to, ())
        value = await value_for(self.slack, user, place, found, choice)
        if place.kind == "message":
            return await self._then_quiet(await self.slack.act(user, place, *found.ids, value))
        view_id = place.view_id or (self.slack.home(user) or {})["id"]
        outcome = await self.slack.fill(user, view_id, *found.ids, value)
        return await self._then_quiet(outcome or Outcome(True))

    async def suggest(self, what: str, query: str, *, by: str, within: str = "", room: str = "") -> list[str]:
        """Return what an external select offers for what was typed."""
        user = user_called(self.slack, by)
        place, found = self._find(user, what, within, room, "", ())
        offered = await self.slack.suggest(user, place, *found.ids, query)
        options = [option for one in offered for option in one.get("options", [one])]
        return [words.of_text(option["text"], self.slack.label) for option in options]

    @property
    def messages(self) -> list[Message]:
        """Every message of the app that was not removed, oldest first, ephemerals included."""
        posts = [post for posts in self.slack.store.posts.values() for post in posts.values()]
        mine = [post for post in posts if post.body["user"] == self.slack.bot_user_id]
        mine.sort(key=lambda post: float(post.ts))
        return [self._message(post.channel, post.body, post.ephemeral_for) for post in mine]

    def direct_messages(self, *, to: str) -> list[Message]:
        name = self.slack.people[user_called(self.slack, to)].name
        return [message for message in self.messages if message.to == name and not message.room]

    def in_room(self, room: str, *, by: str = "") -> list[Message]:
        """Return the app's messages that everybody in a room sees; with `by`, that person's ephemerals too."""
        user = user_called(self.slack, by) if by else None
        return [message for message in self.messages if message.room == room and message.ephemeral_for in (None, user)]

    async def quiet(self, within: float = 60.0) -> None:
        """Wait until no envelope needs an ack, no call is being answered and nothing has happened for a moment.

        Raises TimeoutError after `within` seconds.
        """
        deadline = time.monotonic() + within
        while self._is_busy():
            if time.monotonic() > deadline:
                raise TimeoutError("the workspace did not become quiet")
            await asyncio.sleep(0.005)

    def _is_busy(self) -> bool:
        just_now = time.monotonic() - self.slack.last_activity < self._settled_after
        return self.slack.is_busy() or just_now or self._also_busy()

    async def _then_quiet(self, outcome: Outcome) -> Outcome:
        self.slack.touch()
        await self.quiet()
        return outcome

    def _top(self, user: str) -> Json:
        views = self.slack.modals(user)
        if not views:
            raise AssertionError(f"{self.slack.label(user)} has no modal open")
        return views[-1]

    def _form(self, user: str) -> Json:
        home = self.slack.home(user) if user in self._at_home and not self.slack.modals(user) else None
        return home or self._top(user)

    def _field(self, view: Json, name: str) -> Found:
        fields = [found for found in screen.elements(view["blocks"], self.slack.label) if found.names]
        keys = [(keyword(shown), found) for found in fields for shown in found.names]
        for matches in ([f for key, f in keys if key == name], [f for key, f in keys if key.startswith(name)]):
            if len({found.ids for found in matches}) == 1:
                return matches[0]
        raise AssertionError(f"no field (or several) for {name!r} among {sorted({key for key, _ in keys})}")

    def _find(
        self, user: str, text: str, within: str, room: str, to: str, kinds: tuple[str, ...]
    ) -> tuple[Place, Found]:
        seen: list[str] = []
        for place, blocks in self._places(user, room, to):
            for found in screen.elements(blocks, self.slack.label, within):
                if (found.element["type"] in kinds) == bool(kinds):
                    if text in found.names:
                        return place, found
                    seen += found.names
        raise AssertionError(f"{text!r} is not on the screen of {self.slack.label(user)}; there are {seen}")

    def _places(self, user: str, room: str, to: str) -> list[tuple[Place, list[Json]]]:
        """Return where a person can point, nearest first: a modal hides all else. `to` leaves only direct messages."""
        if self.slack.modals(user):
            view = self._top(user)
            return [(Place.view(view["id"]), view["blocks"])]
        home = self.slack.home(user) if user in self._at_home and not room and not to else None
        places = [(Place.home(), home["blocks"])] if home else []
        messages = [
            (message, known["id"])
            for known in self.slack.conversations(user)
            if (not room or room in (known["name"], known["id"])) and (not to or known["kind"] == "direct")
            for message in self.slack.history(user, known["id"])
        ]
        messages.sort(key=lambda pair: float(pair[0]["ts"]), reverse=True)
        return places + [(Place.message(at, message["ts"]), message.get("blocks", [])) for message, at in messages]

    def _by_label(self, view: Json, outcome: Outcome) -> dict[str, str]:
        labels = {block["block_id"]: words.of_text(block.get("label"), self.slack.label) for block in view["blocks"]}
        errors = {labels[block_id]: text for block_id, text in outcome.errors.items()}
        return errors | ({"": outcome.error} if outcome.error else {})

    def _message(self, channel: str, body: Json, ephemeral_for: str | None) -> Message:
        room, label = self.slack.rooms[channel], self.slack.label
        blocks = body.get("blocks", [])
        shown = words.of_blocks(blocks, label) if blocks else words.mrkdwn(body["text"], label)
        return Message(
            room="" if room.with_user else room.name,
            to=self.slack.people[room.with_user].name if room.with_user else "",
            text=body["text"],
            blocks=blocks,
            plain=shown,
            ts=body["ts"],
            thread_ts=body.get("thread_ts"),
            ephemeral_for=ephemeral_for,
            edited="edited" in body,
            channel=channel,
            buttons=screen.buttons(blocks, label),
            files=[file["name"] for file in body.get("files", ()) if "name" in file],
        )


def _expect_ok(outcome: Outcome | None) -> None:
    if outcome is not None and not outcome.ok:
        raise AssertionError(outcome.error)
