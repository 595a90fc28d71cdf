"""The commands and shortcuts that the help shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HelpEntry:
    """A command that staff can type, what it does, and what may follow it."""

    name: str
    does: str
    usage: str


@dataclass(frozen=True)
class HelpIndex:
    """All commands and shortcuts, collected from the capabilities at the start."""

    commands: tuple[HelpEntry, ...] = ()
    shortcuts: frozenset[str] = frozenset()
