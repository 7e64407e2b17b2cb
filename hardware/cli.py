"""``faxstatus devices``: a command that the main program finds by its entry point."""

import asyncio
import json
import sys
from typing import Annotated

import typer
from rich.console import Console

from faxstatus_core.errors import FaxError
from hardware.device_list import Row, as_json, as_table, printable
from hardware.discovery import find_devices, named_devices
from hardware.identify import probe_all

_FAILURE = 3
_FILE_WIDTH = 200  # columns of a table that goes to no terminal


def devices(
    device: Annotated[
        list[str] | None,
        typer.Argument(metavar="DEV", help="With --probe: the devices to ask."),
    ] = None,
    *,
    probe: Annotated[
        bool,
        typer.Option(
            "--probe",
            help="Ask each device (all that were found but system consoles, if none is named) for "
            "its identification and fax classes. No line is taken off hook; modems are reset.",
        ),
    ] = False,
    as_json_object: Annotated[
        bool, typer.Option("--json", help="Print one JSON object in place of the table.")
    ] = False,
) -> None:
    """List the serial devices of this machine, and ask them which modem they are.

    Exit code 3: a device that was named could not be asked.
    """
    if device and not probe:
        raise typer.BadParameter("give --probe to ask a device that you name", param_hint="DEV")
    try:
        found = named_devices(device) if device else find_devices()
    except FaxError as error:
        _complain(error)
        raise typer.Exit(_FAILURE) from error
    rows: list[Row] = [(item, None) for item in found]
    if probe:
        asked = [item for item in found if device or not item.console]
        answers = dict(zip(asked, asyncio.run(probe_all(asked)), strict=True))
        rows = [(item, answers.get(item)) for item in found]
    _show(rows, probed=probe, as_json_object=as_json_object)
    failures = [result.error for _, result in rows if result is not None and result.error]
    if device and failures:
        for failure in failures:
            _complain(failure)
        raise typer.Exit(_FAILURE)


def _show(rows: list[Row], *, probed: bool, as_json_object: bool) -> None:
    if as_json_object:
        print(json.dumps(as_json(rows)))
        return
    console = Console()
    if not console.is_terminal:
        console.width = _FILE_WIDTH
    if rows:
        console.print(as_table(rows, probed=probed, encoding=console.encoding))
    else:
        console.print("There are no serial devices.")


def _complain(error: object) -> None:
    print(f"faxstatus: {printable(str(error))}", file=sys.stderr)
