"""Rate limits: a tier for every method, and in a channel one post a second after a short burst."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
BURST_IN_A_CHANNEL = 5


@dataclass
class Bucket:
    """The calls that may pass at once: `level` is how many, `at` the moment when it was counted."""

    level: float
    at: float


class Pace:
    """The rate limits of the workspace by its own clock, so that a night that is skipped counts as one.

    Every call passes unless they are enforced.
    """

    def __init__(self, enforced: bool, now: Callable[[], datetime]) -> None:
        self.enforced = enforced
        self._now = now
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def call(self, method: str, tier: int) -> int:
        """Return how many whole seconds a call must wait; 0 if it may pass."""
        return self._take(("method", method), PER_MINUTE[tier], PER_MINUTE[tier] / 60)

    def post(self, channel: str) -> int:
        """Return how many whole seconds a post in a channel must wait; 0 if it may pass."""
        return self._take(("channel", channel), BURST_IN_A_CHANNEL, 1.0)

    def _take(self, key: tuple[str, str], capacity: int, per_second: float) -> int:
        if not self.enforced:
            return 0
        now = self._now().timestamp()
        bucket = self._buckets.setdefault(key, Bucket(capacity, now))
        bucket.level = min(capacity, bucket.level + (now - bucket.at) * per_second)
        bucket.at = now
        if bucket.level < 1:
            return math.ceil((1 - bucket.level) / per_second)
        bucket.level -= 1
        return 0
