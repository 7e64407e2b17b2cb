"""Whole calls of the rarer kinds: polling, several documents, routing, a slow disk."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from faxstatus_core.clock import VirtualTimeLoop, run_virtual
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.port_jobs import PollJob, PollOffer, SendJob
from faxstatus_core.image import open_document
from faxstatus_core.status import FaxStatus, PortState
from faxstatus_core.t4 import Resolution
from faxstatus_core.t30.negotiation.addressing import Addressing, PollAccess
from tests.support.pages import draw_page, read_pages, same, write_document
from tests.support.virtual_call import World

FIRST, SECOND, THIRD = (draw_page(number, 150) for number in (1, 2, 3))


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return write_document(tmp_path / "first.tif", [FIRST])


@pytest.fixture
def second(tmp_path: Path) -> Path:
    return write_document(tmp_path / "second.tif", [SECOND, THIRD])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "received"
    path.mkdir()
    return path


class Ends:
    """Both results, and every status of both ports."""

    def __init__(self) -> None:
        self.called: CallResult | None = None
        self.caller: CallResult | None = None
        self.a: list[FaxStatus] = []
        self.b: list[FaxStatus] = []

    def states(self, statuses: list[FaxStatus]) -> list[str]:
        return list(dict.fromkeys(each.extended.state for each in statuses))


def converse(
    folder: Path,
    calls: Callable[[World], Coroutine[Any, Any, CallResult]],
    offer: PollOffer | None = None,
) -> Ends:
    ends = Ends()

    async def main() -> None:
        world = World(folder)
        watchers = [
            asyncio.create_task(world.watch(world.a, ends.a)),
            asyncio.create_task(world.watch(world.b, ends.b)),
        ]
        await world.a.open()
        await world.b.open()
        answering = asyncio.create_task(world.b.receive(offer))
        ends.caller = await calls(world)
        ends.called = await asyncio.wait_for(answering, 120)
        world.bus.close()
        await asyncio.gather(*watchers)
        world.runner.close()

    run_virtual(main())
    return ends


def assert_pages(result: CallResult | None, *pages: Image.Image) -> None:
    assert result is not None
    assert result.path is not None
    came = read_pages(result.path)
    assert len(came) == len(pages)
    assert all(same(*pair) for pair in zip(pages, came, strict=True))


def test_a_document_is_polled(folder: Path, second: Path) -> None:
    offer = PollOffer(open_document(second))
    ends = converse(folder, lambda world: world.a.poll(PollJob("2")), offer)
    assert ends.caller is not None
    assert ends.called is not None
    assert (ends.caller.succeeded, ends.called.succeeded) == (True, True)
    assert_pages(ends.caller, SECOND, THIRD)
    assert ends.called.path is None
    assert ends.states(ends.a)[2:] == ["dialing", "sending", "receiving", "completed"]
    assert ends.states(ends.b)[-3:] == ["receiving", "sending", "completed"]
    assert {s.send for s in ends.b if s.extended.state == PortState.SENDING.value} == {True}
    last = ends.a[-1]
    assert (last.receive, last.tsid, last.extended.pages_received) == (True, "+49 b", 2)


def test_the_right_password_is_given(folder: Path, first: Path) -> None:
    offer = PollOffer(open_document(first), PollAccess(password="1234"))
    job = PollJob("2", Addressing(password="1234"))
    assert_pages(converse(folder, lambda world: world.a.poll(job), offer).caller, FIRST)


@pytest.mark.parametrize("given", ["", "4321"])
def test_a_wrong_password_gets_nothing(folder: Path, first: Path, given: str) -> None:
    offer = PollOffer(open_document(first), PollAccess(password="1234"))
    job = PollJob("2", Addressing(password=given))
    ends = converse(folder, lambda world: world.a.poll(job), offer)
    assert ends.caller is not None
    assert (ends.caller.succeeded, ends.caller.path) == (False, None)
    assert ends.b[-1].extended.error_cause == "wrong_password"


@pytest.mark.parametrize(("asked", "given"), [("7", True), ("", True), ("8", False)])
def test_a_document_with_an_address(folder: Path, first: Path, asked: str, given: bool) -> None:
    offer = PollOffer(open_document(first), PollAccess(selective="7"))
    job = PollJob("2", Addressing(selective=asked))
    ends = converse(folder, lambda world: world.a.poll(job), offer)
    assert ends.caller is not None
    assert ends.caller.succeeded == given


def test_there_is_nothing_to_poll(folder: Path) -> None:
    ends = converse(folder, lambda world: world.a.poll(PollJob("2")))
    assert ends.a[-1].extended.error_cause == "nothing_to_poll"


def test_a_document_is_sent_and_another_fetched_in_the_same_call(
    folder: Path, first: Path, second: Path
) -> None:
    job = SendJob(open_document(first), "2", tag_line=False, then_poll=True)
    ends = converse(folder, lambda world: world.a.send(job), PollOffer(open_document(second)))
    assert_pages(ends.called, FIRST)
    assert_pages(ends.caller, SECOND, THIRD)
    assert ends.caller is not None
    assert ends.caller.succeeded


def test_several_documents_go_in_one_call(folder: Path, first: Path, second: Path) -> None:
    further = (open_document(second),)
    job = SendJob(open_document(first), "2", tag_line=False, further=further)
    ends = converse(folder, lambda world: world.a.send(job))
    assert_pages(ends.called, FIRST, SECOND, THIRD)
    assert ends.a[-1].page_count == 3


def test_a_sub_address_becomes_the_routing_string(folder: Path, first: Path) -> None:
    addressing = Addressing(subaddress="4711", sender="secret")
    job = SendJob(open_document(first), "2", addressing=addressing)
    ends = converse(folder, lambda world: world.a.send(job))
    assert ends.b[-1].routing_string == "4711"


@pytest.mark.parametrize(
    ("resolution", "lines"),
    [(Resolution.SUPERFINE, 299), (Resolution.PELS_300, 230), (Resolution.PELS_400, 299)],
)
def test_higher_resolutions(folder: Path, first: Path, resolution: Resolution, lines: int) -> None:
    job = SendJob(open_document(first), "2", resolution, tag_line=False)
    ends = converse(folder, lambda world: world.a.send(job))
    assert ends.called is not None
    assert ends.called.path is not None
    with Image.open(ends.called.path) as fax:
        assert fax.size[1] == pytest.approx(lines, abs=3)
    assert ends.b[-1].extended.resolution == ends.a[-1].extended.resolution


def test_the_tag_line_is_at_the_top_of_each_page(folder: Path, second: Path) -> None:
    ends = converse(folder, lambda world: world.a.send(SendJob(open_document(second), "2")))
    assert ends.called is not None
    assert ends.called.path is not None
    for page, sent in zip(read_pages(ends.called.path), (SECOND, THIRD), strict=True):
        strip = page.height - sent.height
        assert strip > 0
        assert same(page.crop((0, strip, page.width, page.height)), sent)
        assert page.crop((0, 0, page.width, strip)).getextrema() == (0, 255)


def test_the_page_can_be_seen_while_it_arrives(folder: Path, second: Path) -> None:
    heights: list[int] = []

    async def send(world: World) -> CallResult:
        sending = asyncio.create_task(world.a.send(SendJob(open_document(second), "2")))
        assert world.b.live_page() is None
        while not sending.done():
            await asyncio.sleep(0.5)
            if (png := world.b.live_page()) is not None:
                assert png.startswith(b"\x89PNG")
                heights.append(int.from_bytes(png[20:24], "big"))
        return sending.result()

    converse(folder, send)
    assert heights[-1] > 100
    assert len(set(heights)) > 1


def test_a_slow_disk_makes_the_sender_wait_and_costs_nothing(
    folder: Path,
    second: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    at_once = VirtualTimeLoop.run_in_executor
    pools: list[object] = []

    async def slowly(loop: Any, pool: object, function: Callable[..., Any], *arguments: Any) -> Any:
        if getattr(function, "__name__", "") == "_write":  # what stores a page
            pools.append(pool)
            await asyncio.sleep(7)
        return await at_once(loop, pool, function, *arguments)

    monkeypatch.setattr(
        VirtualTimeLoop, "run_in_executor", lambda *what: asyncio.ensure_future(slowly(*what))
    )
    caplog.set_level(logging.INFO)
    job = SendJob(open_document(second), "2", tag_line=False)
    ends = converse(folder, lambda world: world.a.send(job))
    assert_pages(ends.called, SECOND, THIRD)
    assert ends.caller is not None
    assert ends.caller.succeeded
    assert caplog.text.count("received RNR") >= 2
    assert caplog.text.count("received RR") >= 2
    assert None not in pools  # the loop's own threads may be busy with what other ports draw
