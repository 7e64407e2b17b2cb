"""Errors as problem details."""

import pytest

from tests.faxstatus_core.api.conftest import Api

TITLES = {
    ("urn:faxstatus:problem:unknown-port", 404): "Unknown port",
    ("urn:faxstatus:problem:invalid-request", 422): "Invalid request",
    ("about:blank", 404): "Not Found",
    ("about:blank", 405): "Method Not Allowed",
}
STATUS = "/api/v1/ports/5/status"


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/api/v1/ports/5", 404, "urn:faxstatus:problem:unknown-port"),
        ("GET", "/api/v1/ports/5/status", 404, "urn:faxstatus:problem:unknown-port"),
        ("POST", "/api/v1/ports/5/status/refresh", 404, "urn:faxstatus:problem:unknown-port"),
        ("GET", "/api/v1/ports/x", 422, "urn:faxstatus:problem:invalid-request"),
        ("GET", "/api/v1/ports/-1", 422, "urn:faxstatus:problem:invalid-request"),
        ("GET", "/api/v1/ports/2147483648", 422, "urn:faxstatus:problem:invalid-request"),
        ("GET", "/api/v1/ports/" + "9" * 5000, 422, "urn:faxstatus:problem:invalid-request"),
        ("GET", "/nowhere", 404, "about:blank"),
        ("DELETE", STATUS, 405, "about:blank"),
        ("GET", STATUS + "/refresh", 405, "about:blank"),
    ],
)
async def test_each_error_is_a_problem(
    api: Api, method: str, path: str, status: int, kind: str
) -> None:
    reply = await api.http.request(method, f"http://server{path}")
    problem = reply.json()
    assert reply.status_code == problem["status"] == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert problem["type"] == kind
    assert problem["instance"] == path
    assert problem["detail"]
    assert problem["title"] == TITLES[kind, status]


async def test_an_invalid_request_says_where_and_what(api: Api) -> None:
    problem = (await api.http.get("/ports/%3Cscript%3E")).json()
    assert [fault["where"] for fault in problem["errors"]] == ["path.device_id"]
    assert "integer" in problem["errors"][0]["what"]
    assert "script" not in problem["detail"]
    assert problem["instance"] == "/api/v1/ports/%3Cscript%3E"


async def test_a_wrong_method_names_the_right_ones(api: Api) -> None:
    assert (await api.http.delete("/ports/5/status")).headers["allow"] == "GET"


async def test_a_fault_of_the_server_tells_nothing_of_its_inside(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise RuntimeError("secret")

    path = f"/ports/{api.port}/status"
    monkeypatch.setattr(api.service.bus, "status", fail)
    reply = await api.http.get(path)
    assert reply.status_code == reply.json()["status"] == 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["type"] == "about:blank"
    assert "secret" not in reply.text
