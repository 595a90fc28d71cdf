"""School time, which the local workspace can move, apart from real time, which nobody can."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


class Clock:
    """What time it is at school."""

    def __init__(self, zone: ZoneInfo, starts: datetime | None = None) -> None:
        """`starts` lets an invented school begin on a day of its own: the local workspace and tests only."""
        self.zone = zone
        self._ahead = timedelta(0) if starts is None else starts - datetime.now(UTC)

    def now(self) -> datetime:
        """This instant, in UTC."""
        return datetime.now(UTC) + self._ahead

    def today(self) -> date:
        """The date on the school's wall."""
        return self.now().astimezone(self.zone).date()

    def move_to(self, instant: datetime) -> None:
        """Go to a later instant: the local workspace and tests only. ValueError for an earlier one."""
        step = instant - self.now()
        if step < timedelta(0):
            raise ValueError("school time never goes back")
        self._ahead += step


def real_now() -> datetime:
    """The real instant: leases and timeouts."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that never jump: deadlines."""
    return time.monotonic()
