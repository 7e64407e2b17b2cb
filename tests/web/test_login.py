"""Tokens and sessions: who sees what, and how a session begins and ends."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from faxstatus_core.security import Role
from tests.support.web_server import WebServer, web_server
from tests.web.conftest import TWO_PORTS, Visit

UNKNOWN = r"status of 401"


async def _log_in(page: Page, token: str) -> None:
    await page.get_by_label("Token").fill(token)
    await page.get_by_role("button", name="Log in").click()


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A server that needs a token."""
    with web_server(tmp_path_factory.mktemp("closed"), TWO_PORTS) as server:
        yield server


async def test_roles(closed: WebServer, visit: Visit) -> None:
    server = closed
    server.revoke_tokens()
    tokens = {role: server.token(role) for role in Role}
    job = server.submit({"number": "0301"}, token=tokens[Role.ADMIN])
    may_submit = {Role.READ: False, Role.SUBMIT: True, Role.ADMIN: True}
    for role, submits in may_submit.items():
        window = await visit(server)
        window.expected.append(UNKNOWN)
        page = await window.show("queue", "Log in")
        await expect(page.get_by_label("Token")).to_be_focused()
        await _log_in(page, "fxs_wrong")
        await expect(page.get_by_role("alert").filter(has_text="does not know")).to_be_visible()
        await _log_in(page, tokens[role])
        await expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
        await expect(page.locator(f'tr[data-job="{job}"]')).to_be_visible()
        await expect(page.get_by_role("navigation").get_by_role("link", name="Send")).to_be_visible(
            visible=submits
        )
        await expect(page.get_by_role("button", name="Cancel")).to_have_count(int(submits))
        pause = page.get_by_role("button", name="Pause the queue")
        await expect(pause).to_have_count(int(role is Role.ADMIN))
        if role is Role.READ:
            await page.keyboard.press("s")
            await expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
            await window.show("send", "Send a fax")
            await expect(page.get_by_text("This token may look, but not send.")).to_be_visible()
            await expect(page.get_by_label("Number")).to_have_count(0)
        await page.get_by_role("button", name="Log out").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
        assert await window.context.cookies() == []
        await page.reload()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


@pytest.mark.parametrize("how", ["by a request", "by the stream of events"])
async def test_session_that_ends_asks_for_a_token_and_keeps_what_was_typed(
    closed: WebServer, visit: Visit, how: str
) -> None:
    server = closed
    server.revoke_tokens()
    token = server.token(Role.SUBMIT)
    window = await visit(server)
    window.expected += [UNKNOWN, "ERR_"]
    page = await window.show("send", "Log in")
    await _log_in(page, token)
    await page.get_by_label("Number", exact=True).fill("0309999")
    if how == "by a request":
        server.revoke_tokens()
        token = server.token(Role.SUBMIT)
        await page.get_by_label("A cover page goes first").check()
        await page.get_by_role("button", name="Send", exact=True).click()
    else:
        server.stop()  # sessions are in its memory
        server.start()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    await _log_in(page, token)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Send a fax")
    await expect(page.get_by_label("Number", exact=True)).to_have_value("0309999")
    await expect(page.get_by_text("Live", exact=True)).to_be_visible()
