"""Logs without personal data: our own words, and of an exception its type and frames, never its text or values."""

import logging
import traceback
from types import TracebackType

OURS = ("bot", "handlers", "models")


class SafeFormatter(logging.Formatter):
    """Our messages as written; of a library's only where it spoke: Bolt and slack_sdk quote payloads."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the frames of an exception under it."""
        at = self.formatTime(record)
        ours = record.name.split(".")[0] in OURS
        words = record.getMessage() if ours else f"(said at {record.filename}:{record.lineno})"
        line = f"{at} {record.levelname} {record.name} {words}"
        return line if not record.exc_info else f"{line}\n{self.formatException(record.exc_info)}"

    def formatException(  # noqa: N802 - the name that logging calls
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """Types and frames, along the chain of causes; the text of an error may quote what somebody typed."""
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
    """Send everything through the safe formatter, whatever a library sets up for itself."""
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter())
    handler.addFilter(_is_news)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in ("slack_bolt", "slack_sdk", "sqlalchemy", "apscheduler", "aiohttp"):
        logging.getLogger(library).setLevel(max(level, logging.WARNING))


def _is_news(record: logging.LogRecord) -> bool:
    """Of the libraries only what is wrong: some set the level of their own loggers, whatever is asked of them."""
    library = record.name.split(".")[0]
    # Bolt warns at each start that it was given a token besides: it was, by the client.
    return library in OURS or record.levelno >= (logging.ERROR if library == "slack_bolt" else logging.WARNING)
