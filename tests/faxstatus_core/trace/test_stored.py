"""Traces as they are stored, made into something to look at, whatever they are."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.trace import (
    CallTrace,
    TraceError,
    call_of,
    capture,
    ladder_html,
    ladder_svg,
    ladder_text,
    trace_lines,
)
from faxstatus_core.trace.stored import LARGEST_TRACE

DRAWINGS: list[Callable[[bytes], bytes]] = [ladder_text, ladder_svg, ladder_html, capture]


@pytest.fixture(scope="session")
def stored(call: CallTrace) -> bytes:
    return trace_lines(call.heading, call.records)


def _trace(*records: dict[str, Any], seen_from: str | None = None) -> bytes:
    heading = {
        "kind": "trace",
        "started": "2026-01-01T00:00:00Z",
        "stations": {"a": "1", "b": "2"},
        "seen_from": seen_from,
    }
    caller, called = ("a", "b") if seen_from else ("1", "2")
    placed = {"kind": "call", "event": "placed", "caller": caller, "dialled": "2"}
    placed["called"] = called
    lines = [json.dumps(heading)]
    lines += [json.dumps({"t": 1, "call": 1, **each}) for each in (placed, *records)]
    return "\n".join([*lines, ""]).encode()


def _frame(octets: str, station: str = "a", way: str = "sent", good: bool = True) -> dict[str, Any]:
    return {
        "kind": "frame", "station": station, "way": way, "code": 3, "hex": octets, "good": good
    }  # fmt: skip


def test_what_is_stored_is_the_same_call(stored: bytes, call: CallTrace) -> None:
    assert call_of(stored) == call


def test_each_drawing_is_what_it_says(stored: bytes) -> None:
    assert ladder_text(stored).startswith(b"call 1: sender (1) calls 2, which is receiver\n")
    assert ladder_svg(stored).startswith(b"<?xml")
    assert ladder_html(stored).startswith(b"<!DOCTYPE html>")
    assert capture(stored).startswith(b"\x0a\x0d\x0d\x0a")


def test_a_trace_of_one_end_says_what_it_does_not_know(stored: bytes) -> None:
    one_end = _trace(_frame("ff1384"), seen_from="a")
    assert b"Seen from" not in ladder_text(stored)
    assert b"Seen from a alone" in ladder_text(one_end)
    assert b"Seen from a alone" in ladder_html(one_end)
    assert b"Seen from a alone" in ladder_svg(one_end)
    assert b"Seen from a alone" in capture(one_end)
    assert b"V.21 300 from a, sent" in capture(one_end)


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize(
    "trace",
    [b"", b"\xff", b"{}\n", b"[" * 10_000, b" " * (LARGEST_TRACE + 1), b"null\n\n", b"1\n1\n"],
)
def test_what_is_no_trace_is_refused(draw: Callable[[bytes], bytes], trace: bytes) -> None:
    with pytest.raises(TraceError):
        draw(trace)


def test_a_trace_of_several_calls_is_refused() -> None:
    other = {"kind": "call", "call": 2, "event": "placed", "caller": "2", "dialled": "1"}
    with pytest.raises(TraceError, match="2 calls"):
        call_of(_trace(other))


@given(octets=st.binary(max_size=100), place=st.integers(0, 5000))
def test_any_change_to_a_trace_is_drawn_or_refused(
    stored: bytes, octets: bytes, place: int
) -> None:
    changed = stored[:place] + octets + stored[place + len(octets) :]
    for draw in DRAWINGS:
        try:
            assert draw(changed)
        except TraceError:
            return


@given(
    content=st.binary(max_size=40),
    name=st.text(st.characters(codec="utf-8"), max_size=500),
    way=st.sampled_from(["sent", "heard"]),
    seen_from=st.sampled_from(["a", "b", "x", None]),
)
def test_any_frame_and_name_can_be_drawn(
    content: bytes, name: str, way: str, seen_from: str | None
) -> None:
    record = {"kind": "call", "event": "ringing", "caller": name, "dialled": "", "called": name}
    frames = [_frame(content.hex(), station, way) for station in ("a", "b", name)]
    trace = _trace(record, *frames, seen_from=seen_from)
    for draw in DRAWINGS:
        assert draw(trace)


@pytest.mark.parametrize(
    "records",
    [
        [_frame("ff1384"), _frame("ff1384", "b", "heard")] * 4000,
        [_frame("ff1384"), _frame("ff1384", "b", "heard", good=False)] * 4000,
        [_frame("ff13" + "ff" * 500_000)],
        [{"kind": "fault", "what": "x " * 500_000}],
    ],
    ids=["frames", "damaged frames", "a long frame", "a long text"],
)
def test_time_grows_with_the_trace_and_not_faster(records: list[dict[str, Any]]) -> None:
    trace = _trace(*records)
    began = time.process_time()
    ladder_text(trace, bits=True)
    assert time.process_time() - began < 5  # what grows with the square takes minutes
