"""Which call, job and port a log record is about, without each function being told."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

_ABOUT: ContextVar[dict[str, str | int]] = ContextVar("about")


def about() -> dict[str, str | int]:
    """What is being worked on: ``call_id``, ``job_id``, ``port``, as far as bound."""
    return _ABOUT.get({})


def bind(**values: str | int | None) -> None:
    """Bind values for the rest of the present task, and the tasks that it begins."""
    _ABOUT.set(about() | {name: value for name, value in values.items() if value is not None})


@contextlib.contextmanager
def bound(**values: str | int | None) -> Iterator[None]:
    """Bind values while the context lasts."""
    token = _ABOUT.set(about())
    try:
        bind(**values)
        yield
    finally:
        _ABOUT.reset(token)
