"""Modems on TCP ports, for clients that send octets as they are."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest
import serial

from modem_sim.hosts.runner import NetworkRunner
from modem_sim.hosts.tcp import ListenError, TcpHost
from modem_sim.pair import pair_network
from tests.support.patience import PATIENCE, until


@dataclass
class Line:
    """A TcpHost without a modem: what the client sent, and its circuits."""

    received: bytearray = field(default_factory=bytearray)
    dtr: list[bool] = field(default_factory=list)
    rts: list[bool] = field(default_factory=list)

    def host(self, *, room: int = 4096) -> TcpHost:
        host = TcpHost("127.0.0.1", 0, self.received.extend, self.dtr.append, self.rts.append)
        host.set_room(room)
        return host


@asynccontextmanager
async def _listening(line: Line, *, room: int = 4096) -> AsyncIterator[TcpHost]:
    host = line.host(room=room)
    try:
        yield host
    finally:
        host.close()


def _connect(host: TcpHost) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", host.port))
    client.setblocking(False)
    return client


async def _read_to_end(client: socket.socket) -> bytes:
    loop, said = asyncio.get_running_loop(), b""
    async with asyncio.timeout(PATIENCE):
        with contextlib.suppress(ConnectionResetError):
            while piece := await loop.sock_recv(client, 65536):
                said += piece
    return said


async def test_a_connection_is_dtr_and_its_end_drops_it() -> None:
    line = Line()
    async with _listening(line) as host:
        for _ in range(3):  # reconnects
            line.received.clear()
            with _connect(host) as client:
                client.send(b"AT\r\xff\x10\x03")
                await until(lambda: line.received == b"AT\r\xff\x10\x03")
                host.deliver(b"\r\nOK\r\n\xff")
                loop = asyncio.get_running_loop()
                assert await loop.sock_recv(client, 100) == b"\r\nOK\r\n\xff"
                assert line.dtr[-1]
            await until(lambda: not line.dtr[-1])
            host.deliver(b"for nobody")
    assert line.dtr == [True, False] * 3
    assert line.rts == [True] * 3


async def test_a_second_client_is_told_and_the_first_stays() -> None:
    line = Line()
    async with _listening(line) as host:
        with _connect(host) as first, _connect(host) as second:
            assert b"in use" in await _read_to_end(second)
            first.send(b"still here")
            await until(lambda: line.received == b"still here")
    assert line.dtr == [True]


async def test_a_client_that_resets_its_connection_has_left() -> None:
    line = Line()
    async with _listening(line) as host:
        client = _connect(host)
        await until(lambda: line.dtr == [True])
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        await until(lambda: line.dtr == [True, False])
        with _connect(host):
            await until(lambda: line.dtr == [True, False, True])


async def test_the_kernel_is_asked_to_notice_a_client_that_vanished() -> None:
    line, host_ends = Line(), list[socket.socket]()
    async with _listening(line) as host:
        with _connect(host) as client:
            await until(lambda: line.dtr == [True])
            address = client.getsockname()
            host_ends += [s for s in _sockets() if _peer(s) == address]
            (end,) = host_ends
            assert end.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            idle, every, probes, unanswered = (
                end.getsockopt(socket.IPPROTO_TCP, option)
                for option in (
                    socket.TCP_KEEPIDLE,
                    socket.TCP_KEEPINTVL,
                    socket.TCP_KEEPCNT,
                    socket.TCP_USER_TIMEOUT,
                )
            )
            assert idle + every * probes <= 30
            assert unanswered == 30_000


def _sockets() -> list[socket.socket]:
    import gc

    return [item for item in gc.get_objects() if isinstance(item, socket.socket)]


def _peer(end: socket.socket) -> object:
    try:
        return end.getpeername()
    except OSError:
        return None


async def test_a_client_is_held_back_while_the_modem_has_no_room() -> None:
    line = Line()
    async with _listening(line, room=0) as host:
        with _connect(host) as client:
            client.send(b"x" * 1000)
            await asyncio.sleep(0.02)
            assert not line.received
            host.set_room(600)
            await until(lambda: len(line.received) == 1000)


async def test_a_client_that_never_reads_costs_at_most_the_backlog() -> None:
    line = Line()
    async with _listening(line) as host:
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with client:
            client.connect(("127.0.0.1", host.port))
            client.setblocking(False)
            await until(lambda: line.dtr == [True])
            for _ in range(300):
                host.deliver(bytes(10_000))
            got, nothing = 0, 0
            while nothing < 20:
                try:
                    piece = len(client.recv(1 << 20))
                except BlockingIOError:
                    piece = 0
                got, nothing = got + piece, 0 if piece else nothing + 1
                await asyncio.sleep(0.001)
            assert 1_000_000 < got < 1_500_000


async def test_an_address_that_is_taken_is_refused() -> None:
    line = Line()
    async with _listening(line) as host:
        with pytest.raises(ListenError, match="cannot listen") as caught:
            TcpHost("127.0.0.1", host.port, line.received.extend, line.dtr.append)
        assert caught.value.where == f"127.0.0.1:{host.port}"


@pytest.mark.parametrize(
    ("address", "port"), [("192.0.2.1", 0), ("127.0.0.1", 70_000), ("x" * 70, 0), ("", -1)]
)
async def test_an_address_of_elsewhere_is_refused(address: str, port: int) -> None:
    with pytest.raises(ListenError):
        TcpHost(address, port, lambda _octets: None, lambda _on: None)


async def test_a_closed_host_listens_no_more() -> None:
    line = Line()
    async with _listening(line) as host:
        port = host.port
        client = _connect(host)
        await until(lambda: line.dtr == [True])
    with client, contextlib.suppress(ConnectionResetError):
        assert await _read_to_end(client) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


async def test_a_dialogue_with_a_pyserial_client_and_a_hang_up_by_leaving() -> None:
    network = pair_network()
    runner = NetworkRunner(network)
    receive, set_dtr = partial(runner.receive, "a"), partial(runner.set_dtr, "a")
    host = TcpHost("127.0.0.1", 0, receive, set_dtr, partial(runner.set_rts, "a"))
    runner.attach("a", host)

    def talk() -> list[bytes]:
        with serial.serial_for_url(f"socket://127.0.0.1:{host.port}", timeout=PATIENCE) as port:
            said = []
            for command in (b"ATE0\r", b"AT+FCLASS=1\r", b"ATS7?\r", b"ATH1\r"):
                port.write(command)
                said.append(port.read_until(b"OK\r\n"))
            return said

    said = await asyncio.to_thread(talk)
    ok = b"\r\nOK\r\n"
    assert said == [b"ATE0\r" + ok, ok, b"\r\n060\r\n" + ok, ok]
    await until(lambda: not network.modem("a").off_hook)
    host.close()
    runner.close()
