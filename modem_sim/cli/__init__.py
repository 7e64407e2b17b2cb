"""The ``modem-sim`` command."""

import typer

from modem_sim.cli.pair import pair
from modem_sim.cli.run import run
from modem_sim.cli.trace import trace

app = typer.Typer(
    help="Emulated Class 1 fax modems on a virtual telephone exchange.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _command in (pair, run, trace):
    app.command()(_command)


def main() -> None:
    """Entry point."""
    app()
