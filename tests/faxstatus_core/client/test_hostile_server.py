"""Whatever answers, only the client's own errors come out."""

from collections.abc import Iterator

import httpx
import pytest
from faxstatus_core.client.connection import Connection
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.client import FaxServer, ServerReplyError, ServerUnreachableError
from faxstatus_core.errors import FaxError


def _answering(response: httpx.Response) -> FaxServer:
    return FaxServer(transport=httpx.MockTransport(lambda _: response))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "server",
        "server:80",
        "ftp://server",
        "http://",
        "http://[",
        "http://host:99999",
        "http://host:x",
        "http://a\x00b",
        "http://" + "a" * 300,
        "http://xn--\udcff",
        "http://127.0.0.1:1",
    ],
)
def test_an_address_without_a_server_is_unreachable(url: str) -> None:
    server = FaxServer(transport=httpx.HTTPTransport(), timeout=0.5)
    with pytest.raises(ServerUnreachableError):
        server.connect(url)


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError("refused"), httpx.ReadTimeout(""), httpx.RemoteProtocolError("junk")],
    ids=repr,
)
def test_a_broken_connection_is_unreachable(error: httpx.HTTPError) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(ServerUnreachableError, match="check the address"):
        FaxServer(transport=httpx.MockTransport(fail)).connect("http://server")


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, text="<html>a router</html>"),
        httpx.Response(200, json={"ports": []}),
        httpx.Response(200, json=[{"device_id": "one"}]),
        httpx.Response(200, content=b""),
        httpx.Response(204),
        httpx.Response(302, headers={"location": "http://elsewhere/"}),
        httpx.Response(404, text="nothing"),
        httpx.Response(404, json=[1]),
        httpx.Response(500, json={"title": "Internal", "detail": "its log says why"}),
        httpx.Response(200, content=b"[" * 100_000),
    ],
    ids=lambda response: str(response.status_code),
)
def test_a_reply_of_something_else_is_told_apart(response: httpx.Response) -> None:
    with pytest.raises(ServerReplyError, match="/api/v1/ports"):
        _answering(response).connect("http://server")


def test_the_servers_own_reason_is_passed_on() -> None:
    response = httpx.Response(500, json={"detail": "its log says why"})
    with pytest.raises(ServerReplyError, match="HTTP status 500: its log says why"):
        _answering(response).connect("http://server")


def test_an_endless_reply_is_cut() -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 2**16

    with pytest.raises(ServerReplyError, match="too long"):
        _answering(httpx.Response(200, content=endless())).connect("http://server")
    assert sent < 100


@given(st.integers(200, 599), st.binary(max_size=200))
def test_any_reply_gives_a_typed_error(status: int, content: bytes) -> None:
    response = httpx.Response(status, content=content)
    connection = Connection(
        "http://server", transport=httpx.MockTransport(lambda _: response), timeout=1
    )
    with pytest.raises(FaxError):
        connection.status(1)
    connection.close()


def test_a_reply_that_cannot_be_decompressed_is_not_understood() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        stream = httpx.ByteStream(b"not gzip")
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=stream)

    with pytest.raises(ServerReplyError):
        FaxServer(transport=httpx.MockTransport(answer)).connect("http://server")
