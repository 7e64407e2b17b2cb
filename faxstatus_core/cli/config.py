"""``faxstatus config``."""

from pathlib import Path
from typing import Annotated

import typer

from faxstatus_core.cli.client.words import count
from faxstatus_core.cli.options import AsJson
from faxstatus_core.cli.running import errors_end, print_json, say
from faxstatus_core.cli.sections import Sectioned
from faxstatus_core.config import check_config

config = typer.Typer(add_completion=False, rich_markup_mode=None)


@config.callback()
def _config() -> None:
    """Check a server's configuration.

    Exit status: that of the command.
    """


@config.command("check", cls=Sectioned)
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML; see docs/configuration.md.")],
    as_json: AsJson = False,
) -> None:
    """Tell what is wrong with a configuration, and what is likely to go wrong on this machine.

    Run it as the server's user. Exit status: 0 the server would start, perhaps with warnings, 2 it
    would not.
    """
    with errors_end(as_json=as_json):
        found, warnings = check_config(file)
    for warning in warnings:
        say(f"warning: {warning}")
    what = {"port": found.port, "hook": found.hook, "watched folder": found.watch}
    counts = ", ".join(count(len(each), name) for name, each in what.items())
    say(f"{file}: good; {counts}")
    if as_json:
        print_json({"succeeded": True, "warnings": warnings})
