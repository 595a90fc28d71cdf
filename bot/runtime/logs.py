"""Logs without personal data: our own messages, and the type and frames of an exception, never its text or values.

These few lines are all of it, without structlog: Bolt, slack_sdk and SQLAlchemy log through `logging`, so that what
they say must pass a formatter here in any case, and a second way for our own would be a second door for a name.
"""

import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

import orjson

OURS = ("bot", "handlers", "models")


class SafeFormatter(logging.Formatter):
    """A formatter that writes our messages in full and a library's place only: Bolt and slack_sdk quote payloads."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line, with the frames of its exception below."""
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {self.words(record)}"
        return line if not record.exc_info else f"{line}\n{self.formatException(record.exc_info)}"

    def words(self, record: logging.LogRecord) -> str:
        """Return our own words, or in the place of a library's where it said something."""
        ours = record.name.split(".")[0] in OURS
        return record.getMessage() if ours else f"(said at {record.filename}:{record.lineno})"

    def formatException(  # noqa: N802 - the name that logging calls
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """Return the types and frames along the chain of causes, no texts: an error may quote what somebody typed."""
        lines = []
        error = ei[1]
        while error is not None:
            lines.append(type(error).__qualname__)
            lines += [
                f"  {frame.filename}:{frame.lineno} in {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)
            ]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


class JsonFormatter(SafeFormatter):
    """The same as the safe formatter says, as one JSON object a line, for a machine that collects logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line of JSON."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = {"time": at, "level": record.levelname, "logger": record.name, "message": self.words(record)}
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return orjson.dumps(said).decode()


def set_up_logs(level: int = logging.INFO, *, as_json: bool = False) -> None:
    """Send every record of the root logger through a safe formatter, and only warnings of the noisy libraries."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if as_json else SafeFormatter())
    handler.addFilter(_is_news)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in ("slack_bolt", "slack_sdk", "sqlalchemy", "apscheduler", "aiohttp"):
        logging.getLogger(library).setLevel(max(level, logging.WARNING))


def _is_news(record: logging.LogRecord) -> bool:
    """Return whether to log a record: all of ours, but only a library's warnings, whatever level it sets for itself."""
    library = record.name.split(".")[0]
    # Bolt warns at every start that the client brings a token of its own, which is intended: log its errors only.
    return library in OURS or record.levelno >= (logging.ERROR if library == "slack_bolt" else logging.WARNING)
