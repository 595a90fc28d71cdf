"""Finding the values of Slack's elements from the visible words and handles in a test."""

from datetime import date

from bot.workspace.person.client_api import Hands
from bot.workspace.rules.allowed import options_of
from bot.workspace.state import values
from bot.workspace.testing import words
from bot.workspace.testing.screen import Found
from bot.workspace.types import Given, Json, Place


async def value_for(slack: Hands, user: str, place: Place, found: Found, said: Given) -> Given:
    """Return the value for a test's words. Raises AssertionError if nothing on the screen is called that."""
    kind = found.element["type"]
    if said is None:
        return None
    if isinstance(said, date):
        return said.isoformat()
    if kind in values.EXTERNAL:
        return await _external(slack, user, place, found, said)
    if kind in values.ONE_OPTION | values.SOME_OPTIONS | {"overflow"}:
        return _many(kind, said, lambda one: option_called(slack, options_of(found.element), str(one))["value"])
    if kind == "file_input":
        return [slack.upload(user, name, content) for name, content in said]
    if kind in ("users_select", "multi_users_select"):
        return _many(kind, said, lambda one: user_called(slack, str(one)))
    if "conversations" in kind or "channels" in kind:
        return _many(kind, said, lambda one: room_called(slack, str(one)))
    return said


def user_called(slack: Hands, name: str) -> str:
    handle = name.removeprefix("@")
    for person in slack.people.values():
        if handle in (person.id, person.name, person.real_name):
            return person.id
    raise AssertionError(f"nobody here is called {name!r}")


def room_called(slack: Hands, name: str) -> str:
    for room in slack.rooms.values():
        if room.id == name or (room.name == name.removeprefix("#") and not room.is_direct):
            return room.id
    raise AssertionError(f"no room here is called {name!r}")


def option_called(slack: Hands, options: list[Json], said: str) -> Json:
    """Return the option with exactly these words, else the only one that begins with or else contains them."""
    shown = [(words.of_text(option["text"], slack.label), option) for option in options]
    for matches in (said.__eq__, lambda text: text.startswith(said), lambda text: said in text):
        found = [option for text, option in shown if matches(text) is True]
        if len(found) == 1:
            return found[0]
    raise AssertionError(f"{said!r} is not (one) of the options {[text for text, _ in shown]}")


async def _external(slack: Hands, user: str, place: Place, found: Found, said: Given) -> Given:
    async def pick(one: str) -> Given:
        for query in dict.fromkeys((one, one.split(" ")[0])):
            offered = values.flat_options(await slack.suggest(user, place, *found.ids, query))
            if offered:
                return option_called(slack, offered, one)["value"]
        raise AssertionError(f"nothing is offered for {one!r}")

    if isinstance(said, list | tuple):
        return [await pick(str(one)) for one in said]
    return await pick(str(said)) if said else None


def _many(kind: str, said: Given, one_value: Given) -> Given:
    several = kind.startswith("multi_") or kind == "checkboxes"
    if several:
        return [one_value(one) for one in (said if isinstance(said, list | tuple) else [said] if said else [])]
    return one_value(said) if said else None
