"""Flows: several steps with the server, written once for programs that block and that await.

A flow is a generator. It yields steps, is sent what came of each, or has the error thrown into it,
and returns its result. The connections in ``http`` drive it.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from faxstatus_core.client.requests import Request

T = TypeVar("T")


@dataclass(frozen=True)
class Pause:
    """Wait so many ``seconds``."""

    seconds: float


@dataclass(frozen=True)
class Work(Generic[T]):
    """Do something on this machine that may block, such as reading a file."""

    call: Callable[[], T]


# Any: each step has a result of its own type; ask() and work() give it back.
Step = Request[Any] | Pause | Work[Any]
Flow = Generator[Step, Any, T]


def ask(request: Request[T]) -> Flow[T]:
    """Send ``request``; the result is its reply, parsed."""
    reply: T = yield request
    return reply


def work(call: Callable[[], T]) -> Flow[T]:
    """The result of ``call``, which may block."""
    result: T = yield Work(call)
    return result


def pause(seconds: float) -> Flow[None]:
    """Wait ``seconds``."""
    yield Pause(seconds)
