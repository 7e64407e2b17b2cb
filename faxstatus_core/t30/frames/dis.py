"""The FIF of DIS and DTC: what a terminal can do (T.30 §5.3.6.2.1, Table 2)."""

import enum
from dataclasses import dataclass
from typing import Annotated

from faxstatus_core.t30.frames.bit_table import Bits, bit_table_field
from faxstatus_core.t30.frames.shared_bits import SharedBits


class Modulations(enum.IntEnum):
    """Bits 11 to 14: the modulations that the terminal can receive."""

    V27TER_FALLBACK = 0b0000
    V27TER = 0b0100
    V29 = 0b1000
    V27TER_V29 = 0b1100
    V27TER_V29_V17 = 0b1101


@dataclass(frozen=True, kw_only=True, repr=False)
class Dis(SharedBits):
    """The capabilities in a DIS, or in a DTC, which has the same bits."""

    v8_capabilities: Annotated[bool, Bits(6)] = False
    frame_size_64_octets_preferred: Annotated[bool, Bits(7)] = False
    ready_to_transmit_document: Annotated[bool, Bits(9)] = False
    modulation: Annotated[Modulations | int, Bits(11, 4, Modulations)] = Modulations.V27TER_FALLBACK
    reserved_28: Annotated[bool, Bits(28)] = False
    multiple_selective_polling: Annotated[bool, Bits(34)] = False
    polled_subaddress: Annotated[bool, Bits(35)] = False
    inch_based_resolution_preferred: Annotated[bool, Bits(44)] = False
    metric_based_resolution_preferred: Annotated[bool, Bits(45)] = False
    minimum_scan_line_time_halves: Annotated[bool, Bits(46)] = False
    selective_polling: Annotated[bool, Bits(47)] = False
    password: Annotated[bool, Bits(50)] = False
    ready_to_transmit_data_file: Annotated[bool, Bits(51)] = False
    ready_to_transmit_character_or_mixed_mode: Annotated[bool, Bits(59)] = False
    reserved_70: Annotated[bool, Bits(70)] = False
    extended_bft_negotiations: Annotated[bool, Bits(100)] = False
    internet_selective_polling_address: Annotated[bool, Bits(101)] = False
    black_and_white_mixed_raster_content: Annotated[bool, Bits(115)] = False
    k_factor_greater_than_4: Annotated[bool, Bits(122)] = False


DisField = bit_table_field(Dis)
"""The construct of :class:`Dis`."""
