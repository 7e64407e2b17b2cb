"""The status server's application."""

from typing import Literal

from fastapi import FastAPI
from pydantic import BaseModel, Field

from faxstatus_core.api.events import events_router
from faxstatus_core.api.page import page_router
from faxstatus_core.api.ports import ports_router
from faxstatus_core.api.problems import ANY_PROBLEM, ProblemApp, install
from faxstatus_core.status import StatusBus

API_VERSION = "1"


class Health(BaseModel):
    """That the server answers."""

    status: Literal["ok"] = "ok"
    ports: int = Field(description="Number of ports.")


def create_app(bus: StatusBus) -> FastAPI:
    """The application that serves ``bus``: the API, the page and the description of the API.

    Run it on the event loop that publishes to the bus; close the bus before the server shuts down
    (``server.StatusServer`` does), or open event streams keep the server waiting.
    """
    app = ProblemApp(
        title="Fax status",
        summary="The status of fax ports, after IFaxStatus.",
        version=API_VERSION,
        # FastAPI's own documentation pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        responses=ANY_PROBLEM,
    )
    install(app)

    @app.get("/healthz", tags=["server"])
    async def health() -> Health:
        """Whether the server answers."""
        return Health(ports=len(bus.ports()))

    app.include_router(ports_router(bus), prefix="/api/v1")
    app.include_router(events_router(bus), prefix="/api/v1")
    app.include_router(page_router())
    return app
