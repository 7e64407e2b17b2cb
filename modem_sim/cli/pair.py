"""``modem-sim pair``: two modems, and nothing to write for them."""

from pathlib import Path
from typing import Annotated

import typer

from modem_sim.cli.options import Board, Log, Speed, Traces
from modem_sim.cli.playing import play
from modem_sim.cli.watching import Watching
from modem_sim.pair import ModemPair


def pair(
    links: Annotated[
        Path, typer.Option(help="Folder for the links to the two terminals, a and b.")
    ],
    attach_a: Annotated[
        str, typer.Option(metavar="DEV", help="Existing serial device for modem a.")
    ] = "",
    attach_b: Annotated[
        str, typer.Option(metavar="DEV", help="Existing serial device for modem b.")
    ] = "",
    speed: Speed = 1.0,
    log: Log = None,
    traces: Traces = None,
    board: Board = True,
) -> None:
    """Run two modems, numbers 1 and 2; any number but its own rings the other.

    Prints "ready" once both can be opened; ends on Ctrl-C or SIGTERM and removes its links. Exit
    status: 0 ended so, 2 bad command line, 3 a device could not be used.
    """
    attach = {"a": attach_a, "b": attach_b}
    play(
        lambda trace, lost: ModemPair(links, attach=attach, speed=speed, trace=trace, lost=lost),
        Watching(log, traces, board),
    )
