"""One thing done with several jobs or faxes."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from faxstatus_core.cli.client.session import Session, plain
from faxstatus_core.cli.running import DELIVERED, exit_status, print_json, say
from faxstatus_core.client import RefusedError

T = TypeVar("T", bound=BaseModel | None)


async def each(
    session: Session,
    kind: str,
    ids: Sequence[int],
    act: Callable[[int], Awaitable[T]],
    what_came: Callable[[T], str],
) -> int:
    """Do ``act`` with each of ``ids``; the exit status. ``kind``: what they are.

    One that is refused does not keep the others from it.
    """
    changed: list[Any] = []
    refused: list[dict[str, object]] = []
    status = DELIVERED
    for identifier in ids:
        try:
            record = await act(identifier)
        except RefusedError as error:
            text = _why(error, f"{kind} {identifier}")
            say(f"faxstatus: {text}")
            refused.append({"id": identifier, "error": text})
            status = max(status, exit_status(error))
        else:
            say(f"{kind.capitalize()} {identifier}: {what_came(record)}")
            changed.append({f"{kind}_id": identifier} if record is None else plain(record))
    if session.as_json:
        print_json({"succeeded": not refused, "items": changed, "refused": refused})
    return status


def _why(error: RefusedError, which: str) -> str:
    """Why not, without the address: it is the same for all."""
    if which in error.what:
        return error.what
    return f"{which}: {error.what}; {error.remedy}"
