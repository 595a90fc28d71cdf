"""A small Slack on this machine: Web API, Socket Mode, a validator of what the app sends, and people's gestures."""

from bot.workspace.state.faults import Fault, Faults
from bot.workspace.testing.client import Client
from bot.workspace.types import Call, Hint, Move, Outcome, Person, Place, Room
from bot.workspace.workspace import Workspace

__all__ = ["Call", "Client", "Fault", "Faults", "Hint", "Move", "Outcome", "Person", "Place", "Room", "Workspace"]
