"""Where the trace of a running network goes: a log, a file for each call, a live table."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.live import Live

from faxstatus_core.trace import Heading, Record
from modem_sim.board import Board
from modem_sim.trace import CallFiles, Sink, TraceMaker, TraceWriter


@dataclass(frozen=True)
class Watching:
    """What the command line asked for. ``board``: show one, if standard error is a terminal."""

    log: Path | None = None
    traces: Path | None = None
    board: bool = True

    def trace_maker(self, stack: ExitStack, failed: Callable[[OSError], None]) -> TraceMaker | None:
        """Makes the sinks, each of which ends with ``stack``; None if there is nothing to make.

        Files are opened now; raises OSError. If one cannot be written later, ``failed`` is told.
        """
        makers: list[TraceMaker] = []
        if self.log is not None:
            stream = stack.enter_context(self.log.open("w", encoding="utf-8"))
            makers.append(lambda heading: TraceWriter(stream, heading))
        if (folder := self.traces) is not None:
            folder.mkdir(parents=True, exist_ok=True)
            makers.append(lambda heading: _closing(CallFiles(folder, heading), stack))
        console = Console(stderr=True)
        if self.board and console.is_interactive:
            makers.append(lambda heading: _shown(Board(heading.stations), console, stack))
        if not makers:
            return None

        def trace(heading: Heading) -> Sink:
            sinks = [make(heading) for make in makers]

            def take(record: Record) -> None:
                try:
                    for sink in sinks:
                        sink(record)
                except OSError as error:
                    failed(error)

            return take

        return trace


def _closing(files: CallFiles, stack: ExitStack) -> Sink:
    stack.callback(files.close)
    return files


def _shown(board: Board, console: Console, stack: ExitStack) -> Sink:
    # "ready" goes above the table if both are the terminal, and stays out of it in a pipe.
    live = Live(get_renderable=board.table, console=console, redirect_stdout=sys.stdout.isatty())
    stack.enter_context(live)
    return board
