"""Logs without personal data: our own messages, and the type and frames of an exception, never its text or values."""

import logging
import traceback
from types import TracebackType

OURS = ("bot", "handlers", "models")


class SafeFormatter(logging.Formatter):
    """A formatter that writes our messages in full and a library's place only: Bolt and slack_sdk quote payloads."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line, with the frames of its exception below."""
        at = self.formatTime(record)
        ours = record.name.split(".")[0] in OURS
        words = record.getMessage() if ours else f"(said at {record.filename}:{record.lineno})"
        line = f"{at} {record.levelname} {record.name} {words}"
        return line if not record.exc_info else f"{line}\n{self.formatException(record.exc_info)}"

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


def set_up_logs(level: int = logging.INFO) -> None:
    """Send every record of the root logger through the safe formatter, and only warnings of the noisy libraries."""
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter())
    handler.addFilter(_is_news)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in ("slack_bolt", "slack_sdk", "sqlalchemy", "apscheduler", "aiohttp"):
        logging.getLogger(library).setLevel(max(level, logging.WARNING))


def _is_news(record: logging.LogRecord) -> bool:
    """Return whether to log a record: all of ours, but only a library's warnings, whatever level it sets for itself."""
    library = record.name.split(".")[0]
    # Bolt warns at every start that the client brings a token of its own, which is intended: log its errors only.
    return library in OURS or record.levelno >= (logging.ERROR if library == "slack_bolt" else logging.WARNING)
