"""A small local Slack on loopback: Web API, Socket Mode, a validator of what it is sent, and the gestures of people."""

from bot.workspace.parts import Call, Move, Outcome, Person, Place, Room

__all__ = ["Call", "Move", "Outcome", "Person", "Place", "Room"]
