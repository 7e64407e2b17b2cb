"""What a log record says, in one line."""

import logging
from datetime import UTC, datetime

from faxstatus_core.operation.settings import ROOT
from faxstatus_core.text import printable

_PRIORITIES = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))
_DEBUG = 7


def part_of(record: logging.LogRecord) -> str:
    """The package that logs: ``engine`` for ``faxstatus_core.engine.port``."""
    return record.name.removeprefix(f"{ROOT}.").partition(".")[0]


def exception_of(record: logging.LogRecord) -> str:
    """The traceback; empty if there is none."""
    if record.exc_text:  # a filter may have masked it
        return record.exc_text
    return logging.Formatter().formatException(record.exc_info) if record.exc_info else ""


def line_of(record: logging.LogRecord) -> str:
    """Text and traceback as one line: nothing that came from far away begins another."""
    parts = (record.getMessage(), exception_of(record))
    return printable("\n".join(part for part in parts if part))


def priority_of(record: logging.LogRecord) -> int:
    """The priority in syslog's numbers (RFC 5424 §6.2.1)."""
    return next((value for level, value in _PRIORITIES if record.levelno >= level), _DEBUG)


def time_of(record: logging.LogRecord) -> str:
    """When it was made: UTC, ISO 8601, milliseconds."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
