"""A window of a real browser, and everything that goes wrong in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request, expect

_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
_BELOW_THE_BAR = 80.0
_DRAGGED = ("dragEnter", "dragOver", "drop")


@dataclass
class Window:
    """One page in a context of its own. ``faults``: errors, and requests to other places."""

    context: BrowserContext
    page: Page
    url: str
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Patterns of errors that the test provokes."""

    async def watch(self) -> None:
        """Begin to note what goes wrong."""
        await self.context.add_init_script(_VIOLATIONS)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("dialog", lambda dialog: self.faults.append(f"dialog: {dialog.message}"))
        self.page.on("crash", lambda _page: self.faults.append("the page crashed"))

    async def show(self, view: str, heading: str | None = None) -> Page:
        """Go to a view, as a link to it does; wait for its heading."""
        page = self.page
        if page.url == "about:blank":
            await page.goto(f"{self.url}/#/{view}")
        else:
            await page.evaluate("(view) => { location.hash = `#/${view}`; }", view)
        if heading is not None:
            await expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(heading))
        return page

    async def drop(self, selector: str, *files: Path) -> None:
        """Drag files from outside of the browser onto an element, and let them fall."""
        target = self.page.locator(selector)
        await target.scroll_into_view_if_needed()
        box = await target.bounding_box()
        assert box is not None
        # Of what is longer than the window, a place that is seen: below the bar at the top.
        at = {"x": box["x"] + box["width"] / 2, "y": max(box["y"], _BELOW_THE_BAR) + 12}
        data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
        session = await self.context.new_cdp_session(self.page)
        for kind in _DRAGGED:
            await session.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})
        await session.detach()

    def unexpected(self) -> Sequence[str]:
        """What went wrong and should not have."""
        known = [re.compile(pattern) for pattern in self.expected]
        return [text for text in self.faults if not any(each.search(text) for each in known)]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            where = message.location.get("url", "")
            self.faults.append(f"{message.type}: {message.text} ({where})")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url)[:2] != urlsplit(self.url)[:2]:
            self.faults.append(f"request to another place: {request.url}")
