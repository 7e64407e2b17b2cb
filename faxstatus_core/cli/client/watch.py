"""``faxstatus watch``."""

import contextlib
from typing import Annotated

import typer
from rich.console import Console

from faxstatus_core.cli.board import Board
from faxstatus_core.cli.client.lists import OfPort
from faxstatus_core.cli.client.output import print_text
from faxstatus_core.cli.client.session import Session, asks_server, print_record
from faxstatus_core.cli.client.words import count, far_end, fax_sender, page, progress, result, when
from faxstatus_core.cli.running import say
from faxstatus_core.client import record_of
from faxstatus_core.errors import FaxError
from faxstatus_core.records import Call, EventKind, Fax, Job, ServerEvent
from faxstatus_core.status import FaxStatus, PortInfo


@asks_server
async def watch(
    session: Session,
    kind: Annotated[
        list[EventKind] | None,
        typer.Option(help="Only events of this kind; may be given several times."),
    ] = None,
    port: OfPort = "",
    job: Annotated[int | None, typer.Option(min=1, metavar="ID", help="Only of this job.")] = None,
) -> None:
    """Follow what happens on a server, live.

    On a terminal a board of the ports, and a line for each event; else lines only. With --json each
    event is an object on a line of its own. A lost connection is made again and misses nothing.
    Exit status: 2 bad command line, 3 the server could not be used, 130 ended with Ctrl-C.
    """
    events = session.client.events(
        kinds=tuple(kind or ()), device_id=await session.of_port(port), job_id=job, lost=_lost
    )
    console = Console()
    with contextlib.ExitStack() as stack:
        board = None
        if console.is_interactive and not session.as_json:
            board = stack.enter_context(Board(console))
        lines = _Lines(board)
        async with contextlib.aclosing(events):
            async for event in events:
                if session.as_json:
                    print_record(event)
                else:
                    lines.tell(event)


def _lost(error: FaxError | None) -> None:
    say(f"faxstatus: the connection is lost, and made again: {error or 'the server closed it'}")


class _Lines:
    """A line for each event that says something new; statuses go to the board, if there is one."""

    def __init__(self, board: Board | None) -> None:
        self._board = board
        self._told: dict[str, str] = {}

    def tell(self, event: ServerEvent) -> None:
        """Show ``event``."""
        record = record_of(event)
        if isinstance(record, FaxStatus) and self._board is not None:
            self._board.show(record)
            return
        subject, text = _said(event, record)
        if self._told.get(subject) != text:
            self._told[subject] = text
            print_text(f"{when(event.time)}  {subject}: {text}")
        if event.kind is EventKind.REMOVED:
            self._told.pop(subject, None)


def _said(
    event: ServerEvent, record: FaxStatus | PortInfo | Job | Call | Fax | None
) -> tuple[str, str]:
    """What an event is about, and what it says of that."""
    match record:
        case FaxStatus():
            parts = [
                record.extended.state,
                far_end(record),
                page(record) and f"page {page(record)}",
            ]
            return f"port {record.device_name}", ", ".join(filter(None, parts))
        case PortInfo():
            may = f"may send: {_yes(record.send)}, may receive: {_yes(record.receive)}"
            return f"settings of {record.name}", may
        case Job():
            return f"job {record.job_id} to {record.number}", progress(record)
        case Call():
            subject = f"call {record.call_id} on {record.device_name}"
            return subject, f"{record.direction.value}, {result(record)}"
        case Fax():
            read = ", read" if record.read else ""
            return f"fax {record.fax_id}", (
                f"{count(record.page_count, 'page')} from {fax_sender(record) or 'somebody'}{read}"
            )
    if event.kind is EventKind.REMOVED:
        return f"{event.data.get('kind')} {event.data.get('id')}", "no longer kept"
    return "events", "some were missed"


def _yes(allowed: bool) -> str:
    return "yes" if allowed else "no"
