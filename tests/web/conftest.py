"""The page in Debian's Chromium: one browser for all tests, a new context for each.

Playwright's connection lives on the session's event loop, so every test here runs on that one. A
test fails on any error in its windows, on a violation of the Content-Security-Policy, and on a
request to another origin.
"""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.conftest import require_program
from tests.support.web_contents import Contents, furnish
from tests.support.web_modems import ModemServer
from tests.support.web_server import WebServer, web_server
from tests.support.web_window import Window

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_HERE = Path(__file__).parent
_PATIENCE = 100_000
TWO_PORTS = '[[port]]\ndevice = "/no/a"\nname = "a"\n[[port]]\ndevice = "/no/b"\nname = "b"\n'

Visit = Callable[..., Awaitable[Window]]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.xdist_group("web"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    program = require_program("chromium")
    expect.set_options(timeout=_PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """``await visit(server)``: a window on its page; options are those of a browser's context."""
    windows: list[Window] = []

    async def open_window(server: WebServer | ModemServer, **options: Any) -> Window:
        context = await browser.new_context(locale="en-GB", timezone_id="UTC", **options)
        context.set_default_timeout(_PATIENCE)
        window = Window(context, await context.new_page(), server.url)
        windows.append(window)
        await window.watch()
        return window

    yield open_window
    for window in windows:
        await window.context.close()
    assert [fault for window in windows for fault in window.unexpected()] == []


@dataclass(frozen=True)
class Furnished:
    """A server with something in every view, and what that is; tests may add to it."""

    server: WebServer
    contents: Contents


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    folder = tmp_path_factory.mktemp("furnished")
    (folder / "store").mkdir()
    contents = furnish(folder / "store")
    with web_server(folder, TWO_PORTS) as server:
        yield Furnished(server, contents)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str], WebServer]]:
    """``serve(ports)``: an empty server; without ``ports`` two that have no modem."""
    with contextlib.ExitStack() as stack:

        def start(ports: str = TWO_PORTS) -> WebServer:
            return stack.enter_context(web_server(tmp_path, ports))

        yield start
