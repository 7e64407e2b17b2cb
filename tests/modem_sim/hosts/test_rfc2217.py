"""Modems as remote serial ports (RFC 2217), opened by pyserial's client and by hostile ones."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest
import serial
from hypothesis import given, settings
from hypothesis import strategies as st
from serial import rfc2217

from modem_sim.hosts.circuits import Circuits
from modem_sim.hosts.rfc2217 import Rfc2217Wire
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.hosts.tcp import TcpHost
from modem_sim.pair import pair_network
from tests.support.patience import PATIENCE, until, wait

# pyserial's client names its thread in a way that Python 3.10 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:set:DeprecationWarning")

SWITCH = rfc2217.IAC + rfc2217.SB + rfc2217.COM_PORT_OPTION + rfc2217.SET_CONTROL
END = rfc2217.IAC + rfc2217.SE
DTR_OFF = SWITCH + rfc2217.SET_CONTROL_DTR_OFF + END
DTR_ON = SWITCH + rfc2217.SET_CONTROL_DTR_ON + END
PURGE = (
    rfc2217.IAC
    + rfc2217.SB
    + rfc2217.COM_PORT_OPTION
    + rfc2217.PURGE_DATA
    + rfc2217.PURGE_TRANSMIT_BUFFER
    + END
)


@dataclass
class Line:
    """A TcpHost without a modem: what the client sent, and what it switched, in order."""

    happened: list[bytes | str] = field(default_factory=list)

    def host(self) -> TcpHost:
        return TcpHost(
            "127.0.0.1",
            0,
            self.happened.append,
            lambda on: self.happened.append(f"DTR {on}"),
            lambda on: self.happened.append(f"RTS {on}"),
            rfc2217=True,
        )

    @property
    def data(self) -> bytes:
        return b"".join(item for item in self.happened if isinstance(item, bytes))


@asynccontextmanager
async def _listening(line: Line, *, room: int = 4096) -> AsyncIterator[TcpHost]:
    host = line.host()
    host.set_room(room)
    try:
        yield host
    finally:
        host.close()


async def test_a_pyserial_client_sees_and_switches_the_circuits() -> None:
    line, loop = Line(), asyncio.get_running_loop()
    async with _listening(line) as host:

        def tell(circuits: Circuits) -> None:
            loop.call_soon_threadsafe(host.set_circuits, circuits)

        def use() -> None:
            with serial.serial_for_url(
                f"rfc2217://127.0.0.1:{host.port}", timeout=PATIENCE
            ) as port:
                assert (port.dsr, port.cts, port.ri, port.cd) == (True, True, False, False)
                tell(Circuits(ring_indicator=True))
                wait(lambda: port.ri)
                tell(Circuits(carrier_detect=True))
                wait(lambda: port.cd and not port.ri)
                tell(Circuits(data_set_ready=False, clear_to_send=False))
                wait(lambda: not (port.dsr or port.cts or port.cd))
                port.write(b"a\xffb")
                port.dtr = False
                port.write(b"c")
                port.dtr = True
                port.rts = False
                loop.call_soon_threadsafe(host.deliver, b"\xff\xff\x00\xf0")
                assert port.read(4) == b"\xff\xff\x00\xf0"

        await asyncio.to_thread(use)
        await until(lambda: line.happened[-1:] == ["DTR False"])
        text = [item if isinstance(item, str) else item.decode("latin-1") for item in line.happened]
        switched = "".join(text).removeprefix("DTR TrueRTS True").removeprefix("DTR TrueRTS True")
        assert switched == "a\xffbDTR FalsecDTR TrueRTS FalseDTR False"


async def test_dtr_is_not_stuck_behind_data_and_purging_drops_them() -> None:
    line = Line()
    async with _listening(line, room=0) as host:
        with socket.create_connection(("127.0.0.1", host.port)) as client:
            client.send(b"x" * 5000 + DTR_OFF)
            await until(lambda: line.happened[-1:] == ["DTR False"])
            assert line.data == b""
            client.send(PURGE + b"y" + DTR_ON)
            await until(lambda: line.happened[-1:] == ["DTR True"])
            host.set_room(100)
            await until(lambda: line.data == b"y")


async def test_a_client_is_held_back_and_nothing_is_lost() -> None:
    line, page = Line(), bytes(range(255)) * 4000
    async with _listening(line, room=0) as host:
        client = socket.create_connection(("127.0.0.1", host.port))
        client.setblocking(False)
        with client:
            sending = asyncio.create_task(asyncio.get_running_loop().sock_sendall(client, page))
            await asyncio.sleep(0.05)
            assert line.data == b""
            host.set_room(1 << 20)
            await sending
            await until(lambda: len(line.data) >= len(page))
        assert line.data == page


async def test_a_dialogue_with_an_emulated_modem_that_rings_and_is_hung_up() -> None:
    network = pair_network()
    runner = NetworkRunner(network)
    host = TcpHost(
        "127.0.0.1",
        0,
        partial(runner.receive, "a"),
        partial(runner.set_dtr, "a"),
        partial(runner.set_rts, "a"),
        rfc2217=True,
    )
    runner.attach("a", host)
    loop, ok = asyncio.get_running_loop(), b"\r\nOK\r\n"

    def talk() -> None:
        with serial.serial_for_url(f"rfc2217://127.0.0.1:{host.port}", timeout=PATIENCE) as port:
            port.write(b"ATE0&C1\r")
            assert port.read_until(ok) == b"ATE0&C1\r" + ok
            assert (port.ri, port.cd, port.dsr) == (False, False, True)
            loop.call_soon_threadsafe(runner.receive, "b", b"AT+FCLASS=1;D1\r")
            assert port.read_until(b"RING\r\n") == b"\r\nRING\r\n"
            wait(lambda: port.ri)
            port.write(b"ATH1\r")
            assert port.read_until(ok) == ok
            assert network.modem("a").off_hook
            port.dtr = False
            wait(lambda: not network.modem("a").off_hook)

    await asyncio.to_thread(talk)
    host.close()
    runner.close()


HOSTILE = {
    "end of no suboption": END,
    "empty rate": b"\xff\xfa\x2c\x01" + END,
    "short rate": b"\xff\xfa\x2c\x01\x00" + END,
    "unknown parity": b"\xff\xfa\x2c\x03\x77" + END,
    "unknown stop bits": b"\xff\xfa\x2c\x04\x77" + END,
    "empty mask": b"\xff\xfa\x2c\x0b" + END,
    "endless suboption": b"\xff\xfa\x2c" + b"x" * 100_000,
}


@pytest.mark.parametrize("octets", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_client_that_does_not_speak_telnet_is_disconnected(octets: bytes) -> None:
    line = Line()
    async with _listening(line) as host:
        with socket.create_connection(("127.0.0.1", host.port)) as client:
            with contextlib.suppress(ConnectionError):
                client.sendall(octets)
            await until(lambda: line.happened[-1:] == ["DTR False"])
        assert line.happened.count("DTR False") == 1
        with socket.create_connection(("127.0.0.1", host.port)) as client:
            client.sendall(b"hello")
            await until(lambda: line.data == b"hello")


async def test_options_without_end_are_answered_within_the_backlog() -> None:
    line = Line()
    async with _listening(line) as host:
        with socket.create_connection(("127.0.0.1", host.port)) as client:
            client.setblocking(False)
            for _ in range(300):
                with contextlib.suppress(BlockingIOError):
                    client.send(b"\xff\xfd\x63" * 1000)
                await asyncio.sleep(0)
            host.set_circuits(Circuits(carrier_detect=True))
        await until(lambda: line.happened[-1:] == ["DTR False"])
    assert line.data == b""


_TELNET = st.sampled_from([255, 250, 240, 251, 252, 253, 254, 44, *range(14), 100])


@settings(max_examples=150)
@given(st.lists(_TELNET, max_size=60), st.integers(1, 20))
def test_whatever_a_client_sends_it_is_heard_or_disconnected(codes: list[int], step: int) -> None:
    async def feed() -> None:
        ours, theirs = socket.socketpair()
        failures: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _l, c: failures.append(c))
        lost: list[bool] = []
        with ours, theirs:
            wire = Rfc2217Wire(
                ours.fileno(),
                Circuits(),
                receive=lambda _octets: None,
                set_dtr=lambda _on: None,
                set_rts=lambda _on: None,
                lost=lambda: lost.append(True),
            )
            wire.set_room(100)
            for start in range(0, len(codes), step):
                theirs.send(bytes(codes[start : start + step]))
                await asyncio.sleep(0)
            await asyncio.sleep(0)
            wire.set_circuits(Circuits(ring_indicator=True))
            wire.close()
        assert failures == []
        assert len(lost) <= 1

    asyncio.run(feed())
