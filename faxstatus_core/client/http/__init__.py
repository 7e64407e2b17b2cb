"""Flows and requests over HTTP: one connection that blocks, one that awaits."""

from faxstatus_core.client.http.async_connection import AsyncConnection
from faxstatus_core.client.http.connection import Connection
from faxstatus_core.client.http.endpoint import DEFAULT_TIMEOUT, Endpoint

__all__ = ["DEFAULT_TIMEOUT", "AsyncConnection", "Connection", "Endpoint"]
