"""Correcting and undoing results, targets and reviews that were saved."""
