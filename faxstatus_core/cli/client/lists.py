"""What all lists share: how long they are, where they begin, and of when."""

import sys
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, TypeVar

import typer

from faxstatus_core.cli.client.output import print_table
from faxstatus_core.cli.client.session import plain
from faxstatus_core.cli.running import print_json, say
from faxstatus_core.records.base import Record

R = TypeVar("R", bound=Record)

PART = 500
"""Items that a server gives at once at most."""
DEFAULT_LIMIT = 50


def instant(text: str) -> datetime:
    """A date, with a time or without, in this machine's time unless it names a zone.

    Raises typer.BadParameter.
    """
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(
            f"{text} is no time; write 2026-01-31 or 2026-01-31T18:30"
        ) from error


Limit = Annotated[int, typer.Option(min=1, metavar="N", help="How many at most.")]
Before = Annotated[
    int | None,
    typer.Option(min=1, metavar="ID", help="Only older ones than this: the next part of a list."),
]
Since = Annotated[
    datetime | None,
    typer.Option(
        parser=instant, metavar="TIME", help="Not before this time: 2026-01-31 or 2026-01-31T18:30."
    ),
]
Until = Annotated[
    datetime | None, typer.Option(parser=instant, metavar="TIME", help="Before this time.")
]
OfPort = Annotated[str, typer.Option("--port", metavar="NAME", help="Only of this port.")]
Search = Annotated[
    str | None,
    typer.Option("--text", metavar="TEXT", help="Part of a name, number or document."),
]


@dataclass(frozen=True)
class ListOf(Generic[R]):
    """How records of one kind are listed: a ``row`` for each under ``columns``, newest first.

    ``identifier``: what ``--before`` takes; ``nothing``: what to say where there are none.
    """

    columns: Sequence[str]
    row: Callable[[R], Sequence[str]]
    identifier: Callable[[R], int]
    nothing: str

    async def show(self, found: AsyncIterator[R], limit: int, *, as_json: bool) -> None:
        """Print the first ``limit`` of ``found``, and say if more follow.

        As JSON: one object; its ``next`` is what ``--before`` takes for those that follow.
        """
        items, more = await _take(found, limit)
        following = self.identifier(items[-1]) if more else None
        if as_json:
            print_json({"items": [plain(item) for item in items], "next": following})
            return
        print_table(self.columns, map(self.row, items), self.nothing)
        if more and sys.stdout.isatty():
            say(f"There are more: --before {following} lists them, or a larger --limit.")


async def _take(items: AsyncIterator[R], limit: int) -> tuple[list[R], bool]:
    """The first ``limit`` items, and whether more follow."""
    taken: list[R] = []
    async for item in items:
        if len(taken) == limit:
            return taken, True
        taken.append(item)
    return taken, False
