"""Posting what the outbox holds, and finding what was lost on the way."""
