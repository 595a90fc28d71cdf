"""What the whole bot costs beside an empty one, in one run: only ratios mean anything on a noisy machine."""
