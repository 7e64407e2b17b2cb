"""For those who watch the server: does it live, can it work, how much does it do."""

from typing import Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, Field

from faxstatus_core.api.description import PUBLIC
from faxstatus_core.api.gate import Gate
from faxstatus_core.api.metrics import registry_of
from faxstatus_core.api.problem import ProblemError
from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.security import Slots
from faxstatus_core.service import FaxService


class Health(BaseModel):
    """That the server answers."""

    status: Literal["ok"] = "ok"
    ports: int = Field(description="Number of ports.")


class Readiness(BaseModel):
    """That jobs are taken and written."""

    status: Literal["ready"] = "ready"
    ports_open: int = Field(description="Ports whose device works.")


def health_router(service: FaxService, gate: Gate, slots: Slots) -> APIRouter:
    """The routes ``/healthz``, ``/readyz`` and ``/metrics``."""
    router = APIRouter(tags=["health"])
    registry = registry_of(service, slots)

    @router.get("/healthz", openapi_extra=PUBLIC)
    async def health() -> Health:
        """Whether the server answers."""
        return Health(ports=len(service.bus.ports()))

    @router.get("/readyz", openapi_extra=PUBLIC)
    async def ready() -> Readiness:
        """Whether the server can take jobs: 503 while it starts, stops, or cannot write."""
        if (reason := await service.not_ready()) is not None:
            raise ProblemError(ProblemKind.NOT_READY, reason)
        return Readiness(ports_open=service.open_ports)

    @router.get("/metrics", dependencies=gate.reading, response_class=Response)
    async def metrics() -> Response:
        """Figures in Prometheus' text format."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router
