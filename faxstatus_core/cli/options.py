"""Options that several commands have."""

import enum
from typing import Annotated

import typer

from faxstatus_core.config import station_id
from faxstatus_core.t4 import Resolution


def _checked_id(text: str) -> str:
    try:
        return station_id(text)
    except ValueError as error:
        raise typer.BadParameter(f"{error}; shorten it or use digits, + and space") from error


def address(text: str) -> str:
    """SUB, SID, SEP or PWD: as an identification."""
    return _checked_id(text)


class Resolutions(enum.Enum):
    """Names of resolutions on a command line."""

    STANDARD = "standard"
    FINE = "fine"
    SUPERFINE = "superfine"
    PELS_300 = "300"
    PELS_400 = "400"

    @property
    def resolution(self) -> Resolution:
        """The resolution itself."""
        return Resolution[self.name]


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
