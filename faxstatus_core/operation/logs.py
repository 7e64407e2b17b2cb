"""Logs of a service: text, JSON lines, or the journal's own protocol."""

import contextlib
import json
import logging
import sys
from typing import Any

from faxstatus_core.operation.context import about
from faxstatus_core.operation.journal import JOURNAL, JournalHandler
from faxstatus_core.operation.lines import exception_of, line_of, part_of, priority_of, time_of
from faxstatus_core.operation.settings import ROOT, LogFormat, LogSection
from faxstatus_core.text import printable


def set_up_logs(section: LogSection, *filters: logging.Filter) -> None:
    """Log as ``section`` says from now on; may be called again. ``filters`` see each record."""
    handler = _handler(section.format)
    for each in filters:
        handler.addFilter(each)
    root = logging.getLogger()
    before = list(root.handlers)
    root.addHandler(handler)  # first: other threads log meanwhile
    for old in before:
        root.removeHandler(old)
        old.close()
    root.setLevel(logging.WARNING)
    for name in list(logging.Logger.manager.loggerDict):
        if name.startswith(f"{ROOT}."):
            logging.getLogger(name).setLevel(logging.NOTSET)
    logging.getLogger(ROOT).setLevel(section.level.upper())
    for part, level in section.levels.items():
        logging.getLogger(f"{ROOT}.{part}").setLevel(level.upper())


def _handler(log_format: LogFormat) -> logging.Handler:
    if log_format is LogFormat.JOURNAL and JOURNAL.exists():
        with contextlib.suppress(OSError):
            return JournalHandler(JOURNAL)
    handler = logging.StreamHandler(sys.stderr)
    formatters = {
        LogFormat.TEXT: TextFormatter(),
        LogFormat.JSON: JsonFormatter(),
        LogFormat.JOURNAL: PrefixFormatter(),
    }
    handler.setFormatter(formatters[log_format])
    return handler


class TextFormatter(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of ``record``."""
        where = "".join(f" {name}={value}" for name, value in about().items())
        head = f"{time_of(record)} {record.levelname.lower()} {part_of(record)}"
        return f"{head}{printable(where)}: {line_of(record)}"


class PrefixFormatter(TextFormatter):
    """The same with the priority before it, for whoever reads standard error (sd-daemon(3))."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of ``record``."""
        return f"<{priority_of(record)}>{super().format(record)}"


class JsonFormatter(logging.Formatter):
    """A JSON object in a line: ASCII, so that nothing in it ends the line or steers a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of ``record``."""
        fields: dict[str, Any] = {
            "ts": time_of(record),
            "level": record.levelname.lower(),
            "part": part_of(record),
            **about(),
            "message": record.getMessage(),
        }
        if exception := exception_of(record):
            fields["exception"] = exception
        return json.dumps(fields)
