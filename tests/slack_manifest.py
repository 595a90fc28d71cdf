"""What Slack's documentation says of an app's manifest and of the scopes behind events and methods."""

from typing import Any

Json = dict[str, Any]


def text(longest: int, shortest: int = 1, **more: Any) -> Json:
    return {"type": "string", "minLength": shortest, "maxLength": longest, **more}


def each(items: Json, most: int, **more: Any) -> Json:
    return {"type": "array", "items": items, "maxItems": most, **more}


def thing(needed: str = "", **properties: Json) -> Json:
    return {"type": "object", "required": needed.split(), "properties": properties, "additionalProperties": False}


YES_OR_NO = {"type": "boolean"}
ADDRESS = text(3500, pattern="^https?://")

# docs.slack.dev/reference/app-manifest: the parts that an app of this kind can use; anything else is a mistake here.
RULES = thing(
    "display_information features oauth_config settings",
    _metadata=thing(major_version={"enum": [1, 2]}, minor_version={"type": "integer"}),
    display_information=thing(
        "name description",
        name=text(35),
        description=text(140),
        long_description=text(4000, 175),
        background_color=text(7, 4, pattern="^#([0-9a-fA-F]{3}){1,2}$"),
    ),
    features=thing(
        "app_home bot_user",
        app_home=thing(
            home_tab_enabled=YES_OR_NO, messages_tab_enabled=YES_OR_NO, messages_tab_read_only_enabled=YES_OR_NO
        ),
        bot_user=thing("display_name", display_name=text(80), always_online=YES_OR_NO),
        shortcuts=each(
            thing(
                "name type callback_id description",
                name=text(24),
                type={"enum": ["global", "message"]},
                callback_id=text(255),
                description=text(150),
            ),
            10,
        ),
        slash_commands=each(
            thing(
                "command description",
                command=text(32, 2, pattern="^/[a-z0-9_-]+$"),
                description=text(2000),
                usage_hint=text(1000),
                should_escape=YES_OR_NO,
                url=ADDRESS,
            ),
            50,
        ),
    ),
    oauth_config=thing("scopes", scopes=thing("bot", bot=each(text(50, pattern="^[a-z.:]+$"), 255, uniqueItems=True))),
    settings=thing(
        "interactivity socket_mode_enabled",
        event_subscriptions=thing(bot_events=each(text(50), 100, uniqueItems=True), request_url=ADDRESS),
        interactivity=thing("is_enabled", is_enabled=YES_OR_NO, request_url=ADDRESS, message_menu_options_url=ADDRESS),
        org_deploy_enabled=YES_OR_NO,
        socket_mode_enabled=YES_OR_NO,
        token_rotation_enabled=YES_OR_NO,
    ),
)

# docs.slack.dev/reference/events: the scopes of an app that receives them.
EVENT_SCOPES: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "channel_archive": {"channels:read"},
    "channel_shared": {"channels:read", "groups:read"},
    "channel_unshared": {"channels:read", "groups:read"},
    "group_archive": {"groups:read"},
    "group_deleted": {"groups:read"},
    "group_left": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.im": {"im:history"},
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}

# docs.slack.dev/reference/methods: the scopes for the rooms in which Halfterm uses them - the staff channel, which is
# private, direct messages with it, and a public channel that somebody would like to be the staff channel.
METHOD_SCOPES: dict[str, set[str]] = {
    "apps_connections_open": set(),  # by the app-level token, whose scope is no part of the manifest
    "auth_test": set(),
    "chat_delete": {"chat:write"},
    "chat_getPermalink": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"groups:history", "im:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_members": {"groups:read"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"groups:history", "im:history"},
    "files_completeUploadExternal": {"files:write"},
    "files_delete": {"files:write"},
    "files_info": {"files:read"},
    "files_getUploadURLExternal": {"files:write"},
    "files_upload_v2": {"files:write"},
    "users_info": {"users:read"},
    "users_list": {"users:read", "users:read.email"},  # the second for the emails by which staff are found
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}
