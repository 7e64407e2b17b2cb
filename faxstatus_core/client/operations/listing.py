"""Going through a listing part by part."""

from typing import TypeVar

from faxstatus_core.client.errors import ServerReplyError
from faxstatus_core.client.readers import NOT_A_FAX_SERVER
from faxstatus_core.client.requests import Request
from faxstatus_core.records import Listing
from faxstatus_core.records.base import Record

R = TypeVar("R", bound=Record)


def part_after(part: Request[Listing[R]], listing: Listing[R]) -> Request[Listing[R]] | None:
    """The request for what follows ``listing``, the reply to ``part``; None at the end.

    Raises ServerReplyError where the list goes round: it would never end.
    """
    if listing.next is None:
        return None
    last = dict(part.query).get("before")
    if last is not None and listing.next >= int(last):
        raise ServerReplyError(NOT_A_FAX_SERVER, where=part.path)
    return part.before(listing.next)
