"""Attempts to reach people, and what an attempt finishes."""
