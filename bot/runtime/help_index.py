"""The menu: every command and shortcut there is, as the help shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dish:
    """A command that staff can type, what it does, and what may follow it."""

    name: str
    does: str
    usage: str


@dataclass(frozen=True)
class Menu:
    """Read off the capabilities once, when the bot is put together."""

    commands: tuple[Dish, ...] = ()
    shortcuts: frozenset[str] = frozenset()
