"""What staff can type and pick, as the help shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HelpEntry:
    """A command that staff can type, what it does, and what may follow it."""

    name: str
    does: str
    usage: str


@dataclass(frozen=True)
class HelpIndex:
    """Every command and shortcut there is, read off the capabilities once."""

    commands: tuple[HelpEntry, ...] = ()
    shortcuts: frozenset[str] = frozenset()
