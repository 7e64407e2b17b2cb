"""Ports and statuses over HTTP."""

from typing import Protocol

import httpx
import pytest

from faxstatus_core.status import FaxStatus, PortInfo, StatusBus
from faxstatus_core.status import events as ev
from faxstatus_core.status.record import IFAXSTATUS_PROPERTIES


class Clock(Protocol):
    def advance(self, seconds: float) -> None: ...


async def test_ports_are_listed_in_order(http: httpx.AsyncClient, bus: StatusBus) -> None:
    reply = await http.get("/api/v1/ports")
    assert reply.status_code == 200
    assert [PortInfo.model_validate(item) for item in reply.json()] == bus.ports()
    assert [item["device_id"] for item in reply.json()] == [11, 12]


async def test_one_port(http: httpx.AsyncClient) -> None:
    reply = await http.get("/api/v1/ports/12")
    assert reply.json() == {
        "device_id": 12,
        "name": "Line 2",
        "rings": 1,
        "csid": None,
        "tsid": None,
        "send": False,
        "receive": True,
        "priority": 1,
        "can_modify": False,
    }


async def test_a_status_has_every_property(http: httpx.AsyncClient, bus: StatusBus) -> None:
    reply = await http.get("/api/v1/ports/11/status")
    assert set(reply.json()) == {*IFAXSTATUS_PROPERTIES, "extended"}
    assert FaxStatus.model_validate_json(reply.content) == bus.status(11)
    assert reply.headers["cache-control"] == "no-store"


async def test_refresh_computes_the_status_now(
    http: httpx.AsyncClient, bus: StatusBus, clock: Clock
) -> None:
    for event in (ev.Initializing(), ev.Dialing(ev.JobInfo("5550100"))):
        bus.publish(11, event)
    clock.advance(12.5)
    reply = await http.post("/api/v1/ports/11/status/refresh")
    assert reply.status_code == 200
    assert reply.json()["elapsed_time"] == 12.5
    assert reply.json()["start_time"] == "2026-03-01T12:00:00Z"
    assert reply.json()["address"] == "5550100"


async def test_health(http: httpx.AsyncClient) -> None:
    assert (await http.get("/healthz")).json() == {"status": "ok", "ports": 2}


async def test_the_description_holds_the_record_and_its_problems(http: httpx.AsyncClient) -> None:
    described = (await http.get("/openapi.json")).json()
    assert set(described["paths"]) == {
        "/healthz",
        "/api/v1/ports",
        "/api/v1/ports/{device_id}",
        "/api/v1/ports/{device_id}/status",
        "/api/v1/ports/{device_id}/status/refresh",
        "/api/v1/events",
    }
    schemas = described["components"]["schemas"]
    properties = schemas["FaxStatus"]["properties"]
    assert all(properties[name]["description"] for name in IFAXSTATUS_PROPERTIES)
    assert "HTTPValidationError" not in schemas
    assert {"type", "title", "status", "detail", "instance"} <= set(schemas["Problem"]["required"])
    status = described["paths"]["/api/v1/ports/{device_id}/status"]["get"]["responses"]
    for code in ("404", "422", "default"):
        assert status[code]["content"] == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_no_page_that_loads_from_elsewhere(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 404
