"""The ``faxstatus`` command."""

import sys
from importlib.metadata import entry_points
from typing import cast

import typer

from faxstatus_core.cli.demo import demo
from faxstatus_core.cli.poll import poll
from faxstatus_core.cli.receive import receive
from faxstatus_core.cli.running import print_json, say
from faxstatus_core.cli.send import send
from faxstatus_core.cli.serve import serve

_COMMANDS = "faxstatus.commands"

# The class of every bad command line: click's own, or the copy that Typer has and does not export.
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])

app = typer.Typer(
    help="Send and receive faxes with Class 1 modems, real or emulated, and watch them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # it takes [server] for markup, and wraps messages in a box
)
for _command in (send, receive, poll, serve, demo):
    app.command()(_command)
for _entry_point in entry_points(group=_COMMANDS):
    app.command(_entry_point.name)(_entry_point.load())


def main() -> None:
    """Entry point. A bad command line, too, is one line, and a JSON object with ``--json``."""
    try:
        status = app(standalone_mode=False)
    except _UsageError as error:
        if len(sys.argv) == 1:  # not an error but the help
            error.show()
            sys.exit(error.exit_code)
        text = _text(error)
        say(f"faxstatus: {text}")
        if "--json" in sys.argv:
            print_json({"succeeded": False, "error": text})
        sys.exit(error.exit_code)
    sys.exit(status)


def _text(error: typer.BadParameter) -> str:
    """What is wrong with the command line, and where help is."""
    command = error.ctx.command_path if error.ctx is not None else "faxstatus"
    return f"{error.format_message().rstrip('.')}; see '{command} --help'"
