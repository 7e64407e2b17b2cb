"""A call's frames as a pcapng capture, which Wireshark and tshark dissect as T.30.

Each packet is an exported PDU for the dissector ``t30.hdlc``, whose octets have their bits in
reading order, as T.30 prints them. Each station is an interface (draft-ietf-opsawg-pcapng).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from construct import (
    Aligned,
    Bytes,
    Const,
    Construct,
    GreedyBytes,
    Int16ub,
    Int16ul,
    Int32ul,
    Int64sl,
    Padded,
    Prefixed,
    Rebuild,
    Struct,
    len_,
    this,
)

from faxstatus_core.bits import REVERSED
from modem_sim.trace.arrivals import Fate, fates_of
from modem_sim.trace.calls import CallTrace
from modem_sim.trace.records import FrameRecord

_LINKTYPE_WIRESHARK_UPPER_PDU = 252
_EXP_PDU_TAG_PROTO_NAME, _EXP_PDU_TAG_END = 12, 0
_COMMENT, _IF_NAME, _IF_TSRESOL, _EPB_FLAGS = 1, 2, 9, 2
_MICROSECONDS = 6
_INBOUND, _OUTBOUND, _CRC_ERROR = 1, 2, 1 << 24

_Option: "Construct[Any, Any]" = Struct(
    "code" / Int16ul,
    "length" / Rebuild(Int16ul, len_(this.value)),
    "value" / Aligned(4, Bytes(this.length)),
)
_SectionHeader: "Construct[Any, Any]" = Struct(
    "magic" / Const(0x1A2B3C4D, Int32ul),
    "major" / Const(1, Int16ul),
    "minor" / Const(0, Int16ul),
    "length" / Const(-1, Int64sl),
)
_InterfaceDescription: "Construct[Any, Any]" = Struct(
    "linktype" / Const(_LINKTYPE_WIRESHARK_UPPER_PDU, Int16ul),
    "reserved" / Const(0, Int16ul),
    "snaplen" / Const(0, Int32ul),
)
_EnhancedPacket: "Construct[Any, Any]" = Struct(
    "interface" / Int32ul,
    "time_high" / Int32ul,
    "time_low" / Int32ul,
    "captured" / Int32ul,
    "original" / Int32ul,
    "data" / Aligned(4, Bytes(this.captured)),
)
_ExportedPdu: "Construct[Any, Any]" = Struct(
    "tag" / Const(_EXP_PDU_TAG_PROTO_NAME, Int16ub),
    "dissector" / Prefixed(Int16ub, Padded(8, GreedyBytes)),
    "end_tag" / Const(_EXP_PDU_TAG_END, Int16ub),
    "end_length" / Const(0, Int16ub),
    "pdu" / GreedyBytes,
)


def pcapng(call: CallTrace) -> bytes:
    """The capture: every frame that was sent in ``call``, with what became of it as a comment."""
    return b"".join(_blocks(call))


def _blocks(call: CallTrace) -> Iterator[bytes]:
    yield _block(0x0A0D0D0A, _SectionHeader.build({}))
    stations = [call.caller, call.called]
    for name in stations:
        options = [(_IF_NAME, name.encode()), (_IF_TSRESOL, bytes([_MICROSECONDS]))]
        yield _block(1, _InterfaceDescription.build({}) + _options(options))
    fates = fates_of(call)
    for record in call.records:
        if not isinstance(record, FrameRecord) or record.station not in stations:
            continue
        if record.way == "sent":
            fate = fates.get(record, Fate.ARRIVED)
            yield _packet(call, record, stations.index(record.station), fate)


def _packet(call: CallTrace, frame: FrameRecord, interface: int, fate: Fate) -> bytes:
    pdu = _ExportedPdu.build({"dissector": b"t30.hdlc", "pdu": frame.content.translate(REVERSED)})
    time = call.heading.started + timedelta(seconds=frame.t)
    high, low = divmod(round(time.timestamp() * 10**_MICROSECONDS), 1 << 32)
    packet = _EnhancedPacket.build(
        {
            "interface": interface,
            "time_high": high,
            "time_low": low,
            "captured": len(pdu),
            "original": len(pdu),
            "data": pdu,
        }
    )
    flags = _INBOUND if interface else _OUTBOUND
    if fate is Fate.DAMAGED:
        flags |= _CRC_ERROR
    comment = f"{frame.modulation.name} from {frame.station}, {fate.value}"
    options = [(_EPB_FLAGS, flags.to_bytes(4, "little")), (_COMMENT, comment.encode())]
    return _block(6, packet + _options(options))


def _options(options: list[tuple[int, bytes]]) -> bytes:
    return b"".join(_Option.build({"code": c, "value": v}) for c, v in [*options, (0, b"")])


def _block(block_type: int, body: bytes) -> bytes:
    length = Int32ul.build(len(body) + 12)
    return Int32ul.build(block_type) + length + body + length
