"""``faxstatus show``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from faxstatus_core.cli.client.output import print_details, print_text
from faxstatus_core.cli.client.session import Session, asks_server, print_record
from faxstatus_core.cli.client.words import any_value
from faxstatus_core.cli.running import say
from faxstatus_core.cli.sections import Sectioned
from faxstatus_core.client.operations.calls import TraceForm
from faxstatus_core.records import Call

_FORMS: dict[str, TraceForm] = {
    ".pcapng": "capture.pcapng",
    ".jsonl": "trace.jsonl",
    ".svg": "ladder.svg",
    ".html": "ladder.html",
    ".txt": "ladder.txt",
}
_HOW = (
    "remote_maker",
    "remote_model",
    "modulation",
    "data_rate",
    "error_correction",
    "coding",
    "resolution",
    "ecm_retransmissions",
    "call_bad_lines",
)

show = typer.Typer(add_completion=False, rich_markup_mode=None)


@show.callback()
def _show() -> None:
    """Show everything about a job, call, fax or port.

    Exit status: that of the command.
    """


@show.command("job", cls=Sectioned)
@asks_server
async def show_job(
    session: Session,
    job_id: Annotated[int, typer.Argument(metavar="ID", min=1, help="The job, by its number.")],
) -> None:
    """Show a job: what was asked for, and how far it is.

    Exit status: 0 shown, 2 there is no such job, 3 the server could not be used, 130 interrupted.
    """
    _print(session, await session.client.job(job_id))


@show.command("fax", cls=Sectioned)
@asks_server
async def show_fax(
    session: Session,
    fax_id: Annotated[int, typer.Argument(metavar="ID", min=1, help="The fax, by its number.")],
) -> None:
    """Show a received fax: from whom, when, its pages.

    Exit status: 0 shown, 2 there is no such fax, 3 the server could not be used, 130 interrupted.
    """
    _print(session, await session.client.fax(fax_id))


@show.command("call", cls=Sectioned)
@asks_server
async def show_call(
    session: Session,
    call_id: Annotated[int, typer.Argument(metavar="ID", min=1, help="The call, by its number.")],
    trace: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write its trace to FILE, in the form of its suffix: .pcapng (Wireshark), .jsonl, "
            ".svg, .html or .txt.",
        ),
    ] = None,
) -> None:
    """Show a call and its T.30 ladder.

    Exit status: 0 shown, 2 there is no such call or no trace of it, 3 the server could not be used,
    130 interrupted.
    """
    form = None
    if trace is not None:
        form = _FORMS.get(trace.suffix.lower())
        if form is None:
            raise session.bad(f"the suffix of {trace} is none of {', '.join(_FORMS)}", "--trace")
    call = await session.client.call(call_id)
    if form is not None and trace is not None:
        await session.client.download_trace(call_id, trace, form)
        say(f"Trace of call {call_id}: {trace}")
    if session.as_json:
        print_record(call)
        return
    print_details([*_pairs(call.model_copy(update={"status": None})), *_how(call)])
    if call.has_trace:
        print_text("\n" + (await session.client.ladder(call_id)).rstrip("\n"))


@show.command("port", cls=Sectioned)
@asks_server
async def show_port(
    session: Session,
    port: Annotated[str, typer.Argument(metavar="NAME", help="The port, by its name or number.")],
) -> None:
    """Show a port: the properties of its status, as IFaxStatus has them, and more.

    Exit status: 0 shown, 2 there is no such port, 3 the server could not be used, 130 interrupted.
    """
    device_id = await session.device_id(port, "NAME")
    _print(session, await session.client.status(device_id))


def _how(call: Call) -> Iterator[tuple[str, str]]:
    """What the status says of how the pages travelled; the rest of it the call has said."""
    if call.status is not None:
        for name in _HOW:
            yield name, any_value(getattr(call.status.extended, name))


def _print(session: Session, record: BaseModel) -> None:
    if session.as_json:
        print_record(record)
    else:
        print_details(_pairs(record))


def _pairs(record: BaseModel, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every field by name; of a record within, and of each of several, the fields one by one."""
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, BaseModel):
            yield from _pairs(value, f"{prefix}{name}.")
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            for number, item in enumerate(value, start=1):
                yield from _pairs(item, f"{prefix}{name}.{number}.")
        else:
            yield f"{prefix}{name}", any_value(value)
