"""Ports and their statuses."""

import asyncio

from faxstatus_core.status import PortState, events, fax_status_schema
from tests.faxstatus_core.api.conftest import Api


async def test_ports_are_listed_in_order(api: Api) -> None:
    reply = await api.http.get("/ports")
    assert reply.status_code == 200
    assert [port["name"] for port in reply.json()] == ["line1", "line2"]
    assert reply.headers["cache-control"] == "no-store"
    assert all(port["can_modify"] for port in reply.json())


async def test_status_is_a_snapshot_with_every_property(api: Api) -> None:
    reply = await api.http.get(f"/ports/{api.port}/status")
    assert set(reply.json()) == set(fax_status_schema()["properties"])  # type: ignore[call-overload]
    assert reply.json()["extended"]["state"] == PortState.OFFLINE.value
    again = await api.http.post(f"/ports/{api.port}/status/refresh")
    assert again.json() == reply.json()


async def test_status_that_has_not_changed_is_not_sent_again(api: Api) -> None:
    first = await api.http.get(f"/ports/{api.port}/status")
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    for wanted in (tag, f'"x", {tag}', "*", tag.removeprefix("W/")):
        same = await api.http.get(f"/ports/{api.port}/status", headers={"If-None-Match": wanted})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    other = await api.http.get(f"/ports/{api.port}/status", headers={"If-None-Match": '"x"'})
    assert other.status_code == 200
    api.service.bus.publish(api.port, events.Initializing())
    changed = await api.http.get(f"/ports/{api.port}/status", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    assert changed.json()["extended"]["state"] == "initializing"


async def test_properties_can_be_changed_and_stay_so(api: Api) -> None:
    changes = {"rings": 4, "csid": "+49 99", "send": False, "priority": 9}
    reply = await api.http.patch(f"/ports/{api.port}", json=changes)
    assert reply.status_code == 200
    assert {key: reply.json()[key] for key in changes} == changes
    assert reply.json()["tsid"] == "+49 1"
    assert (await api.http.get(f"/ports/{api.port}")).json() == reply.json()
    assert (await api.http.get(f"/ports/{api.port}/status")).json()["csid"] == "+49 99"


async def test_properties_out_of_range_are_refused(api: Api) -> None:
    refused: list[object] = [{"rings": 0}, {"rings": "two"}, {"csid": 21 * "1"}, {"name": "x"}]
    for changes in (*refused, [], "x"):
        reply = await api.http.patch(f"/ports/{api.port}", json=changes)
        assert reply.status_code == 422, changes
    assert (await api.http.get(f"/ports/{api.port}")).json()["rings"] == 1


async def test_live_page_before_the_first(api: Api) -> None:
    reply = await api.http.get(f"/ports/{api.port}/page.png")
    assert (reply.status_code, reply.json()["type"]) == (404, "urn:faxstatus:problem:nothing-here")


async def test_routing_methods_are_the_hooks_of_the_port(api: Api) -> None:
    assert (await api.http.get(f"/ports/{api.port}/routing-methods")).json() == []


async def test_health_readiness_and_metrics(api: Api) -> None:
    root = "http://server"
    assert (await api.http.get(f"{root}/healthz")).json() == {"status": "ok", "ports": 2}
    assert (await api.http.get(f"{root}/readyz")).json() == {"status": "ready", "ports_open": 0}
    api.add_job()
    api.add_call()
    await asyncio.sleep(0.05)
    text = (await api.http.get(f"{root}/metrics")).text
    assert 'faxstatus_port_state{port="line1",state="offline"} 1.0' in text
    assert 'faxstatus_jobs{state="pending"} 1.0' in text
    assert 'faxstatus_calls_total{direction="receive",result="ok"} 1.0' in text
    assert 'faxstatus_pages_total{direction="receive"} 2.0' in text
    api.service.draining = True
    assert (await api.http.get(f"{root}/readyz")).status_code == 503
