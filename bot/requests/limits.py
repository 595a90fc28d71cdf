"""How often one person may do a thing in a minute: nobody meets the limits at work, and a script does at once."""

from collections import defaultdict, deque
from collections.abc import Mapping
from enum import StrEnum

from models.errors import Refused

MINUTE = 60.0


class Counted(StrEnum):
    """What is counted for each person; pages, buttons and forms that only one person can press at a time are not."""

    COMMAND = "command"
    EXPORT = "export"
    LOOK_UP = "look_up"


class TooOften(Refused):
    """Somebody has done this as often as they may in a minute; `wait` is the number of seconds until they may again."""

    def __init__(self, what: Counted, wait: int) -> None:
        super().__init__("")
        self.what = what
        self.wait = wait


class Limiter:
    """The moments of the last minute, for each person and kind, in the memory of this process."""

    def __init__(self, most: Mapping[Counted, int]) -> None:
        """Let each person do a thing `most` times a minute; what is not named there has no limit."""
        self._most = most
        self._times: defaultdict[tuple[str, Counted], deque[float]] = defaultdict(deque)

    def admit(self, person: str, what: Counted, now: float) -> None:
        """Count a request at a moment of `monotonic()`. Raises TooOften, which counts for nothing."""
        if (most := self._most.get(what)) is None:
            return
        times = self._times[person, what]
        while times and times[0] <= now - MINUTE:
            times.popleft()
        if len(times) >= most:
            raise TooOften(what, max(1, round(times[0] + MINUTE - now)))
        times.append(now)
