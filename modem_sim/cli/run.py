"""``modem-sim run``: a scenario, in real time or faster."""

from pathlib import Path
from typing import Annotated

import typer

from modem_sim.cli.options import Board, Log, Speed, Traces
from modem_sim.cli.playing import BAD_INPUT, fail, play
from modem_sim.cli.watching import Watching
from modem_sim.hosts.scenario_host import ScenarioHost
from modem_sim.scenario import ScenarioError, load_scenario


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The scenario, TOML.")],
    links: Annotated[Path, typer.Option(help="Folder for the links to the terminals.")] = Path(),
    speed: Speed = 1.0,
    log: Log = None,
    traces: Traces = None,
    board: Board = True,
) -> None:
    """Play a scenario: modems, fax machines, bad lines, and faults at the right moment.

    Prints "ready" once every modem can be opened; ends on Ctrl-C or SIGTERM and removes its links.
    Exit status: 0 ended so, 2 the scenario cannot be played, 3 a device or address failed.
    """
    try:
        scenario = load_scenario(file)
    except ScenarioError as error:
        fail(error, BAD_INPUT)
    play(
        lambda trace, lost: ScenarioHost(
            scenario, base=file.parent, links=links, speed=speed, trace=trace, lost=lost
        ),
        Watching(log, traces, board),
    )
