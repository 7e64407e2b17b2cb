"""Every operation of the API as a request or a flow, and what comes of it. No I/O."""

from faxstatus_core.client.operations import calls, faxes, jobs, ports, queue, server

__all__ = ["calls", "faxes", "jobs", "ports", "queue", "server"]
