"""``faxstatus inbox``."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

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
from faxstatus_core.cli.client.several import each
from faxstatus_core.cli.client.words import fax_remark, fax_sender, when
from faxstatus_core.cli.running import print_json, say
from faxstatus_core.cli.sections import Sectioned
from faxstatus_core.client.operations.faxes import FaxForm
from faxstatus_core.records import Fax

_COLUMNS = ("fax", "began", "from", "port", "pages", "new", "remark")
_FORMS: dict[str, FaxForm] = {".tif": "tiff", ".tiff": "tiff", ".pdf": "pdf"}


class _ListByDefault(TyperGroup):
    """``inbox`` is ``inbox list``, with the same options."""

    # Any: the context is click's, or the copy that Typer has and does not export.
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The command and its arguments."""
        names_none = not args or (args[0].startswith("-") and args[0] != "--help")
        if names_none and not ctx.resilient_parsing:
            args = ["list", *args]
        return super().parse_args(ctx, args)


inbox = typer.Typer(cls=_ListByDefault, add_completion=False, rich_markup_mode=None)


@inbox.callback()
def _inbox() -> None:
    """List received faxes, fetch them, mark them, remove them.

    Without a command: list. Exit status: that of the command.
    """


Id = Annotated[int, typer.Argument(metavar="ID", min=1, help="The fax, by its number.")]
Ids = Annotated[list[int], typer.Argument(metavar="ID...", min=1, help="Faxes, by their numbers.")]


@inbox.command("list", cls=Sectioned)
@asks_server
async def list_faxes(
    session: Session,
    read: Annotated[
        bool | None, typer.Option("--read/--unread", help="Only read faxes, or new ones.")
    ] = None,
    text: Search = None,
    port: OfPort = "",
    since: Since = None,
    until: Until = None,
    limit: Limit = DEFAULT_LIMIT,
    before: Before = None,
) -> None:
    """List received faxes, newest first.

    Exit status: 0 listed, 2 bad command line, 3 the server could not be used, 130 interrupted.
    """
    found = session.client.faxes(
        read=read,
        text=text,
        device_id=await session.of_port(port),
        since=since,
        until=until,
        limit=min(limit + 1, PART),
        before=before,
    )
    await _LIST.show(found, limit, as_json=session.as_json)


@inbox.command("get", cls=Sectioned)
@asks_server
async def get(
    session: Session,
    fax_id: Id,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to: a TIFF or a PDF by its suffix, or a folder; else fax-ID.tif here.",
        ),
    ] = None,
) -> None:
    """Fetch a fax.

    A file of that name is replaced. Exit status: 0 fetched, 2 there is no such fax or the file
    cannot be written, 3 the server could not be used, 130 interrupted.
    """
    path = output or Path()
    if path.is_dir():
        path /= f"fax-{fax_id}.tif"
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        raise session.bad(f"{path} has no suffix .tif, .tiff or .pdf", "--output")
    await session.client.download_fax(fax_id, path, form)
    say(f"Fax {fax_id}: {path}")
    if session.as_json:
        print_json({"succeeded": True, "fax_id": fax_id, "path": path, "form": form})


@inbox.command("read", cls=Sectioned)
@asks_server
async def mark_read(session: Session, ids: Ids) -> int:
    """Mark faxes as read.

    Exit status: 0 marked, 2 one is unknown, 3 the server could not be used, 130 interrupted.
    """
    mark = partial(session.client.mark_fax, read=True)
    return await each(session, "fax", ids, mark, _read_or_new)


@inbox.command("unread", cls=Sectioned)
@asks_server
async def mark_unread(session: Session, ids: Ids) -> int:
    """Mark faxes as new again.

    Exit status: 0 marked, 2 one is unknown, 3 the server could not be used, 130 interrupted.
    """
    mark = partial(session.client.mark_fax, read=False)
    return await each(session, "fax", ids, mark, _read_or_new)


@inbox.command("rm", cls=Sectioned)
@asks_server
async def remove(session: Session, ids: Ids) -> int:
    """Remove faxes for good. Needs a token of the role admin.

    Exit status: 0 removed, 2 one is unknown, 3 the server could not be used, 130 interrupted.
    """
    return await each(session, "fax", ids, session.client.delete_fax, lambda _: "removed")


def _read_or_new(fax: Fax) -> str:
    return "read" if fax.read else "new"


def _row(fax: Fax) -> list[str]:
    return [
        str(fax.fax_id),
        when(fax.received_time),
        fax_sender(fax),
        fax.device_name,
        str(fax.page_count),
        "" if fax.read else "new",
        fax_remark(fax),
    ]


_LIST = ListOf(_COLUMNS, _row, lambda fax: fax.fax_id, "There are no such faxes.")
