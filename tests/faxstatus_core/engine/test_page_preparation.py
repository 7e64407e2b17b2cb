"""Pages are drawn beside the event loop, which other calls need meanwhile."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PIL import Image

from faxstatus_core.clock import VirtualTimeLoop, utcnow
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.port_jobs import PollJob, PollOffer, SendJob
from faxstatus_core.image import Document, DocumentError, open_document
from faxstatus_core.pages import DocumentSource
from faxstatus_core.status import PortState
from faxstatus_core.t4 import Coding, PageFormat, PageWidth, Resolution
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t31.modulations import V17_14400
from tests.support.pages import draw_page, read_pages, same, write_document
from tests.support.virtual_call import World

T = TypeVar("T")

PAGES = [draw_page(number, 300) for number in (1, 2, 3)]
FURTHER = [draw_page(number, 300) for number in (4, 5)]
_LONG = 60.0
"""Seconds for a page that is hard to draw."""


class _ThreadedLoop(VirtualTimeLoop):
    """Virtual time in which what goes to a thread really does, and takes ``delay`` seconds."""

    delay = 0.0

    def run_in_executor(
        self, _executor: object, func: Callable[..., T], *args: object
    ) -> asyncio.Future[T]:
        future: asyncio.Future[T] = self.create_future()

        def work() -> None:
            try:
                result = func(*args)
            except Exception as error:
                future.set_exception(error)
            else:
                future.set_result(result)

        def start() -> None:
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()

        self.call_later(self.delay, start)
        return future


class _Drawn:
    """Which pages were drawn in which thread; ``unreadable`` cannot be drawn."""

    def __init__(self) -> None:
        self.unreadable: int | None = None
        self.pages: list[int] = []
        self.in_main_thread: list[int] = []


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> _Drawn:
    """What is drawn during the test."""
    seen, page = _Drawn(), Document.page

    def recorded(self: Document, index: int, page_format: PageFormat) -> Image.Image:
        seen.pages.append(index)
        if threading.current_thread() is threading.main_thread():
            seen.in_main_thread.append(index)
        if index == seen.unreadable:
            raise DocumentError("it cannot be drawn", where=f"page {index + 1}")
        return page(self, index, page_format)

    monkeypatch.setattr(Document, "page", recorded)
    return seen


@pytest.fixture
def document(tmp_path: Path) -> Document:
    """Three pages of 300 lines."""
    return open_document(write_document(tmp_path / "three.tif", PAGES))


def _run(main: Coroutine[Any, Any, T], delay: float = 0.0) -> T:
    class Loop(_ThreadedLoop):
        pass

    Loop.delay = delay
    with asyncio.Runner(loop_factory=Loop) as runner:
        return runner.run(main)


async def _call(
    documents: list[Document], output: Path, *, error_correction: bool
) -> tuple[CallResult, CallResult]:
    output.mkdir()
    world = World(output)
    for port in (world.a, world.b):
        port.config = replace(port.config, error_correction=error_correction)
        await port.open()
    receiving = asyncio.create_task(world.b.receive())
    job = SendJob(
        documents[0],
        "2",
        Resolution.FINE,
        "Ada",
        "Bob",
        utcnow(),
        tag_line=False,
        further=tuple(documents[1:]),
    )
    sent = await world.a.send(job)
    received = await receiving
    world.runner.close()
    return sent, received


def _arrived(result: CallResult, pages: list[Image.Image]) -> bool:
    assert result.path is not None
    return all(same(*pair) for pair in zip(pages, read_pages(result.path), strict=True))


@pytest.mark.parametrize("delay", [0.0, 3.0])
@pytest.mark.parametrize("error_correction", [True, False])
def test_no_page_of_a_call_is_drawn_in_the_event_loop(
    document: Document, tmp_path: Path, drawn: _Drawn, error_correction: bool, delay: float
) -> None:
    call = _call([document], tmp_path / "in", error_correction=error_correction)
    sent, received = _run(call, delay)
    assert (sent.succeeded, sent.pages) == (True, 3)
    assert _arrived(received, PAGES)
    assert drawn.pages == [0, 1, 2]
    assert drawn.in_main_thread == []


@pytest.mark.parametrize("error_correction", [True, False])
def test_no_page_of_the_next_document_is_drawn_in_the_event_loop(
    document: Document, tmp_path: Path, drawn: _Drawn, error_correction: bool
) -> None:
    further = open_document(write_document(tmp_path / "two.tif", FURTHER))
    call = _call([document, further], tmp_path / "in", error_correction=error_correction)
    sent, received = _run(call)
    assert (sent.succeeded, sent.pages) == (True, 5)
    assert _arrived(received, PAGES + FURTHER)
    assert drawn.in_main_thread == []


@pytest.mark.parametrize("error_correction", [True, False])
def test_a_page_that_cannot_be_drawn_ends_the_call_in_its_turn(
    document: Document, tmp_path: Path, drawn: _Drawn, error_correction: bool
) -> None:
    drawn.unreadable = 2
    call = _call([document], tmp_path / "in", error_correction=error_correction)
    sent, received = _run(call)
    assert (sent.succeeded, sent.pages) == (False, 2)
    assert sent.state == PortState.FATAL_ERROR.value
    assert "it cannot be drawn" in sent.text
    assert _arrived(received, PAGES[:2])
    assert drawn.pages == [0, 1, 2]  # not again: to fail may take as long as to draw
    assert drawn.in_main_thread == []


def test_no_page_that_is_polled_is_drawn_in_the_event_loop(
    document: Document, tmp_path: Path, drawn: _Drawn
) -> None:
    async def main() -> tuple[CallResult, CallResult]:
        (tmp_path / "in").mkdir()
        world = World(tmp_path / "in")
        await world.a.open()
        await world.b.open()
        answering = asyncio.create_task(world.b.receive(PollOffer(document)))
        polled = await world.a.poll(PollJob("2"))
        answered = await answering
        world.runner.close()
        return answered, polled

    answered, polled = _run(main())
    assert (answered.succeeded, answered.pages) == (True, 3)
    assert _arrived(polled, PAGES)
    assert drawn.in_main_thread == []


@pytest.mark.parametrize(
    ("wanted", "agreed", "following"),
    [
        (PageWidth.A4, PageWidth.A4, PageWidth.A3),
        (PageWidth.A3, PageWidth.B4, PageWidth.A3),
        (PageWidth.A3, PageWidth.A3, PageWidth.A4),
    ],
)
def test_a_page_of_another_width_is_prepared_as_it_will_be_asked_for(
    document: Document,
    drawn: _Drawn,
    monkeypatch: pytest.MonkeyPatch,
    wanted: PageWidth,
    agreed: PageWidth,
    following: PageWidth,
) -> None:
    papers = [wanted, following, following]
    monkeypatch.setattr(Document, "paper", lambda _self, index: papers[index])
    source = DocumentSource([document])
    page = PageFormat(Resolution.STANDARD, agreed)
    source.encode(0, Selection(V17_14400, page, Coding.MR))
    source.prepare_page(1)
    drawn.pages.clear()
    most = following if agreed is wanted else min(agreed, following)
    page = PageFormat(Resolution.STANDARD, PageWidth(most))
    prepared = source.encode(1, Selection(V17_14400, page, Coding.MR))
    assert drawn.pages == []
    assert prepared == DocumentSource([document]).encode(1, Selection(V17_14400, page, Coding.MR))


def test_after_the_last_page_there_is_nothing_to_prepare(document: Document, drawn: _Drawn) -> None:
    DocumentSource([document]).prepare_page(3)
    assert drawn.pages == []


@pytest.mark.parametrize("error_correction", [True, False])
def test_a_call_that_waits_for_a_page_can_be_cancelled(
    document: Document, tmp_path: Path, drawn: _Drawn, error_correction: bool
) -> None:
    async def main() -> float:
        (tmp_path / "in").mkdir()
        world = World(tmp_path / "in")
        for port in (world.a, world.b):
            port.config = replace(port.config, error_correction=error_correction)
            await port.open()
        loop = asyncio.get_running_loop()
        receiving = asyncio.create_task(world.b.receive())
        job = SendJob(document, "2", Resolution.FINE, "Ada", "Bob", utcnow(), tag_line=False)
        sending = asyncio.create_task(world.a.send(job))
        await asyncio.sleep(_LONG + 25)  # the first page is over by then
        waiting = world.bus.status(world.a.device_id).extended
        assert (waiting.phase, waiting.page_percent) == ("C", 100)
        cancelled = loop.time()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        seconds = loop.time() - cancelled
        assert not world.network.modem("a").off_hook
        await asyncio.wait([receiving])
        receiving.exception()
        assert not world.network.modem("b").off_hook
        world.runner.close()
        return seconds

    assert _run(main(), _LONG) < 10
    assert drawn.in_main_thread == []
