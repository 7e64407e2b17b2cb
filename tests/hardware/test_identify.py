"""Asking modems what they are, on hook."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from faxstatus_core.clock import run_virtual
from faxstatus_core.engine.identity import identity_of
from faxstatus_core.t31.modulations import HIGH_SPEED
from hardware.discovery import FoundDevice
from hardware.identify import probe, probe_all
from modem_sim.pair import ModemPair
from tests.hardware.scripted_modem import ScriptedModem, answering, silent, uses_the_line


class Recorder:
    """What the modems of a pair were sent."""

    def __init__(self) -> None:
        self.sent: dict[str, bytes] = {"a": b"", "b": b""}

    def __call__(self, _time: float, modem: str, direction: str, octets: bytes) -> None:
        if direction == "dte":
            self.sent[modem] += octets

    def lines(self, modem: str) -> list[str]:
        """The command lines that ``modem`` got."""
        return self.sent[modem].decode("ascii").rstrip("\r").split("\r")


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
async def modems(tmp_path: Path, recorder: Recorder) -> "Iterator[ModemPair]":  # type: ignore[misc]
    pair = ModemPair(tmp_path, observer=recorder)
    yield pair
    pair.close()


def _found(device: str) -> FoundDevice:
    return FoundDevice(device, identity_of(device, None))
