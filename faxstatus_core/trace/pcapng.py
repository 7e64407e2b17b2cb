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
from faxstatus_core.text import printable
from faxstatus_core.trace.arrivals import Fate, fates_of
from faxstatus_core.trace.calls import CallTrace
from faxstatus_core.trace.ladder import caution
from faxstatus_core.trace.records import FrameRecord
from faxstatus_core.trace.senders import began, is_told, sender_of

_LINKTYPE_WIRESHARK_UPPER_PDU = 252
_EXP_PDU_TAG_PROTO_NAME, _EXP_PDU_TAG_END = 12, 0
_COMMENT, _IF_NAME, _IF_TSRESOL, _EPB_FLAGS = 1, 2, 9, 2
_MICROSECONDS = 6
_LONGEST_TEXT = 400
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
    """The capture: every frame of ``call``, with what became of it as a comment.

    In a trace that one station made, those of the other are the ones that it heard.
    """
    return b"".join(_blocks(call))


def _blocks(call: CallTrace) -> Iterator[bytes]:
    remarks = [(_COMMENT, _text(caution(call)))] if caution(call) else []
    yield _block(0x0A0D0D0A, _SectionHeader.build({}) + _options(remarks))
    stations = [call.caller, call.called]
    for name in stations:
        options = [(_IF_NAME, _text(name)), (_IF_TSRESOL, bytes([_MICROSECONDS]))]
        yield _block(1, _InterfaceDescription.build({}) + _options(options))
    fates = fates_of(call)
    told = [
        record
        for record in call.records
        if isinstance(record, FrameRecord) and record.station in stations and is_told(call, record)
    ]
    for record in sorted(told, key=began):
        interface = stations.index(sender_of(call, record))
        yield _packet(call, record, interface, fates.get(record, Fate.ARRIVED))


def _packet(call: CallTrace, frame: FrameRecord, interface: int, fate: Fate) -> bytes:
    pdu = _ExportedPdu.build({"dissector": b"t30.hdlc", "pdu": frame.content.translate(REVERSED)})
    time = call.heading.started + timedelta(seconds=began(frame))
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
    here = call.heading.seen_from or call.caller
    sender = sender_of(call, frame)
    flags = _OUTBOUND if sender == here else _INBOUND
    if fate is Fate.DAMAGED:
        flags |= _CRC_ERROR
    comment = _text(f"{frame.modulation.name} from {sender}, {fate.value}")
    options = [(_EPB_FLAGS, flags.to_bytes(4, "little")), (_COMMENT, comment)]
    return _block(6, packet + _options(options))


def _text(text: str) -> bytes:
    """A name or comment, which takes a few octets whatever it is."""
    return printable(text)[:_LONGEST_TEXT].encode()


def _options(options: list[tuple[int, bytes]]) -> bytes:
    return b"".join(_Option.build({"code": c, "value": v}) for c, v in [*options, (0, b"")])


def _block(block_type: int, body: bytes) -> bytes:
    length = Int32ul.build(len(body) + 12)
    return Int32ul.build(block_type) + length + body + length
