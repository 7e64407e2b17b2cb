"""Captures, as Wireshark's dissector sees them."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faxstatus_core.t30.frames import CodedData, Fcf, Frame, PartialPageRequest, build
from faxstatus_core.t30.frames import PartialPageSignal as Pps
from faxstatus_core.trace import CallTrace
from faxstatus_core.trace.describe import name_of
from faxstatus_core.trace.records import FrameRecord
from tests.support.tshark import capture, columns


def _dissected(tshark: str, path: Path) -> list[dict[str, Any]]:
    """What tshark finds in each packet: its layers."""
    done = subprocess.run(
        [tshark, "-n", "-r", path, "-T", "json"], capture_output=True, text=True, check=True
    )
    return [packet["_source"]["layers"] for packet in json.loads(done.stdout)]


@pytest.fixture
def tshark(peer: Callable[[str], str]) -> str:
    return peer("tshark")


def test_tshark_finds_our_frames(call: CallTrace, tmp_path: Path, tshark: str) -> None:
    infos = columns(tshark, capture(call, tmp_path / "call.pcapng"))
    ours = [
        name_of(record.content)
        for record in call.records
        if isinstance(record, FrameRecord) and record.way == "sent"
    ]
    theirs = [info.split("Reassembled: ")[1].split(" ")[0] for info in infos]
    assert theirs == ours
    assert "CSI" in infos[0]
    assert "Number:+49 30 2" in infos[0]
    assert any("TSI" in info and "Number:+49 30 1)" in info for info in infos)
    assert any("DCS" in info and "14 400 bit/s, ITU-T V.17" in info for info in infos)


def test_tshark_knows_times_directions_and_what_became_of_a_frame(
    call: CallTrace, tmp_path: Path, tshark: str
) -> None:
    layers = _dissected(tshark, capture(call, tmp_path / "call.pcapng"))
    sent = [r for r in call.records if isinstance(r, FrameRecord) and r.way == "sent"]
    start = call.heading.started.timestamp()
    times = [float(each["frame"]["frame.time_epoch"]) - start for each in layers]
    assert times == pytest.approx([record.t for record in sent], abs=1e-5)
    names = [each["frame"]["frame.interface_id_tree"]["frame.interface_name"] for each in layers]
    assert names == [record.station for record in sent]
    comments = [str(each) for each in layers if "damaged" in str(each)]
    assert len(comments) == 1


def test_tshark_reads_error_correction(call: CallTrace, tmp_path: Path, tshark: str) -> None:
    first = next(r for r in call.records if isinstance(r, FrameRecord) and r.way == "sent")
    frames = [
        Frame(Fcf.FCD, final=False, fif=CodedData(7, b"\x55" * 256)),
        Frame(Fcf.RCP, final=True),
        Frame(Fcf.PPS, x=True, fif=Pps(Fcf.EOP, 3, 1, 17)),
        Frame(Fcf.PPR, fif=PartialPageRequest(frozenset({0, 9}))),
    ]
    records = tuple(
        first.model_copy(update={"hex": build(frame, with_fcs=False).hex()}) for frame in frames
    )
    path = capture(
        CallTrace(1, call.caller, call.called, "2", call.heading, records), tmp_path / "ecm.pcapng"
    )
    data, _, signal, request = columns(tshark, path)
    assert "FCD" in data
    assert "Frame num:7" in data
    assert "PPS" in signal
    assert "PC:3 BC:1 FC:16" in signal  # it shows the field as it is: one less
    assert "PPR - Partial Page Request - 2 frames" in request
    layers = str(_dissected(tshark, path))
    assert "EOP in optional T.4 error correction mode" in layers or "'244'" in layers
