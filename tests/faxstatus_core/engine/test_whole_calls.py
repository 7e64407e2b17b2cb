"""Whole calls from port to port in virtual time, and what may befall them at any moment."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from faxstatus_core.clock import run_virtual, utcnow
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.errors import DeviceError
from faxstatus_core.engine.port_jobs import SendJob
from faxstatus_core.image import open_document
from faxstatus_core.status import PortState
from faxstatus_core.t4 import Resolution
from tests.support.pages import draw_page, read_pages, same, write_document
from tests.support.virtual_call import VirtualCall, World, run_call

PAGES = [draw_page(number, 300) for number in (1, 2)]
FINAL = {
    PortState.COMPLETED,
    PortState.DISCONNECTED,
    PortState.FATAL_ERROR,
    PortState.OFFLINE,
    PortState.NO_ANSWER,
    PortState.NO_DIAL_TONE,
    PortState.NOT_FAX_CALL,
    PortState.AVAILABLE,
}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages of 300 lines."""
    return write_document(tmp_path_factory.mktemp("document") / "two.tif", PAGES)


def _states(call: VirtualCall) -> tuple[list[PortState], list[PortState]]:
    """What each port went through."""
    both = []
    for statuses in (call.sender_states, call.receiver_states):
        states = [PortState(status.extended.state) for status in statuses]
        both.append([s for n, s in enumerate(states) if n == 0 or states[n - 1] is not s])
    return both[0], both[1]


def test_pages_arrive_as_they_were_sent(document: Path, tmp_path: Path) -> None:
    call = run_call(document, tmp_path)
    assert isinstance(call.sent, CallResult)
    assert isinstance(call.received, CallResult)
    assert (call.sent.succeeded, call.sent.pages) == (True, 2)
    assert (call.received.succeeded, call.received.pages) == (True, 2)
    assert (call.sent.remote_id, call.received.remote_id) == ("+49 b", "+49 a")
    assert call.received.path is not None
    received = read_pages(call.received.path)
    assert all(same(sent, got) for sent, got in zip(PAGES, received, strict=True))
    sender, receiver = _states(call)
    assert sender[-3:] == [PortState.DIALING, PortState.SENDING, PortState.COMPLETED]
    assert receiver[-4:] == [
        PortState.RINGING,
        PortState.ANSWERED,
        PortState.RECEIVING,
        PortState.COMPLETED,
    ]


def test_standard_resolution_has_half_the_lines(document: Path, tmp_path: Path) -> None:
    call = run_call(document, tmp_path, resolution=Resolution.STANDARD)
    assert isinstance(call.received, CallResult)
    assert call.received.path is not None
    assert [page.height for page in read_pages(call.received.path)] == [150, 150]


def test_one_s_own_number_is_busy(document: Path, tmp_path: Path) -> None:
    call = run_call(document, tmp_path, number="1")
    assert isinstance(call.sent, CallResult)
    assert (call.sent.succeeded, call.sent.state) == (False, PortState.BUSY.value)
    assert _states(call)[0][-1] is PortState.BUSY
    assert list(tmp_path.iterdir()) == []


class Ordeal:
    """A call that is disturbed after some seconds, and the call after it."""

    def __init__(self, document: Path, output: Path) -> None:
        self.document, self.output = document, output
        self.pages_stored = 0

    def run(self, seconds: float, disturb: Callable[["Ordeal"], object]) -> None:
        """Disturb a call that many seconds after dialling. Nothing may hang."""
        run_virtual(self._run(seconds, disturb))

    async def _run(self, seconds: float, disturb: Callable[["Ordeal"], object]) -> None:
        self.world = World(self.output)
        await self.world.a.open()
        await self.world.b.open()
        self.receiving = asyncio.create_task(self.world.b.receive())
        self.sending = self._send()
        await asyncio.sleep(seconds)
        disturb(self)
        async with asyncio.timeout(300):
            self.sent, self.received = await asyncio.gather(
                self.sending, self._end_of_receiving(), return_exceptions=True
            )
        self._check()
        self.world.runner.close()

    def _send(self) -> asyncio.Task[CallResult]:
        job = SendJob(
            open_document(self.document),
            "2",
            Resolution.FINE,
            "Ada",
            "Bob",
            utcnow(),
            tag_line=False,
        )
        return asyncio.create_task(self.world.a.send(job))

    async def _end_of_receiving(self) -> CallResult:
        await asyncio.wait([self.sending])
        await asyncio.wait([self.receiving], timeout=120)
        self.receiving.cancel()
        return await self.receiving

    def _check(self) -> None:
        for end in (self.sent, self.received):
            assert isinstance(end, CallResult | DeviceError | asyncio.CancelledError), end
        for port in (self.world.a, self.world.b):
            state = PortState(self.world.bus.status(port.device_id).extended.state)
            assert state in FINAL
        for name in ("a", "b"):
            assert not self.world.network.modem(name).off_hook, f"{name} is still off hook"
        files = sorted(self.output.iterdir())
        assert all(file.suffix == ".tif" for file in files), files
        stored = read_pages(files[0]) if files else []
        confirmed = self.sent.pages if isinstance(self.sent, CallResult) else 0
        assert len(stored) >= confirmed
        for number, (sent, got) in enumerate(zip(PAGES, stored, strict=False)):
            whole = number < confirmed or number < len(stored) - 1
            assert same(sent, got) or (not whole and got.height < sent.height)


# From the dial tone to the far end's DCN: about 38 s.
INSTANTS = [0.01, 0.4, 1, *range(2, 40, 2)]


@pytest.mark.parametrize("seconds", INSTANTS)
def test_a_sender_that_is_cancelled_at_any_moment(
    document: Path, tmp_path: Path, seconds: float
) -> None:
    Ordeal(document, tmp_path).run(seconds, lambda ordeal: ordeal.sending.cancel())


@pytest.mark.parametrize("seconds", INSTANTS)
def test_a_receiver_that_is_cancelled_at_any_moment(
    document: Path, tmp_path: Path, seconds: float
) -> None:
    Ordeal(document, tmp_path).run(seconds, lambda ordeal: ordeal.receiving.cancel())


@pytest.mark.parametrize("name", ["a", "b"])
@pytest.mark.parametrize("seconds", INSTANTS)
def test_a_modem_that_is_unplugged_at_any_moment(
    document: Path, tmp_path: Path, seconds: float, name: str
) -> None:
    Ordeal(document, tmp_path).run(seconds, lambda ordeal: ordeal.world.hosts[name].close())


@pytest.mark.parametrize("name", ["a", "b"])
@pytest.mark.parametrize("seconds", INSTANTS)
def test_a_line_that_drops_at_any_moment(
    document: Path, tmp_path: Path, seconds: float, name: str
) -> None:
    def hang_up(ordeal: Ordeal) -> None:
        modem = ordeal.world.network.modem(name)
        modem.hang_up()
        ordeal.world.runner.receive(name, b"")  # lets the exchange see it

    Ordeal(document, tmp_path).run(seconds, hang_up)


def test_after_a_cancelled_call_the_next_one_works(document: Path, tmp_path: Path) -> None:
    async def main() -> None:
        world = World(tmp_path)
        await world.a.open()
        await world.b.open()
        for seconds in (3, 12, 25):
            job = SendJob(
                open_document(document),
                "2",
                Resolution.FINE,
                "Ada",
                "Bob",
                utcnow(),
                tag_line=False,
            )
            receiving = asyncio.create_task(world.b.receive())
            sending = asyncio.create_task(world.a.send(job))
            await asyncio.sleep(seconds)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            await asyncio.wait([receiving], timeout=60)
            receiving.cancel()
            await asyncio.gather(receiving, return_exceptions=True)
            world.a.ready()
            world.b.ready()
        job = SendJob(
            open_document(document), "2", Resolution.FINE, "Ada", "Bob", utcnow(), tag_line=False
        )
        receiving = asyncio.create_task(world.b.receive())
        assert (await world.a.send(job)).succeeded
        assert (await receiving).succeeded
        world.runner.close()

    run_virtual(main())


def test_nobody_answers(document: Path, tmp_path: Path) -> None:
    async def main() -> CallResult:
        world = World(tmp_path)
        await world.a.open()
        job = SendJob(
            open_document(document), "2", Resolution.FINE, "Ada", "Bob", utcnow(), tag_line=False
        )
        result = await world.a.send(job)
        world.runner.close()
        return result

    result = run_virtual(main())
    assert (result.succeeded, result.state) == (False, PortState.NO_ANSWER.value)
