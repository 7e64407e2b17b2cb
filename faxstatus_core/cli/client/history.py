"""``faxstatus history``."""

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
from faxstatus_core.cli.client.output import print_table
from faxstatus_core.cli.client.session import Session, asks_server, print_record
from faxstatus_core.cli.client.words import lasted, result, when
from faxstatus_core.records import Call, DayCount, Direction, Statistics

_COLUMNS = ("call", "began", "direction", "port", "number", "far end", "pages", "time", "result")
_DAY_COLUMNS = (
    "day",
    *("sent", "failed", "good", "pages sent"),
    *("received", "failed", "good", "pages received"),
)
_CAUSE_COLUMNS = ("cause of failure", "calls")


@asks_server
async def history(
    session: Session,
    days: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=366,
            metavar="N",
            help="No list: count the calls of the last N days by day, and causes of failures.",
        ),
    ] = None,
    direction: Annotated[Direction | None, typer.Option(help="Only calls of this kind.")] = None,
    succeeded: Annotated[
        bool | None, typer.Option("--succeeded/--failed", help="Only good calls, or failed ones.")
    ] = None,
    job: Annotated[int | None, typer.Option(min=1, metavar="ID", help="Only of this job.")] = None,
    text: Search = None,
    port: OfPort = "",
    since: Since = None,
    until: Until = None,
    limit: Limit = DEFAULT_LIMIT,
    before: Before = None,
) -> None:
    """List calls, newest first; or count them by day.

    Exit status: 0 listed, 2 bad command line, 3 the server could not be used, 130 interrupted.
    """
    if days is not None:
        _show_days(session, await session.client.statistics(days))
        return
    found = session.client.calls(
        direction=direction,
        succeeded=succeeded,
        job_id=job,
        text=text,
        device_id=await session.of_port(port),
        since=since,
        until=until,
        limit=min(limit + 1, PART),
        before=before,
    )
    await _LIST.show(found, limit, as_json=session.as_json)


def _row(call: Call) -> list[str]:
    return [
        str(call.call_id),
        when(call.started_time),
        call.direction.value,
        call.device_name,
        call.number or "",
        call.remote_id or "",
        str(call.pages),
        lasted(call.duration),
        result(call),
    ]


_LIST = ListOf(_COLUMNS, _row, lambda call: call.call_id, "There are no such calls.")


def _show_days(session: Session, statistics: Statistics) -> None:
    if session.as_json:
        print_record(statistics)
        return
    busy = [day for day in statistics.days if _calls(day)]
    rows = [_day_row(day.day.isoformat(), [day]) for day in busy]
    rows.append(_day_row("all", busy))
    print_table(_DAY_COLUMNS, rows, "")
    if statistics.causes:
        causes = sorted(statistics.causes.items(), key=lambda cause: (-cause[1], cause[0]))
        print()
        print_table(_CAUSE_COLUMNS, [(cause, str(calls)) for cause, calls in causes], "")


def _calls(day: DayCount) -> int:
    return day.sent + day.send_failed + day.received + day.receive_failed


def _day_row(name: str, days: list[DayCount]) -> list[str]:
    sent, send_failed = sum(day.sent for day in days), sum(day.send_failed for day in days)
    received = sum(day.received for day in days)
    receive_failed = sum(day.receive_failed for day in days)
    return [
        name,
        str(sent),
        str(send_failed),
        _rate(sent, send_failed),
        str(sum(day.pages_sent for day in days)),
        str(received),
        str(receive_failed),
        _rate(received, receive_failed),
        str(sum(day.pages_received for day in days)),
    ]


def _rate(good: int, failed: int) -> str:
    return "" if good + failed == 0 else f"{100 * good / (good + failed):.1f} %"
