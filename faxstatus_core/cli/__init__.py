"""The ``faxstatus`` command."""

from importlib.metadata import entry_points

import typer

from faxstatus_core.cli.demo import demo
from faxstatus_core.cli.receive import receive
from faxstatus_core.cli.send import send
from faxstatus_core.cli.serve import serve

_COMMANDS = "faxstatus.commands"

app = typer.Typer(
    help="Send and receive faxes with Class 1 modems, real or emulated, and watch them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for _command in (send, receive, serve, demo):
    app.command()(_command)
for _entry_point in entry_points(group=_COMMANDS):
    app.command(_entry_point.name)(_entry_point.load())


def main() -> None:
    """Entry point."""
    app()
