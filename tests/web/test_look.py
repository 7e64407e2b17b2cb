"""Every view, light and dark, on a desk and on a phone: contrast, axe-core's rules, what fits."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.support.web_window import Window
from tests.web.conftest import Furnished, Visit
from tests.web.views import NAMES, view_of

_CONTRAST = (Path(__file__).parent / "contrast.js").read_text()
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
_TOO_SMALL = """() => Array.from(
    document.querySelectorAll("a, button, input, select, textarea, summary"))
  .filter((target) => target.checkVisibility() && !target.closest(".unseen, .skip"))
  .filter((target) => getComputedStyle(target).display !== "inline" || !target.closest("p"))
  .map((target) => {
    const label = target.labels?.[0]?.getBoundingClientRect();
    const { width, height } = target.getBoundingClientRect();
    return [target.outerHTML.slice(0, 90), Math.max(width, label?.width ?? 0),
      Math.max(height, label?.height ?? 0)];
  })
  .filter(([, width, height]) => width < 24 || height < 24)"""
"""Targets of less than 24 by 24 pixels (WCAG 2.2 2.5.8)."""
_OVERFLOW = """() => [
  document.documentElement.scrollWidth,
  ...Array.from(document.querySelectorAll("main *"))
    .filter((each) => each.checkVisibility() && !each.closest(".scroll, .viewer, .unseen, pre"))
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
    .map((each) => each.outerHTML.slice(0, 90)),
]"""
_END_IS_SEEN = """() => {
  scrollTo(0, document.body.scrollHeight);
  const last = document.querySelector("main > :last-child").getBoundingClientRect();
  return last.bottom <= document.querySelector("nav").getBoundingClientRect().top;
}"""
"""The last thing of a view is not behind the bar of views."""


async def _open(window: Window, name: str, furnished: Furnished) -> Page:
    page = await window.show(*view_of(name, furnished.contents))
    await expect(page.locator("#connection")).to_have_text("Live")
    for details in await page.locator("main details").all():
        await details.locator("summary").click()
    return page


async def _check_contrast(page: Page) -> None:
    seen, found = await page.evaluate(_CONTRAST)
    assert found == []
    assert seen >= 10


async def _check_rules(page: Page) -> None:
    await page.evaluate(_AXE)
    result = await page.evaluate(f"axe.run({json.dumps(_RULES)})")
    found = [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]
    assert found == []
    assert len(result["passes"]) > 20


@pytest.mark.parametrize("name", NAMES)
async def test_view_can_be_read_by_everybody(furnished: Furnished, visit: Visit, name: str) -> None:
    window = await visit(furnished.server, color_scheme="light", reduced_motion="reduce")
    page = await _open(window, name, furnished)
    await _check_contrast(page)
    await _check_rules(page)
    await page.emulate_media(color_scheme="dark")
    await _check_contrast(page)


async def test_views_on_a_phone(furnished: Furnished, visit: Visit) -> None:
    window = await visit(furnished.server, reduced_motion="reduce", **_PHONE)
    for name in NAMES:
        page = await _open(window, name, furnished)
        assert await page.evaluate(_OVERFLOW) == [360], name
        assert await page.evaluate(_TOO_SMALL) == [], name
        await page.wait_for_function(_END_IS_SEEN)


async def test_colours_that_were_chosen_stay(furnished: Furnished, visit: Visit) -> None:
    window = await visit(furnished.server, color_scheme="light", reduced_motion="reduce")
    page = await _open(window, "ports", furnished)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(ground)
    await page.get_by_role("button", name="Use dark colours").click()
    dark = await page.evaluate(ground)
    assert light != dark
    await _check_contrast(page)
    await page.reload()
    await expect(page.get_by_role("button", name="Use light colours")).to_be_visible()
    assert await page.evaluate(ground) == dark
    await page.get_by_role("button", name="Use light colours").click()
    assert await page.evaluate(ground) == light


async def test_dialog_can_be_read_by_everybody(furnished: Furnished, visit: Visit) -> None:
    window = await visit(furnished.server, color_scheme="dark", reduced_motion="reduce")
    page = await _open(window, "ports", furnished)
    await page.get_by_role("button", name="Keyboard shortcuts").click()
    await _check_contrast(page)
    await _check_rules(page)
