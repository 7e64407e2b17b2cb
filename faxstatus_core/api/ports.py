"""The ports and their statuses over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from faxstatus_core.api.problems import PORT_PROBLEMS
from faxstatus_core.status import FaxStatus, PortInfo, StatusBus

DeviceId = Annotated[
    int, Path(ge=0, le=2**31 - 1, description="Permanent line identifier of the port.")
]


def _never_stored(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


def ports_router(bus: StatusBus) -> APIRouter:
    """The routes under ``/ports``."""
    router = APIRouter(prefix="/ports", tags=["ports"])

    @router.get("")
    async def list_ports(response: Response) -> list[PortInfo]:
        """Every port of this server."""
        _never_stored(response)
        return bus.ports()

    @router.get("/{device_id}", responses=PORT_PROBLEMS)
    async def get_port(device_id: DeviceId, response: Response) -> PortInfo:
        """One port."""
        _never_stored(response)
        return bus.port(device_id)

    @router.get("/{device_id}/status", responses=PORT_PROBLEMS)
    async def get_status(device_id: DeviceId, response: Response) -> FaxStatus:
        """The port's status: a snapshot."""
        _never_stored(response)
        return bus.status(device_id)

    @router.post("/{device_id}/status/refresh", responses=PORT_PROBLEMS)
    async def refresh_status(device_id: DeviceId, response: Response) -> FaxStatus:
        """A new snapshot, computed now (IFaxStatus::Refresh). Changes nothing on the port."""
        _never_stored(response)
        return bus.status(device_id)

    return router
