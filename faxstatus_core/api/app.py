"""The fax server's application."""

from fastapi import APIRouter, FastAPI

from faxstatus_core.api.calls import calls_router
from faxstatus_core.api.description import ANY_PROBLEM, DescribedApp
from faxstatus_core.api.early_gate import EarlyGate
from faxstatus_core.api.error_handlers import answer_with_problems
from faxstatus_core.api.events import HEARTBEAT, events_router
from faxstatus_core.api.faxes import faxes_router
from faxstatus_core.api.gate import Gate
from faxstatus_core.api.health import health_router
from faxstatus_core.api.jobs import jobs_router
from faxstatus_core.api.page import page_router
from faxstatus_core.api.ports import ports_router
from faxstatus_core.api.server_info import server_router
from faxstatus_core.api.session import session_router
from faxstatus_core.security import Slots
from faxstatus_core.service import API_VERSION, FaxService

API = f"/api/v{API_VERSION}"


def create_app(
    service: FaxService, gate: Gate, slots: Slots, *, heartbeat: float = HEARTBEAT
) -> FastAPI:
    """The application that serves ``service``: the API, the page and the description of the API.

    Run it on the service's event loop; close the service's hub before the server shuts down
    (``server.FaxHttpServer`` does), or open event streams keep the server waiting.
    """
    app = DescribedApp(
        title="Fax server",
        summary="Ports, jobs, calls and received faxes; the status of ports after IFaxStatus.",
        version=API_VERSION,
        # FastAPI's own documentation pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        responses=ANY_PROBLEM,
        # Clients that are made from the description have methods of these names.
        generate_unique_id_function=lambda route: route.name,
    )
    answer_with_problems(app)
    app.add_middleware(EarlyGate, gate=gate, api=API)
    api = APIRouter(prefix=API)
    for router in (
        server_router(service, gate),
        ports_router(service, gate),
        jobs_router(service, gate),
        faxes_router(service, gate),
        calls_router(service, gate),
        events_router(service.hub, gate, slots, heartbeat=heartbeat),
        session_router(gate),
    ):
        api.include_router(router)
    app.include_router(api)
    app.include_router(health_router(service, gate, slots))
    app.include_router(page_router())
    return app
