"""Correcting and undoing what was saved."""
