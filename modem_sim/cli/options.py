"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

Log = Annotated[
    Path | None,
    typer.Option(help="Write all that happens to this file: octets, commands, frames, the line."),
]
Traces = Annotated[
    Path | None, typer.Option(help="Write the same into this folder, a file for each call.")
]
Board = Annotated[bool, typer.Option(help="Show the lines live, if standard error is a terminal.")]
Speed = Annotated[
    float,
    typer.Option(
        min=0.1,
        max=1000,
        help="How much faster than real time the network runs, for clients that can stand it.",
    ),
]
