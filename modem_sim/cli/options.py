"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

Log = Annotated[
    Path | None, typer.Option(help="Write every octet, both ways, to this file as JSON lines.")
]
Speed = Annotated[
    float,
    typer.Option(
        min=0.1,
        max=1000,
        help="How much faster than real time the network runs, for clients that can stand it.",
    ),
]
