"""A server that goes away and comes back: the page says so, and goes on by itself."""

import signal
from collections.abc import Callable

from playwright.async_api import expect

from tests.support.web_server import WebServer
from tests.web.conftest import Visit


async def test_page_is_live_again_after_a_restart(
    serve: Callable[[], WebServer], visit: Visit
) -> None:
    server = serve()
    window = await visit(server)
    window.expected.append("ERR_")
    page = await window.show("queue", "Queue")
    connection = page.locator("#connection")
    await expect(connection).to_have_text("Live")
    await page.evaluate("window.sameDocument = true")

    server.stop(signal.SIGKILL)
    await expect(connection).to_have_text("Connection lost; trying again…")
    await window.show("history", "History")
    await expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()

    server.start()
    job = server.submit({"number": "0301"})
    await expect(connection).to_have_text("Live")
    await expect(page.get_by_text("cannot be reached")).to_have_count(0)
    await expect(page.locator(f'tr[data-job="{job}"]')).to_be_visible()
    await window.show("queue", "Queue")
    other = server.submit({"number": "0302"})
    await expect(page.locator(f'tr[data-job="{other}"]')).to_be_visible()

    # What happens while this browser has no network, over another restart.
    await window.context.set_offline(True)
    server.stop()
    server.start()
    last = server.submit({"number": "0303"})
    await window.context.set_offline(False)
    for each in (job, other, last):
        await expect(page.locator(f'tr[data-job="{each}"]')).to_be_visible()
    assert await page.evaluate("window.sameDocument")
