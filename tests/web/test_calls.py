"""Calls, and the ladder of one."""

import httpx
import pytest
from playwright.async_api import expect

from tests.web.conftest import Furnished, Visit

_LIGHTNESS = """async (image) => {
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const drawing = canvas.getContext("2d");
  drawing.drawImage(image, 0, 0);
  const { data } = drawing.getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0, opaque = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200) {
    sum += data[at + 1];
    opaque++;
  }
  return sum / opaque;
}"""
"""How light the strokes of a drawing are that has no ground: 0 to 255."""


@pytest.mark.parametrize("name", ["ladder.txt", "ladder.html", "capture.pcapng", "trace.jsonl"])
async def test_everything_that_is_linked_of_a_call_is_there(
    furnished: Furnished, visit: Visit, name: str
) -> None:
    server, call = furnished.server, furnished.contents.sent_call
    page = await (await visit(server)).show(f"calls/{call}", f"Call {call}")
    link = page.locator(f'a[href$="/{name}"]')
    answer = httpx.get(server.url + str(await link.get_attribute("href")))
    assert answer.status_code == 200
    assert len(answer.content) > 500


async def test_ladder_as_text_has_every_frame(furnished: Furnished, visit: Visit) -> None:
    server, call = furnished.server, furnished.contents.sent_call
    page = await (await visit(server)).show(f"calls/{call}", f"Call {call}")
    await page.get_by_text("As text").click()
    text = page.get_by_role("group", name="Ladder as text").locator("pre")
    expected = httpx.get(f"{server.url}/api/v1/calls/{call}/ladder.txt").text
    await expect(text).to_have_text(expected)
    assert {"DIS", "DCS", "CFR", "MCF", "DCN"} <= set(expected.split())


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_ladder_is_drawn_in_the_colours_of_the_page(
    furnished: Furnished, visit: Visit, scheme: str
) -> None:
    server, call = furnished.server, furnished.contents.sent_call
    window = await visit(server, color_scheme=scheme)
    page = await window.show(f"calls/{call}", f"Call {call}")
    ladder = page.get_by_role("img", name="The frames of the call")
    await expect(ladder).to_have_js_property("complete", True)
    assert (await ladder.evaluate(_LIGHTNESS) > 110) == (scheme == "dark")
    await page.get_by_role("button", name="Use ").click()
    await page.wait_for_function(
        f"async (image) => (await ({_LIGHTNESS})(image) > 110) === "
        f"{str(scheme == 'light').lower()}",
        arg=await ladder.element_handle(),
    )


async def test_calls_are_found(furnished: Furnished, visit: Visit) -> None:
    page = await (await visit(furnished.server)).show("calls", "Calls")
    rows = page.locator("tr[data-call]")
    await expect(rows).to_have_count(50)
    await page.get_by_role("button", name="More").click()
    await expect(rows).to_have_count(len(furnished.server.get("/calls?limit=200")["items"]))
    await page.get_by_label("Result").select_option("Failed")
    await expect(rows.locator(".badge.good")).to_have_count(0)
    await page.get_by_label("Way").select_option("Received")
    await expect(rows.filter(has_text="sent")).to_have_count(0)
    await expect(rows.first).to_contain_text("the number is busy")
    await page.get_by_label("Search").fill("nobody at all")
    await expect(page.get_by_text("No call is like that.")).to_be_visible()
