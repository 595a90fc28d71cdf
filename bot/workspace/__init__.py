"""A small local Slack on loopback: Web API, Socket Mode, a validator of what it is sent, and the gestures of people."""

from bot.workspace.state.faults import Fault, Faults
from bot.workspace.testing.client import Client
from bot.workspace.types import Call, Move, Outcome, Person, Place, Room
from bot.workspace.workspace import Workspace

__all__ = ["Call", "Client", "Fault", "Faults", "Move", "Outcome", "Person", "Place", "Room", "Workspace"]
