"""What the engine at each end writes down of a call, beside what the emulator does of it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from faxstatus_core.clock import run_virtual
from faxstatus_core.engine.port_jobs import PollJob, PollOffer, SendJob
from faxstatus_core.image import Document, open_document
from faxstatus_core.t30.negotiation.addressing import Addressing, PollAccess
from faxstatus_core.t31.modulations import V21
from faxstatus_core.trace import CallTrace, capture, ladder_text, trace_lines
from faxstatus_core.trace.arrivals import Fate
from faxstatus_core.trace.describe import name_of
from faxstatus_core.trace.records import FrameRecord
from faxstatus_core.trace.senders import began, is_told, sender_of
from faxstatus_core.trace.steps import Step, steps_of
from modem_sim.network import Network
from modem_sim.scenario import World as ScenarioWorld
from modem_sim.scenario import as_scenario
from tests.modem_sim.scenario.outside import Nowhere
from tests.support.pages import draw_page, write_document
from tests.support.recorded_call import RecordedCall
from tests.support.tshark import columns
from tests.support.virtual_call import World

WAYS = ("sent", "heard")
DELAY = 0.06
"""Seconds from one end of the emulator's line to the other."""
TOLERANCE = 0.08
"""Seconds: an end knows of a signal when its modem tells, and counts back from there."""
PASSWORD = "9753"
AS_TSHARK_CALLS_IT = {"CIG": "CSI", "DTC": "DIS", "PWD": "<unknown>"}

Told = tuple[str, str, float]
Deed = Callable[[World, Document], Coroutine[Any, Any, Any]]


def _send(world: World, document: Document) -> Coroutine[Any, Any, Any]:
    return world.a.send(SendJob(document, "2", tag_line=False))


def _poll(world: World, _: Document) -> Coroutine[Any, Any, Any]:
    return world.a.poll(PollJob("2", Addressing(password=PASSWORD)))


def _send_and_poll(world: World, document: Document) -> Coroutine[Any, Any, Any]:
    return world.a.send(SendJob(document, "2", tag_line=False, then_poll=True))


def _record(
    folder: Path,
    deed: Deed,
    *,
    ecm: bool = True,
    password: str = "",
    network: Network | None = None,
) -> RecordedCall:
    recorded = RecordedCall()
    path = write_document(folder / "two.tif", [draw_page(number, 200) for number in (1, 2)])
    document = open_document(path)

    async def main() -> None:
        world = World(folder, network)
        world.b.config = replace(world.b.config, error_correction=ecm)
        await world.a.open()
        await world.b.open()
        offer = PollOffer(document, PollAccess(password=password))
        answering = asyncio.create_task(world.b.receive(offer))
        await recorded.record(world, deed(world, document))
        await asyncio.wait([answering], timeout=60)
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
        world.runner.close()

    run_virtual(main())
    return recorded


def _frames(call: CallTrace, late: float = 0.0) -> list[Told]:
    """Who began to send which frame, and when, in the order of the trace."""
    told = [
        (sender_of(call, record), record.hex, began(record) + late)
        for record in call.records
        if isinstance(record, FrameRecord) and record.modulation is V21 and is_told(call, record)
    ]
    return sorted(told, key=lambda each: each[2])


def _parties(call: CallTrace) -> dict[str, str]:
    return {call.caller: "a", call.called: "b"}


@pytest.fixture(
    scope="module",
    params=["plain", "ecm", "poll", "send and poll"],
)
def recorded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("call")
    match request.param:
        case "plain":
            return _record(folder, _send, ecm=False)
        case "ecm":
            return _record(folder, _send)
        case "poll":
            return _record(folder, _poll, password=PASSWORD)
        case _:
            return _record(folder, _send_and_poll)


@pytest.mark.parametrize("end", ["a", "b"])
def test_an_end_tells_the_frames_that_the_line_carried(recorded: RecordedCall, end: str) -> None:
    line, here = _frames(recorded.whole), recorded.of(end)
    names = _parties(here)
    told = [(names[who], octets, t) for who, octets, t in _frames(here, recorded.late(end))]
    assert [(who, name_of(bytes.fromhex(octets))) for who, octets, _ in told] == [
        (who, name_of(bytes.fromhex(octets))) for who, octets, _ in line
    ]
    for (who, octets, t), (_, on_the_line, sent) in zip(told, line, strict=True):
        name = name_of(bytes.fromhex(octets))
        assert octets == on_the_line or name == "PWD"
        due = sent if who == end else sent + DELAY
        assert t == pytest.approx(due, abs=TOLERANCE), name


@pytest.mark.parametrize("end", ["a", "b"])
def test_an_end_tells_the_pages_and_checks(recorded: RecordedCall, end: str) -> None:
    here = recorded.of(end)
    late = recorded.late(end)
    told = [step for step in steps_of(here) if step.kind == "data"]
    line = [step for step in steps_of(recorded.whole) if step.kind == "data"]
    assert [_data(step) for step in told] == [_data(step) for step in line]
    for ours, theirs in zip(told, line, strict=True):
        assert ours.t + late == pytest.approx(theirs.t, abs=DELAY + TOLERANCE)
        assert ours.seconds == pytest.approx(theirs.seconds, abs=TOLERANCE)


def _data(step: Step) -> tuple[str, str, str]:
    """Octets of fill differ; the emulator numbers pages on when a call has turned round."""
    detail = ", ".join(part for part in step.detail.split(", ") if "octets" not in part)
    return step.by, step.label.split(" ")[0], detail


def test_what_arrived_is_known_only_of_what_was_heard(recorded: RecordedCall) -> None:
    for name, call in (("caller", recorded.of("a")), ("called", recorded.of("b"))):
        fates = Counter(
            (step.by == name, step.fate) for step in steps_of(call) if step.kind == "frame"
        )
        assert set(fates) == {(True, Fate.UNKNOWN), (False, Fate.ARRIVED)}


def test_tshark_reads_what_an_end_wrote(
    recorded: RecordedCall, tmp_path: Path, peer: Callable[[str], str]
) -> None:
    tshark = peer("tshark")
    for end in ("a", "b"):
        call = recorded.of(end)
        path = tmp_path / f"{end}.pcapng"
        path.write_bytes(capture(recorded.ends[end].lines()))
        theirs = [
            info.split("Reassembled: ")[1].split(" ")[0].split("-")[0]
            for info in columns(tshark, path)
        ]
        names = [name_of(bytes.fromhex(octets)).split("-")[0] for _, octets, _ in _frames(call)]
        assert theirs == [AS_TSHARK_CALLS_IT.get(name, name) for name in names]


def test_no_password_is_written_down(tmp_path: Path) -> None:
    recorded = _record(tmp_path, _poll, password=PASSWORD)
    secret = PASSWORD[::-1].encode().hex()
    assert secret in trace_lines(recorded.whole.heading, recorded.whole.records).decode()
    for end in ("a", "b"):
        assert secret not in recorded.ends[end].lines().decode()
        assert "PWD" in ladder_text(recorded.ends[end].lines()).decode()


def test_on_a_bad_line_an_end_tells_what_it_heard_of_the_frames(tmp_path: Path) -> None:
    scenario = {
        "other_end": True,
        "modem": [{"name": "a", "number": "1"}, {"name": "b", "number": "2"}],
        "seed": 3,
        "line": [{"both": {"bit_error_rate": 1e-3}}],
    }
    network = ScenarioWorld(as_scenario(scenario), Nowhere()).network
    recorded = _record(tmp_path, _send, network=network)
    damaged = 0
    for end in ("a", "b"):
        here = [r for r in recorded.of(end).records if isinstance(r, FrameRecord)]
        line = [
            r
            for r in recorded.whole.records
            if isinstance(r, FrameRecord) and r.station == end and r.modulation is V21
        ]
        sent, heard = ([r.hex for r in here if r.way == way and r.good] for way in WAYS)
        sent_there, heard_there = ([r.hex for r in line if r.way == way and r.good] for way in WAYS)
        assert sent == sent_there
        missed = iter(heard_there)  # a modem that does something else does not listen
        assert all(octets in missed for octets in heard)
        assert len(heard) > len(heard_there) / 2
        damaged += sum(step.fate is Fate.DAMAGED for step in steps_of(recorded.of(end)))
    assert damaged


def test_a_call_that_nobody_answers(tmp_path: Path) -> None:
    async def engaged(world: World, document: Document) -> None:
        world.b.close()
        await _send(world, document)

    recorded = _record(tmp_path, engaged)
    text = ladder_text(recorded.ends["a"].lines(), details=True).decode()
    assert "dials 2" in text
    assert "outcome: " in text
    assert recorded.of("a").called == "2"
