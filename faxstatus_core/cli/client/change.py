"""``faxstatus cancel``, ``retry``, ``pause`` and ``resume``."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

import typer

from faxstatus_core.cli.client.session import Session, asks_server, print_record
from faxstatus_core.cli.client.several import each
from faxstatus_core.cli.client.words import state
from faxstatus_core.cli.running import DELIVERED, say
from faxstatus_core.records import Job

Ids = Annotated[list[int], typer.Argument(metavar="ID...", min=1, help="Jobs, by their numbers.")]
IdsOrNone = Annotated[
    list[int] | None, typer.Argument(metavar="ID...", min=1, help="Jobs, by their numbers.")
]
Queue = Annotated[
    bool, typer.Option("--queue", help="The whole queue. Calls that are under way go on.")
]


@asks_server
async def cancel(session: Session, ids: Ids) -> int:
    """Give jobs up, ending their calls.

    Exit status: 0 all are given up, 2 one is unknown or has ended, 3 the server could not be used,
    130 interrupted.
    """
    return await _each(session, ids, session.client.cancel_job)


@asks_server
async def retry(session: Session, ids: Ids) -> int:
    """Try jobs at once, with all their tries again.

    Those that failed, were given up, or wait for their next try. Exit status: 0 all are tried
    again, 2 one is unknown or cannot be, 3 the server could not be used, 130 interrupted.
    """
    return await _each(session, ids, session.client.retry_job)


@asks_server
async def pause(session: Session, ids: IdsOrNone = None, queue: Queue = False) -> int:
    """Keep waiting jobs, or the whole queue, from being sent.

    Exit status: 0 all wait, 2 one is unknown or cannot, 3 the server could not be used, 130
    interrupted.
    """
    if _whole_queue(session, ids, queue=queue):
        return await _pause_queue(session, paused=True)
    return await _each(session, ids or (), session.client.pause_job)


@asks_server
async def resume(session: Session, ids: IdsOrNone = None, queue: Queue = False) -> int:
    """Let paused jobs, or the queue, go on.

    Exit status: 0 all go on, 2 one is unknown or was not paused, 3 the server could not be used,
    130 interrupted.
    """
    if _whole_queue(session, ids, queue=queue):
        return await _pause_queue(session, paused=False)
    return await _each(session, ids or (), session.client.resume_job)


async def _each(session: Session, ids: Sequence[int], act: Callable[[int], Awaitable[Job]]) -> int:
    return await each(session, "job", ids, act, state)


def _whole_queue(session: Session, ids: Sequence[int] | None, *, queue: bool) -> bool:
    if bool(ids) == queue:
        raise session.bad("name jobs, or give --queue for all that wait", "ID...")
    return queue


async def _pause_queue(session: Session, *, paused: bool) -> int:
    info = await session.client.set_paused(paused)
    say("The queue is paused." if info.pause_server_queue else "The queue goes on.")
    if session.as_json:
        print_record(info)
    return DELIVERED
