"""Results, targets and tracks: how they are entered, set, questioned and compared."""
