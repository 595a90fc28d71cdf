"""School time, which the local workspace can move, apart from real time, which nobody can."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


class Clock:
    """A clock that tells school time."""

    def __init__(self, zone: ZoneInfo, starts: datetime | None = None) -> None:
        """Set the clock to real time, or to `starts` for the invented school of the local workspace and tests."""
        self.zone = zone
        self._ahead = timedelta(0) if starts is None else starts - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the present instant in school time, in UTC."""
        return datetime.now(UTC) + self._ahead

    def today(self) -> date:
        """Return today's date at school, in the school's time zone."""
        return self.now().astimezone(self.zone).date()

    def move_to(self, instant: datetime) -> None:
        """Move school time on, in the local workspace and tests only. Raises ValueError for an earlier instant."""
        step = instant - self.now()
        if step < timedelta(0):
            raise ValueError("school time never goes back")
        self._ahead += step


def real_now() -> datetime:
    """Return the real instant, in UTC, for leases and timeouts."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Return seconds that never jump, for deadlines."""
    return time.monotonic()
