"""Options that several commands with a modem have, and those of all commands."""

from typing import Annotated

import typer


def _checked_id(text: str) -> str:
    from faxstatus_core.config import station_id  # noqa: PLC0415 - only these need a server's parts

    try:
        return station_id(text)
    except ValueError as error:
        raise typer.BadParameter(f"{error}; shorten it or use digits, + and space") from error


def address(text: str) -> str:
    """SUB, SID, SEP or PWD: as an identification."""
    return _checked_id(text)


Device = Annotated[str, typer.Option("--device", metavar="DEV", help="Serial device of the modem.")]
StationId = Annotated[
    str,
    typer.Option(
        "--id",
        metavar="ID",
        callback=_checked_id,
        help="Own station identification: up to 20 characters, digits, + and space.",
    ),
]
Profile = Annotated[
    str,
    typer.Option(
        "--profile", metavar="NAME", help="Modem profile by name or .toml file; else it is asked."
    ),
]
ErrorCorrection = Annotated[bool, typer.Option(help="Use error correction, if the far end has it.")]
Pdf = Annotated[bool, typer.Option("--pdf", help="Write a PDF beside each TIFF.")]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object as the last line of standard output.")
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Log every AT command and frame.")]
