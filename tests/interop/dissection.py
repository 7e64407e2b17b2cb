"""Every frame of a call, as we read it and as Wireshark's dissector does."""

import subprocess
from pathlib import Path

from faxstatus_core.t30.frames import (
    CodedData,
    Dcs,
    Dis,
    Fcf,
    Fif,
    Identification,
    PartialPageRequest,
    PartialPageSignal,
    parse,
)
from faxstatus_core.trace import CallTrace
from faxstatus_core.trace.pcapng import pcapng
from faxstatus_core.trace.records import FrameRecord

_BITS = {
    "t30.fif.ecm": "error_correction_mode",
    "t30.fif.t6": "t6_coding",
    "t30.fif.tdcc": "two_dimensional_coding",
    "t30.fif.res": "r8_7_7_lines_mm",
    "t30.fif.r8x15": "r8_15_4_lines_mm",
    "t30.fif.300x300": "pels_300x300",
    "t30.fif.r16x15": "r16_15_4_lines_mm",
    "t30.fif.sc": "subaddressing",
    "t30.fif.rfo": "receiver_fax_operation",
    "t30.fif.spscb": "t85_coding",
}
_BITS_OF_DIS = {
    "t30.fif.rtfc": "ready_to_transmit_document",
    "t30.fif.sp": "selective_polling",
    "t30.fif.passw": "password",
}
_BITS_OF_DCS = {
    "t30.fif.fs_dcm": "frame_size_64_octets",
    "t30.fif.rts": "inch_based_resolution",
    "t30.fif.sit": "sender_identification",
}
_COUNTS = {
    "t30.fif.dsr": "modulation",
    "t30.fif.rwc": "recording_width",
    "t30.fif.rlc": "recording_length",
    "t30.fif.msltcr": "minimum_scan_line_time",
}
_COUNTS_OF_DCS = {
    "t30.fif.dsr_dcs": "data_rate",
    "t30.fif.rw_dcs": "recording_width",
    "t30.fif.rl_dcs": "recording_length",
    "t30.fif.mslt_dcs": "minimum_scan_line_time",
}
_TEXT = "_ws.col.Info"
_NUMBERS = (
    *("t30.Control", "t30.t4.frame_num", "t30.pps.fcf2"),
    *("t30.t4.page_count", "t30.t4.block_count", "t30.t4.frame_count"),
)
_FIELDS = (
    *(_TEXT, "t30.fif.number", "t30.t4.data", "t30.ppr.frames", *_NUMBERS),
    *(*_BITS, *_BITS_OF_DIS, *_BITS_OF_DCS, *_COUNTS, *_COUNTS_OF_DCS, "t30.bad_length"),
)

_AS_TSHARK_CALLS_IT = {Fcf.DTC: Fcf.DIS, Fcf.CIG: Fcf.CSI, Fcf.NSC: Fcf.NSF}
"""It takes the first bit of every FCF for an X bit, also where that is all that differs."""

Reading = dict[str, str | int | frozenset[int]]


def assert_read_alike(tshark: str, call: CallTrace, capture: Path) -> None:
    """tshark reads every frame that was sent in ``call`` as we do; ``capture`` is written for it.

    That is: its name, control field, identification, capabilities or selection as far as faxes of
    today have them, the number and data of a frame of a page, a PPS, a PPR.
    """
    capture.write_bytes(pcapng(call))
    fields = [word for field in _FIELDS for word in ("-e", field)]
    done = subprocess.run(
        [tshark, "-n", "-r", capture, "-T", "fields", "-E", "occurrence=f", *fields],
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = [_theirs(line.split("\t")) for line in done.stdout.splitlines()]
    sent = [r for r in call.records if isinstance(r, FrameRecord) and r.way == "sent"]
    assert sent
    assert theirs == [_ours(record.content) for record in sent]


def _theirs(values: list[str]) -> Reading:
    said = {field: value for field, value in zip(_FIELDS, values, strict=True) if value}
    name = said.pop(_TEXT).split("Reassembled: ")[1].split(" ")[0]
    reading: Reading = {"name": name.rstrip(")")}
    for field, text in said.items():
        if field == "t30.ppr.frames":
            reading[field] = frozenset(int(number) for number in text.split(","))
        elif field in ("t30.fif.number", "t30.t4.data"):
            reading[field] = text.strip()
        else:
            number = int(text, 0) if text not in ("True", "False") else int(text == "True")
            if number or field in _NUMBERS:
                reading[field] = number
    return reading


def _ours(octets: bytes) -> Reading:
    frame = parse(octets, with_fcs=False)
    name = _AS_TSHARK_CALLS_IT.get(frame.fcf, frame.fcf).standard_name
    return {"name": name, "t30.Control": 0xC8 if frame.final else 0xC0, **_fif(frame.fif)}


def _fif(fif: Fif) -> Reading:
    match fif:
        case Identification(text):
            return {"t30.fif.number": text} if text else {}
        case Dis() | Dcs():
            bits = _BITS | (_BITS_OF_DIS if isinstance(fif, Dis) else _BITS_OF_DCS)
            counts = _COUNTS if isinstance(fif, Dis) else _COUNTS_OF_DCS
            values = {field: int(getattr(fif, name)) for field, name in (bits | counts).items()}
            return {field: value for field, value in values.items() if value}
        case CodedData(number, data):
            return {"t30.t4.frame_num": number, "t30.t4.data": _as_printed(data).hex()}
        case PartialPageSignal(command, page, block, frames):
            return {
                "t30.pps.fcf2": 0 if command is None else _as_printed([command.octet(x=True)])[0],
                "t30.t4.page_count": page,
                "t30.t4.block_count": block,
                "t30.t4.frame_count": frames - 1,
            }
        case PartialPageRequest(frames):
            return {"t30.ppr.frames": frames}
        case _:
            return {}


def _as_printed(octets: bytes | list[int]) -> bytes:
    """Each octet as T.30 prints it: the bit that is sent first leftmost."""
    return bytes(int(f"{octet:08b}"[::-1], 2) for octet in octets)
