"""blocks.validate, which says what Slack thinks of a page without showing it to anybody."""

from bot.workspace.rules.rule import Problem
from bot.workspace.rules.validator import check_drawn, check_message, check_view
from bot.workspace.state.core import Core
from bot.workspace.types import Given, Json, SlackError

GIVEN = ("blocks", "message", "view")


def validate(core: Core, args: Json) -> Json:
    """Check one page. Raises SlackError with a list of `errors`, each with its JSON pointer."""
    given = [name for name in GIVEN if args.get(name)]
    if len(given) != 1:
        raise SlackError("invalid_arguments", ["provide exactly one of blocks, view, or message"])
    problems = _problems(core, given[0], args[given[0]])
    if problems:
        errors = [{"pointer": one.pointer, "code": "failed_constraint", "message": one.message} for one in problems]
        raise SlackError(f"invalid_{given[0]}", errors=errors)
    return {}


def _problems(core: Core, name: str, page: Given) -> list[Problem]:
    if name == "view":
        surface = "home" if isinstance(page, dict) and page.get("type") == "home" else "modal"
        return check_view(page, surface, core.without_rules) or check_drawn(page, "/view", core.refused_blocks)
    message = {"blocks": page} if name == "blocks" else page
    return check_message(message, core.without_rules) or check_drawn(message, "", core.refused_blocks)
