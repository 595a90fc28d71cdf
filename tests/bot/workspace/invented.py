"""An invented school of four, and the manifest of an invented app."""

from typing import Any

from bot.workspace import Person, Room, Workspace

ANN, BEN, EVA, TOM = "U0ANN", "U0BEN", "U0EVA", "U0TOM"
STAFF_ROOM, HALL, LEADERS = "C0STAFF", "C0HALL", "C0LEADERS"
SCOPES = (
    "chat:write", "commands", "im:write", "mpim:write", "users:read", "channels:read", "groups:read", "im:read",
    "channels:history", "groups:history", "im:history", "files:read", "files:write",
)  # fmt: skip
EVENTS = [
    "app_home_opened", "app_uninstalled", "group_archive", "group_left", "member_joined_channel", "message.groups",
    "tokens_revoked", "user_change",
]  # fmt: skip


def manifest(*without: str, tabs: bool = True) -> dict[str, Any]:
    """With every scope but these; `tabs` are the app's Home and its direct messages."""
    return {
        "display_information": {"name": "Halfterm"},
        "features": {
            "app_home": {"home_tab_enabled": tabs, "messages_tab_enabled": tabs},
            "bot_user": {"display_name": "Halfterm"},
            "slash_commands": [{"command": "/refer", "description": "Refer a pupil", "usage_hint": "[name]"}],
            "shortcuts": [
                {"name": "Refer a pupil", "type": "global", "callback_id": "refer", "description": "Begin a referral"},
                {"name": "Keep", "type": "message", "callback_id": "keep", "description": "Keep this message"},
            ],
        },
        "oauth_config": {"scopes": {"bot": [scope for scope in SCOPES if scope not in without]}},
        "settings": {"event_subscriptions": {"bot_events": EVENTS}},
    }


def a_workspace(
    patience: float = 1.0, paced: bool = False, without_scopes: tuple[str, ...] = (), tabs: bool = True
) -> Workspace:
    """Make a workspace whose bot is in the staff room and the hall, not among the leaders."""
    people = [
        Person(ANN, "ann", "Ann Able", about="Head teacher"),
        Person(BEN, "ben", "Ben Bold"),
        Person(EVA, "eva", "Eva Else", is_restricted=True),
        Person(TOM, "tom", "Tom Told", deleted=True),
    ]
    rooms = [
        Room(STAFF_ROOM, "staff", members=[ANN, BEN]),
        Room(HALL, "hall", is_private=False, members=[ANN, EVA]),
        Room(LEADERS, "leaders", members=[ANN]),
    ]
    return Workspace(
        manifest=manifest(*without_scopes, tabs=tabs),
        people=people,
        rooms=rooms,
        paced=paced,
        patience=patience,
        in_channels=[STAFF_ROOM, HALL],
    )
