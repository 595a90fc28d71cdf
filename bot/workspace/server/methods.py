"""Every method of the Web API that the workspace knows, with its tier, its scopes and its token."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.workspace.server import (
    methods_blocks,
    methods_chat,
    methods_files,
    methods_people,
    methods_rooms,
    methods_views,
)
from bot.workspace.state.core import Core
from bot.workspace.types import Json

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


@dataclass(frozen=True)
class Method:
    """A method of the Web API; `tier` is its rate limit, and any one of `scopes` is enough."""

    name: str
    run: Callable[[Core, Json], Json]
    tier: int
    scopes: tuple[str, ...] = ()
    for_app_token: bool = False


METHODS = {
    method.name: method
    for method in (
        Method("auth.test", methods_people.auth_test, 4),
        Method("apps.connections.open", methods_people.connections_open, 4, for_app_token=True),
        Method("blocks.validate", methods_blocks.validate, 3),
        Method("users.info", methods_people.users_info, 4, ("users:read",)),
        Method("users.list", methods_people.users_list, 2, ("users:read",)),
        Method("views.open", methods_views.open_, 4),
        Method("views.push", methods_views.push, 4),
        Method("views.update", methods_views.update, 4),
        Method("views.publish", methods_views.publish, 4),
        Method("chat.postMessage", methods_chat.post_message, 4, ("chat:write",)),
        Method("chat.postEphemeral", methods_chat.post_ephemeral, 4, ("chat:write",)),
        Method("chat.update", methods_chat.update, 3, ("chat:write",)),
        Method("chat.delete", methods_chat.delete, 3, ("chat:write",)),
        Method("chat.getPermalink", methods_chat.get_permalink, 4),
        Method("conversations.open", methods_rooms.open_, 3, ("im:write", "mpim:write")),
        Method("conversations.info", methods_rooms.info, 3, READ),
        Method("conversations.members", methods_rooms.members, 4, READ),
        Method("conversations.list", methods_rooms.list_, 2, READ),
        Method("conversations.history", methods_rooms.history, 3, HISTORY),
        Method("conversations.replies", methods_rooms.replies, 3, HISTORY),
        Method("files.getUploadURLExternal", methods_files.get_upload_url, 4, ("files:write",)),
        Method("files.completeUploadExternal", methods_files.complete_upload, 4, ("files:write",)),
        Method("files.info", methods_files.info, 4, ("files:read",)),
        Method("files.delete", methods_files.delete, 3, ("files:write",)),
    )
}
