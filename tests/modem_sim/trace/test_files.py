"""Traces on disk: whole, a file for each call, and read back whatever is in them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.trace import CallTrace, TraceError, calls_in
from modem_sim.trace import read_trace
from tests.support.traced import SCENARIO, play


def test_the_file_of_a_call_says_of_it_what_the_whole_trace_says(
    traced: Path, call: CallTrace
) -> None:
    [path] = (traced / "calls").iterdir()
    assert path.name == "call-1.jsonl"
    [alone] = calls_in(*read_trace(path)).values()
    assert alone == call


def test_each_call_has_its_file(tmp_path: Path) -> None:
    again = '  [[machine.call]]\n  number = "2"\n  document = "two.tif"\n  at = 100\n'
    scenario = SCENARIO.replace(
        '[[machine]]\nname = "receiver"', f'{again}[[machine]]\nname = "receiver"'
    )
    play(tmp_path, scenario, 300)
    whole = calls_in(*read_trace(tmp_path / "log.jsonl"))
    assert len(whole) == 2
    for number, call in whole.items():
        [alone] = calls_in(*read_trace(tmp_path / f"calls/call-{number}.jsonl")).values()
        assert alone == call


def test_times_are_in_order_and_begin_with_the_network(traced: Path) -> None:
    heading, records = read_trace(traced / "log.jsonl")
    assert heading.stations == {"sender": "1", "receiver": "2"}
    times = [record.t for record in records]
    assert times == sorted(times)
    assert times[0] == 0.0


def test_a_line_that_was_not_finished_is_left_out(traced: Path, tmp_path: Path) -> None:
    whole = (traced / "log.jsonl").read_text()
    cut = tmp_path / "cut.jsonl"
    cut.write_text(whole[:-20])
    assert len(read_trace(cut)[1]) == len(read_trace(traced / "log.jsonl")[1]) - 1


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: ["", *lines], 1),
        (lambda lines: lines[1:], 1),
        (lambda lines: [lines[0], "{}", *lines[1:]], 2),
        (lambda lines: [lines[0], '{"kind":"call","t":-1}', *lines[1:]], 2),
        (lambda lines: [lines[0], *(line.replace("DIAL", "ZZZ") for line in lines[1:])], 3),
        (lambda lines: [lines[0].replace("2026", "9999"), *lines[1:]], 1),
        (lambda lines: [lines[0], lines[1], lines[2].replace('"t":', '"x":'), lines[3]], 3),
    ],
)
def test_what_is_no_trace_is_refused_with_its_line(
    traced: Path, tmp_path: Path, change: object, line: int
) -> None:
    lines = (traced / "log.jsonl").read_text().splitlines()
    wrong = tmp_path / "wrong.jsonl"
    assert callable(change)
    wrong.write_text("\n".join(change(lines)) + "\n")
    with pytest.raises(TraceError, match=re.escape(f"{wrong}, line {line}: not a trace")):
        read_trace(wrong)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TraceError, match="cannot read the file"):
        read_trace(tmp_path / "none")


@given(octets=st.binary(max_size=200), place=st.integers(0, 5000))
def test_whatever_a_file_holds_is_read_or_refused(
    traced: Path, tmp_path_factory: pytest.TempPathFactory, octets: bytes, place: int
) -> None:
    whole = (traced / "log.jsonl").read_bytes()
    hostile = tmp_path_factory.mktemp("hostile") / "trace"
    hostile.write_bytes(whole[:place] + octets + whole[place + len(octets) :])
    try:
        calls_in(*read_trace(hostile))
    except TraceError as error:
        refused = error.where
    else:
        return
    assert str(hostile) in refused
