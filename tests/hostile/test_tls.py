"""The TLS port: those who do not speak TLS, or an old one, or begin and never go on."""

import contextlib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.hostile.server_process import Running, everything, server, text_of
from tests.support.patience import PATIENCE, wait

pytestmark = pytest.mark.xdist_group("TLS")  # they share a server

CERTIFICATES = Path(__file__).parents[1] / "faxstatus_core" / "security" / "certificates"
LIMIT = 40
CLIENT_HELLO = bytes.fromhex("16 03 01 02 00 01 00 01 fc 03 03")
"""The begin of one that says to be 512 octets long."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("tls")
    more = (
        f'[tls]\ncertificate = "{CERTIFICATES}/one.pem"\nkey = "{CERTIFICATES}/one.key"\n'
        f"[security]\nmax_connections = {LIMIT}\nburst = 1000\n"
    )
    with server(folder, text_of(folder, more=more)) as started:
        yield started


def anybody() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def serves(running: Running) -> bool:
    answer = httpx.get(f"{running.url}/healthz", verify=anybody(), timeout=PATIENCE)
    return answer.status_code == 200


def test_plain_http_gets_nothing(running: Running) -> None:
    answer = running.exchange(b"GET /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert b"HTTP" not in answer
    assert serves(running)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
def test_old_versions_are_refused(running: Running, version: str) -> None:
    context = anybody()
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = ssl.TLSVersion[version]
    context.set_ciphers("ALL:@SECLEVEL=0")
    with running.connect() as plain, pytest.raises((ssl.SSLError, ConnectionError)):
        context.wrap_socket(plain)
    assert serves(running)


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
def test_weak_ciphers_are_not_taken(running: Running, version: str) -> None:
    context = anybody()
    context.maximum_version = ssl.TLSVersion[version]
    context.set_ciphers("ALL:@SECLEVEL=0")
    with running.connect() as plain, context.wrap_socket(plain) as connection:
        cipher = connection.cipher()
        assert cipher is not None
        assert cipher[2] >= 128
        assert not {"RC4", "3DES", "DES", "NULL", "MD5", "EXPORT"} & set(cipher[0].split("-"))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("NULL:aNULL:RC4:3DES:CAMELLIA:@SECLEVEL=0")
    with running.connect() as plain, pytest.raises((ssl.SSLError, ConnectionError)):
        context.wrap_socket(plain)


def test_handshakes_that_stall_hold_up_nobody(running: Running) -> None:
    """They come before any request, so that the limit of connections has to count them too."""
    with contextlib.ExitStack() as stack:
        stalled = [stack.enter_context(running.connect()) for _ in range(LIMIT + 100)]
        for connection in stalled[::2]:
            with contextlib.suppress(OSError):
                connection.sendall(CLIENT_HELLO)
        assert serves(running)
        descriptors = Path(f"/proc/{running.process.pid}/fd")
        wait(lambda: _closed(stalled) == len(stalled))
        assert len(list(descriptors.iterdir())) < LIMIT
    assert serves(running)


def _closed(connections: list[socket.socket]) -> int:
    count = 0
    for connection in connections:
        connection.settimeout(0)
        try:
            count += not connection.recv(1000)
        except BlockingIOError:
            continue
        except OSError:
            count += 1
    return count


def test_octets_that_are_no_tls_are_no_trouble(running: Running) -> None:
    for octets in (
        b"",
        b"\0" * 100_000,
        b"\x16\x03\x01\xff\xff" + b"\xff" * 70_000,
        b"SSH-2.0-x\r\n",
    ):
        running.exchange(octets)
    context = anybody()
    with running.connect() as plain:
        connection = context.wrap_socket(plain)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
        with socket.socket(fileno=connection.detach()) as bare:
            bare.settimeout(PATIENCE)
            bare.sendall(b"plain octets in the midst of it\r\n\r\n")
            assert b"200 OK" not in everything(bare)
    assert serves(running)
    assert "Traceback" not in running.log.read_text()


def test_answer_over_tls_has_hsts(running: Running) -> None:
    answer = httpx.get(f"{running.url}/healthz", verify=anybody())
    assert "max-age" in answer.headers["strict-transport-security"]
