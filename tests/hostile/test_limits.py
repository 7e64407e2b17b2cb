"""Clients that ask for more than their share."""

import httpx
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from faxstatus_core.security import RateLimiter, SecuritySection, Slots, guarded
from faxstatus_core.security.middleware import RateLimit

BURST = 5


def whole() -> ASGIApp:
    section = SecuritySection(requests_per_minute=1, burst=BURST)
    return guarded(PlainTextResponse("here"), section, "::", tls=False)


async def statuses(app: ASGIApp, *addresses: str, host: str = "localhost") -> list[int]:
    found = []
    for address in addresses:
        transport = httpx.ASGITransport(app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            found.append((await http.get("/", headers={"Host": host})).status_code)
    return found


async def test_flood_is_refused_and_others_are_served() -> None:
    app = whole()
    assert await statuses(app, *["192.0.2.1"] * (BURST + 2)) == [200] * BURST + [429] * 2
    assert await statuses(app, "192.0.2.2") == [200]


async def test_addresses_of_one_ipv6_network_are_one_client() -> None:
    addresses = [f"2001:db8::{number:x}:{number:x}:1:2" for number in range(1, 20)]
    assert (await statuses(whole(), *addresses)).count(200) == BURST


async def test_clients_with_ipv4_are_not_one_on_a_socket_for_both() -> None:
    addresses = [f"::ffff:192.0.2.{number}" for number in range(1, 20)]
    assert await statuses(whole(), *addresses) == [200] * 19


async def test_client_does_not_choose_its_own_address() -> None:
    app, found = whole(), []
    for number in range(BURST + 3):
        transport = httpx.ASGITransport(app, client=("192.0.2.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            forged = {"X-Forwarded-For": f"192.0.2.{number}", "Forwarded": f"for=192.0.2.{number}"}
            found.append((await http.get("/", headers=forged)).status_code)
    assert found.count(200) == BURST


async def test_refused_requests_count_too() -> None:
    """Else guessing, with requests that are refused for something else, would be free."""
    app = whole()
    refused = await statuses(app, *["192.0.2.1"] * BURST, host="evil.example")
    assert refused == [421] * BURST
    assert await statuses(app, "192.0.2.1") == [429]


async def test_refusal_says_when_to_come_again() -> None:
    times = iter([0.0] * 3 + [29.5, 60.0])
    app = RateLimit(PlainTextResponse("here"), RateLimiter(1 / 60, 1), lambda: next(times))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
        answers = [await http.get("/") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 429, 429, 429, 200]
    assert [answer.headers["retry-after"] for answer in answers[1:4]] == ["60", "60", "31"]


def test_streams_of_one_network_leave_places_for_others() -> None:
    slots = Slots(10, per_client=2)
    taken = sum(slots.enter(f"2001:db8::{number:x}:0:0:1") for number in range(1, 10))
    assert taken == 2
    assert slots.enter("2001:db8:0:1::1")


def test_leaving_again_and_again_makes_no_places() -> None:
    slots = Slots(2, per_client=1)
    assert slots.enter("192.0.2.1")
    for _ in range(10):
        slots.leave("192.0.2.2")
    assert not slots.enter("192.0.2.1")
    assert slots.enter("192.0.2.3")
    assert not slots.enter("192.0.2.4")
