"""Whatever answers, only the client's own errors come out, and no memory fills up."""

import contextlib
import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.client import (
    ClientSettingsError,
    FaxClient,
    FaxServer,
    NotOpenError,
    ServerReplyError,
    ServerUnreachableError,
    readers,
)
from faxstatus_core.client.operations import faxes
from faxstatus_core.errors import FaxError
from tests.faxstatus_core.client.conftest import all_of, of

JSON = {"content-type": "application/json"}
PROBLEM = {"content-type": "application/problem+json"}
Answer = Callable[[httpx.Request], httpx.Response]


class Endless(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that never ends; ``sent`` counts its octets."""

    def __init__(self, chunk: bytes) -> None:
        self._chunk = chunk
        self.sent = 0

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.sent += len(self._chunk)
            yield self._chunk

    async def __aiter__(self) -> Any:
        for chunk in self:
            yield chunk


def reply(body: object, **headers: str) -> httpx.Response:
    """A good reply with this body."""
    stream = httpx.ByteStream(body if isinstance(body, bytes) else json.dumps(body).encode())
    return httpx.Response(200, headers=JSON | headers, stream=stream)


# Any: a client of one kind or the other.
def client_of(plain: Any, answer: Answer | httpx.Response) -> Any:
    given = answer if callable(answer) else lambda _: answer
    return plain("http://server", transport=httpx.MockTransport(given))


@contextlib.contextmanager
def refused_by(kind: type[FaxError], match: str | None = None) -> Iterator[None]:
    with pytest.raises(kind, match=match) as caught:
        yield
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    "url",
    [
        *("", "server", "server:80", "ftp://server", "file:///etc/passwd", "http://", "http://["),
        *("http://host:x", "http://a\x00b", "http://server?a=b", "http://server#part"),
        *("http://server/a b\n", "http://[::1"),
    ],
)
def test_what_is_no_address_is_refused_at_once(plain: Any, url: str) -> None:
    with refused_by(ServerUnreachableError):
        plain(url)


@pytest.mark.parametrize(
    "host", ["h:99999", "a" * 300, "xn--\udcff", "127.0.0.1:1", ".", "a..b", "no.such.invalid"]
)
async def test_where_no_server_is_none_is_reached(model: Any, host: str) -> None:
    with refused_by(ServerUnreachableError):
        await of(model(timeout=2).connect("http://" + host))


async def test_an_address_with_a_password_is_not_shown(model: Any) -> None:
    with pytest.raises(ClientSettingsError) as caught:
        await of(model().connect("http://me:secret@server"))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX-Evil: 1", "ü", "x" * 501])
async def test_a_token_that_is_none_is_not_sent_and_not_shown(model: Any, token: str) -> None:
    with pytest.raises(ClientSettingsError) as caught:
        await of(model().connect("http://127.0.0.1:1", token))
    assert not token or token not in str(caught.value)


@pytest.mark.parametrize("content", [None, b"", b"no certificate", b"\xff" * 100])
async def test_certificates_that_cannot_be_used(
    model: Any, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with refused_by(ClientSettingsError, "ca.pem"):
        await of(model().connect("https://127.0.0.1:1", ca=path))


@pytest.mark.parametrize(
    "error",
    [
        *(httpx.ConnectError("refused"), httpx.ReadTimeout(""), httpx.RemoteProtocolError("junk")),
        *(httpx.PoolTimeout(""), httpx.UnsupportedProtocol("x"), httpx.ProxyError("x")),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_broken_connection_is_unreachable(plain: Any, error: httpx.HTTPError) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    with refused_by(ServerUnreachableError, "check the address"):
        await of(client_of(plain, fail).ports())


NO_PORTS: dict[str, Callable[[], httpx.Response]] = {
    "html": lambda: httpx.Response(200, text="<html>a router</html>"),
    "empty": lambda: reply(b""),
    "no content": lambda: httpx.Response(204),
    "redirect": lambda: httpx.Response(302, headers={"location": "http://elsewhere/"}),
    "not modified": lambda: httpx.Response(304),
    "not found": lambda: httpx.Response(404, text="nothing"),
    "not found, a list": lambda: httpx.Response(404, json=[1]),
    "no text": lambda: httpx.Response(418, content=b"\xff"),
    "its own error": lambda: httpx.Response(500, headers=PROBLEM, json={"detail": "see its log"}),
    "no list": lambda: reply({"ports": []}),
    "no port": lambda: reply([{"device_id": "one"}]),
    "deep": lambda: reply(b"[" * 100_000),
    "no UTF-8": lambda: reply(b'["\xff\xfe"]'),
    "infinite": lambda: reply(b'[{"device_id": 1e999}]'),
    "cut off": lambda: reply(b'[{"device_id": 1'),
}


@pytest.mark.parametrize("name", NO_PORTS)
async def test_a_reply_of_something_else_is_told_apart(plain: Any, name: str) -> None:
    with refused_by(ServerReplyError, "http://server/api/v1/ports"):
        await of(client_of(plain, NO_PORTS[name]()).ports())


async def test_a_redirect_takes_the_token_nowhere(plain: Any) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(307, headers={"location": "http://elsewhere/api/v1/ports"})

    client = plain("http://server", token="fxs_secret", transport=httpx.MockTransport(answer))
    with refused_by(ServerReplyError):
        await of(client.ports())
    assert asked == ["http://server/api/v1/ports"]


@pytest.mark.parametrize("status", [502, 504])
async def test_a_proxy_without_a_server_behind_it(plain: Any, status: int) -> None:
    with refused_by(NotOpenError):
        await of(client_of(plain, httpx.Response(status, text="<html>")).ports())


async def test_a_problem_is_shown_without_what_a_terminal_obeys(plain: Any) -> None:
    problem = {"detail": "\x1b[2Jgone\r\nnew line" + "x" * 10_000}
    response = httpx.Response(500, headers=PROBLEM, json=problem)
    with pytest.raises(ServerReplyError) as caught:
        await of(client_of(plain, response).ports())
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("status", [200, 500])
async def test_an_endless_reply_is_cut(plain: Any, status: int) -> None:
    body = Endless(b" " * 2**16)
    with refused_by(ServerReplyError, "too long"):
        await of(client_of(plain, httpx.Response(status, headers=JSON, stream=body)).ports())
    assert body.sent <= readers.MAX_JSON + 2**17


async def test_an_endless_file_is_cut_and_leaves_nothing(
    plain: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faxes, "FileReader", lambda path: readers.FileReader(path, 10**6))
    (tmp_path / "fax.tiff").write_bytes(b"older")
    response = httpx.Response(
        200, headers={"content-type": "image/tiff"}, stream=Endless(b"x" * 999)
    )
    with refused_by(ServerReplyError, "too large"):
        await of(client_of(plain, response).download_fax(1, tmp_path / "fax.tiff"))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"older"]


@pytest.mark.parametrize("status", [200, 404, 500])
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, gzip", "br"])
async def test_a_compressed_reply_is_never_unpacked(
    plain: Any, status: int, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_: object) -> bytes:
        raise AssertionError("unpacked")

    monkeypatch.setattr(zlib, "decompressobj", explode)
    bomb = httpx.ByteStream(gzip.compress(gzip.compress(bytes(10**7))))
    headers = JSON | {"content-encoding": encoding}
    with refused_by(ServerReplyError):
        await of(client_of(plain, httpx.Response(status, headers=headers, stream=bomb)).ports())


@pytest.mark.parametrize("following", [5, 6])
async def test_a_list_that_goes_round_ends(plain: Any, model: Any, following: int) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/server"):
            return reply(SERVER)
        before = request.url.params.get("before")
        return reply({"items": [], "next": following if before else 5})

    with refused_by(ServerReplyError):
        await all_of(client_of(plain, answer).jobs())
    server = model(transport=httpx.MockTransport(answer))
    await of(server.connect("http://server"))
    with refused_by(ServerReplyError):
        await of(server.get_jobs())


SERVER = {
    **{"name": "x", "version": "1", "api_version": "1", "started_time": "2026-01-01T00:00:00Z"},
    **dict.fromkeys(("retries", "retry_delay", "dirty_days"), 1),
    **dict.fromkeys(("branding", "use_device_tsid", "server_coverpage"), True),
    **dict.fromkeys(("pause_server_queue", "archive_outbound_faxes"), False),
    **{f"discount_rate_{at}_{part}": 0 for at in ("start", "end") for part in ("hour", "minute")},
}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@given(
    status=st.integers(200, 599),
    body=st.binary(max_size=200) | ANY_JSON.map(lambda value: json.dumps(value).encode()),
    kind=st.sampled_from(["application/json", "text/html", "image/png", "", "a;b;c", "\xff"]),
    retry_after=st.sampled_from(["", "5", "-1", "9" * 50, "²", "Fri, 31 Dec 1999 23:59:59 GMT"]),
)
def test_any_reply_gives_a_typed_error(
    status: int, body: bytes, kind: str, retry_after: str
) -> None:
    raw = [(b"content-type", kind.encode("latin-1")), (b"retry-after", retry_after.encode())]

    def response(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers=raw, stream=httpx.ByteStream(body))

    with client_of(FaxClient, response) as client:
        for act in (lambda: client.status(1), lambda: client.job(1), lambda: list(client.faxes())):
            with pytest.raises(FaxError):
                act()
    with pytest.raises(FaxError):
        FaxServer(transport=httpx.MockTransport(response)).connect("http://server")
