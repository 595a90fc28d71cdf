"""The faults between the app and Slack that tests can switch on."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar


@dataclass(frozen=True)
class Fault:
    """A fault of one call: RESET never lands; LOST_REPLY lands and says nothing.

    HANG(seconds) waits, then lands, whether or not the app has given up by then. ERROR(code, messages=(...)) is a
    refusal, with what Slack would add in `response_metadata.messages`.
    """

    kind: str
    code: str = ""
    seconds: float = 0.0
    messages: tuple[str, ...] = ()

    RATE_LIMIT: ClassVar["Fault"]
    ERROR_500: ClassVar["Fault"]
    RESET: ClassVar["Fault"]
    LOST_REPLY: ClassVar["Fault"]
    ERROR: ClassVar[Callable[..., "Fault"]]
    HANG: ClassVar[Callable[[float], "Fault"]]


Fault.RATE_LIMIT = Fault("rate_limit", seconds=1)
Fault.ERROR_500 = Fault("error_500")
Fault.RESET = Fault("reset")
Fault.LOST_REPLY = Fault("lost_reply")
Fault.ERROR = partial(Fault, "error")
Fault.HANG = partial(Fault, "hang", "")


class Faults:
    """The faults that are switched on. `redeliver_everything` sends every envelope twice, as Slack may."""

    def __init__(self) -> None:
        self.redeliver_everything = False
        self._queued: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._always: Callable[[str], Fault | None] = lambda _method: None
        self.on_drop: Callable[[str], None] = lambda _reason: None
        self.on_silence: Callable[[bool], None] = lambda _pongs: None

    def next(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next `times` calls of `method` ("*" for any) meet a fault."""
        self._queued[method].extend([fault] * times)

    def always(self, fault_of: Callable[[str], Fault | None]) -> None:
        """Let every call meet the fault that this returns for its method, until the faults are cleared."""
        self._always = fault_of

    def take(self, method: str) -> Fault | None:
        for name in (method, "*"):
            if self._queued[name]:
                return self._queued[name].popleft()
        return self._always(method)

    def clear(self) -> None:
        self._queued.clear()
        self._always = lambda _method: None
        self.redeliver_everything = False

    def drop_socket(self, reason: str = "") -> None:
        """Cut every connection; with a reason ("refresh_requested") send `disconnect` first."""
        self.on_drop(reason)

    def silence_socket(self, pongs: bool = False) -> None:
        """Keep the open connections open but send them nothing more, and pongs only if `pongs` is true."""
        self.on_silence(pongs)
