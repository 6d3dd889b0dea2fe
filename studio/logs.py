"""The log file: small, private, and without keys even where a caller was careless."""

import logging
import os
import re
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

MAX_BYTES = 5 * 1024 * 1024
"""The size of one log file; one older file is kept beside it."""

MASK = "•••"

_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_QUIET = ("httpx", "httpcore", "hpack", "uvicorn", "keyring", "asyncio", "qasync", "PIL", "markdown_it")
_SECRETS = re.compile(
    r"(?P<before>authorization['\":\s=]+(?:(?:basic|bearer|token)\s+)?|bearer\s+|(?:x-)?(?:goog-)?api[-_]key['\":\s=]+|[?&]key=)"
    r"(?P<value>[^\s'\",;&}]{4,})"
    r"|\b(?:sk|pk|rk|key|fta|gsk|xai|hf|ghp)[-_][A-Za-z0-9_\-]{12,}"
    r"|\bAIza[A-Za-z0-9_\-]{20,}"
    r"|\beyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-.]{10,}",
    re.IGNORECASE,
)


class RedactingFormatter(logging.Formatter):
    """Formats a record, then masks whatever looks like a key: the second wall behind never logging one.

    It sees the finished text, tracebacks included.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line for `record` without anything that looks like a key."""
        return redacted(super().format(record))


class LogFile(RotatingFileHandler):
    """A log file that a full or broken disk may leave without lines; the program goes on (FAULTS.md D23)."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Lets a line go that cannot be written."""

    def close(self) -> None:
        """Closes the file, whatever the disk says to the last lines."""
        with suppress(OSError):
            super().close()


def redacted(text: str) -> str:
    """`text` with everything masked that looks like a key or a header that carries one."""
    return _SECRETS.sub(lambda found: (found["before"] or "") + MASK, text)


def start_logging(file: Path, debug: bool = False) -> logging.Handler:
    """Logs to `file`, at most twice `MAX_BYTES`; with `debug` more of it, and to standard error too.

    The folder must exist. Raises OSError where the file cannot be written. The handler is given back for
    `stop_logging`.
    """
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.close(descriptor)
    handler = LogFile(file, maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8", errors="backslashreplace")
    root = logging.getLogger()
    _attach(root, handler)
    if debug:
        _attach(root, logging.StreamHandler())
    root.setLevel(logging.INFO)
    logging.getLogger("studio").setLevel(logging.DEBUG if debug else logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    return handler


def stop_logging(handler: logging.Handler) -> None:
    """Closes the file."""
    logging.getLogger().removeHandler(handler)
    handler.close()


def _attach(root: logging.Logger, handler: logging.Handler) -> None:
    handler.setFormatter(RedactingFormatter(_FORM))
    root.addHandler(handler)
