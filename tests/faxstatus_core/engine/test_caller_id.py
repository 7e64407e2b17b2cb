"""Who calls, line by line as modems say it, and in a port's status."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from faxstatus_core.clock import run_virtual
from faxstatus_core.engine.caller_id import CallerId
from faxstatus_core.engine.port_jobs import SendJob
from faxstatus_core.image import open_document
from faxstatus_core.status import FaxStatus
from tests.support.pages import draw_page, write_document
from tests.support.virtual_call import World


def told(*lines: str) -> CallerId:
    caller = CallerId()
    for line in lines:
        caller = caller.with_line(line) or caller
    return caller


@pytest.mark.parametrize(
    ("lines", "caller"),
    [
        (("DATE = 1123", "TIME = 2215", "NMBR = 030123", "NAME = ANN"), ("030123", "ANN")),
        (("NMBR=5551234",), ("5551234", "")),
        (("DDN_NMBR = +49 30 1",), ("+49 30 1", "")),
        (("NMBR = P", "NAME = O"), ("", "")),
        (("nmbr = 7", "NMBR = 8"), ("8", "")),
        (("NMBR", "= 7", "MESG = 8001", "RING"), ("", "")),
        (("NAME = \x1b[31mred",), ("", r"\x1b[31mred")),
    ],
)
def test_lines_of_a_report(lines: tuple[str, ...], caller: tuple[str, str]) -> None:
    known = told(*lines)
    assert (known.number, known.name) == caller
    assert known.text == (known.number or known.name or None)


@given(st.lists(st.text(max_size=300), max_size=6))
def test_any_lines_give_short_printable_texts(lines: list[str]) -> None:
    known = told(*[f"NMBR = {line}" for line in lines], *[f"NAME={line}" for line in lines])
    for text in (known.number, known.name):
        assert text.isprintable()
        assert len(text) <= 50


def test_the_caller_is_known_when_the_first_ring_is_answered(tmp_path: Path) -> None:
    document = open_document(write_document(tmp_path / "one.tif", [draw_page(1, 100)]))
    statuses: list[FaxStatus] = []

    async def main() -> Path | None:
        world = World(tmp_path)
        watcher = asyncio.create_task(world.watch(world.b, statuses))
        await world.a.open()
        await world.b.open()
        receiving = asyncio.create_task(world.b.receive())
        await world.a.send(SendJob(document, "2"))
        path = (await receiving).path
        world.bus.close()
        await watcher
        world.runner.close()
        return path

    path = run_virtual(main())
    answered = [each for each in statuses if each.extended.state == "answered"]
    assert {each.caller_id for each in answered} == {"1"}
    ringing = [each for each in statuses if each.extended.state == "ringing"]
    assert {each.caller_id for each in ringing} == {None}  # no job runs yet
    assert path is not None
    with Image.open(path) as fax:
        assert isinstance(fax, TiffImageFile)
        assert "1" in str(fax.tag_v2[270]).split("\n")
