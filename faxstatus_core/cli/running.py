"""What all commands share: exit status, signals, logging, and the last line for programs."""

import asyncio
import contextlib
import io
import json
import logging
import os
import signal
import sys
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console

from faxstatus_core.errors import FaxError
from faxstatus_core.text import printable

logger = logging.getLogger(__name__)

T = TypeVar("T")

DELIVERED, FAILED, BAD_INPUT, NO_DEVICE, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit status of every command."""

_BAD_INPUT = {
    "faxstatus_core.client.errors": (
        "BadDocumentError",
        "ClientSettingsError",
        "IdempotencyConflictError",
        "InvalidRequestError",
        "LocalFileError",
        "NotThereError",
        "PortGoneError",
        "TooLargeError",
        "UnknownCallError",
        "UnknownFaxError",
        "UnknownJobError",
        "WrongStateError",
    ),
    "faxstatus_core.config": ("ConfigError",),
    "faxstatus_core.engine.errors": ("BadNumberError",),
    "faxstatus_core.hooks": ("HookError",),
    "faxstatus_core.image": ("ArchiveError", "DocumentError"),
    "faxstatus_core.security": ("OpenServerError", "TlsError", "TokenError"),
    "faxstatus_core.status": ("InvalidReportError",),
    "faxstatus_core.store": ("StoreError",),
    "faxstatus_core.t30.frames": ("FrameError",),
    "faxstatus_core.t31.profile": ("ProfileError",),
}
_NO_DEVICE = {
    "faxstatus_core.api": ("AddressError",),
    "faxstatus_core.client.errors": (
        "ForbiddenError",
        "NotOpenError",
        "RateLimitedError",
        "ServerReplyError",
        "ServerUnreachableError",
        "UnauthorizedError",
    ),
    "faxstatus_core.engine.errors": ("DeviceError",),
}
"""Names, not classes: a client does not load the server to know how that may fail."""

errors = Console(stderr=True)
"""Where people read: standard output is for results."""

_LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"


class _LogFormatter(logging.Formatter):
    """One line a record: what modems and file names say must not steer a terminal."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        return printable(super().formatMessage(record))


def fit_any_terminal() -> None:
    """What a terminal has no character for is written as an escape; it is no error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str, style: str = "") -> None:
    """Tell people ``text`` on one line, as it is: no markup in it, and never wrapped."""
    errors.print(
        printable(text), style=style, markup=False, emoji=False, highlight=False, soft_wrap=True
    )


def set_up_logging(*, verbose: bool) -> None:
    """Logs go to standard error; ``verbose`` shows every AT command."""
    handler: logging.Handler
    if errors.is_terminal:
        from rich.logging import RichHandler  # noqa: PLC0415 - few commands need it

        handler = RichHandler(console=errors, show_path=False, rich_tracebacks=False)
        handler.setFormatter(_LogFormatter("%(message)s"))
    else:  # Rich would wrap each record at 80 columns
        handler = logging.StreamHandler(errors.file)
        handler.setFormatter(_LogFormatter(_LOG_FORMAT))
    level = logging.DEBUG if verbose else logging.WARNING
    logging.basicConfig(level=level, handlers=[handler], force=True)


def run(main: Coroutine[Any, Any, T], *, as_json: bool = False) -> T:
    """Run ``main``. A :class:`FaxError` ends the program with one line and the exit status.

    Ctrl-C and SIGTERM cancel ``main``, which ends its call before the program does.
    """
    try:
        return asyncio.run(_with_sigterm(main))
    except (KeyboardInterrupt, asyncio.CancelledError):
        say("faxstatus: interrupted")
        if as_json:
            print_json({"succeeded": False, "error": "interrupted"})
        raise typer.Exit(INTERRUPTED) from None
    except FaxError as error:
        fail(error, as_json=as_json)


@contextlib.contextmanager
def errors_end(*, as_json: bool) -> Iterator[None]:
    """A :class:`FaxError` within ends the program with one line and the exit status."""
    try:
        yield
    except FaxError as error:
        fail(error, as_json=as_json)


def fail(error: FaxError, *, as_json: bool = False) -> NoReturn:
    """End the program with the one line that ``error`` is, and its exit status."""
    say(f"faxstatus: {error}")
    if as_json:
        print_json({"succeeded": False, "error": str(error)})
    raise typer.Exit(exit_status(error)) from error


def exit_status(error: FaxError) -> int:
    """The exit status that ``error`` stands for."""
    if isinstance(error, _loaded(_BAD_INPUT)):
        return BAD_INPUT
    return NO_DEVICE if isinstance(error, _loaded(_NO_DEVICE)) else FAILED


def _loaded(names: Mapping[str, Sequence[str]]) -> tuple[type[FaxError], ...]:
    """The classes of ``names`` whose modules are loaded: an error has no other."""
    return tuple(
        getattr(sys.modules[module], name)
        for module, classes in names.items()
        if module in sys.modules
        for name in classes
    )


def print_json(value: Any) -> None:
    """Print one JSON object on a line of its own."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    sys.stdout.write(json.dumps(value, default=_plain) + os.linesep)
    sys.stdout.flush()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(type(value).__name__)


async def _with_sigterm(main: Coroutine[Any, Any, T]) -> T:
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_report_fault)
    loop.add_signal_handler(signal.SIGTERM, task.cancel)
    return await main


def _report_fault(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A transport whose device is lost fails its call too, which says so: no traceback here."""
    error = context.get("exception")
    if isinstance(error, OSError) and "transport" in context:
        logger.debug("%s: %s", context["message"], error)
    else:
        loop.default_exception_handler(context)
