"""The FIF of DCS: what the transmitter chose for the pages to come (T.30 §5.3.6.2.2, Table 2)."""

import enum
from dataclasses import dataclass
from typing import Annotated

from construct import BitsSwapped, BitStruct, Construct, ExprAdapter, Padding

from faxstatus_core.t30.frames.bit_table import Bits, bit_table_field
from faxstatus_core.t30.frames.shared_bits import SharedBits


class DataRate(enum.IntEnum):
    """Bits 11 to 14: modulation and bits per second of TCF and pages."""

    V27TER_2400 = 0b0000
    V27TER_4800 = 0b0100
    V29_7200 = 0b1100
    V29_9600 = 0b1000
    V17_7200 = 0b1101
    V17_9600 = 0b1001
    V17_12000 = 0b0101
    V17_14400 = 0b0001


@dataclass(frozen=True, kw_only=True, repr=False)
class Dcs(SharedBits):
    """The selection in a DCS."""

    reserved_6: Annotated[bool, Bits(6)] = False
    reserved_7: Annotated[bool, Bits(7)] = False
    reserved_9: Annotated[bool, Bits(9)] = False
    data_rate: Annotated[DataRate | int, Bits(11, 4, DataRate)] = DataRate.V27TER_2400
    frame_size_64_octets: Annotated[bool, Bits(28)] = False
    reserved_34: Annotated[bool, Bits(34)] = False
    reserved_35: Annotated[bool, Bits(35)] = False
    inch_based_resolution: Annotated[bool, Bits(44)] = False
    reserved_45: Annotated[bool, Bits(45)] = False
    reserved_46: Annotated[bool, Bits(46)] = False
    reserved_47: Annotated[bool, Bits(47)] = False
    sender_identification: Annotated[bool, Bits(50)] = False
    reserved_51: Annotated[bool, Bits(51)] = False
    reserved_59: Annotated[bool, Bits(59)] = False
    preferred_huffman_tables: Annotated[bool, Bits(70)] = False
    reserved_100: Annotated[bool, Bits(100)] = False
    reserved_101: Annotated[bool, Bits(101)] = False
    reserved_115: Annotated[bool, Bits(115)] = False
    reserved_122: Annotated[bool, Bits(122)] = False


DcsField = bit_table_field(Dcs)
"""The construct of :class:`Dcs`."""


@dataclass(frozen=True)
class ContinueToCorrect:
    """CTC: go on correcting at this rate (T.30 Annex A.4.1).

    Its FIF is bits 1 to 16 of a DCS, of which only the rate counts.
    """

    data_rate: DataRate | int


_RATE = Bits(11, 4, DataRate)

ContinueToCorrectField: "Construct[ContinueToCorrect, ContinueToCorrect]" = ExprAdapter(
    BitsSwapped(BitStruct(Padding(10), "data_rate" / _RATE.layout(), Padding(2))),
    lambda fields, _: ContinueToCorrect(fields.data_rate),
    lambda ctc, _: vars(ctc),
)
"""The construct of :class:`ContinueToCorrect`."""
