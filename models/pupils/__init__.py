"""Pupils: finding them, correcting their records, and listing those of one member of staff."""
