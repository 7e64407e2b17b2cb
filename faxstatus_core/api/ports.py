"""The ports and their statuses over HTTP."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from faxstatus_core.api.conditional import not_modified, respond, weak_etag
from faxstatus_core.api.description import PAGE_PNG, documented
from faxstatus_core.api.gate import Gate
from faxstatus_core.api.problem import ProblemError
from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.records import RoutingMethod
from faxstatus_core.service import FaxService, PortChanges
from faxstatus_core.status import FaxStatus, PortInfo

DeviceId = Annotated[
    int, Path(ge=0, le=2**31 - 1, description="Permanent line identifier of the port.")
]
Width = Annotated[
    int | None, Query(ge=1, le=4000, description="Width in pixels, if it is to be smaller.")
]


def _never_stored(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


def ports_router(service: FaxService, gate: Gate) -> APIRouter:
    """The routes under ``/ports``."""
    router = APIRouter(prefix="/ports", tags=["ports"])
    bus = service.bus
    one_port = documented(404, 422)

    @router.get("", dependencies=gate.reading)
    async def list_ports(response: Response) -> list[PortInfo]:
        """Every port of this server."""
        _never_stored(response)
        return bus.ports()

    @router.get("/{device_id}", dependencies=gate.reading, responses=one_port)
    async def get_port(device_id: DeviceId, response: Response) -> PortInfo:
        """One port."""
        _never_stored(response)
        return bus.port(device_id)

    @router.patch("/{device_id}", dependencies=gate.administering, responses=one_port)
    async def modify_port(device_id: DeviceId, changes: PortChanges) -> PortInfo:
        """Change what IFaxPort lets a client change; it holds over a restart."""
        return await service.modify_port(device_id, changes)

    @router.get(
        "/{device_id}/status",
        response_model=FaxStatus,
        dependencies=gate.reading,
        responses=one_port | {304: {"description": "The client has this version."}},
    )
    async def get_status(device_id: DeviceId, request: Request) -> Response:
        """The port's status: a snapshot.

        Its entity tag stays while nothing happens on the port: only running times differ then.
        """
        bus.port(device_id)
        etag = weak_etag(str(service.hub.version(device_id)))
        if (unchanged := not_modified(request, etag)) is not None:
            return unchanged
        content = bus.status(device_id).model_dump_json().encode()
        return respond(request, content, "application/json", etag=etag)

    @router.post("/{device_id}/status/refresh", dependencies=gate.reading, responses=one_port)
    async def refresh_status(device_id: DeviceId, response: Response) -> FaxStatus:
        """A new snapshot, computed now (IFaxStatus::Refresh). Changes nothing on the port."""
        _never_stored(response)
        return bus.status(device_id)

    @router.get("/{device_id}/routing-methods", dependencies=gate.reading, responses=one_port)
    async def get_routing_methods(device_id: DeviceId, response: Response) -> list[RoutingMethod]:
        """What is done with the faxes of this port (IFaxPort::GetRoutingMethods)."""
        _never_stored(response)
        return service.routing_methods(device_id)

    @router.get(
        "/{device_id}/page.png",
        dependencies=gate.reading,
        responses=one_port | PAGE_PNG,
        response_class=Response,
    )
    async def get_live_page(device_id: DeviceId, width: Width = None) -> Response:
        """The page that is arriving, as far as it is here, or that arrived last."""
        port = service.worker(device_id).port
        png = await asyncio.to_thread(port.live_page, width)
        if png is None:
            raise ProblemError(ProblemKind.NOTHING_HERE, "no page has arrived on this port")
        return Response(png, media_type="image/png", headers={"Cache-Control": "no-store"})

    return router
