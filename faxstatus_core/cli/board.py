"""Live progress of ports on a terminal."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from faxstatus_core.status import FaxStatus, StatusBus


@contextlib.asynccontextmanager
async def board(bus: StatusBus, console: Console) -> AsyncIterator[None]:
    """Show a line for each port of ``bus`` while the context lasts; nothing in a file or pipe."""
    if not console.is_interactive:
        yield
        return
    progress = Progress(
        TextColumn("{task.fields[port]}", style="bold", markup=False),
        TextColumn("{task.fields[state]:<12}"),
        TextColumn("phase {task.fields[phase]}"),
        TextColumn("{task.fields[page]:<12}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[speed]}", markup=False),
        TextColumn("{task.fields[elapsed]}"),
        console=console,
        # Above the lines if both are the terminal; results for a file or pipe stay out of it.
        redirect_stdout=sys.stdout.isatty(),
    )
    with progress:
        watching = asyncio.create_task(_watch(bus, progress))
        try:
            yield
        finally:
            await asyncio.sleep(0)  # the last change is on its way
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching


async def _watch(bus: StatusBus, progress: Progress) -> None:
    lines: dict[int, TaskID] = {}
    with bus.subscribe() as changes:
        async for change in changes:
            status = change.status
            if status.device_id not in lines:
                lines[status.device_id] = progress.add_task("", total=100, **_fields(status))
            line = lines[status.device_id]
            progress.update(line, completed=status.extended.page_percent or 0.0, **_fields(status))


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
        "port": status.device_name,
        "state": extended.state,
        "phase": extended.phase or "-",
        "page": page,
        "speed": speed,
        "elapsed": f"{elapsed // 60}:{elapsed % 60:02}",
    }
