"""``faxstatus receive``."""

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
from faxstatus_core.engine.port import FaxPort
from faxstatus_core.engine.port_jobs import PollOffer
from faxstatus_core.engine.supervisor import keep_receiving
from faxstatus_core.image import open_archive, open_document
from faxstatus_core.t30.negotiation.addressing import PollAccess


def receive(
    device: Device,
    output: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for received faxes; made if missing.")
    ],
    station_id: StationId = "",
    once: Annotated[bool, typer.Option("--once", help="End after one call.")] = False,
    to_poll: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Document for callers who ask for one.")
    ] = None,
    selective: Annotated[
        str, typer.Option(metavar="ADDRESS", callback=address, help="Its address (SEP).")
    ] = "",
    password: Annotated[
        str, typer.Option(metavar="TEXT", callback=address, help="What they must give (PWD).")
    ] = "",
    pdf: Pdf = False,
    error_correction: ErrorCorrection = True,
    profile: Profile = "",
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Answer calls and write one multi-page TIFF per call.

    Exit status: 0 received, 1 the call failed, 2 bad command line or folder, 3 the device could not
    be used, 130 interrupted.
    """
    set_up_logging(verbose=verbose)

    def told(result: CallResult) -> None:
        tell(result, "Received", as_json=as_json)

    async def main() -> CallResult:
        open_archive(output)
        config = port_config(
            device,
            station_id,
            profile,
            error_correction=error_correction,
            output=output,
            pdf=pdf,
        )
        offer = None
        if to_poll is not None:
            offer = PollOffer(open_document(to_poll), PollAccess(selective, password))

        async def use(port: FaxPort) -> CallResult:
            if not once:
                await keep_receiving(port, told, offer)
            return await port.receive(offer)

        return await with_port(config, use)

    result = run(main(), as_json=as_json)
    told(result)
    raise typer.Exit(DELIVERED if result.succeeded else FAILED)
