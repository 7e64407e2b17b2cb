"""The ``faxstatus`` command."""

import sys
from typing import cast

import typer

from faxstatus_core.cli.commands import Commands
from faxstatus_core.cli.running import fit_any_terminal, print_json, say

# The class of every bad command line: click's own, or the copy that Typer has and does not export.
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # it takes [server] for markup, and wraps messages in a box
)


@app.callback()
def _faxstatus() -> None:
    """Send and receive faxes with Class 1 modems, real or emulated, and watch them.

    Every command has --help. Exit status: 0 done, 1 the fax failed, 2 bad command line or input, 3
    the device, server or address could not be used, 130 interrupted.
    """


def main() -> None:
    """Entry point. A bad command line, too, is one line, and a JSON object with ``--json``."""
    fit_any_terminal()
    try:
        status = app(prog_name="faxstatus", standalone_mode=False)
    except _UsageError as error:
        if len(sys.argv) == 1:  # not an error but the help
            error.show()
            sys.exit(error.exit_code)
        text = _text(error)
        say(f"faxstatus: {text}")
        if "--json" in sys.argv:
            print_json({"succeeded": False, "error": text})
        sys.exit(error.exit_code)
    sys.exit(status or 0)


def _text(error: typer.BadParameter) -> str:
    """What is wrong with the command line, and where help is."""
    command = error.ctx.command_path if error.ctx is not None else "faxstatus"
    return f"{error.format_message().rstrip('.')}; see '{command} --help'"
