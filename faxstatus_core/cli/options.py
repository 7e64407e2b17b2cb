"""Options that several commands have."""

from typing import Annotated

import typer

from faxstatus_core.config import station_id


def _checked_id(text: str) -> str:
    try:
        return station_id(text)
    except ValueError as error:
        raise typer.BadParameter(f"{error}; shorten it or use digits, + and space") from error


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
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object as the last line of standard output.")
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Log every AT command and frame.")]
