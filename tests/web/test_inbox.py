"""Received faxes: seen, read, searched, kept elsewhere, removed."""

import io
import re

import httpx
import pytest
from PIL import Image
from playwright.async_api import Page, expect

from tests.support.web_server import WebServer
from tests.web.conftest import Furnished, Visit


def _mark(server: WebServer, fax: int, *, read: bool) -> None:
    httpx.patch(f"{server.url}/api/v1/faxes/{fax}", json={"read": read}).raise_for_status()


async def test_opening_a_fax_marks_it_as_read(furnished: Furnished, visit: Visit) -> None:
    server, fax = furnished.server, furnished.contents.received
    _mark(server, fax, read=False)
    window = await visit(server)
    page = await window.show("inbox", "Inbox")
    card = page.locator(f'[data-fax="{fax}"]')
    await expect(card).to_have_accessible_name(re.compile("new"))
    await card.click()
    mark = page.get_by_role("button", name="Mark as new")
    await expect(mark).to_be_visible()
    assert server.get(f"/faxes/{fax}")["read"] is True
    await window.show("inbox", "Inbox")
    await expect(card).not_to_have_accessible_name(re.compile("new"))
    await page.get_by_label("Only new ones").check()
    await expect(card).to_have_count(0)
    # Another client marks it: the list and the number above it follow.
    _mark(server, fax, read=False)
    await expect(card).to_be_visible()
    unread = len(server.get("/faxes?read=false")["items"])
    await expect(page.locator('[data-count="unread"]')).to_have_text(str(unread))


async def test_search(furnished: Furnished, visit: Visit) -> None:
    page = await (await visit(furnished.server)).show("inbox", "Inbox")
    await expect(page.locator("[data-fax]").first).to_be_visible()
    await page.get_by_label("Search").fill("nobody at all")
    await expect(page.get_by_text("No fax is like that.")).to_be_visible()
    await page.get_by_label("Search").fill("<b>1</b>")
    await expect(page.locator("[data-fax]").first).to_be_visible()


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
async def test_download(furnished: Furnished, visit: Visit, kind: str) -> None:
    server, fax = furnished.server, furnished.contents.received
    page = await (await visit(server)).show(f"inbox/{fax}", "Fax from")
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name=kind, exact=True).click()
    download = await downloading.value
    assert download.suggested_filename == f"fax-{fax}.{kind.lower()}"
    content = (await download.path()).read_bytes()
    if kind == "PDF":
        assert content.startswith(b"%PDF-")
    else:
        assert content == httpx.get(f"{server.url}/api/v1/faxes/{fax}/fax.tiff").content


async def _shown(page: Page, number: int) -> None:
    await expect(page.get_by_role("img", name=f"Page {number} of 3")).to_have_js_property(
        "complete", True
    )
    current = page.get_by_role("list", name="Pages").locator('[aria-current="true"]')
    await expect(current).to_have_accessible_name(f"Page {number}")


async def test_viewer(furnished: Furnished, visit: Visit) -> None:
    server, fax = furnished.server, furnished.contents.received
    page = await (await visit(server)).show(f"inbox/{fax}", "Fax from")
    await _shown(page, 1)
    await page.keyboard.press("ArrowLeft")
    await _shown(page, 1)
    await page.keyboard.press("ArrowRight")
    await _shown(page, 2)
    following = page.get_by_role("button", name="Next")
    await following.click()
    await _shown(page, 3)
    await expect(following).to_be_disabled()
    await expect(following).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await _shown(page, 3)
    await page.get_by_role("button", name="Page 1", exact=True).click()
    await _shown(page, 1)
    image = page.get_by_role("img", name="Page 1 of 3")
    fit = await image.evaluate("(image) => image.clientWidth")
    await page.keyboard.press("z")
    await expect(page.get_by_role("button", name="Fit")).to_have_attribute("aria-pressed", "true")
    png = httpx.get(f"{server.url}/api/v1/faxes/{fax}/pages/1.png").content
    with Image.open(io.BytesIO(png)) as sent:
        assert await image.evaluate("(image) => image.clientWidth") == sent.width > fit


async def test_fax_is_removed_when_that_is_confirmed(furnished: Furnished, visit: Visit) -> None:
    server, fax = furnished.server, furnished.contents.to_remove
    page = await (await visit(server)).show(f"inbox/{fax}", "Fax from")
    remove = page.get_by_role("button", name="Remove")
    dialog = page.get_by_role("dialog")
    await remove.click()
    await expect(dialog).to_have_accessible_name(f"Remove fax {fax} for good?")
    await dialog.get_by_role("button", name="No").click()
    await expect(dialog).to_be_hidden()
    await remove.click()
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(remove).to_be_focused()
    assert server.get(f"/faxes/{fax}")["fax_id"] == fax
    await remove.click()
    await dialog.get_by_role("button", name="Yes").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
    await expect(page.locator(f'[data-fax="{fax}"]')).to_have_count(0)
    assert httpx.get(f"{server.url}/api/v1/faxes/{fax}").status_code == 404
