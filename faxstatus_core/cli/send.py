"""``faxstatus send``."""

from pathlib import Path
from typing import Annotated

import typer

from faxstatus_core.cli.one_port import port_config, tell, with_port
from faxstatus_core.cli.options import (
    AsJson,
    Device,
    ErrorCorrection,
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
from faxstatus_core.clock import utcnow
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.dialling import dial_string
from faxstatus_core.engine.port_jobs import SendJob
from faxstatus_core.image import open_document
from faxstatus_core.records import ResolutionName
from faxstatus_core.t30.negotiation.addressing import Addressing


def send(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="TIFF, PDF, PostScript, PNG, JPEG or text; several in one call."
        ),
    ],
    device: Device,
    to: Annotated[str, typer.Option(metavar="NUMBER", help="Telephone number to dial.")],
    station_id: StationId = "",
    sender: Annotated[
        str, typer.Option(metavar="NAME", help="Who sends, for the status and the tag line.")
    ] = "",
    recipient: Annotated[
        str, typer.Option(metavar="NAME", help="Who is to get it, for the status and the tag line.")
    ] = "",
    resolution: Annotated[
        ResolutionName, typer.Option(help="The finest to use, if the far end has it.")
    ] = ResolutionName.FINE,
    subaddress: Annotated[
        str,
        typer.Option(metavar="ADDRESS", callback=address, help="Where it goes there (SUB)."),
    ] = "",
    password: Annotated[
        str,
        typer.Option(metavar="TEXT", callback=address, help="By what right it is sent (SID)."),
    ] = "",
    tag_line: Annotated[
        bool, typer.Option(help="Print sender, time and page number at the top of each page.")
    ] = True,
    error_correction: ErrorCorrection = True,
    profile: Profile = "",
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Send documents.

    Exit status: 0 delivered, 1 the fax failed, 2 bad command line or input file, 3 the device could
    not be used, 130 interrupted.
    """
    set_up_logging(verbose=verbose)

    async def main() -> CallResult:
        dial_string(to)
        document, *further = (open_document(file) for file in files)
        job = SendJob(
            document,
            to,
            resolution.resolution,
            sender_name=sender or None,
            recipient_name=recipient or None,
            submitted_time=utcnow(),
            further=tuple(further),
            addressing=Addressing(subaddress=subaddress, sender=password),
            tag_line=tag_line,
        )
        config = port_config(device, station_id, profile, error_correction=error_correction)
        return await with_port(config, lambda port: port.send(job))

    result = run(main(), as_json=as_json)
    tell(result, "Delivered", as_json=as_json)
    raise typer.Exit(DELIVERED if result.succeeded else FAILED)
