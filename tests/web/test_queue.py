"""Jobs that wait: what is done with them, by this window and by others."""

import re

import httpx
import pytest
from playwright.async_api import Locator, Page, expect

from tests.support.web_server import WebServer
from tests.web.conftest import Furnished, Visit


@pytest.fixture
def server(furnished: Furnished) -> WebServer:
    return furnished.server


def _row(page: Page, job: int) -> Locator:
    return page.locator(f'tr[data-job="{job}"]')


def _button(row: Locator, name: str) -> Locator:
    return row.get_by_role("button", name=re.compile(f"^{name}:"))


async def test_job_of_another_client_appears_is_paused_resumed_and_cancelled(
    server: WebServer, visit: Visit
) -> None:
    page = await (await visit(server)).show("queue", "Queue")
    job = server.submit({"number": "0301", "recipient_name": "Dora"})
    row = _row(page, job)
    await expect(row).to_contain_text("Dora")
    await expect(row.locator(".badge")).to_have_text("pending")
    await _button(row, "Pause").click()
    await expect(row.locator(".badge")).to_have_text("paused")
    await _button(row, "Resume").click()
    await expect(row.locator(".badge")).to_have_text("pending")
    await _button(row, "Cancel").click()
    await expect(row).to_have_count(0)
    assert server.get(f"/jobs/{job}")["state"] == "cancelled"


async def test_focus_stays_in_the_queue_when_a_job_leaves_it(
    server: WebServer, visit: Visit
) -> None:
    first, second = (server.submit({"number": "0302", "priority": "1"}) for _ in range(2))
    page = await (await visit(server)).show("queue", "Queue")
    await _button(_row(page, first), "Pause").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(_row(page, first)).to_have_count(0)
    await expect(_button(_row(page, second), "Cancel")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(_row(page, second)).to_have_count(0)
    assert await page.evaluate("document.activeElement.closest('main') !== null")


async def test_finished_job_is_tried_again(furnished: Furnished, visit: Visit) -> None:
    server, failed = furnished.server, furnished.contents.failed
    page = await (await visit(server)).show(f"jobs/{failed}", f"Job {failed}")
    await expect(page.locator(".badge").first).to_have_text("failed")
    await expect(page.get_by_text("the number does not exist")).to_be_visible()
    await page.get_by_role("button", name=f"Try again: job {failed}").click()
    await expect(page.locator(".badge").first).to_have_text("pending")
    await page.get_by_role("button", name=f"Cancel: job {failed}").click()
    await expect(page.locator(".badge").first).to_have_text("cancelled")


async def test_action_that_is_refused_is_told(server: WebServer, visit: Visit) -> None:
    """Another client was quicker, and this window has not heard of it."""
    job = server.submit({"number": "0303"})
    window = await visit(server)
    window.expected.extend(["status of 409", "ERR_INTERNET_DISCONNECTED"])
    page = await window.show("queue", "Queue")
    button = _button(_row(page, job), "Pause")
    await button.wait_for()
    await window.context.set_offline(True)
    await button.click()
    trouble = page.get_by_role("alert").filter(has_text="cannot be reached")
    await expect(trouble).to_be_visible()
    await expect(button).to_be_enabled()
    await trouble.get_by_role("button", name="Put away").click()
    await expect(trouble).to_be_hidden()
    await window.context.set_offline(False)


async def test_whole_queue_is_paused(server: WebServer, visit: Visit) -> None:
    page = await (await visit(server)).show("queue", "Queue")
    await page.get_by_role("button", name="Pause the queue").click()
    await expect(page.get_by_text("The queue is paused")).to_be_visible()
    assert httpx.get(f"{server.url}/api/v1/server").json()["pause_server_queue"] is True
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_text("The queue is paused")).to_be_hidden()
    assert httpx.get(f"{server.url}/api/v1/server").json()["pause_server_queue"] is False
