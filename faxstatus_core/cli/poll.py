"""``faxstatus poll``."""

from pathlib import Path
from typing import Annotated

import typer

from faxstatus_core.cli.one_port import port_config, tell, with_port
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
    run,
    set_up_logging,
)
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.dialling import dial_string
from faxstatus_core.engine.port_jobs import PollJob
from faxstatus_core.image import open_archive
from faxstatus_core.t30.negotiation.addressing import Addressing


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
        config = port_config(
            device,
            station_id,
            profile,
            error_correction=error_correction,
            output=output,
            pdf=pdf,
        )
        job = PollJob(to, Addressing(selective=selective, password=password))
        return await with_port(config, lambda port: port.poll(job))

    result = run(main(), as_json=as_json)
    tell(result, "Received", as_json=as_json)
    raise typer.Exit(DELIVERED if result.succeeded else FAILED)
