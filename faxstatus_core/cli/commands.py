"""Which commands there are, each loaded when it is used: a client needs nothing of a server."""

import importlib
import os
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from faxstatus_core.cli.running import INTERRUPTED
from faxstatus_core.cli.sections import Sectioned

_PLUG_INS = "faxstatus.commands"
CLIENT = "Work with a server"
SERVER = "Run a server"
MODEM = "Use a modem without a server"
_WHOLE_LINE = 1000
"""Characters; a line that is too long for the terminal is wrapped, not cut."""

_COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    CLIENT: {
        "ports": ("client.ports", "List the ports of a server, each with what it does now."),
        "watch": ("client.watch", "Follow what happens on a server, live."),
        "submit": ("client.submit", "Hand documents to a server, which sends them."),
        "jobs": ("client.jobs", "List the jobs of a server, newest first."),
        "cancel": ("client.change", "Give jobs up, ending their calls."),
        "retry": ("client.change", "Try jobs at once, with all their tries again."),
        "pause": ("client.change", "Keep waiting jobs, or the whole queue, from being sent."),
        "resume": ("client.change", "Let paused jobs, or the queue, go on."),
        "inbox": ("client.inbox", "List received faxes, fetch them, mark them, remove them."),
        "history": ("client.history", "List calls, newest first; or count them by day."),
        "show": ("client.show", "Show everything about a job, call, fax or port."),
    },
    SERVER: {
        "serve": ("serve", "Run the fax server: ports, jobs, received faxes, hooks, the API and "
                  "the page."),
        "token": ("token", "Make, list and revoke the tokens by which clients may ask a server."),
        "config": ("config", "Check a server's configuration."),
    },
    MODEM: {
        "send": ("send", "Send documents."),
        "receive": ("receive", "Answer calls and write one multi-page TIFF per call."),
        "poll": ("poll", "Call a fax machine and fetch the document that waits there."),
        "demo": ("demo", "Send a three-page fax between two emulated modems, with live status in "
                 "the browser."),
    },
}  # fmt: skip
"""By heading: the name, where under ``faxstatus_core.cli``, and the first line of the help."""


class Deferred(TyperCommand):
    """The name and the help of a command; ``load`` gives the command itself.

    ``load``: a function, or a Typer application of several commands.
    """

    def __init__(self, name: str, section: str, load: Callable[[], Any], help_line: str) -> None:
        super().__init__(name, help=help_line, rich_markup_mode=None)
        self.section = section
        self._load = load

    def loaded(self) -> Any:  # click's Command, or the copy of it that Typer has
        """The command itself."""
        target = self._load()
        if not isinstance(target, typer.Typer):
            single = typer.Typer(add_completion=False, rich_markup_mode=None)
            single.command(self.name, cls=Sectioned)(target)
            target = single
        command = typer.main.get_command(target)
        command.name = self.name
        return command

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first line of the help, which a plug-in alone knows of itself."""
        if self.help:
            return super().get_short_help_str(limit)
        text: str = self.loaded().get_short_help_str(limit)
        return text


class Commands(TyperGroup):
    """All commands. ``faxstatus --help`` lists them by what one needs for them."""

    # Any: contexts and commands are click's, or the copy that Typer has and does not export.
    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for section, commands in _COMMANDS.items():
            for name, (module, help_line) in commands.items():
                self.add_command(Deferred(name, section, _loader(module, name), help_line))
        for plug_in in entry_points(group=_PLUG_INS):
            self.add_command(Deferred(plug_in.name, MODEM, plug_in.load, ""))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that ``args`` begin with, loaded; and the rest of them."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.loaded() if isinstance(command, Deferred) else command, rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command. When who reads its output wants no more, it ends as interrupted."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is buffered
            sys.exit(INTERRUPTED)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands under their headings."""
        width = max(map(len, self.commands))
        for section in _COMMANDS:
            with formatter.section(section):
                formatter.write_dl(
                    [
                        (name.ljust(width), command.get_short_help_str(_WHOLE_LINE))
                        for name, command in self.commands.items()
                        if isinstance(command, Deferred) and command.section == section
                    ]
                )


def _loader(module: str, name: str) -> Callable[[], Any]:
    return lambda: getattr(importlib.import_module(f"faxstatus_core.cli.{module}"), name)
