"""Correcting and undoing results, targets, reviews and logged contacts."""
