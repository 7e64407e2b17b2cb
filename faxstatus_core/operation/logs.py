"""Logs of a service: text, JSON lines, or the journal's own protocol."""

import contextlib
import json
import logging
import socket
import struct
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from faxstatus_core.operation.context import about
from faxstatus_core.operation.settings import LogFormat, LogSection
from faxstatus_core.text import printable

ROOT = "faxstatus_core"
_JOURNAL = Path("/run/systemd/journal/socket")
_LENGTH = struct.Struct("<Q")
_PRIORITIES = ((logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))
_LONGEST = 48_000
"""Octets of a journal record: a datagram holds no more for certain."""


def set_up_logs(section: LogSection, *filters: logging.Filter) -> None:
    """Log as ``section`` says from now on; may be called again. ``filters`` see each record."""
    handler = _handler(section.format)
    for each in filters:
        handler.addFilter(each)
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in list(logging.Logger.manager.loggerDict):
        if name.startswith(f"{ROOT}."):
            logging.getLogger(name).setLevel(logging.NOTSET)
    logging.getLogger(ROOT).setLevel(section.level.upper())
    for part, level in section.levels.items():
        logging.getLogger(f"{ROOT}.{part}").setLevel(level.upper())


def _handler(log_format: LogFormat) -> logging.Handler:
    if log_format is LogFormat.JOURNAL and _JOURNAL.exists():
        return JournalHandler(_JOURNAL)
    handler = logging.StreamHandler(sys.stderr)
    formatters = {
        LogFormat.TEXT: TextFormatter(),
        LogFormat.JSON: JsonFormatter(),
        LogFormat.JOURNAL: PrefixFormatter(),
    }
    handler.setFormatter(formatters[log_format])
    return handler


def part_of(record: logging.LogRecord) -> str:
    """The package that logs: ``engine`` for ``faxstatus_core.engine.port``."""
    name = record.name.removeprefix(f"{ROOT}.")
    return name.partition(".")[0]


def _line(record: logging.LogRecord) -> str:
    """All of it as one line: nothing that came from far away begins another."""
    text = record.getMessage()
    if record.exc_info:
        text += "\n" + logging.Formatter().formatException(record.exc_info)
    return printable(text)


def _priority(record: logging.LogRecord) -> int:
    return next((priority for level, priority in _PRIORITIES if record.levelno >= level), 7)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class TextFormatter(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of ``record``."""
        where = "".join(f" {name}={value}" for name, value in about().items())
        head = f"{_time(record)} {record.levelname.lower()} {part_of(record)}"
        return f"{head}{printable(where)}: {_line(record)}"


class PrefixFormatter(TextFormatter):
    """The same with the priority before it, for whoever reads standard error (sd-daemon(3))."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of ``record``."""
        return f"<{_priority(record)}>{super().format(record)}"


class JsonFormatter(logging.Formatter):
    """A JSON object in a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of ``record``."""
        fields: dict[str, Any] = {
            "ts": _time(record),
            "level": record.levelname.lower(),
            "part": part_of(record),
            **about(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=True)


class JournalHandler(logging.Handler):
    """Sends records to the journal with fields (systemd.io/JOURNAL_NATIVE_PROTOCOL)."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._path = str(path)

    def emit(self, record: logging.LogRecord) -> None:
        """Send ``record``; a journal that does not take it costs nothing but the record."""
        fields = {
            "MESSAGE": _line(record),
            "PRIORITY": str(_priority(record)),
            "SYSLOG_IDENTIFIER": "faxstatus",
            "FAXSTATUS_PART": part_of(record),
        }
        fields |= {name.upper(): str(value) for name, value in about().items()}
        with contextlib.suppress(OSError):
            self._socket.sendto(b"".join(_field(*field) for field in fields.items()), self._path)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()
        super().close()


def _field(name: str, value: str) -> bytes:
    octets = value.encode("utf-8", "backslashreplace")[:_LONGEST]
    return name.encode() + b"\n" + _LENGTH.pack(len(octets)) + octets + b"\n"
