"""Asking devices whether they are fax modems, and which. Nothing here ever goes off hook."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from faxstatus_core.engine.at import AtChannel
from faxstatus_core.engine.class1 import Class1Modem
from faxstatus_core.engine.modem_info import ModemInfo
from faxstatus_core.engine.transport import SerialTransport
from faxstatus_core.errors import FaxError
from hardware.discovery import FoundDevice

PROBE_LIMIT = 10.0
"""Seconds that one device may take; one that says nothing at all is given up after three."""

_RATE = 115200


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What the device at ``device`` said: ``modem``, or else ``error``, why it is not known."""

    device: str
    modem: ModemInfo | None = None
    error: str | None = None


async def probe(
    device: str, *, usb_id: str | None = None, limit: float = PROBE_LIMIT
) -> ProbeResult:
    """Ask ``device`` for its identification, fax classes and modulations, and match a profile.

    The modem is reset (ATZ) and left in class 1, on hook, and the device is free again. Takes
    ``limit`` seconds at most. What goes wrong is in the result.
    """
    try:
        async with asyncio.timeout(limit):
            return ProbeResult(device, modem=await _ask(device, usb_id))
    except TimeoutError:
        return ProbeResult(device, error=f"{device}: did not answer everything in {limit:g} s")
    except FaxError as error:
        return ProbeResult(device, error=str(error))
    except OSError as error:
        return ProbeResult(device, error=f"{device}: not a serial device: {error}")


async def probe_all(devices: Iterable[FoundDevice]) -> list[ProbeResult]:
    """:func:`probe` each of ``devices`` at the same time; the results in their order."""
    probes = (probe(device.path, usb_id=device.identity.usb_id) for device in devices)
    return await asyncio.gather(*probes)


async def _ask(device: str, usb_id: str | None) -> ModemInfo:
    modem = Class1Modem(
        AtChannel(await SerialTransport.open(device, rate=_RATE), device), usb_id=usb_id
    )
    try:
        return await modem.initialise()
    finally:
        modem.close()
        await asyncio.sleep(0)  # the transport lets go of the device in the loop's next round
