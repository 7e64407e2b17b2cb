"""Whole faxes between the engine's ports over lines that are not perfect, in virtual time."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faxstatus_core.engine.call import CallResult
from modem_sim.network import Network
from modem_sim.scenario import World as ScenarioWorld
from modem_sim.scenario import as_scenario
from tests.modem_sim.scenario.outside import Nowhere
from tests.support.pages import draw_page, read_pages, same, write_document
from tests.support.virtual_call import VirtualCall, run_call

PAGES = [draw_page(number, 120) for number in (1, 2)]
TWO_MODEMS = {
    "other_end": True,
    "modem": [{"name": "a", "number": "1"}, {"name": "b", "number": "2"}],
}


def _network(seed: int, **both: Any) -> Network:
    line = [{"both": both}] if both else []
    scenario = as_scenario({**TWO_MODEMS, "seed": seed, "line": line})
    return ScenarioWorld(scenario, Nowhere()).network


def _call(folder: Path, seed: int = 1, **both: Any) -> VirtualCall:
    (folder / "in").mkdir(parents=True, exist_ok=True)
    document = folder / "document.tif"
    if not document.exists():
        write_document(document, PAGES)
    return run_call(document, folder / "in", network=_network(seed, **both))


def _result(result: CallResult | BaseException | None) -> CallResult:
    assert isinstance(result, CallResult), result
    return result


def _arrived(call: VirtualCall) -> bool:
    result = call.received
    assert isinstance(result, CallResult), result
    if result.path is None:
        return False
    pages = read_pages(result.path)
    return len(pages) == len(PAGES) and all(map(same, PAGES, pages))


@pytest.mark.parametrize("delay", [0.0, 0.27, 0.6])
def test_delays_up_to_a_satellite_and_back(tmp_path: Path, delay: float) -> None:
    call = _call(tmp_path, delay=delay)
    assert _result(call.sent).succeeded
    assert _arrived(call)


@pytest.mark.parametrize("rate", [12000, 9600, 7200, 4800, 2400])
def test_slow_lines(tmp_path: Path, rate: int) -> None:
    call = _call(tmp_path, top_speed=rate)
    assert _result(call.sent).succeeded
    assert _arrived(call)
    rates = {s.extended.data_rate for s in call.receiver_states if s.current_page is not None}
    assert rates - {None} == {rate}


@pytest.mark.parametrize(
    "both",
    [
        {"frame_loss": 0.1},
        {"frame_corruption": 0.1},
        {"clipped_start": 200},
        {"echo_delay": 0.12},
        {"noise": {"per_minute": 4, "length": 100, "errors": 0.3}},
        {"bit_error_rate": 2e-5},
    ],
    ids=lambda both: next(iter(both)),
)
def test_faults_that_the_protocol_repairs(tmp_path: Path, both: dict[str, Any]) -> None:
    call = _call(tmp_path, seed=5, **both)
    assert _result(call.sent).succeeded
    assert _result(call.received).pages == 2


def test_a_seed_repeats_a_call_exactly(tmp_path: Path) -> None:
    bad = {"bit_error_rate": 3e-4, "frame_loss": 0.1}
    first, again, other = (_call(tmp_path / name, seed, **bad) for name, seed in RUNS)
    assert first.seconds == again.seconds
    assert (first.sent, first.sender_states) == (again.sent, again.sender_states)
    assert other.seconds != first.seconds


RUNS = (("first", 7), ("again", 7), ("other", 8))


@settings(max_examples=15)
@given(
    seed=st.integers(0, 999),
    ber=st.sampled_from([0.0, 1e-5, 1e-3]),
    loss=st.sampled_from([0.0, 0.2, 0.6]),
    speed=st.sampled_from([None, 2400, 9600]),
    clip=st.sampled_from([0, 300]),
    after=st.sampled_from([None, 5.0, 20.0, 40.0]),
)
def test_any_line_leaves_both_ends_with_an_result(
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    ber: float,
    loss: float,
    speed: int | None,
    clip: int,
    after: float | None,
) -> None:
    both = {
        "bit_error_rate": ber,
        "frame_loss": loss,
        "top_speed": speed,
        "clipped_start": clip,
        "hang_up_after": after,
    }
    call = _call(tmp_path_factory.mktemp("call"), seed, **both)
    sent = _result(call.sent)
    assert isinstance(call.received, CallResult) or not sent.succeeded
    if sent.succeeded and not ber:
        assert _arrived(call)
    assert call.seconds < 1200
