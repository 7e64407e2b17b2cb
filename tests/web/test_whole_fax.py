"""A whole fax watched in the browser, from the file that is let fall to the page that arrived."""

import asyncio
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Locator, Page, expect

from tests.support.pages import read_pages, same, write_document
from tests.support.patience import PATIENCE
from tests.support.web_modems import ModemServer, modem_server
from tests.web.conftest import Visit

_SPEED = 10
_HEIGHT = 1200
_LOOK = 0.05
_FINE = (204, 196)
_PIXELS = """async (image) => {
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const drawing = canvas.getContext("2d");
  drawing.drawImage(image, 0, 0);
  const { data } = drawing.getImageData(0, 0, canvas.width, canvas.height);
  const greys = data.filter((_, index) => index % 4 === 0);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", greys));
  const hex = Array.from(digest, (octet) => octet.toString(16).padStart(2, "0")).join("");
  return [canvas.width, canvas.height, hex, greys.filter((grey) => grey < 128).length];
}"""
"""Width and height of a picture, the SHA-256 of its greys, and how many are dark."""
_LADDER = ("DIS", "DCS", "CFR", "MCF", "DCN")


def _page() -> Image.Image:
    """A page that takes long: noise with a pel of 4 by 4."""
    noise = hashlib.shake_256(b"a page").digest(1728 // 4 * _HEIGHT // 4 // 8)
    small = Image.frombytes("1", (1728 // 4, _HEIGHT // 4), noise)
    return small.resize((1728, _HEIGHT), Image.Resampling.NEAREST)


class _Watcher:
    """What two cards of the board showed while a fax went: each state once, bars and pages."""

    def __init__(self, page: Page) -> None:
        self._cards = {name: page.locator(f'[data-port="{name}"]') for name in ("a", "b")}
        self.states: dict[str, list[str]] = {"a": [], "b": []}
        self.percents: list[float] = []
        self.arrived: list[tuple[int, int]] = []

    async def watch(self) -> None:
        """Look until both ports are free again."""
        while True:
            for name, card in self._cards.items():
                state = await card.locator(".badge").inner_text()
                if self.states[name][-1:] != [state]:
                    self.states[name].append(state)
            if (percent := await _value(self._cards["a"])) is not None:
                self.percents.append(percent)
            if (arrived := await _arrived(self._cards["b"])) is not None:
                self.arrived.append(arrived)
            if all(len(seen) > 2 and seen[-1] == "available" for seen in self.states.values()):
                return
            await asyncio.sleep(_LOOK)


async def _value(card: Locator) -> float | None:
    bar = card.locator("progress[value]")
    return float(await bar.get_attribute("value") or 0) if await bar.is_visible() else None


async def _arrived(card: Locator) -> tuple[int, int] | None:
    """Height of the arriving page as it is shown, and how many of its pixels are dark."""
    image = card.locator("img")
    if not await image.is_visible():
        return None
    _, height, _, dark = await image.evaluate(_PIXELS)
    return int(height), int(dark)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ModemServer]:
    with modem_server(tmp_path / "store", _SPEED) as server:
        yield server


@pytest.mark.realtime
async def test_whole_fax_is_watched_from_start_to_end(
    server: ModemServer, visit: Visit, tmp_path: Path
) -> None:
    sent = _page()
    document = write_document(tmp_path / "noise <i>.tif", [sent])
    window = await visit(server)
    board = await window.show("ports", "Ports")
    for name in ("a", "b"):
        await expect(board.locator(f'[data-port="{name}"] .badge')).to_have_text("available")
    watcher = _Watcher(board)
    watching = asyncio.create_task(watcher.watch())

    form = await visit(server)
    page = await form.show("send", "Send a fax")
    await form.drop(".drop", document)
    await expect(page.get_by_role("listitem").filter(has_text="noise <i>.tif")).to_be_visible()
    await page.get_by_label("Number", exact=True).fill("2")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Job 1 to 2")
    await asyncio.wait_for(watching, PATIENCE)
    await expect(page.locator(".badge").first).to_have_text("completed")

    _check_board(watcher)
    await _check_fax(await window.show("inbox", "Inbox"), sent)
    await _check_ladder(await window.show("calls", "Calls"))


def _check_board(watcher: _Watcher) -> None:
    sender, receiver = watcher.states["a"], watcher.states["b"]
    assert sender[:3] == ["available", "dialing", "sending"]
    assert receiver[0] == receiver[-1] == "available"
    assert "receiving" in receiver
    assert watcher.percents == sorted(watcher.percents)
    assert len(set(watcher.percents)) >= 5
    assert watcher.percents[-1] > 90
    # Line by line: each look shows at least what the one before did, and several show more.
    heights, dark = zip(*watcher.arrived, strict=True)
    assert list(heights) == sorted(heights)
    assert list(dark) == sorted(dark)
    assert len(set(watcher.arrived)) >= 3


async def _check_fax(page: Page, sent: Image.Image) -> None:
    card = page.get_by_role("link", name=re.compile(r"\+49 30 1"))
    thumbnail = card.locator("img")
    await expect(thumbnail).to_have_js_property("complete", True)
    assert await thumbnail.evaluate("(image) => image.naturalWidth") == 192
    await card.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Fax from +49 30 1")
    shown = page.get_by_role("img", name="Page 1 of 1")
    await expect(shown).to_have_js_property("complete", True)
    # As a screen shows it, with square pixels; in the file, pel by pel.
    square = (sent.width, round(sent.height * _FINE[0] / _FINE[1]))
    expected = sent.convert("L").resize(square, Image.Resampling.BOX).tobytes()
    assert (await shown.evaluate(_PIXELS))[:3] == [*square, hashlib.sha256(expected).hexdigest()]
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="TIFF").click()
    [received] = read_pages(await (await downloading.value).path())
    assert same(sent, received)


async def _check_ladder(page: Page) -> None:
    await page.get_by_role("row").filter(has_text="sent").get_by_role("link").click()
    await expect(page.get_by_role("heading", name="T.30 ladder")).to_be_visible()
    ladder = page.locator("img.ladder")
    await expect(ladder).to_have_js_property("complete", True)
    assert await ladder.evaluate("(image) => image.naturalHeight") > 300
    await page.get_by_text("As text").click()
    text = page.locator("pre")
    for frame in _LADDER:
        await expect(text).to_contain_text(frame)
