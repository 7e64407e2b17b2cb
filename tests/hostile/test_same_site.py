"""Pages of other sites, in the browser of somebody who may do everything."""

import httpx
import pytest
from starlette.responses import PlainTextResponse

from faxstatus_core.security import SecuritySection, guarded

HERE = "http://localhost:8470"
METHODS = ["POST", "PUT", "PATCH", "DELETE", "post", "TRACE", "LINK"]


async def status(method: str, headers: list[tuple[str, str]], base: str = HERE) -> int:
    app = guarded(PlainTextResponse("done"), SecuritySection(), "127.0.0.1", tls=False)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=base) as http:
        return (await http.request(method, "/", headers=headers)).status_code


@pytest.mark.parametrize(
    "headers",
    [
        [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")],
        [("Sec-Fetch-Site", "same-site"), ("Origin", "http://localhost:3000")],
        [("Sec-Fetch-Site", "cross-site")],
        [("Sec-Fetch-Site", "cross-site"), ("Origin", HERE)],
        [("Sec-Fetch-Site", "")],
        [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")],
        [("Origin", "https://evil.example")],
        [("Origin", "null")],
        [("Origin", "")],
        [("Origin", "http://localhost")],
        [("Origin", "http://localhost:8471")],
        [("Origin", "http://localhost:8470.evil.example")],
        [("Origin", "http://localhost:8470@evil.example")],
        [("Origin", "http://evil.example/localhost:8470")],
        [("Origin", "file://localhost:8470")],
        [("Origin", "chrome-extension://localhost:8470")],
        [("Origin", "http://[")],
        [("Origin", HERE), ("Origin", "https://evil.example")],
    ],
)
async def test_page_of_another_site_changes_nothing(headers: list[tuple[str, str]]) -> None:
    assert [await status(method, headers) for method in METHODS] == [403] * len(METHODS)
    assert await status("POST", [*headers, ("Cookie", "faxstatus_session=x")]) == 403


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Authorization", "Bearer fxs_a_b")],
        [("Sec-Fetch-Site", "same-origin"), ("Origin", HERE)],
        [("Sec-Fetch-Site", "none")],
        [("Origin", HERE)],
        [("Origin", "https://localhost:8470")],  # a proxy ends its TLS
    ],
)
async def test_own_page_and_programs_may_change_things(headers: list[tuple[str, str]]) -> None:
    assert await status("POST", headers) == 200


async def test_proxy_that_gives_another_host_does_not_lock_out_the_own_page() -> None:
    headers = [("Sec-Fetch-Site", "same-origin"), ("Origin", "https://fax.example.org")]
    assert await status("POST", headers, "http://127.0.0.1:8470") == 200


async def test_links_from_other_sites_lead_here() -> None:
    headers = [("Sec-Fetch-Site", "cross-site")]
    assert [await status(method, headers) for method in ("GET", "HEAD")] == [200, 200]


async def test_page_over_plain_http_is_another_site_to_https() -> None:
    app = guarded(PlainTextResponse(""), SecuritySection(), "127.0.0.1", tls=True)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://localhost") as http:
        plain = await http.post("/", headers={"Origin": "http://localhost"})
        own = await http.post("/", headers={"Origin": "https://localhost"})
    assert (plain.status_code, own.status_code) == (403, 200)
