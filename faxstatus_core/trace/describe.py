"""T.30 frames in words, and bit by bit."""

from collections.abc import Iterable

from faxstatus_core.t30.frames import (
    CodedData,
    DataRate,
    Dcs,
    Dis,
    EndOfRetransmission,
    Fcf,
    Frame,
    FrameError,
    Identification,
    Modulations,
    NonStandard,
    PartialPageRequest,
    PartialPageSignal,
    parse,
)
from faxstatus_core.t30.frames.bit_table import EXTEND_BITS, KNOWN_OCTETS, Bits, BitTable
from faxstatus_core.t30.frames.hdlc import ADDRESS, FINAL_FRAME, HEADER_OCTETS, MORE_FRAMES
from faxstatus_core.text import printable

_MODULATIONS: dict[int, str] = {
    Modulations.V27TER_FALLBACK: "V.27ter 2400",
    Modulations.V27TER: "V.27ter",
    Modulations.V29: "V.29",
    Modulations.V27TER_V29: "V.27ter, V.29",
    Modulations.V27TER_V29_V17: "V.27ter, V.29, V.17",
}
_RATES: dict[int, str] = {
    DataRate.V27TER_2400: "V.27ter 2400",
    DataRate.V27TER_4800: "V.27ter 4800",
    DataRate.V29_7200: "V.29 7200",
    DataRate.V29_9600: "V.29 9600",
    DataRate.V17_7200: "V.17 7200",
    DataRate.V17_9600: "V.17 9600",
    DataRate.V17_12000: "V.17 12000",
    DataRate.V17_14400: "V.17 14400",
}

_MOST = 300
"""Octets of one frame that are shown: more than any frame of T.30 has."""


def parsed(octets: bytes) -> Frame | None:
    """The frame in ``octets``, from address to FIF, or None."""
    try:
        return parse(octets, with_fcs=False)
    except FrameError:
        return None


def name_of(octets: bytes) -> str:
    """What T.30 calls the frame: ``DCS``, ``PPS-EOP``; of an unknown one its octets."""
    frame = parsed(octets)
    if frame is None:
        return f"unknown frame {octets[:8].hex(' ')}"
    if isinstance(frame.fif, PartialPageSignal | EndOfRetransmission):
        return f"{frame.fcf.standard_name}-{_command(frame.fif.command)}"
    return frame.fcf.standard_name


def summary_of(octets: bytes) -> str:
    """What the frame says, on one line; empty if it says nothing but its name."""
    frame = parsed(octets)
    if frame is None:
        return ""
    match frame.fif:
        case Dis() as can:
            named = _MODULATIONS.get(can.modulation, f"modulation {can.modulation:04b}")
            return _joined(named, *_common(can))
        case Dcs() as selected:
            named = _RATES.get(selected.data_rate, f"data rate {selected.data_rate:04b}")
            return _joined(named, *_common(selected))
        case Identification(text):
            return f'"{printable(text)}"'
        case NonStandard(country, data):
            return f"country {country:02X}, {_hex(data)}"
        case CodedData(number, data):
            return f"frame {number}, {len(data)} octets"
        case PartialPageSignal(_, page, block, frames):
            return f"page {page}, block {block}, {frames} frames"
        case PartialPageRequest(frames):
            return f"wants {ranges(frames)}"
        case bytes(fif):
            return _hex(fif)
        case _:
            return ""


def is_coded_data(octets: bytes) -> bool:
    """Whether it is an FCD, and not one of the RCP that end a carrier."""
    frame = parsed(octets)
    return frame is not None and isinstance(frame.fif, CodedData)


def bits_of(octets: bytes) -> list[str]:
    """A line for each octet of the header, and for each named bit of the FIF."""
    lines = [
        f"{octet:02X}  {_written(octet)}  {meaning}"
        for octet, meaning in zip(octets, _header(octets), strict=False)
    ]
    frame = parsed(octets)
    if frame is not None and isinstance(frame.fif, BitTable):
        return lines + _table_bits(frame.fif)
    fif = octets[HEADER_OCTETS:]
    lines += [f"{octet:02X}  {_written(octet)}  {printable(chr(octet))!r}" for octet in fif[:_MOST]]
    return [*lines, f"and {len(fif) - _MOST} more octets"] if len(fif) > _MOST else lines


def ranges(numbers: Iterable[int]) -> str:
    """``0, 4-7, 12``."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and parts[-1][-1] == number - 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ", ".join("-".join(map(str, part)) for part in parts) or "nothing"


def _command(command: Fcf | None) -> str:
    return "NULL" if command is None else command.standard_name


def _common(table: Dis | Dcs) -> list[str]:
    return [
        text
        for text, there in (
            ("ECM", table.error_correction_mode),
            ("MMR", table.t6_coding),
            ("MR", table.two_dimensional_coding),
            ("7.7 lines/mm", table.r8_7_7_lines_mm),
            ("polling", isinstance(table, Dis) and table.ready_to_transmit_document),
        )
        if there
    ]


def _hex(octets: bytes) -> str:
    return octets[:_MOST].hex(" ") + (" ..." if len(octets) > _MOST else "")


def _joined(*parts: str) -> str:
    return ", ".join(parts)


def _written(octet: int) -> str:
    """The bits in the order of the line: the least significant first."""
    return f"{octet:08b}"[::-1]


def _header(octets: bytes) -> list[str]:
    address, control = (octets[:2] + b"\0\0")[:2]
    controls = {MORE_FRAMES: "more frames follow", FINAL_FRAME: "final frame"}
    return [
        f"address: {'all stations' if address == ADDRESS else 'unknown'}",
        f"control: {controls.get(control, 'unknown')}",
        f"FCF: {_fcf(octets)}",
    ]


def _fcf(octets: bytes) -> str:
    try:
        fcf, x = Fcf.of_octet(octets[2])
    except (IndexError, FrameError):
        return "unknown"
    return f"{fcf.standard_name}, X = {x:d}" if fcf.carries_x else fcf.standard_name


def _table_bits(table: BitTable) -> list[str]:
    extend = [(f"extend_{bit}", Bits(bit)) for bit in EXTEND_BITS if bit <= 8 * table.octets]
    lines = []
    for name, bits in sorted([*table.places, *extend], key=lambda place: place[1].first):
        if bits.first > 8 * table.octets:
            break
        value = getattr(table, name, bits.first < 8 * table.octets)  # an extend bit: more follow
        last = bits.first + bits.width - 1
        place = f"bit {bits.first}" if bits.width == 1 else f"bits {bits.first}-{last}"
        spelled = getattr(value, "name", "")
        lines.append(f"{place:<12} {int(value):0{bits.width}b}  {name} {spelled}".rstrip())
    if table.beyond:
        lines.append(f"from octet {KNOWN_OCTETS + 1} on: {_hex(table.beyond)}")
    return lines
