"""A server that is none: it answers with any octets, and closes."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from faxstatus_core.client import AsyncFaxClient, FaxClient, ServerUnreachableError
from faxstatus_core.errors import FaxError
from tests.support.patience import PATIENCE

GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: "
LINES = st.lists(
    st.sampled_from(
        [
            *(b"HTTP/1.1 200 OK", b"HTTP/1.1 100 Continue", b"HTTP/1.1 101 Switching Protocols"),
            *(b"HTTP/1.0 404 x", b"Content-Type: application/json", b"Content-Length: 5"),
            *(b"Content-Length: -1", b"Transfer-Encoding: chunked", b"Location: http://[", b""),
            *(b"5", b"ffffffffffffffff", b"[]", b"Content-Type: text/event-stream"),
            *(b"data: {}", b"event: job", b"\xff\xfe"),
        ]
    ),
    max_size=12,
).map(b"\r\n".join)


class Liar:
    """Answers every connection with ``said``."""

    def __init__(self) -> None:
        self.said = b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(PATIENCE)
                connection.recv(65536)
                connection.sendall(self.said)

    def close(self) -> None:
        """End it."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(PATIENCE)


@pytest.fixture(scope="module")
def liar() -> Iterator[Liar]:
    liar = Liar()
    yield liar
    liar.close()


@given(said=st.binary(max_size=300) | LINES)
@example(said=b"")
@example(said=b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 200_000)
@example(said=GOOD + b"application/json\r\nContent-Length: 99\r\n\r\n[]")
@example(said=GOOD + b"application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
def test_any_octets_give_a_typed_error(liar: Liar, said: bytes) -> None:
    liar.said = said
    with FaxClient(liar.url, timeout=PATIENCE) as client:
        with pytest.raises(FaxError):
            client.server_info()
        with pytest.raises(FaxError):
            for _ in client.events(lost=_give_up):
                pass


async def test_the_same_for_who_awaits(liar: Liar) -> None:
    for said in (
        *(b"", b"\0" * 99, b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 101 x\r\n\r\n"),
        *(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 200_000, b"SSH-2.0-OpenSSH_9.2\r\n"),
        GOOD + b"application/json\r\nContent-Length: 99\r\n\r\n[]",
        GOOD + b"application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ):
        liar.said = said
        async with AsyncFaxClient(liar.url, timeout=PATIENCE) as client:
            with pytest.raises(FaxError):
                await client.server_info()
            with pytest.raises(FaxError):
                async for _ in client.events(lost=_give_up):
                    pass


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        FaxClient(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=0.1) as client,
        pytest.raises(ServerUnreachableError),
    ):
        client.server_info()


def _give_up(error: FaxError | None) -> None:
    raise error or FaxError("the stream ended", where="here", remedy="none")
