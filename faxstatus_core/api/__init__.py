"""The fax server over HTTP: the API, server-sent events and a page, over ``service``."""

from faxstatus_core.api.app import create_app
from faxstatus_core.api.gate import Gate
from faxstatus_core.api.server import AddressError, FaxHttpServer, serving

__all__ = ["AddressError", "FaxHttpServer", "Gate", "create_app", "serving"]
