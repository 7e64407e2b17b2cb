"""``modem-sim trace``: what happened in a call."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from faxstatus_core.trace import CallTrace, TraceError, calls_in
from faxstatus_core.trace.ladder import LadderLine, caution, ladder, title
from faxstatus_core.trace.page import html_page
from faxstatus_core.trace.pcapng import pcapng
from faxstatus_core.trace.svg import svg_file
from modem_sim.cli.playing import BAD_INPUT, fail
from modem_sim.trace import read_trace

_STYLES = {"fault": "bold red", "data": "blue", "tone": "dim", "line": "dim", "command": "cyan"}


def trace(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What --log or --traces wrote.")],
    call: Annotated[
        int | None,
        typer.Option(help="Only this call; the first is 1. Needed where there are more."),
    ] = None,
    bits: Annotated[bool, typer.Option("--bits", help="Every frame bit by bit.")] = False,
    commands: Annotated[
        bool, typer.Option("--commands", help="What the programs commanded and noted, too.")
    ] = False,
    svg: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write the ladder as a drawing.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write the ladder as a page, with all bits.")
    ] = None,
    pcapng_: Annotated[
        Path | None, typer.Option("--pcapng", metavar="OUT", help="Write a capture for Wireshark.")
    ] = None,
) -> None:
    """Print the T.30 ladder of each call in a trace, or write one call in another form.

    Exit status: 0, or 2 for a file that is no trace or has no such call.
    """
    writers: list[tuple[Path | None, Callable[[CallTrace], bytes]]] = [
        (svg, lambda chosen: svg_file(chosen).encode()),
        (html, lambda chosen: html_page(chosen).encode()),
        (pcapng_, pcapng),
    ]
    try:
        calls = calls_in(*read_trace(file))
        if call is not None or any(path for path, _ in writers):
            calls = _only(calls, call, file)
        for path, write in writers:
            if path is not None:
                for chosen in calls.values():
                    path.write_bytes(write(chosen))
    except (TraceError, OSError) as error:
        fail(error, BAD_INPUT)
    if not any(path for path, _ in writers):
        _print(calls, bits=bits, commands=commands)


def _only(calls: dict[int, CallTrace], wanted: int | None, file: Path) -> dict[int, CallTrace]:
    numbers = ", ".join(map(str, calls)) or "none"
    if wanted is None and len(calls) == 1:
        return calls
    if wanted is None:
        raise TraceError("which call?", where=str(file), remedy=f"give --call; there are {numbers}")
    if wanted not in calls:
        raise TraceError(
            f"there is no call {wanted}", where=str(file), remedy=f"there are {numbers}"
        )
    return {wanted: calls[wanted]}


def _print(calls: dict[int, CallTrace], *, bits: bool, commands: bool) -> None:
    console = Console(highlight=False, soft_wrap=True, emoji=False, markup=False)
    if not calls:
        console.print("no calls")
    for chosen in calls.values():
        console.print(Text(title(chosen), style="bold"))
        if remarks := caution(chosen):
            console.print(Text(remarks, style="italic"))
        for line in ladder(chosen, bits=bits, details=commands):
            console.print(Text(line.text, style=_style(line)))


def _style(line: LadderLine) -> str:
    return "red" if line.fate.is_bad else _STYLES.get(line.kind, "")
