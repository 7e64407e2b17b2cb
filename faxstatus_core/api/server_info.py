"""The server itself, after IFaxServer (faxcom.h)."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from faxstatus_core.api.description import PUBLIC, documented
from faxstatus_core.api.gate import Gate
from faxstatus_core.records import ServerInfo
from faxstatus_core.service import FaxService
from faxstatus_core.status import fax_status_schema


class Paused(BaseModel):
    """Whether no job is begun (PauseServerQueue)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    paused: bool


def server_router(service: FaxService, gate: Gate) -> APIRouter:
    """The routes ``/server`` and ``/schemas``."""
    router = APIRouter(tags=["server"])

    @router.get("/server", dependencies=gate.reading)
    async def get_server(response: Response) -> ServerInfo:
        """The server's properties."""
        response.headers["Cache-Control"] = "no-store"
        return service.info()

    @router.put("/server/paused", dependencies=gate.administering, responses=documented(422))
    async def pause_queue(body: Paused) -> ServerInfo:
        """Begin no job, or begin them again. Calls that are under way go on."""
        await service.pause_queue(paused=body.paused)
        return service.info()

    @router.get("/schemas/fax-status.json", openapi_extra=PUBLIC)
    async def get_schema() -> dict[str, object]:
        """The JSON schema of FaxStatus."""
        return fax_status_schema()

    return router
