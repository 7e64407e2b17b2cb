"""``faxstatus poll``."""

from pathlib import Path
from typing import Annotated

import typer

from faxstatus_core.cli.board import board
from faxstatus_core.cli.options import (
    AsJson,
    Device,
    ErrorCorrection,
    Pdf,
    Profile,
    StationId,
    Verbose,
    address,
)
from faxstatus_core.cli.running import (
    DELIVERED,
    FAILED,
    errors,
    print_json,
    run,
    say,
    set_up_logging,
)
from faxstatus_core.clock import utcnow
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.dialling import dial_string
from faxstatus_core.engine.port import FaxPort, PollJob, PortConfig
from faxstatus_core.image import open_archive
from faxstatus_core.status import StatusBus
from faxstatus_core.t30.addressing import Addressing
from faxstatus_core.t31.profile import profile_named


def poll(
    device: Device,
    to: Annotated[str, typer.Option(metavar="NUMBER", help="Telephone number to dial.")],
    output: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for the fax; made if missing.")
    ],
    station_id: StationId = "",
    selective: Annotated[
        str, typer.Option(metavar="ADDRESS", callback=address, help="Which document (SEP).")
    ] = "",
    password: Annotated[
        str, typer.Option(metavar="TEXT", callback=address, help="By what right (PWD).")
    ] = "",
    pdf: Pdf = False,
    error_correction: ErrorCorrection = True,
    profile: Profile = "",
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Call a fax machine and fetch the document that waits there.

    Exit status: 0 received, 1 the call failed, 2 bad command line or folder, 3 the device could not
    be used, 130 interrupted.
    """
    set_up_logging(verbose=verbose)

    async def main() -> CallResult:
        dial_string(to)
        open_archive(output)
        config = PortConfig(
            device,
            local_id=station_id,
            profile=profile_named(profile) if profile else None,
            output=output,
            pdf=pdf,
            error_correction=error_correction,
        )
        bus = StatusBus(utcnow)
        port = FaxPort(config, bus)
        try:
            async with board(bus, errors):
                await port.open()
                wanted = Addressing(selective=selective, password=password)
                return await port.poll(PollJob(to, wanted))
        finally:
            port.close()

    result = run(main(), as_json=as_json)
    where = f" {result.path}" if result.path else ""
    say(f"{'Received' if result.succeeded else 'Failed'}: {result.text}{where}")
    if as_json:
        print_json(result)
    raise typer.Exit(DELIVERED if result.succeeded else FAILED)
