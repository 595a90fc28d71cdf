"""Delivery: posting the messages of the outbox, and finding those that were lost on the way."""
