"""Attempts to reach people, and the duties that an attempt closes."""
