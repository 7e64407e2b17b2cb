"""What all lists share: how long they are, where they begin, and of when."""

import sys
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Annotated, TypeVar

import typer

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


async def take(items: AsyncIterator[R], limit: int) -> tuple[list[R], bool]:
    """The first ``limit`` items, and whether more follow."""
    taken: list[R] = []
    async for item in items:
        if len(taken) == limit:
            return taken, True
        taken.append(item)
    return taken, False


def print_list(items: list[R], more: bool, identifier: Callable[[R], int]) -> None:
    """The items as one object; ``next`` is what ``--before`` takes for those that follow."""
    following = identifier(items[-1]) if more else None
    print_json({"items": [plain(item) for item in items], "next": following})


def tell_more(items: list[R], more: bool, identifier: Callable[[R], int]) -> None:
    """Say on a terminal that this is not all."""
    if more and sys.stdout.isatty():
        say(f"There are more: --before {identifier(items[-1])} lists them, or a larger --limit.")
