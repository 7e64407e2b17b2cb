"""``faxstatus jobs``."""

from typing import Annotated

import typer

from faxstatus_core.cli.client.lists import (
    DEFAULT_LIMIT,
    PART,
    Before,
    Limit,
    ListOf,
    OfPort,
    Search,
    Since,
    Until,
)
from faxstatus_core.cli.client.session import Session, asks_server
from faxstatus_core.cli.client.words import job_pages, job_remark, state, when
from faxstatus_core.records import Job, JobState

_COLUMNS = ("job", "state", "to", "recipient", "document", "pages", "tries", "submitted", "remark")


@asks_server
async def jobs(
    session: Session,
    wanted: Annotated[
        list[JobState] | None,
        typer.Option("--state", help="Only in this state; may be given several times."),
    ] = None,
    number: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Part of the number that is dialled.")
    ] = None,
    sender: Annotated[
        str | None, typer.Option(metavar="NAME", help="Part of the sender's name.")
    ] = None,
    user: Annotated[
        str | None, typer.Option(metavar="NAME", help="Part of the name of the token.")
    ] = None,
    text: Search = None,
    port: OfPort = "",
    since: Since = None,
    until: Until = None,
    limit: Limit = DEFAULT_LIMIT,
    before: Before = None,
) -> None:
    """List the jobs of a server, newest first.

    Exit status: 0 listed, 2 bad command line, 3 the server could not be used, 130 interrupted.
    """
    found = session.client.jobs(
        state=tuple(wanted or ()),
        number=number,
        sender=sender,
        user=user,
        text=text,
        device_id=await session.of_port(port),
        since=since,
        until=until,
        limit=min(limit + 1, PART),
        before=before,
    )
    await _LIST.show(found, limit, as_json=session.as_json)


def _row(job: Job) -> list[str]:
    return [
        str(job.job_id),
        state(job),
        job.number,
        job.recipient_name,
        job.document_name or (job.documents[0].name if job.documents else ""),
        job_pages(job),
        str(job.tries),
        when(job.submitted_time),
        job_remark(job),
    ]


_LIST = ListOf(_COLUMNS, _row, lambda job: job.job_id, "There are no such jobs.")
