"""Octets that are no HTTP, or nearly: the server answers or closes, and serves the next."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.hostile.server_process import Running, server, text_of

pytestmark = pytest.mark.xdist_group("raw HTTP")  # they share a server

HEAD = b"Host: localhost\r\n"
ANSWER = re.compile(rb"HTTP/1\.1 ([1-5]\d\d) ")
BOUNDARY = b"multipart/form-data; boundary=x"
REQUESTS = [
    b"GET /api/v1/jobs HTTP/1.1\r\n" + HEAD + b"\r\n",
    b"GET /events HTTP/1.0\r\n\r\n",
    b"HEAD / HTTP/1.1\r\n" + HEAD + b"If-None-Match: *\r\nRange: bytes=0-\r\n\r\n",
    b"POST /api/v1/session HTTP/1.1\r\n" + HEAD + b"Content-Length: 13\r\n\r\n" + b'{"token":"x"}',
    b"POST /api/v1/jobs HTTP/1.1\r\n"
    + HEAD
    + b"Content-Type: "
    + BOUNDARY
    + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b'4e\r\n--x\r\nContent-Disposition: form-data; name="document"; filename="a"\r\n\r\n'
    + b"a\r\n--x--\r\n0\r\n\r\n",
    b"PATCH /api/v1/faxes/1 HTTP/1.1\r\n" + HEAD + b"Cookie: faxstatus_session=x\r\n\r\n",
    b"GET /api/v1/ports/1?width=%FF%00 HTTP/1.1\r\n" + HEAD + b"Last-Event-ID: 1-1-1\r\n\r\n",
]
PARTS = [
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b" ",
        b"\t",
        b":",
        b"\xff",
        b"%00",
        b"%ff",
        b"/../",
        b"\x16\x03",
    ),
    *(
        b"Content-Length: 5\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: " + b"9" * 400 + b"\r\n",
    ),
    *(b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: gzip\r\n", b"ffffffffffffffff\r\n"),
    *(b"Expect: 100-continue\r\n", b"Upgrade: h2c\r\n", b"Connection: close, upgrade\r\n"),
    *(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"CONNECT x:1 HTTP/1.1\r\n", b"HTTP/9.9", b"x" * 70_000),
    *(b"Host: evil.example\r\n", b" folded\r\n", b"Authorization: Bearer \xff\r\n", b"GET"),
]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("raw")
    more = "[security]\nburst = 1000000\nrequests_per_minute = 1000000\n"
    with server(folder, text_of(folder, more=more)) as started:
        yield started
        assert "Traceback" not in started.log.read_text()


def check(running: Running, octets: bytes, patience: float = 0.02) -> bytes:
    answer = running.exchange(octets, patience)
    if answer:
        found = ANSWER.match(answer)
        assert found is not None, answer[:100]
        assert found[1] != b"500", answer[:1000]
    return answer


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_any_octets(running: Running, octets: bytes) -> None:
    check(running, octets)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A request, or two, into which other parts were put, or from which some was cut."""
    octets = b"".join(draw(st.lists(st.sampled_from(REQUESTS), min_size=1, max_size=2)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(octets)))
        cut = draw(st.integers(0, 6))
        octets = octets[:at] + draw(st.sampled_from(PARTS)) + octets[at + cut :]
    return octets


@settings(max_examples=250)
@given(damaged())
@example(b"GET /\0 HTTP/1.1\r\n" + HEAD + b"\r\n")
@example(b"GET " + b"/x" * 30_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n")
@example(b"GET / HTTP/1.1\r\n" + HEAD + b"A: b\r\n" * 10_000 + b"\r\n")
@example(b"\r\n" * 50_000)
def test_requests_that_are_damaged(running: Running, octets: bytes) -> None:
    check(running, octets)


AMBIGUOUS = [
    b"Content-Length: 62\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"Transfer-Encoding: chunked\r\nContent-Length: 62\r\n\r\n",
    b"Content-Length: 0\r\nContent-Length: 4\r\n\r\n",
    b"Content-Length: 0, 4\r\n\r\n",
    b"Content-Length: +0\r\n\r\n",
    b"Content-Length : 0\r\n\r\n",
    b"Content-Length: 0x0\r\n\r\n",
    b"Transfer-Encoding: identity\r\n\r\n",
    b"Transfer-Encoding: chunked, identity\r\n\r\n",
    b"Transfer-Encoding: xchunked\r\n\r\n",
    b"Transfer-Encoding:\x0bchunked\r\n\r\n",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
    b" Content-Length: 0\r\n\r\n",
    b"X: a\rContent-Length: 0\r\n\r\n",
    b"Content-Length: 0\0\r\n\r\n",
]


@pytest.mark.parametrize("length", AMBIGUOUS, ids=lambda octets: ascii(octets)[2:40])
def test_request_whose_end_is_not_certain_hides_no_other(running: Running, length: bytes) -> None:
    """What a proxy before us takes for a body, we never take for a request (CWE-444)."""
    hidden = b"0\r\n\r\nGET /api/v1/server HTTP/1.1\r\n" + HEAD + b"\r\n"
    octets = b"POST /api/v1/session HTTP/1.1\r\n" + HEAD + length + hidden
    answer = check(running, octets, 1.0)
    assert b"api_version" not in answer


def test_server_serves_afterwards(running: Running) -> None:
    for octets in REQUESTS:
        assert ANSWER.match(running.exchange(octets, 5.0))
    assert running.is_well()
