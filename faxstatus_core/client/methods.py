"""Operations as methods: each is written once, and is a method of both clients, fully typed."""

import inspect
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any, Concatenate, ParamSpec, TypeVar

from faxstatus_core.client.flow import Flow
from faxstatus_core.client.http import AsyncConnection, Connection
from faxstatus_core.client.operations.listing import part_after
from faxstatus_core.client.requests import Request
from faxstatus_core.records import Listing
from faxstatus_core.records.base import Record

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=Record)


def blocking(
    operation: Callable[P, Request[T] | Flow[T]],
) -> Callable[Concatenate[Connection, P], T]:
    """A method that performs ``operation``."""

    def method(self: Connection, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.perform(operation(*args, **kwargs))

    return _like(operation, method)


def awaiting(
    operation: Callable[P, Request[T] | Flow[T]],
) -> Callable[Concatenate[AsyncConnection, P], Coroutine[Any, Any, T]]:
    """A method to await that performs ``operation``."""

    async def method(self: AsyncConnection, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.perform(operation(*args, **kwargs))

    return _like(operation, method)


def iterating(
    operation: Callable[P, Request[Listing[R]]],
) -> Callable[Concatenate[Connection, P], Iterator[R]]:
    """A method that yields every item of a listing, asking for each part when it is needed.

    ``limit`` is then the size of a part.
    """

    def method(self: Connection, /, *args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        part: Request[Listing[R]] | None = operation(*args, **kwargs)
        while part is not None:
            listing = self.perform(part)
            yield from listing.items
            part = part_after(part, listing)

    return _like(operation, method)


def iterating_async(
    operation: Callable[P, Request[Listing[R]]],
) -> Callable[Concatenate[AsyncConnection, P], AsyncIterator[R]]:
    """As ``iterating``, for ``async for``."""

    async def method(
        self: AsyncConnection, /, *args: P.args, **kwargs: P.kwargs
    ) -> AsyncIterator[R]:
        part: Request[Listing[R]] | None = operation(*args, **kwargs)
        while part is not None:
            listing = await self.perform(part)
            for item in listing.items:
                yield item
            part = part_after(part, listing)

    return _like(operation, method)


M = TypeVar("M", bound=Callable[..., Any])


def _like(operation: Callable[..., Any], method: M) -> M:
    """``method`` with name, docstring and parameters of ``operation``, for help() and editors."""
    method.__name__ = operation.__name__
    method.__qualname__ = operation.__qualname__
    method.__doc__ = operation.__doc__
    signature = inspect.signature(operation)
    this = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
    vars(method)["__signature__"] = signature.replace(
        parameters=[this, *signature.parameters.values()],
        return_annotation=inspect.signature(method).return_annotation,
    )
    return method
