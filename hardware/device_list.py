"""Found and probed devices as a table for people, and as JSON for programs."""

from collections.abc import Iterable
from typing import Any

from rich.table import Table
from rich.text import Text

from faxstatus_core.engine.modem_info import ModemInfo
from faxstatus_core.t31.modulations import Modulation
from hardware.discovery import FoundDevice
from hardware.identify import ProbeResult

_NOT_ASKED = "not asked: a console of this machine"

Row = tuple[FoundDevice, ProbeResult | None]
"""A device, and what it answered if it was asked."""


def as_table(rows: Iterable[Row], *, probed: bool, encoding: str) -> Table:
    """A table with a row for each device, of characters that ``encoding`` has."""
    table = Table("Device", "DeviceId", "USB id", "Description", "Profile")
    if probed:
        table.add_column("Modem", overflow="fold")
    table.columns[0].overflow = "fold"
    for found, result in rows:
        cells = [
            "\n".join(dict.fromkeys(filter(None, (found.path, found.by_id)))),
            str(found.identity.device_id),
            found.identity.usb_id or "",
            found.description,
            _profile(found, result) or "",
        ]
        if probed:
            cells.append(_answer(result) if result is not None else _NOT_ASKED)
        table.add_row(*(_text(cell, encoding) for cell in cells))
    return table


def as_json(rows: Iterable[Row]) -> dict[str, Any]:
    """A JSON object whose ``devices`` has an object for each device.

    ``probe`` in it is null if the device was not asked.
    """
    return {"devices": [_device(found, result) for found, result in rows]}


def printable(text: str) -> str:
    """``text``, which a device may have said, without what would steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)


def _device(found: FoundDevice, result: ProbeResult | None) -> dict[str, Any]:
    return {
        "device": found.path,
        "by_id": found.by_id,
        "device_id": found.identity.device_id,
        "key": found.identity.key,
        "usb_id": found.identity.usb_id,
        "description": found.description,
        "manufacturer": found.manufacturer,
        "product": found.product,
        "serial_number": found.serial_number,
        "profile": _profile(found, result),
        "console": found.console,
        "probe": _probe(result) if result is not None else None,
    }


def _probe(result: ProbeResult) -> dict[str, Any]:
    modem = result.modem
    return {
        "error": result.error,
        "identification": modem.identification if modem else None,
        "fax_classes": list(modem.fax_classes) if modem else None,
        "transmit": _codes(modem.transmit) if modem else None,
        "receive": _codes(modem.receive) if modem else None,
    }


def _profile(found: FoundDevice, result: ProbeResult | None) -> str | None:
    """What the modem said of itself counts before what its USB id lets expect."""
    return result.modem.profile.name if result and result.modem else found.profile


def _answer(result: ProbeResult) -> str:
    if result.modem is None:
        return result.error or ""
    modem: ModemInfo = result.modem
    return "\n".join(
        (
            modem.identification or "no identification",
            f"fax classes {', '.join(modem.fax_classes) or 'not told'}",
            f"sends {_listed(modem.transmit)}",
            f"receives {_listed(modem.receive)}",
        )
    )


def _codes(modulations: Iterable[Modulation]) -> list[int]:
    return sorted(modulation.code for modulation in modulations)


def _listed(modulations: Iterable[Modulation]) -> str:
    return ", ".join(map(str, _codes(modulations))) or "not told"


def _text(value: str, encoding: str) -> Text:
    """Text and not a string: what devices say is never markup."""
    return Text(printable(value).encode(encoding, "replace").decode(encoding))
