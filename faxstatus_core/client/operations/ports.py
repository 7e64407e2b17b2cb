"""Ports and their statuses. A port that the server does not have: PortGoneError."""

from types import NoneType
from typing import TypedDict, Unpack

from pydantic import JsonValue, TypeAdapter

from faxstatus_core.client.readers import BytesReader
from faxstatus_core.client.requests import Request, pairs, request
from faxstatus_core.records import RoutingMethod
from faxstatus_core.status import FaxStatus, PortInfo

_PORT = TypeAdapter(PortInfo)
_PORTS = TypeAdapter(list[PortInfo])
_STATUS = TypeAdapter(FaxStatus)
_METHODS = TypeAdapter(list[RoutingMethod])
PNG = "image/png"


class PortChanges(TypedDict, total=False):
    """The properties of a port that can be changed; those that are given are. None: empty."""

    rings: int
    csid: str | None
    tsid: str | None
    send: bool
    receive: bool
    priority: int


def ports() -> Request[list[PortInfo]]:
    """Every port of the server."""
    return request("GET", "/ports", _PORTS)


def port(device_id: int) -> Request[PortInfo]:
    """One port."""
    return request("GET", f"/ports/{device_id}", _PORT)


def change_port(device_id: int, **changes: Unpack[PortChanges]) -> Request[PortInfo]:
    """Change properties of a port; the answer has the new ones. Needs the role admin."""
    # To the server null is a property that stays; none is an empty one.
    body: dict[str, JsonValue] = {
        name: "" if value is None else value
        for name, value in changes.items()
        if isinstance(value, (int, str, NoneType))
    }
    return request("PATCH", f"/ports/{device_id}", _PORT, json=body)


def status(device_id: int) -> Request[FaxStatus]:
    """The status of a port, a snapshot."""
    return request("GET", f"/ports/{device_id}/status", _STATUS)


def refresh_status(device_id: int) -> Request[FaxStatus]:
    """A newly computed status of a port."""
    return request("POST", f"/ports/{device_id}/status/refresh", _STATUS)


def routing_methods(device_id: int) -> Request[list[RoutingMethod]]:
    """What is done with the faxes that this port receives."""
    return request("GET", f"/ports/{device_id}/routing-methods", _METHODS)


def live_page(device_id: int, width: int | None = None) -> Request[bytes]:
    """The page that arrives or goes now, as PNG, ``width`` pels wide. NotThereError for none."""
    return page_image(f"/ports/{device_id}/page.png", width)


def page_image(path: str, width: int | None) -> Request[bytes]:
    """A page as PNG, ``width`` pels wide; None: as it is."""
    return Request(
        "GET", path, lambda: BytesReader(MAX_PAGE), query=pairs({"width": width}), accept=PNG
    )


MAX_PAGE = 2**26
"""Octets of the picture of a page."""
