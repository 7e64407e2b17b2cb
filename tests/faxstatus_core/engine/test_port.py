"""A port: opening its device, and what its status says when that fails."""

import asyncio
from pathlib import Path

import pytest

from faxstatus_core.clock import run_virtual, utcnow
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.errors import (
    BadNumberError,
    DeviceError,
    DeviceLostError,
    DeviceTakenError,
    NotAModemError,
)
from faxstatus_core.engine.port import FaxPort
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.engine.port_jobs import SendJob
from faxstatus_core.engine.supervisor import END_SHOWN, REOPEN_INTERVAL, keep_receiving
from faxstatus_core.image import open_document
from faxstatus_core.image.errors import ArchiveError
from faxstatus_core.status import PortState, StatusBus
from faxstatus_core.t30.frames import FrameError
from tests.support.pages import draw_page, write_document
from tests.support.scripted_modem import ERROR, ScriptedModem
from tests.support.virtual_call import World


class Desk:
    """A port whose device is what ``supply`` returns, or the error that it raises."""

    def __init__(self, *supply: ScriptedModem | DeviceError, output: Path | None = None) -> None:
        self.supply = list(supply)
        self.opened: list[float] = []
        self.bus = StatusBus(utcnow)
        config = PortConfig("/virtual/port", "port", "+49 1", output=output or Path())
        self.port = FaxPort(config, self.bus, self._open)

    async def _open(self) -> ScriptedModem:
        self.opened.append(asyncio.get_running_loop().time())
        device = self.supply.pop(0) if len(self.supply) > 1 else self.supply[0]
        if isinstance(device, DeviceError):
            raise device
        return device

    def state(self) -> PortState:
        """Where the port is in its life."""
        return PortState(self.bus.status(self.port.device_id).extended.state)


def test_an_opened_port_is_available_and_knows_its_modem() -> None:
    async def main() -> None:
        answers = {
            "+FCLASS=?": b"\r\n(0,1,1.0)\r\n\r\nOK\r\n",
            "+FTM=?": b"\r\n24,48,96\r\n\r\nOK\r\n",
        }
        desk = Desk(ScriptedModem(dict(answers)))
        assert not desk.port.is_open
        info = await desk.port.open()
        assert desk.port.is_open
        assert desk.state() is PortState.AVAILABLE
        assert info.fax_classes == ("0", "1", "1.0")
        assert {modulation.code for modulation in info.transmit} == {24, 48, 96}
        assert info.receive == frozenset()

    run_virtual(main())


@pytest.mark.parametrize(
    ("device", "error", "state"),
    [
        (lambda: DeviceError("there is no such device"), DeviceError, PortState.OFFLINE),
        (lambda: DeviceTakenError("in use"), DeviceTakenError, PortState.UNAVAILABLE),
        (lambda: ScriptedModem(otherwise=None), NotAModemError, PortState.OFFLINE),
        (lambda: ScriptedModem({"+FCLASS=1": ERROR}), NotAModemError, PortState.OFFLINE),
        (
            lambda: ScriptedModem(otherwise=b"\x00\xffgarbage\r\n"),
            NotAModemError,
            PortState.OFFLINE,
        ),
    ],
)
def test_a_device_that_cannot_be_used_is_told_and_let_go(
    device: type[ScriptedModem], error: type[DeviceError], state: PortState
) -> None:
    async def main() -> None:
        supplied = device()
        desk = Desk(supplied)
        with pytest.raises(error):
            await desk.port.open()
        assert not desk.port.is_open
        assert desk.state() is state
        assert getattr(supplied, "closed", True)

    run_virtual(main())


def test_a_number_that_cannot_be_dialled_changes_nothing(tmp_path: Path) -> None:
    document = open_document(write_document(tmp_path / "one.tif", [draw_page(1, 50)]))

    async def main() -> None:
        modem = ScriptedModem()
        desk = Desk(modem)
        await desk.port.open()
        asked = len(modem.lines)
        with pytest.raises(BadNumberError):
            await desk.port.send(SendJob(document, "12;34"))
        assert len(modem.lines) == asked
        assert desk.state() is PortState.AVAILABLE

    run_virtual(main())


def test_an_identification_that_no_frame_holds_is_refused() -> None:
    with pytest.raises(FrameError):
        FaxPort(PortConfig("/virtual/x", "x", "1" * 21), StatusBus(utcnow))


def test_a_device_that_vanishes_while_waiting_for_a_call_takes_the_port_off_line(
    tmp_path: Path,
) -> None:
    async def main() -> None:
        modem = ScriptedModem()
        desk = Desk(modem, output=tmp_path)
        await desk.port.open()
        waiting = asyncio.create_task(desk.port.receive())
        await asyncio.sleep(1)
        modem.unplug()
        with pytest.raises(DeviceLostError):
            await waiting
        assert desk.state() is PortState.OFFLINE

    run_virtual(main())


@pytest.mark.parametrize("said", [b"\r\nRING\r\n", b"\r\nNMBR = 030\r\n", b"\r\nNMBR = P\r\n"])
def test_a_caller_that_gives_up_leaves_the_port_available(tmp_path: Path, said: bytes) -> None:
    async def main() -> None:
        modem = ScriptedModem()
        config = PortConfig("/virtual/port", "port", "+49 1", output=tmp_path, rings=3)

        async def supply() -> ScriptedModem:
            return modem

        bus = StatusBus(utcnow)
        port = FaxPort(config, bus, supply)
        await port.open()
        waiting = asyncio.create_task(port.receive())
        await asyncio.sleep(1)
        modem.say(said)
        await asyncio.sleep(1)
        assert bus.status(port.device_id).extended.state == PortState.RINGING.value
        await asyncio.sleep(10)
        assert bus.status(port.device_id).extended.state == PortState.AVAILABLE.value
        assert "A" not in modem.lines
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert list(tmp_path.iterdir()) == []

    run_virtual(main())


def test_a_device_that_fails_is_opened_again_until_it_works(tmp_path: Path) -> None:
    async def main() -> None:
        gone = DeviceError("there is no such device")
        first = ScriptedModem()
        desk = Desk(gone, gone, first, gone, ScriptedModem(), output=tmp_path)
        keeping = asyncio.create_task(keep_receiving(desk.port))
        await asyncio.sleep(2.5 * REOPEN_INTERVAL)
        assert desk.state() is PortState.AVAILABLE
        first.unplug()
        await asyncio.sleep(0.1)
        assert desk.state() is PortState.OFFLINE
        await asyncio.sleep(2.5 * REOPEN_INTERVAL)
        assert desk.state() is PortState.AVAILABLE
        assert len(desk.opened) == 5
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)

    run_virtual(main())


def test_a_folder_that_cannot_be_written_does_not_stop_a_port(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    async def main() -> None:
        modem = ScriptedModem()
        desk = Desk(modem, output=tmp_path / "file")
        await desk.port.open()
        receiving = asyncio.create_task(desk.port.receive())
        await asyncio.sleep(1)
        modem.say(b"\r\nRING\r\n")
        with pytest.raises(ArchiveError):
            await receiving
        assert desk.state() is PortState.AVAILABLE
        assert "A" not in modem.lines

    run_virtual(main())


def test_a_kept_port_answers_call_after_call(tmp_path: Path) -> None:
    document = open_document(write_document(tmp_path / "one.tif", [draw_page(1, 50)]))

    async def main() -> None:
        world = World(tmp_path / "in")
        (tmp_path / "in").mkdir()
        await world.a.open()
        results: list[CallResult] = []
        keeping = asyncio.create_task(keep_receiving(world.b, results.append))
        await asyncio.sleep(2)
        for _ in range(3):
            assert (await world.a.send(SendJob(document, "2"))).succeeded
            world.a.ready()
            await asyncio.sleep(END_SHOWN + 10)
        assert [result.succeeded for result in results] == [True] * 3
        assert len({result.path for result in results}) == 3
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        world.runner.close()

    run_virtual(main())
