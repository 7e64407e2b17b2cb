"""Names and identifications that look like markup are shown as text, in every view."""

from playwright.async_api import FilePayload, Page, expect

from tests.support.web_contents import HOSTILE, HOSTILE_ID
from tests.web.conftest import Furnished, Visit
from tests.web.views import NAMES, view_of

_STRANGERS = """() => Array.from(document.querySelectorAll("main b, main script, main [onerror]"),
  (each) => each.outerHTML)"""
_SHOWS = {
    "inbox": HOSTILE_ID,
    "fax": HOSTILE_ID,
    "job": HOSTILE,
    "history": HOSTILE,
}


async def _whole(page: Page) -> str:
    for details in await page.locator("main details").all():
        await details.locator("summary").click()
    return await page.locator("main").inner_text()


async def test_markup_is_text(furnished: Furnished, visit: Visit) -> None:
    window = await visit(furnished.server)
    for name in NAMES:
        page = await window.show(*view_of(name, furnished.contents))
        text = await _whole(page)
        assert await page.evaluate(_STRANGERS) == [], name
        if name in _SHOWS:
            assert _SHOWS[name] in text.replace("\n", ""), name


async def test_markup_in_a_file_name_is_text_before_and_after_it_is_sent(
    furnished: Furnished, visit: Visit
) -> None:
    page = await (await visit(furnished.server)).show("send", "Send a fax")
    name = f"{HOSTILE}.txt"
    file = FilePayload(name=name, mimeType="text/plain", buffer=b"x\n")
    await page.get_by_label("Choose files").set_input_files(file)
    await expect(page.get_by_role("list", name="Documents")).to_contain_text(name)
    await page.get_by_label("Number", exact=True).fill("0306")
    await page.get_by_label("Recipient", exact=True).fill(HOSTILE)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_text(f"{name} (1 page")).to_be_visible()
    assert await page.evaluate(_STRANGERS) == []


async def test_ladder_of_a_hostile_station(furnished: Furnished, visit: Visit) -> None:
    """It is said in the drawing, which is an image of its own, and in the text."""
    call = furnished.contents.sent_call
    page = await (await visit(furnished.server)).show(f"calls/{call}", f"Call {call}")
    await page.get_by_text("As text").click()
    await expect(page.locator("pre")).to_contain_text(HOSTILE_ID)
    assert await page.evaluate(_STRANGERS) == []


async def test_address_of_the_page_is_no_way_in(furnished: Furnished, visit: Visit) -> None:
    window = await visit(furnished.server)
    page = await window.show("<img src=x onerror=alert(1)>", "There is no such page")
    assert await page.evaluate(_STRANGERS) == []
    window.expected.append("status of 404")
    await window.show("jobs/99999", "Job")
    await expect(page.get_by_role("alert").filter(has_text="99999")).to_be_visible()
