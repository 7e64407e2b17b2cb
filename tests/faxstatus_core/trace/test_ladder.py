"""The ladder tells what happened, and what became of it."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.trace import CallTrace, calls_in
from faxstatus_core.trace.arrivals import Fate
from faxstatus_core.trace.ladder import ladder, title
from faxstatus_core.trace.steps import Step, steps_of
from modem_sim.trace import read_trace
from tests.support.traced import SCENARIO, play


def _labels(steps: list[Step], kind: str) -> list[str]:
    return [step.label for step in steps if step.kind == kind]


def test_the_frames_and_the_data_of_a_call(call: CallTrace) -> None:
    steps = steps_of(call)
    training = ["TSI", "DCS", "CFR"]
    assert _labels(steps, "frame") == [
        *("CSI", "DIS", *training, *training),
        *("MPS", "CRP", "MPS", "MCF", "EOP", "MCF", "DCN"),
    ]
    assert _labels(steps, "data") == ["TCF", "TCF", "page 1", "page 2"]
    assert _labels(steps, "fault") == ["fault:"] * 3


def test_what_was_lost_and_what_was_damaged(call: CallTrace) -> None:
    fates = [(step.label, step.fate) for step in steps_of(call) if step.kind == "frame"]
    assert [each for each in fates if each[1] is not Fate.ARRIVED] == [
        ("CFR", Fate.LOST),
        ("MPS", Fate.DAMAGED),
    ]
    assert fates[4] == ("CFR", Fate.LOST)
    assert fates[8] == ("MPS", Fate.DAMAGED)


def test_how_the_call_was_set_up_and_ended(call: CallTrace) -> None:
    line = [(s.by, s.label, s.detail) for s in steps_of(call) if s.kind == "line"]
    assert line[:5] == [
        ("caller", "off hook", ""),
        ("caller", "dials", "2"),
        ("exchange", "ring", ""),
        ("exchange", "caller id", "1 Ann"),
        ("exchange", "ring", ""),
    ]
    assert sorted(line[-2:]) == [("called", "on hook", ""), ("caller", "on hook", "")]
    tones = [s.label for s in steps_of(call) if s.kind == "tone"]
    assert (tones[0], tones[-1]) == ("dial tone", "CED")
    assert "CNG" in tones


def test_the_lines_are_aligned_and_in_order(call: CallTrace) -> None:
    lines = ladder(call, bits=True, details=True)
    assert {len(line.text) for line in lines} == {len(lines[0].text)}
    times = [float(line.text[:9]) for line in lines if line.text[:9].strip()]
    assert times == sorted(times)
    assert title(call) == "call 1: sender (1) calls 2, which is receiver"


def test_identifications_are_told(call: CallTrace) -> None:
    text = "\n".join(line.text for line in ladder(call))
    assert 'CSI "+49 30 2"' in text
    assert 'TSI "+49 30 1"' in text
    assert "DCS V.17 14400" in text
    assert "*** fault: mutes the called for 0.3 s ***" in text


def test_frames_bit_by_bit(call: CallTrace) -> None:
    dcs = next(step for step in steps_of(call) if step.label == "DCS")
    assert "83  11000001  FCF: DCS, X = 1" in dcs.bits
    assert "bits 11-14   0001  data_rate V17_14400" in dcs.bits
    assert "bit 24       0  extend_24" in dcs.bits
    places = [line for line in dcs.bits if line.startswith("bit")]
    ends = [int(line.split()[1].split("-")[-1]) for line in places]
    assert ends == sorted(ends)
    assert ends[-1] == 24


def test_a_carrier_that_is_not_heard_is_lost(tmp_path: Path) -> None:
    mute = '[[trigger]]\nframe = "DCS"\nnth = 2\ndo = "mute"\nside = "caller"\nseconds = 10\n'
    play(tmp_path, SCENARIO + mute)
    [call] = calls_in(*read_trace(tmp_path / "log.jsonl")).values()
    checks = [step.fate for step in steps_of(call) if step.label == "TCF"]
    assert checks[:2] == [Fate.ARRIVED, Fate.LOST]


def test_calls_that_are_refused_and_calls_side_by_side(tmp_path: Path) -> None:
    more = """
[[machine]]
name = "third"
number = "3"
  [[machine.call]]
  number = "2"
  at = 15
[[machine]]
name = "fourth"
number = "4"
  [[machine.call]]
  number = "3"
  at = 40
"""
    play(tmp_path, SCENARIO + more, 300)
    calls = calls_in(*read_trace(tmp_path / "log.jsonl"))
    parties = {(c.caller, c.called) for c in calls.values()}
    assert parties == {("sender", "receiver"), ("third", ""), ("fourth", "third")}
    [refused] = [c for c in calls.values() if c.caller == "third"]
    assert "busy tone" in [step.label for step in steps_of(refused)]
    for call in calls.values():
        stations = {getattr(record, "station", call.caller) for record in call.records}
        assert stations <= {call.caller, call.called}


@given(st.data())
def test_a_ladder_is_made_of_any_part_of_a_trace(call: CallTrace, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(call.records), max_size=40))
    part = CallTrace(
        call.number, call.caller, call.called, call.dialled, call.heading, tuple(chosen)
    )
    assert len({len(line.text) for line in ladder(part, bits=True)}) <= 1
