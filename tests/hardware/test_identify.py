"""Asking modems what they are, on hook."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from faxstatus_core.clock import run_virtual
from faxstatus_core.engine.identity import identity_of
from faxstatus_core.t31.modulations import HIGH_SPEED
from faxstatus_core.trace import Heading, Record
from faxstatus_core.trace.records import OctetsRecord
from hardware.discovery import FoundDevice
from hardware.identify import probe, probe_all
from modem_sim.pair import ModemPair
from modem_sim.trace import Sink
from tests.hardware.scripted_modem import ScriptedModem, answering, silent, uses_the_line


class Recorder:
    """What the modems of a pair were sent."""

    def __init__(self) -> None:
        self.sent: dict[str, bytes] = {"a": b"", "b": b""}

    def begin(self, _heading: Heading) -> Sink:
        return self.take

    def take(self, record: Record) -> None:
        if isinstance(record, OctetsRecord) and record.by == "dte":
            self.sent[record.station] += bytes.fromhex(record.hex)

    def lines(self, modem: str) -> list[str]:
        """The command lines that ``modem`` got."""
        return self.sent[modem].decode("ascii").rstrip("\r").split("\r")


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def links(tmp_path: Path, recorder: Recorder) -> AsyncIterator[Path]:
    """The folder with the links ``a`` and ``b`` to two emulated modems."""
    pair = ModemPair(tmp_path, trace=recorder.begin)
    yield tmp_path
    pair.close()


def _found(device: str) -> FoundDevice:
    return FoundDevice(device, identity_of(device, None))


@pytest.mark.parametrize("line", ["ATD5", "ATA", "ATH1", "AT+FTM=96", "ATE0DT5", "AT+FRH=3", "A/"])
def test_the_judge_knows_commands_that_use_the_line(line: str) -> None:
    assert uses_the_line(line)


async def test_an_emulated_modem_tells_what_it_is(links: Path) -> None:
    result = await probe(str(links / "a"))
    assert result.error is None
    assert result.modem is not None
    assert "faxstatus Class 1 emulator" in result.modem.identification
    assert result.modem.fax_classes == ("0", "1", "1.0")
    assert result.modem.transmit == result.modem.receive == frozenset(HIGH_SPEED)
    assert result.modem.profile.name == "standard"


async def test_no_modem_is_taken_off_hook(links: Path, recorder: Recorder) -> None:
    results = await probe_all([_found(str(links / name)) for name in ("a", "b")])
    assert [result.error for result in results] == [None, None]
    for name in ("a", "b"):
        lines = recorder.lines(name)
        assert "AT+FRM=?" in lines
        assert [line for line in lines if uses_the_line(line)] == []


async def test_the_device_is_free_at_once(links: Path) -> None:
    for _ in range(2):
        assert (await probe(str(links / "a"))).error is None


async def test_a_modem_is_matched_by_what_it_says_before_its_usb_id() -> None:
    with ScriptedModem(answering({"I3": "CX93001-EIS_V0.2013-V92\r\n\r\nOK"})) as modem:
        result = await probe(modem.device, usb_id="0baf:0303")
    assert result.modem is not None
    assert result.modem.profile.name == "conexant-cx93010"
    assert "AT&K3" in modem.lines


async def test_a_modem_that_knows_only_the_questions_of_class_2_is_recognised() -> None:
    answers = {
        "+FMI?": "ERROR",
        "+FMM?": "ERROR",
        "+FMFR?": "CIRRUS LOGIC\r\n\r\nOK",
        "+FMDL?": "CL-MD1414AT\r\n\r\nOK",
    }
    with ScriptedModem(answering(answers)) as modem:
        result = await probe(modem.device)
    assert result.modem is not None
    assert result.modem.identification == "CIRRUS LOGIC CL-MD1414AT"
    assert result.modem.profile.name == "cirrus"


async def test_a_modem_that_refuses_the_commands_of_its_profile_names_the_profile() -> None:
    answers = {"I3": "CX93001-EIS_V0.2013-V92\r\n\r\nOK", "&K3": "ERROR"}
    with ScriptedModem(answering(answers)) as modem:
        result = await probe(modem.device)
    assert result.error is not None
    assert "ERROR to AT&K3 (profile conexant-cx93010); name the right profile" in result.error


async def test_a_modem_that_says_little_is_matched_by_its_usb_id() -> None:
    with ScriptedModem(answering({"+FTM=?": "(24,48,96)\r\n\r\nOK"})) as modem:
        result = await probe(modem.device, usb_id="0baf:0303")
    assert result.modem is not None
    assert result.modem.profile.name == "usrobotics-5637"
    assert sorted(modulation.code for modulation in result.modem.transmit) == [24, 48, 96]
    assert result.modem.receive == frozenset()


async def test_a_modem_without_class_1_says_which_classes_it_has() -> None:
    answers = {"+FCLASS=?": "0,2\r\n\r\nOK", "+FCLASS=1": "ERROR"}
    with ScriptedModem(answering(answers)) as modem:
        result = await probe(modem.device)
    assert result.modem is None
    assert result.error is not None
    assert result.error.startswith(f"{modem.device}: the modem answered ERROR to AT+FCLASS=1")
    assert "0, 2" in result.error


def test_silent_devices_are_given_up_in_less_than_five_seconds() -> None:
    async def main() -> tuple[list[str | None], float]:
        with ScriptedModem(silent) as first, ScriptedModem(silent) as second:
            results = await probe_all([_found(first.device), _found(second.device)])
            return [result.error for result in results], asyncio.get_running_loop().time()

    errors, seconds = run_virtual(main())
    assert seconds < 5
    assert all(error is not None and "no answer to AT" in error for error in errors)


async def test_a_device_that_stops_answering_is_given_up_in_time() -> None:
    def once(line: str) -> str | None:
        return "OK" if line == "ATQ0V1E0" else None

    with ScriptedModem(once) as modem:
        result = await probe(modem.device, limit=0.2)
    assert result.error == f"{modem.device}: did not answer everything in 0.2 s"


async def test_a_device_that_talks_without_end_is_given_up_in_time() -> None:
    with ScriptedModem(lambda _line: "login: " * 400) as modem:
        result = await probe(modem.device, limit=0.2)
    assert result.modem is None


async def test_what_goes_wrong_with_one_device_is_its_own(links: Path, tmp_path: Path) -> None:
    names = (str(tmp_path / "nowhere"), str(links / "a"), "/dev/null", "loop://", "null\0")
    results = await probe_all([_found(name) for name in names])
    assert [result.device for result in results] == list(names)
    missing, modem, *others = results
    assert missing.error is not None
    assert "there is no such device" in missing.error
    assert modem.error is None
    for other in others:
        assert other.error is not None
        assert other.error.startswith(other.device)


async def test_a_device_in_use_is_said_to_be(links: Path) -> None:
    first, second = await asyncio.gather(probe(str(links / "a")), probe(str(links / "a")))
    assert first.error is None
    assert second.error is not None
    assert "another program has the device open" in second.error
