"""Calls and their traces. A call that the server does not keep: UnknownCallError."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from faxstatus_core.client.errors import ServerReplyError
from faxstatus_core.client.flow import Flow, ask
from faxstatus_core.client.readers import NOT_A_FAX_SERVER, BytesReader, FileReader
from faxstatus_core.client.requests import Request, pairs, request
from faxstatus_core.records import Call, Direction, Listing

_CALL = TypeAdapter(Call)
_CALLS = TypeAdapter(Listing[Call])
TraceForm = Literal["ladder.txt", "ladder.svg", "ladder.html", "trace.jsonl", "capture.pcapng"]


def calls_page(
    *,
    direction: Direction | None = None,
    device_id: int | None = None,
    succeeded: bool | None = None,
    job_id: int | None = None,
    text: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
    before: int | None = None,
) -> Request[Listing[Call]]:
    """Calls, newest first."""
    return request("GET", "/calls", _CALLS, query=pairs(locals()))


def call(call_id: int) -> Request[Call]:
    """One call."""
    return request("GET", f"/calls/{call_id}", _CALL)


def ladder(call_id: int) -> Flow[str]:
    """The frames and signals of a call, for a person. NotThereError where none were kept."""
    path = f"/calls/{call_id}/ladder.txt"
    content = yield from ask(Request("GET", path, BytesReader, accept="text/plain"))
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ServerReplyError(NOT_A_FAX_SERVER, where=path) from error


def download_trace(call_id: int, path: Path, form: TraceForm = "capture.pcapng") -> Request[Path]:
    """Write the trace of a call to ``path``. Raises LocalFileError, and NotThereError for none."""
    return Request("GET", f"/calls/{call_id}/{form}", lambda: FileReader(path), accept=None)
