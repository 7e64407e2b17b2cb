"""The bits that mean the same in DIS, DTC and DCS: offered in the first two, selected in the third.

Names follow T.30 Table 2. ``reserved_n`` is a bit that the standard sets to 0,
kept as received.
"""

import enum
from dataclasses import dataclass
from typing import Annotated

from faxstatus_core.t30.frames.bit_table import Bits, BitTable


class RecordingWidth(enum.IntEnum):
    """Bits 17 and 18. In DIS and DTC every narrower width is offered too. 0b11 is invalid."""

    MM_215 = 0b00
    MM_255 = 0b10
    MM_303 = 0b01


class RecordingLength(enum.IntEnum):
    """Bits 19 and 20. In DIS and DTC, B4 offers A4 too. 0b11 is invalid."""

    A4 = 0b00
    B4 = 0b10
    UNLIMITED = 0b01


class MinimumScanLineTime(enum.IntEnum):
    """Bits 21 to 23: milliseconds at 3.85 lines/mm.

    HALF says that fine lines take half of it; DCS never selects such a value.
    """

    MS_20 = 0b000
    MS_40 = 0b001
    MS_10 = 0b010
    MS_10_HALF = 0b011
    MS_5 = 0b100
    MS_40_HALF = 0b101
    MS_20_HALF = 0b110
    MS_0 = 0b111


@dataclass(frozen=True, kw_only=True, repr=False)
class SharedBits(BitTable):
    """Bits 1 to 127 as far as the three signals agree on them (T.30 Table 2)."""

    store_and_forward_internet_fax: Annotated[bool, Bits(1)] = False
    reserved_2: Annotated[bool, Bits(2)] = False
    real_time_internet_fax: Annotated[bool, Bits(3)] = False
    third_generation_mobile_network: Annotated[bool, Bits(4)] = False
    reserved_5: Annotated[bool, Bits(5)] = False
    reserved_8: Annotated[bool, Bits(8)] = False
    receiver_fax_operation: Annotated[bool, Bits(10)] = False
    r8_7_7_lines_mm: Annotated[bool, Bits(15)] = False
    two_dimensional_coding: Annotated[bool, Bits(16)] = False
    recording_width: Annotated[RecordingWidth | int, Bits(17, 2, RecordingWidth)] = (
        RecordingWidth.MM_215
    )
    recording_length: Annotated[RecordingLength | int, Bits(19, 2, RecordingLength)] = (
        RecordingLength.A4
    )
    minimum_scan_line_time: Annotated[
        MinimumScanLineTime | int, Bits(21, 3, MinimumScanLineTime)
    ] = MinimumScanLineTime.MS_20
    reserved_25: Annotated[bool, Bits(25)] = False
    uncompressed_mode: Annotated[bool, Bits(26)] = False
    error_correction_mode: Annotated[bool, Bits(27)] = False
    reserved_29: Annotated[bool, Bits(29)] = False
    reserved_30: Annotated[bool, Bits(30)] = False
    t6_coding: Annotated[bool, Bits(31)] = False
    field_not_valid: Annotated[bool, Bits(33)] = False
    t43_coding: Annotated[bool, Bits(36)] = False
    plane_interleave: Annotated[bool, Bits(37)] = False
    voice_coding_g726: Annotated[bool, Bits(38)] = False
    reserved_39: Annotated[bool, Bits(39)] = False
    r8_15_4_lines_mm: Annotated[bool, Bits(41)] = False
    pels_300x300: Annotated[bool, Bits(42)] = False
    r16_15_4_lines_mm: Annotated[bool, Bits(43)] = False
    subaddressing: Annotated[bool, Bits(49)] = False
    reserved_52: Annotated[bool, Bits(52)] = False
    binary_file_transfer: Annotated[bool, Bits(53)] = False
    document_transfer_mode: Annotated[bool, Bits(54)] = False
    electronic_data_interchange: Annotated[bool, Bits(55)] = False
    basic_transfer_mode: Annotated[bool, Bits(57)] = False
    reserved_58: Annotated[bool, Bits(58)] = False
    character_mode: Annotated[bool, Bits(60)] = False
    reserved_61: Annotated[bool, Bits(61)] = False
    mixed_mode: Annotated[bool, Bits(62)] = False
    reserved_63: Annotated[bool, Bits(63)] = False
    processable_mode_26: Annotated[bool, Bits(65)] = False
    digital_network_capability: Annotated[bool, Bits(66)] = False
    duplex_capability: Annotated[bool, Bits(67)] = False
    jpeg_coding: Annotated[bool, Bits(68)] = False
    full_colour_mode: Annotated[bool, Bits(69)] = False
    twelve_bits_per_component: Annotated[bool, Bits(71)] = False
    no_subsampling: Annotated[bool, Bits(73)] = False
    custom_illuminant: Annotated[bool, Bits(74)] = False
    custom_gamut_range: Annotated[bool, Bits(75)] = False
    north_american_letter: Annotated[bool, Bits(76)] = False
    north_american_legal: Annotated[bool, Bits(77)] = False
    t85_coding: Annotated[bool, Bits(78)] = False
    t85_optional_l0: Annotated[bool, Bits(79)] = False
    hkm_key_management: Annotated[bool, Bits(81)] = False
    rsa_key_management: Annotated[bool, Bits(82)] = False
    override_mode: Annotated[bool, Bits(83)] = False
    hfx40_cipher: Annotated[bool, Bits(84)] = False
    alternative_cipher_2: Annotated[bool, Bits(85)] = False
    alternative_cipher_3: Annotated[bool, Bits(86)] = False
    hfx40_i_hashing: Annotated[bool, Bits(87)] = False
    alternative_hashing_2: Annotated[bool, Bits(89)] = False
    alternative_hashing_3: Annotated[bool, Bits(90)] = False
    reserved_91: Annotated[bool, Bits(91)] = False
    t44_mode: Annotated[int, Bits(92, 3)] = 0
    t44_maximum_stripe_size: Annotated[bool, Bits(95)] = False
    colour_300x300_or_400x400: Annotated[bool, Bits(97)] = False
    colour_100x100: Annotated[bool, Bits(98)] = False
    simple_phase_c_bft_negotiations: Annotated[bool, Bits(99)] = False
    internet_routing_address: Annotated[bool, Bits(102)] = False
    reserved_103: Annotated[bool, Bits(103)] = False
    pels_600x600: Annotated[bool, Bits(105)] = False
    pels_1200x1200: Annotated[bool, Bits(106)] = False
    pels_300x600: Annotated[bool, Bits(107)] = False
    pels_400x800: Annotated[bool, Bits(108)] = False
    pels_600x1200: Annotated[bool, Bits(109)] = False
    colour_600x600: Annotated[bool, Bits(110)] = False
    colour_1200x1200: Annotated[bool, Bits(111)] = False
    double_sided_printing_alternate: Annotated[bool, Bits(113)] = False
    double_sided_printing_continuous: Annotated[bool, Bits(114)] = False
    t45_run_length_colour_coding: Annotated[bool, Bits(116)] = False
    shared_data_memory: Annotated[int, Bits(117, 2)] = 0
    t44_colour_space: Annotated[bool, Bits(119)] = False
    t38_flow_control: Annotated[bool, Bits(121)] = False
    internet_aware_fax_in_t38_mode: Annotated[bool, Bits(123)] = False
    t89_profile: Annotated[int, Bits(124, 3)] = 0
    sycc_jpeg_coding: Annotated[bool, Bits(127)] = False
