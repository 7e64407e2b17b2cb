"""Which call, job and port a log record is about, without each function being told."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

Facts = dict[str, str | int]

_ABOUT: ContextVar[Facts] = ContextVar("about")


def about() -> Facts:
    """What is being worked on: ``call_id``, ``job_id``, ``port``, as far as bound."""
    return _ABOUT.get({})


@contextlib.contextmanager
def bound(**values: str | int | None) -> Iterator[Facts]:
    """Bind values for as long as the context lasts, and for the tasks that begin in it.

    The context is what is bound: what is added to it later holds for these tasks too.
    """
    facts = about() | {name: value for name, value in values.items() if value is not None}
    token = _ABOUT.set(facts)
    try:
        yield facts
    finally:
        _ABOUT.reset(token)
