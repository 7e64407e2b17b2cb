"""``faxstatus submit``."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from faxstatus_core.cli.client.following import followed
from faxstatus_core.cli.client.lists import instant
from faxstatus_core.cli.client.session import Session, asks_server, print_record
from faxstatus_core.cli.client.words import count, ending
from faxstatus_core.cli.running import DELIVERED, FAILED, say
from faxstatus_core.client import Upload
from faxstatus_core.client.documents import MAX_DOCUMENT
from faxstatus_core.records import JobRequest, JobState, ResolutionName
from faxstatus_core.records.jobs import DEFAULT_PRIORITY

_WHO, _COVER, _WHEN, _HOW = "Who", "Cover page", "When", "How"
_STANDARD_INPUT = Path("-")


def _text(panel: str, help_text: str, metavar: str = "TEXT") -> object:
    return typer.Option(metavar=metavar, help=help_text, rich_help_panel=panel)


@asks_server
async def submit(
    session: Session,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE...",
            help="TIFF, PDF, PostScript, PNG, JPEG or text, several in one call; - is standard "
            "input. None: the cover page alone.",
        ),
    ] = None,
    *,
    to: Annotated[str, typer.Option(metavar="NUMBER", help="Telephone number to dial.")],
    wait: Annotated[
        bool, typer.Option("--wait", "-w", help="Follow the job until it has ended.")
    ] = False,
    recipient: Annotated[str, _text(_WHO, "Who is to get it.", "NAME")] = "",
    recipient_company: Annotated[str, _text(_WHO, "Where they work.", "NAME")] = "",
    sender: Annotated[str, _text(_WHO, "Who sends it.", "NAME")] = "",
    sender_company: Annotated[str, _text(_WHO, "Where they work.", "NAME")] = "",
    sender_department: Annotated[str, _text(_WHO, "In which department.", "NAME")] = "",
    billing_code: Annotated[str, _text(_WHO, "Kept with the job for accounts.")] = "",
    document_name: Annotated[
        str, _text(_WHO, "Name to show for the document; else the first file's.", "NAME")
    ] = "",
    cover: Annotated[
        bool, typer.Option("--cover", help="A cover page goes first.", rich_help_panel=_COVER)
    ] = False,
    subject: Annotated[str, _text(_COVER, "Subject on it.")] = "",
    note: Annotated[str, _text(_COVER, "Note on it; may have lines.")] = "",
    priority: Annotated[
        int,
        typer.Option(min=0, max=255, help="The lower number goes first.", rich_help_panel=_WHEN),
    ] = DEFAULT_PRIORITY,
    not_before: Annotated[
        datetime | None,
        typer.Option(
            parser=instant,
            metavar="TIME",
            help="Not sent before this time: 2026-01-31T18:30.",
            rich_help_panel=_WHEN,
        ),
    ] = None,
    not_after: Annotated[
        datetime | None,
        typer.Option(
            parser=instant, metavar="TIME", help="Given up after it.", rich_help_panel=_WHEN
        ),
    ] = None,
    discount: Annotated[
        bool,
        typer.Option("--discount", help="Sent in the cheap hours only.", rich_help_panel=_WHEN),
    ] = False,
    tries: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=100,
            metavar="N",
            help="Calls at most; else as the server is configured.",
            rich_help_panel=_WHEN,
        ),
    ] = None,
    resolution: Annotated[
        ResolutionName,
        typer.Option(help="The finest to use, if the far end has it.", rich_help_panel=_HOW),
    ] = ResolutionName.FINE,
    port: Annotated[str, _text(_HOW, "Only from this port.", "NAME")] = "",
    pool: Annotated[str, _text(_HOW, "Only from ports of this pool.", "NAME")] = "",
    station_id: Annotated[
        str,
        typer.Option(
            "--id",
            metavar="ID",
            help="Own station identification (TSI); else the port's.",
            rich_help_panel=_HOW,
        ),
    ] = "",
    subaddress: Annotated[str, _text(_HOW, "Where it goes there (SUB).", "ADDRESS")] = "",
    password: Annotated[str, _text(_HOW, "By what right it is sent (SID).")] = "",
    tag_line: Annotated[
        bool,
        typer.Option(
            help="Print sender, time and page number at the top of each page.",
            rich_help_panel=_HOW,
        ),
    ] = True,
    idempotency_key: Annotated[
        str | None,
        _text(_HOW, "The same key with the same command gives the same job, however often.", "KEY"),
    ] = None,
) -> int:
    """Hand documents to a server, which sends them.

    Exit status: 0 handed in, with --wait delivered, 1 with --wait: the fax failed, 2 bad command
    line or file, 3 the server could not be used, 130 interrupted; a job that was handed in goes on.
    """
    if not files and not cover:
        raise session.bad("name a file to send, or give --cover for a cover page alone", "FILE...")
    given: dict[str, object] = {
        "number": to,
        "recipient_name": recipient,
        "recipient_company": recipient_company,
        "sender_name": sender,
        "sender_company": sender_company,
        "sender_department": sender_department,
        "billing_code": billing_code,
        "document_name": document_name,
        "cover": cover,
        "subject": subject,
        "note": note,
        "priority": priority,
        "not_before": not_before,
        "not_after": not_after,
        "discount": discount,
        "max_tries": tries,
        "resolution": resolution,
        "device_id": await session.of_port(port),
        "pool": pool,
        "tsid": station_id,
        "subaddress": subaddress,
        "password": password,
        "tag_line": tag_line,
    }
    job = await session.client.submit(
        _request(session, given), map(_document, files or ()), idempotency_key=idempotency_key
    )
    say(f"Job {job.job_id} to {job.number}: handed in, {count(job.page_count, 'page')}")
    if wait:
        job = await followed(session, job)
        say(f"Job {job.job_id} to {job.number}: {ending(job)}")
    if session.as_json:
        print_record(job)
    return FAILED if job.state.final and job.state is not JobState.COMPLETED else DELIVERED


def _request(session: Session, given: dict[str, object]) -> JobRequest:
    """The request; what is not given is left to the server. Raises BadParameter."""
    fields = {
        name: value
        for name, value in given.items()
        if value != JobRequest.model_fields[name].default
    }
    try:
        return JobRequest.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = str(first["loc"][0])
        option = _OPTIONS.get(name, f"--{name.replace('_', '-')}")
        raise session.bad(first["msg"], option) from None  # its text holds what was given


_OPTIONS = {
    "number": "--to",
    "recipient_name": "--recipient",
    "sender_name": "--sender",
    "max_tries": "--tries",
    "tsid": "--id",
}


def _document(path: Path) -> Path | Upload:
    if path != _STANDARD_INPUT:
        return path
    return Upload("standard input", sys.stdin.buffer.read(MAX_DOCUMENT + 1))
