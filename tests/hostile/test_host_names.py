"""DNS rebinding: names of other sites that are made to lead here."""

import socket

import httpx
import pytest
from starlette.responses import PlainTextResponse

from faxstatus_core.security import SecuritySection, guarded


async def status(host: str, *, listens: str = "127.0.0.1", allowed: tuple[str, ...] = ()) -> int:
    section = SecuritySection(allowed_hosts=allowed)
    app = guarded(PlainTextResponse("here"), section, listens, tls=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as http:
        return (await http.get("/", headers={"Host": host})).status_code


@pytest.mark.parametrize("listens", ["127.0.0.1", "0.0.0.0", "::", "fax.example.org"])
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8470",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example#localhost",
        "localhost@evil.example",
        "evil.example,localhost",
        "[::1].evil.example",
        "localhost:80:evil.example",
        "0x7f000001",
        "2130706433",
        "127.1",
        "",
        "*",
    ],
)
async def test_name_of_another_site_gets_nothing(listens: str, host: str) -> None:
    assert await status(host, listens=listens) == 421


@pytest.mark.parametrize("host", ["localhost:8470", "LOCALHOST.", "127.0.0.1", "[::1]:8470"])
async def test_this_machines_own_names_are_served(host: str) -> None:
    assert await status(host) == 200


async def test_configured_names_are_served_and_no_part_of_them() -> None:
    allowed = ("Fax.Example.ORG:443",)
    assert await status("fax.example.org", allowed=allowed) == 200
    for host in ("example.org", "a.fax.example.org", "xfax.example.org"):
        assert await status(host, allowed=allowed) == 421


async def test_server_for_all_is_served_by_its_addresses_and_its_own_name() -> None:
    for host in ("192.0.2.7:8470", "[2001:db8::7]", socket.gethostname()):
        assert await status(host, listens="0.0.0.0") == 200


async def test_what_dns_says_of_our_address_adds_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getfqdn", lambda *_: "evil.example")
    monkeypatch.setattr("socket.gethostbyaddr", lambda *_: ("evil.example", [], []))
    assert await status("evil.example", listens="0.0.0.0") == 421


async def test_two_host_headers_are_none() -> None:
    app = guarded(PlainTextResponse("here"), SecuritySection(), "127.0.0.1", tls=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as http:
        answer = await http.get("/", headers=[("Host", "localhost"), ("Host", "evil.example")])
    assert answer.status_code == 421
