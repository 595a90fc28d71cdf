"""The garbage collector, which a process that loads much and then waits can do with seldom."""

import gc


def collect_seldom() -> None:
    """Look for garbage seldom. At a start nothing is any, and to look for it took a sixth of the time."""
    gc.set_threshold(50_000, 20, 20)


def settle_memory() -> None:
    """Keep the garbage collector away from what is loaded by now, which takes a third off the slowest answers."""
    gc.collect()
    gc.freeze()
