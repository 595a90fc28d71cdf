"""What a person can do in Slack's client and what they see: the page, the test client and the demo use only this."""

from collections.abc import Sequence

from bot.workspace.person import events, interactions, modals, screens
from bot.workspace.state import posts
from bot.workspace.state.core import Core
from bot.workspace.types import Given, Json, Outcome, Person, Place


class Hands(Core):
    """Gestures send an envelope to the app and come back when it is acknowledged, or when Slack would give up."""

    async def command(self, user: str, room: str, text: str) -> Outcome:
        """`text` is the whole line as typed: "/refer Kai". `response` is what the app answered in its ack, or None."""
        return await interactions.command(self, user, room, text)

    async def shortcut(self, user: str, callback_id: str, message: tuple[str, str] | None = None) -> Outcome:
        """A global shortcut, or with `message` (channel, ts) one from the menu of a message."""
        return await interactions.shortcut(self, user, callback_id, message)

    async def act(self, user: str, place: Place, block_id: str, action_id: str, value: Given = None) -> Outcome:
        """Press a button, or choose: an option's `value`, an id, a date; a list of them where several can be chosen."""
        return await interactions.act(self, user, place, block_id, action_id, value)

    async def suggest(self, user: str, place: Place, block_id: str, action_id: str, query: str) -> list[Json]:
        """Options, or option groups ({"label", "options"}), of an external select for what was typed so far."""
        return await interactions.suggest(self, user, place, block_id, action_id, query)

    async def fill(self, user: str, view_id: str, block_id: str, action_id: str, value: Given) -> Outcome | None:
        """Type or choose in a modal or Home. None when the app is not told; else as `act`. None or "" empties a field.

        `value` as for `act`; text for text inputs. A text is told to the app only if its block dispatches: for
        `on_enter_pressed` (Slack's default) call `act` when Enter is pressed.
        """
        return await modals.fill(self, user, view_id, block_id, action_id, value)

    async def submit(self, user: str, view_id: str) -> Outcome:
        """`errors` {block_id: text} from the client's own checks or from the app; the modal then stays open."""
        return await modals.submit(self, user, view_id)

    async def close(self, user: str, view_id: str, everything: bool = False) -> Outcome:
        """Cancel one view, or with `everything` the x of the window, which closes the whole stack."""
        return await modals.close(self, user, view_id, everything)

    async def open_home(self, user: str) -> Outcome:
        return await events.open_home(self, user)

    async def post(self, user: str, room: str, text: str, thread_ts: str | None = None) -> str:
        """A person's own message; gives its ts. SlackError where they cannot write."""
        return await interactions.post(self, user, room, text, thread_ts)

    async def announce_user_change(self, person: Person) -> Outcome:
        """Keep `person` as they are now and tell the app, if its manifest subscribes to `user_change`."""
        return await events.announce_user_change(self, person)

    async def tell(self, event: Json) -> Outcome:
        """Send the app any other event (`{"type": "channel_archive", …}`), if its manifest subscribes to it."""
        return await events.tell(self, event)

    async def join(self, user: str, room: str) -> Outcome:
        return await events.join(self, user, room)

    async def leave(self, user: str, room: str) -> Outcome:
        """The bot can be removed too: pass its `bot_user_id`."""
        return await events.leave(self, user, room)

    async def archive(self, room: str) -> Outcome:
        return await events.archive(self, room)

    async def share(self, room: str) -> Outcome:
        """With another organisation: `is_ext_shared` from now on."""
        return await events.share(self, room)

    async def uninstall(self) -> Outcome:
        """Remove the app from the workspace: its tokens are revoked, its sockets closed."""
        return await events.uninstall(self)

    def delete_message(self, room: str, ts: str) -> None:
        """As an administrator of the workspace may, whoever wrote it."""
        posts.remove(self, self.store.posts[room][ts])

    def conversations(self, user: str) -> list[Json]:
        """Rooms this person is in: {"id", "name", "kind": "channel" | "direct", "with_user", "is_private",
        "is_archived", "is_ext_shared", "unread", "can_type"}; the direct message with the app comes first,
        the one with oneself last, and both are always there."""
        return screens.conversations(self, user)

    def history(self, user: str, room: str) -> list[Json]:
        """Messages oldest first in Slack's shape, with thread replies (`thread_ts` is another's ts) and this person's
        ephemerals (`is_ephemeral`); `state` holds the choices this person has made in it. Empty for a non-member."""
        return screens.history(self, user, room)

    def modals(self, user: str) -> list[Json]:
        """The stack of open views, top last, each in Slack's shape with its current `state`."""
        return screens.modals(self, user)

    def home(self, user: str) -> Json | None:
        """The app's Home of this person, with its current `state`; None until the app has published one."""
        return screens.home(self, user)

    def unread(self, user: str, room: str) -> int:
        return screens.unread(self, user, room)

    def mark_read(self, user: str, room: str) -> None:
        screens.mark_read(self, user, room)

    def commands(self) -> Sequence[Json]:
        """Slash commands of the manifest: {"command", "description", "usage_hint"}."""
        return screens.commands(self)

    def shortcuts(self) -> Sequence[Json]:
        """Shortcuts of the manifest: {"name", "type": "global" | "message", "callback_id", "description"}."""
        return screens.shortcuts(self)

    def label(self, mention: str) -> str:
        """The visible name of a person's or a room's id: "@ann", "#allocations"; the id itself if there is none."""
        return screens.label(self, mention)
