"""What a person can do and see in Slack's client: the page, the test client and the demo use nothing else."""

from collections.abc import Sequence

from bot.workspace.person import events, interactions, modals, screens
from bot.workspace.state import posts
from bot.workspace.state.core import Core
from bot.workspace.types import Given, Json, Outcome, Person, Place


class Hands(Core):
    """A workspace with people's gestures, which return once the app acknowledges them or Slack would give up."""

    async def command(self, user: str, room: str, text: str) -> Outcome:
        """Send a command. `text` is the whole line, such as "/refer Kai"; `response` is the app's answer, or None."""
        return await interactions.command(self, user, room, text)

    async def shortcut(self, user: str, callback_id: str, message: tuple[str, str] | None = None) -> Outcome:
        """Use a global shortcut, or with `message` (channel, ts) one from the menu of a message."""
        return await interactions.shortcut(self, user, callback_id, message)

    async def act(self, user: str, place: Place, block_id: str, action_id: str, value: Given = None) -> Outcome:
        """Press a button, or choose an option's `value`, an id or a date; a list where several can be chosen."""
        return await interactions.act(self, user, place, block_id, action_id, value)

    async def suggest(self, user: str, place: Place, block_id: str, action_id: str, query: str) -> list[Json]:
        """Return the options, or option groups ({"label", "options"}), of an external select for what was typed."""
        return await interactions.suggest(self, user, place, block_id, action_id, query)

    async def fill(self, user: str, view_id: str, block_id: str, action_id: str, value: Given) -> Outcome | None:
        """Type or choose in a modal or Home. Returns None if the app is not told, else as `act`.

        `value` is as for `act`, or text for text inputs; None or "" empties a field. The app is told of a text only if
        its block dispatches: for `on_enter_pressed` (Slack's default) call `act` when Enter is pressed.
        """
        return await modals.fill(self, user, view_id, block_id, action_id, value)

    def upload(self, user: str, name: str, content: bytes) -> str:
        """Upload a file, and return its id, which is the value (in a list) of a file_input."""
        return modals.upload(self, user, name, content)

    async def submit(self, user: str, view_id: str) -> Outcome:
        """Submit a modal, which stays open if the outcome holds `errors` {block_id: text} of the client or the app."""
        return await modals.submit(self, user, view_id)

    async def close(self, user: str, view_id: str, everything: bool = False) -> Outcome:
        """Cancel one view, or with `everything` the whole stack, as the x of the window does."""
        return await modals.close(self, user, view_id, everything)

    async def open_home(self, user: str) -> Outcome:
        return await events.open_home(self, user)

    async def post(self, user: str, room: str, text: str, thread_ts: str | None = None) -> str:
        """Post a person's own message and return its ts. Raises SlackError where they cannot write."""
        return await interactions.post(self, user, room, text, thread_ts)

    async def announce_user_change(self, person: Person, heard: Person | None = None) -> Outcome:
        """Change a person, and tell the app if its manifest subscribes to `user_change`.

        `heard` is what the event says of them where that differs from what users.info answers.
        """
        return await events.announce_user_change(self, person, heard)

    async def tell(self, event: Json) -> Outcome:
        """Send the app any other event (`{"type": "channel_archive", …}`), if its manifest subscribes to it."""
        return await events.tell(self, event)

    async def join(self, user: str, room: str) -> Outcome:
        return await events.join(self, user, room)

    async def leave(self, user: str, room: str) -> Outcome:
        """Remove a person from a room, or the bot by its `bot_user_id`, and tell the app."""
        return await events.leave(self, user, room)

    async def archive(self, room: str) -> Outcome:
        return await events.archive(self, room)

    async def share(self, room: str) -> Outcome:
        """Share a channel with another organisation, which makes it `is_ext_shared`, and tell the app."""
        return await events.share(self, room)

    async def uninstall(self) -> Outcome:
        """Remove the app from the workspace: its tokens are revoked, its sockets closed."""
        return await events.uninstall(self)

    def delete_message(self, room: str, ts: str) -> None:
        """Delete any message, as an administrator of the workspace may."""
        posts.remove(self, self.store.posts[room][ts])

    def conversations(self, user: str) -> list[Json]:
        """Return the rooms that a person is in, the direct message with the app first and their own last.

        Both are always there. The shape is {"id", "name", "kind": "channel" | "direct", "with_user", "is_private",
        "is_archived", "is_ext_shared", "unread", "can_type"}.
        """
        return screens.conversations(self, user)

    def history(self, user: str, room: str) -> list[Json]:
        """Return the messages that a person sees, oldest first, in Slack's shape; none for a non-member.

        Thread replies (`thread_ts` is another's ts) and the person's ephemerals (`is_ephemeral`) are included. `state`
        holds the choices that the person has made in a message.
        """
        return screens.history(self, user, room)

    def modals(self, user: str) -> list[Json]:
        """Return the stack of open views, top last, each in Slack's shape with its current `state`."""
        return screens.modals(self, user)

    def home(self, user: str) -> Json | None:
        """Return the app's Home of a person, with its current `state`; None until the app has published one."""
        return screens.home(self, user)

    def unread(self, user: str, room: str) -> int:
        return screens.unread(self, user, room)

    def mark_read(self, user: str, room: str) -> None:
        screens.mark_read(self, user, room)

    def commands(self) -> Sequence[Json]:
        """Return the slash commands of the manifest: {"command", "description", "usage_hint"}."""
        return screens.commands(self)

    def shortcuts(self) -> Sequence[Json]:
        """Return the manifest's shortcuts: {"name", "type": "global" | "message", "callback_id", "description"}."""
        return screens.shortcuts(self)

    def label(self, mention: str) -> str:
        """Return the visible name for an id of a person or room: "@ann", "#allocations"; else the id itself."""
        return screens.label(self, mention)
