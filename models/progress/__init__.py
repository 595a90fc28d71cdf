"""Results, targets and tracks: entered, set, challenged, compared."""
