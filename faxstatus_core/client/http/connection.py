"""The connection for programs that block."""

import contextlib
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from faxstatus_core.client.flow import Flow, Pause, Step, Work
from faxstatus_core.client.http.endpoint import (
    Endpoint,
    failed_body,
    is_plain,
    not_connected,
    unreachable,
)
from faxstatus_core.client.readers import Reader
from faxstatus_core.client.requests import Request
from faxstatus_core.errors import FaxError

T = TypeVar("T")


class Connection:
    """Requests to one server, until closed. ``transport``: how to reach it, for tests."""

    def __init__(self, endpoint: Endpoint, *, transport: httpx.BaseTransport | None = None) -> None:
        self.endpoint = endpoint
        try:
            self._http = httpx.Client(**endpoint.client_arguments(), transport=transport)
        except (httpx.InvalidURL, ValueError) as error:
            raise unreachable(endpoint.url, error) from error

    def close(self) -> None:
        """End the connection; every later request raises NotConnectedError."""
        self._http.close()

    def perform(self, task: Request[T] | Flow[T]) -> T:
        """Send a request, or go through a flow. Raises whatever that one raises."""
        if isinstance(task, Request):
            return self._send(task)
        try:
            step = next(task)
            while True:
                try:
                    result = self._step(step)
                except FaxError as error:
                    step = task.throw(error)
                else:
                    step = task.send(result)
        except StopIteration as end:
            value: T = end.value
            return value

    @contextlib.contextmanager
    def stream(self, request: Request[Any], reader: Reader[Any]) -> Iterator[Iterator[bytes]]:
        """The body of the reply to ``request``, in pieces as they come.

        Raises NotConnectedError, ServerUnreachableError, ServerReplyError or a RefusedError.
        """
        if self._http.is_closed:
            raise not_connected(self.endpoint.url)
        with (
            self.endpoint.errors(request, reader),
            self._http.stream(**self.endpoint.request_arguments(request)) as response,
        ):
            if not response.is_success:
                body = failed_body()
                if is_plain(response):
                    for chunk in response.iter_bytes():
                        body.feed(chunk)
                raise self.endpoint.refused(request, response, body.finish())
            self.endpoint.check(request, response)
            yield response.iter_bytes()

    def _send(self, request: Request[T]) -> T:
        reader = request.reader()
        with self.stream(request, reader) as chunks:
            for chunk in chunks:
                reader.feed(chunk)
            return reader.finish()

    # Any: what the step gives; the flow knows its type.
    def _step(self, step: Step) -> Any:
        match step:
            case Request():
                return self._send(step)
            case Pause(seconds):
                time.sleep(seconds)
                return None
            case Work(call):
                return call()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
