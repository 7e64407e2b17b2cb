"""Octets through a descriptor, held back both ways."""

import asyncio
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from modem_sim.hosts.fd import FdHost
from tests.support.patience import PATIENCE


@dataclass
class Cable:
    """A descriptor for the host, and the client's end of it."""

    host_end: socket.socket
    client: socket.socket
    received: bytearray = field(default_factory=bytearray)
    lost: list[str] = field(default_factory=list)

    def host(self) -> FdHost:
        return FdHost(
            self.host_end.fileno(), self.received.extend, lambda: self.lost.append("lost")
        )


@pytest.fixture
def cable() -> Iterator[Cable]:
    host_end, client = socket.socketpair()
    client.setblocking(False)
    with host_end, client:
        yield Cable(host_end, client)


async def _settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def _read_all(client: socket.socket) -> bytes:
    octets = b""
    while True:
        try:
            piece = client.recv(1 << 20)
        except BlockingIOError:
            return octets
        if not piece:
            return octets
        octets += piece


async def test_it_reads_no_more_than_there_is_room(cable: Cable) -> None:
    host = cable.host()
    host.open()
    cable.client.send(b"abcdefgh")
    await _settle()
    assert cable.received == b""
    host.set_room(5)
    await asyncio.sleep(0.001)
    host.set_room(0)
    assert cable.received[:5] == b"abcde"
    assert len(cable.received) % 5 in (0, 3)
    host.set_room(100)
    await asyncio.sleep(0.001)
    assert cable.received == b"abcdefgh"
    host.close()


async def test_it_neither_reads_nor_writes_until_opened_and_after_it_was_closed(
    cable: Cable,
) -> None:
    host = cable.host()
    host.set_room(100)
    cable.client.send(b"early")
    host.deliver(b"nobody")
    await _settle()
    assert (bytes(cable.received), _read_all(cable.client)) == (b"", b"")
    host.open()
    host.deliver(b"hello")
    await _settle()
    assert (bytes(cable.received), _read_all(cable.client)) == (b"early", b"hello")
    host.close()
    cable.client.send(b"late")
    host.deliver(b"nobody")
    await _settle()
    assert (bytes(cable.received), _read_all(cable.client)) == (b"early", b"")


async def test_a_client_that_reads_late_gets_all_in_order(cable: Cable) -> None:
    host = cable.host()
    host.open()
    sent = os.urandom(900_000)
    for start in range(0, len(sent), 1000):
        host.deliver(sent[start : start + 1000])
    got = b""
    async with asyncio.timeout(PATIENCE):
        while len(got) < len(sent):
            got += _read_all(cable.client)
            await asyncio.sleep(0)
    assert got == sent
    host.deliver(b"more")
    await _settle()
    assert _read_all(cable.client) == b"more"
    host.close()


async def test_a_client_that_never_reads_loses_what_is_beyond_a_megabyte(cable: Cable) -> None:
    host = cable.host()
    host.open()
    cable.host_end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    for _ in range(3000):
        host.deliver(bytes(1000))
    got = 0
    while piece := len(_read_all(cable.client)):
        got += piece
        await _settle()
    assert 1_000_000 < got < 1_300_000
    host.close()


async def test_a_client_that_leaves_is_noticed_once(cable: Cable) -> None:
    host = cable.host()
    host.set_room(10)
    host.open()
    cable.client.close()
    await _settle()
    assert cable.lost == ["lost"]
    host.deliver(b"x")
    await _settle()
    assert cable.lost == ["lost"]


async def test_a_client_that_leaves_is_noticed_while_writing(cable: Cable) -> None:
    host = cable.host()
    host.open()
    cable.client.close()
    host.deliver(b"x")
    assert cable.lost == ["lost"]
    host.close()
