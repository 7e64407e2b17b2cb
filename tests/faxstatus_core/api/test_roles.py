"""Who may ask for what: every route has a row here."""

import pytest
from fastapi.routing import APIRoute

from faxstatus_core.security import Role
from tests.faxstatus_core.api.conftest import Api

R, S, A = Role.READ, Role.SUBMIT, Role.ADMIN
NEEDED: dict[tuple[str, str], Role | None] = {
    ("GET", "/api/v1/server"): R,
    ("PUT", "/api/v1/server/paused"): A,
    ("GET", "/api/v1/schemas/fax-status.json"): None,
    ("GET", "/api/v1/ports"): R,
    ("GET", "/api/v1/ports/{device_id}"): R,
    ("PATCH", "/api/v1/ports/{device_id}"): A,
    ("GET", "/api/v1/ports/{device_id}/status"): R,
    ("POST", "/api/v1/ports/{device_id}/status/refresh"): R,
    ("GET", "/api/v1/ports/{device_id}/routing-methods"): R,
    ("GET", "/api/v1/ports/{device_id}/page.png"): R,
    ("POST", "/api/v1/jobs"): S,
    ("GET", "/api/v1/jobs"): R,
    ("GET", "/api/v1/jobs/{job_id}"): R,
    ("POST", "/api/v1/jobs/{job_id}/cancel"): S,
    ("POST", "/api/v1/jobs/{job_id}/pause"): S,
    ("POST", "/api/v1/jobs/{job_id}/resume"): S,
    ("POST", "/api/v1/jobs/{job_id}/retry"): S,
    ("GET", "/api/v1/jobs/{job_id}/pages/{number}.png"): R,
    ("GET", "/api/v1/faxes"): R,
    ("GET", "/api/v1/faxes/{fax_id}"): R,
    ("PATCH", "/api/v1/faxes/{fax_id}"): S,
    ("DELETE", "/api/v1/faxes/{fax_id}"): A,
    ("GET", "/api/v1/faxes/{fax_id}/fax.tiff"): R,
    ("GET", "/api/v1/faxes/{fax_id}/fax.pdf"): R,
    ("GET", "/api/v1/faxes/{fax_id}/pages/{number}.png"): R,
    ("GET", "/api/v1/calls"): R,
    ("GET", "/api/v1/calls/{call_id}"): R,
    ("GET", "/api/v1/calls/{call_id}/ladder.txt"): R,
    ("GET", "/api/v1/calls/{call_id}/ladder.svg"): R,
    ("GET", "/api/v1/calls/{call_id}/ladder.html"): R,
    ("GET", "/api/v1/calls/{call_id}/capture.pcapng"): R,
    ("GET", "/api/v1/calls/{call_id}/trace.jsonl"): R,
    ("GET", "/api/v1/statistics"): R,
    ("GET", "/api/v1/events"): R,
    ("GET", "/api/v1/session"): None,
    ("POST", "/api/v1/session"): None,
    ("DELETE", "/api/v1/session"): None,
    ("GET", "/healthz"): None,
    ("GET", "/readyz"): None,
    ("GET", "/metrics"): R,
}


async def test_every_operation_has_a_row(api: Api) -> None:
    described = {
        (method.upper(), path)
        for path, operations in api.app.openapi()["paths"].items()
        for method in operations
    }
    assert described == set(NEEDED)


@pytest.mark.parametrize(("operation", "needed"), NEEDED.items(), ids=str)
async def test_only_those_who_may_pass(
    api: Api, operation: tuple[str, str], needed: Role | None
) -> None:
    method, path = operation
    url = f"http://server{path}"
    for name in ("device_id", "job_id", "fax_id", "call_id", "number"):
        url = url.replace(f"{{{name}}}", "99")
    headers = {role: api.token(role) for role in Role}
    if path.endswith("/events"):
        url += "?kind=nonsense"  # a stream has no end
    nobody = await api.http.request(method, url)
    stranger = await api.http.request(method, url, headers={"Authorization": "Bearer fxs_0_x"})
    if needed is None:
        assert nobody.status_code != 403
        return
    assert (nobody.status_code, stranger.status_code) == (401, 401)
    assert nobody.headers["www-authenticate"] == "Bearer"
    for role in Role:
        reply = await api.http.request(method, url, headers=headers[role])
        assert (reply.status_code == 403) == (not role.allows(needed)), role
        assert reply.status_code != 401


async def test_session_stands_for_its_token_until_it_ends(api: Api) -> None:
    secret = api.token(Role.READ, "ada")["Authorization"].partition(" ")[2]
    assert (await api.http.get("/session")).json()["login_needed"] is True
    assert (await api.http.post("/session", json={"token": "fxs_no"})).status_code == 401
    begun = await api.http.post("/session", json={"token": secret})
    assert begun.status_code == 204
    cookie = begun.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert secret not in cookie
    state = (await api.http.get("/session")).json()
    assert (state["role"], state["name"], state["login_needed"]) == ("read", "ada", False)
    assert (await api.http.get("/ports")).status_code == 200
    api.tokens.revoke(api.tokens.records()[0].id)
    assert (await api.http.get("/ports")).status_code == 401


async def test_routes_of_the_page_need_no_token(api: Api) -> None:
    api.token(Role.READ)
    assert (await api.http.get("http://server/")).status_code == 200
    pages = [
        route.path
        for route in api.app.routes
        if isinstance(route, APIRoute) and route.path.startswith("/web/")
    ]
    assert all([(await api.http.get(f"http://server{path}")).status_code == 200 for path in pages])
