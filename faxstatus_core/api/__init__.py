"""The status server: HTTP API, server-sent events and a page, over ``faxstatus_core.status``."""

from faxstatus_core.api.app import create_app
from faxstatus_core.api.server import AddressError, StatusServer, serving

__all__ = ["AddressError", "StatusServer", "create_app", "serving"]
