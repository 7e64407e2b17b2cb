"""The server itself."""

from pydantic import TypeAdapter

from faxstatus_core.client.requests import Request, pairs, request
from faxstatus_core.records import ServerInfo, Statistics

_INFO = TypeAdapter(ServerInfo)
_STATISTICS = TypeAdapter(Statistics)


def server_info() -> Request[ServerInfo]:
    """The server's name, version and settings."""
    return request("GET", "/server", _INFO)


def set_paused(paused: bool) -> Request[ServerInfo]:
    """Begin no further job, or go on. Needs the role admin."""
    return request("PUT", "/server/paused", _INFO, json={"paused": paused})


def statistics(days: int = 30) -> Request[Statistics]:
    """The calls of the last ``days``, by day, and the causes of failures."""
    return request("GET", "/statistics", _STATISTICS, query=pairs({"days": days}))
