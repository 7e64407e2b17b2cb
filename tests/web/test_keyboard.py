"""Everything by keyboard: the order of tabs, what has the focus, single keys, dialogs."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import Furnished, Visit

_FOCUS = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const label = element.labels?.[0];
  const shown = element.matches(".unseen") ? getComputedStyle(label) : style;
  return {
    name: (label ?? element).textContent.trim().replace(/\\s+\\d+$/, ""),
    outline: shown.outlineStyle === "none" ? 0 : parseFloat(shown.outlineWidth),
    seen: box.bottom > 0 && box.right > 0 && box.left < innerWidth && box.top < innerHeight,
  };
}"""
_KEYS = {"p": "Ports", "q": "Queue", "i": "Inbox", "s": "Send a fax", "c": "Calls", "h": "History"}


async def _tabs(page: Page, count: int) -> list[str]:
    """The names of what gets the focus next; each is to be seen, and to show that it has it."""
    names = []
    for _ in range(count):
        await page.keyboard.press("Tab")
        focus = await page.evaluate(_FOCUS)
        assert focus is not None
        assert focus["seen"], focus
        assert focus["outline"] >= 2, focus
        names.append(focus["name"])
    return names


async def test_order_of_tabs(furnished: Furnished, visit: Visit) -> None:
    page = await (await visit(furnished.server)).show("send", "Send a fax")
    await page.get_by_role("link", name="Skip to the content").focus()
    await page.keyboard.press("Shift+Tab")
    assert await page.evaluate(_FOCUS) is None
    views = ["Ports", "Queue", "Inbox", "Send", "Calls", "History"]
    head = ["Skip to the content", "Fax server", *views, "Dark", "?"]
    assert await _tabs(page, len(head)) == head
    form = ["Choose files", "A cover page goes first", "Number", "Recipient", "Recipient's company"]
    assert await _tabs(page, len(form)) == form


async def test_skip_link_leads_to_the_view(furnished: Furnished, visit: Visit) -> None:
    page = await (await visit(furnished.server)).show("inbox", "Inbox")
    skip = page.get_by_role("link", name="Skip to the content")
    await skip.focus()
    box = await skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    await page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_have_text("Inbox")
    await expect(heading).to_be_focused()
    assert await _tabs(page, 1) == ["Search"]


async def test_single_keys(furnished: Furnished, visit: Visit) -> None:
    page = await (await visit(furnished.server)).show("history", "History")
    heading = page.get_by_role("heading", level=1)
    for key, text in _KEYS.items():
        await page.keyboard.press(key)
        await expect(heading).to_have_text(text)
        await expect(heading).to_be_focused()
        await expect(page.get_by_role("navigation").locator('[aria-current="page"]')).to_have_text(
            re.compile(f"^{text.split()[0]}")
        )
    await page.keyboard.press("i")
    await page.get_by_label("Search").press("q")
    await expect(heading).to_have_text("Inbox")


async def test_single_keys_can_be_switched_off(furnished: Furnished, visit: Visit) -> None:
    page = await (await visit(furnished.server)).show("ports", "Ports")
    await page.keyboard.press("?")
    await page.get_by_label("Single keys do something").uncheck()
    await page.keyboard.press("Escape")
    await page.keyboard.press("q")
    await page.reload()
    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_have_text("Ports")
    await page.keyboard.press("q")
    await page.keyboard.press("?")
    await expect(heading).to_have_text("Ports")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await page.get_by_role("button", name="Keyboard shortcuts").click()
    await page.get_by_label("Single keys do something").check()
    await page.keyboard.press("Escape")
    await page.keyboard.press("q")
    await expect(heading).to_have_text("Queue")


@pytest.mark.parametrize("close", ["Escape", "Enter"])
async def test_dialog_gives_the_focus_back(furnished: Furnished, visit: Visit, close: str) -> None:
    page = await (await visit(furnished.server)).show("ports", "Ports")
    button = page.get_by_role("button", name="Keyboard shortcuts")
    await button.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    await expect(dialog).to_be_visible()
    for _ in range(4):
        await page.keyboard.press("Tab")
        inside = "document.activeElement.closest('dialog, body').tagName"
        # Out of the page is allowed, to the browser's own; behind the dialog is not.
        assert await page.evaluate(inside) == "DIALOG" or not await page.evaluate(_FOCUS)
    if close == "Enter":
        await dialog.get_by_role("button", name="Close").focus()
    await page.keyboard.press(close)
    await expect(dialog).to_be_hidden()
    await expect(button).to_be_focused()


async def test_a_fax_is_handed_in_by_keyboard_alone(furnished: Furnished, visit: Visit) -> None:
    page = await (await visit(furnished.server)).show("ports", "Ports")
    await page.keyboard.press("s")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await expect(page.get_by_label("A cover page goes first")).to_be_checked()
    for text in ("Hello", "a note"):
        await page.keyboard.press("Tab")
        await page.keyboard.type(text)
    await page.keyboard.press("Tab")
    await page.keyboard.type("0308")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Job .* to 0308$"))


async def test_screen_readers_are_told(furnished: Furnished, visit: Visit) -> None:
    """What changes by itself is in a live region; the views have their landmarks and names."""
    server = furnished.server
    page = await (await visit(server)).show("queue", "Queue")
    await expect(page.locator("body")).to_match_aria_snapshot("""
      - link "Skip to the content"
      - banner:
        - link "Fax server"
        - navigation "Main":
          - list:
            - listitem:
              - link "Ports"
      - main:
        - heading "Queue" [level=1]
        - button "Pause the queue"
        - table "Jobs that are not finished, the next one first":
          - caption
          - rowgroup:
            - row:
              - columnheader "Job"
              - columnheader "To"
              - columnheader "Document"
              - columnheader "State"
              - columnheader "Pages"
              - columnheader "Tries"
              - columnheader "When"
              - columnheader "Actions"
    """)
    job = server.submit({"number": "0309", "priority": "0"})
    row = page.locator(f'tr[data-job="{job}"]')
    await row.get_by_role("button", name=f"Cancel: job {job}").click()
    await expect(page.locator("#announcer")).to_have_text(f"Job {job}: cancel done")
