"""Live progress of ports on a terminal."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from faxstatus_core.status import FaxStatus, StatusBus
from faxstatus_core.text import printable


class Board:
    """A line for each port, as a context manager while it is shown."""

    def __init__(self, console: Console) -> None:
        self._lines: dict[int, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.fields[port]}", style="bold", markup=False),
            TextColumn("{task.fields[state]:<12}", markup=False),
            TextColumn("phase {task.fields[phase]}", markup=False),
            TextColumn("{task.fields[page]:<12}", markup=False),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[speed]}", markup=False),
            TextColumn("{task.fields[elapsed]}", markup=False),
            console=console,
            # Above the lines if both are the terminal; results for a file or pipe stay out of it.
            redirect_stdout=sys.stdout.isatty(),
        )

    def show(self, status: FaxStatus) -> None:
        """The present status of a port, perhaps a new one."""
        if status.device_id not in self._lines:
            self._lines[status.device_id] = self._progress.add_task(
                "", total=100, **_fields(status)
            )
        line = self._lines[status.device_id]
        percent = status.extended.page_percent or 0.0
        self._progress.update(line, completed=percent, **_fields(status))

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()


@contextlib.asynccontextmanager
async def board(bus: StatusBus, console: Console) -> AsyncIterator[None]:
    """Show a line for each port of ``bus`` while the context lasts; nothing in a file or pipe."""
    if not console.is_interactive:
        yield
        return
    with Board(console) as shown:
        watching = asyncio.create_task(_watch(bus, shown))
        try:
            yield
        finally:
            await asyncio.sleep(0)  # the last change is on its way
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching


async def _watch(bus: StatusBus, shown: Board) -> None:
    with bus.subscribe() as changes:
        async for change in changes:
            shown.show(change.status)


def _fields(status: FaxStatus) -> dict[str, Any]:
    extended = status.extended
    page = "" if status.current_page is None else f"page {status.current_page}"
    if page and status.page_count:
        page += f" of {status.page_count}"
    elapsed = int(status.elapsed_time or 0)
    speed = ""
    if extended.modulation and extended.data_rate:
        speed = f"{extended.modulation} {extended.data_rate}"
    return {
        "port": printable(status.device_name),
        "state": printable(extended.state),
        "phase": extended.phase or "-",
        "page": page,
        "speed": printable(speed),
        "elapsed": f"{elapsed // 60}:{elapsed % 60:02}",
    }
