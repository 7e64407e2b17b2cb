"""Every bit of DIS, DTC and DCS at its number (T.30 Table 2), and their length rules."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t30.frames import Dcs, Dis, Fcf, Frame, FrameError, Modulations, build, parse

DIS_NAMES = """
  1 store_and_forward_internet_fax      2 reserved_2
  3 real_time_internet_fax              4 third_generation_mobile_network
  5 reserved_5                          6 v8_capabilities
  7 frame_size_64_octets_preferred      8 reserved_8
  9 ready_to_transmit_document         10 receiver_fax_operation
 15 r8_7_7_lines_mm                    16 two_dimensional_coding
 25 reserved_25                        26 uncompressed_mode
 27 error_correction_mode              28 reserved_28
 29 reserved_29                        30 reserved_30
 31 t6_coding                          33 field_not_valid
 34 multiple_selective_polling         35 polled_subaddress
 36 t43_coding                         37 plane_interleave
 38 voice_coding_g726                  39 reserved_39
 41 r8_15_4_lines_mm                   42 pels_300x300
 43 r16_15_4_lines_mm                  44 inch_based_resolution_preferred
 45 metric_based_resolution_preferred  46 minimum_scan_line_time_halves
 47 selective_polling                  49 subaddressing
 50 password                           51 ready_to_transmit_data_file
 52 reserved_52                        53 binary_file_transfer
 54 document_transfer_mode             55 electronic_data_interchange
 57 basic_transfer_mode                58 reserved_58
 59 ready_to_transmit_character_or_mixed_mode
 60 character_mode                     61 reserved_61
 62 mixed_mode                         63 reserved_63
 65 processable_mode_26                66 digital_network_capability
 67 duplex_capability                  68 jpeg_coding
 69 full_colour_mode                   70 reserved_70
 71 twelve_bits_per_component          73 no_subsampling
 74 custom_illuminant                  75 custom_gamut_range
 76 north_american_letter              77 north_american_legal
 78 t85_coding                         79 t85_optional_l0
 81 hkm_key_management                 82 rsa_key_management
 83 override_mode                      84 hfx40_cipher
 85 alternative_cipher_2               86 alternative_cipher_3
 87 hfx40_i_hashing                    89 alternative_hashing_2
 90 alternative_hashing_3              91 reserved_91
 95 t44_maximum_stripe_size            97 colour_300x300_or_400x400
 98 colour_100x100                     99 simple_phase_c_bft_negotiations
100 extended_bft_negotiations         101 internet_selective_polling_address
102 internet_routing_address          103 reserved_103
105 pels_600x600                      106 pels_1200x1200
107 pels_300x600                      108 pels_400x800
109 pels_600x1200                     110 colour_600x600
111 colour_1200x1200                  113 double_sided_printing_alternate
114 double_sided_printing_continuous  115 black_and_white_mixed_raster_content
116 t45_run_length_colour_coding      119 t44_colour_space
121 t38_flow_control                  122 k_factor_greater_than_4
123 internet_aware_fax_in_t38_mode    127 sycc_jpeg_coding
"""

DCS_NAMES = """
  6 reserved_6             7 reserved_7            9 reserved_9
 28 frame_size_64_octets  34 reserved_34          35 reserved_35
 44 inch_based_resolution 45 reserved_45          46 reserved_46
 47 reserved_47           50 sender_identification
 51 reserved_51           59 reserved_59          70 preferred_huffman_tables
100 reserved_100         101 reserved_101        115 reserved_115
122 reserved_122
"""

GROUPS = {
    "recording_width": (17, 18),
    "recording_length": (19, 20),
    "minimum_scan_line_time": (21, 22, 23),
    "t44_mode": (92, 93, 94),
    "shared_data_memory": (117, 118),
    "t89_profile": (124, 125, 126),
}


def numbered(names: str) -> dict[int, tuple[str, int]]:
    words = names.split()
    return {int(number): (name, 1) for number, name in zip(words[::2], words[1::2], strict=True)}


def grouped(groups: dict[str, tuple[int, ...]]) -> dict[int, tuple[str, int]]:
    # The lowest numbered bit of a group is its leftmost, hence its most significant.
    return {
        bit: (name, 1 << (len(bits) - 1 - place))
        for name, bits in groups.items()
        for place, bit in enumerate(bits)
    }


RATE_BITS = (11, 12, 13, 14)
DIS_BITS = numbered(DIS_NAMES) | grouped(GROUPS | {"modulation": RATE_BITS})
DCS_BITS = numbered(DIS_NAMES) | numbered(DCS_NAMES) | grouped(GROUPS | {"data_rate": RATE_BITS})
TABLES: tuple[tuple[type[Dis] | type[Dcs], Fcf, dict[int, tuple[str, int]]], ...] = (
    (Dis, Fcf.DIS, DIS_BITS),
    (Dis, Fcf.DTC, DIS_BITS),
    (Dcs, Fcf.DCS, DCS_BITS),
)
BITS = [(table, fcf, bit, *bits[bit]) for table, fcf, bits in TABLES for bit in sorted(bits)]

USER_BITS = set(range(1, 128)) - set(range(24, 128, 8))


def built(fcf: Fcf, fif: Dis | Dcs) -> bytes:
    return build(Frame(fcf, fif=fif), with_fcs=False)[3:]


def parsed(fcf: Fcf, fif: bytes) -> Dis | Dcs:
    frame = parse(bytes([0xFF, 0x13, fcf]) + fif, with_fcs=False)
    assert isinstance(frame.fif, Dis | Dcs)
    return frame.fif


def extended(fif: bytes) -> bytes:
    """``fif`` with the extend bits of the first 16 octets as T.30 wants them."""
    right = bytearray(fif)
    for octet in range(2, min(len(fif), 16)):
        right[octet] = right[octet] & 0x7F | (0x80 if octet + 1 < len(fif) else 0)
    return bytes(right)


def test_the_tables_of_this_test_hold_every_bit() -> None:
    assert set(DIS_BITS) == set(DCS_BITS) == USER_BITS


@pytest.mark.parametrize(("table", "_fcf", "bits"), TABLES)
def test_no_field_without_a_bit(
    table: type[Dis], _fcf: Fcf, bits: dict[int, tuple[str, int]]
) -> None:
    names = {field.name for field in dataclasses.fields(table)} - {"octets", "beyond"}
    assert names == {name for name, _ in bits.values()}


@pytest.mark.parametrize(("table", "fcf", "bit", "name", "value"), BITS)
def test_bit_stands_at_its_number(
    table: type[Dis], fcf: Fcf, bit: int, name: str, value: int
) -> None:
    octet, mask = (bit - 1) // 8, 1 << ((bit - 1) % 8)
    fif = bytearray(max(3, octet + 1))
    fif[octet] = mask
    expected = extended(bytes(fif))
    only_this: dict[str, Any] = {name: value}

    assert built(fcf, table(**only_this)) == expected
    found = parsed(fcf, expected)
    assert getattr(found, name) == value
    assert found == table(**only_this)


@pytest.mark.parametrize("fcf", [Fcf.DIS, Fcf.DTC, Fcf.DCS])
@given(fif=st.binary(min_size=3, max_size=24))
def test_building_what_was_parsed_gives_the_octets_with_right_extend_bits(
    fcf: Fcf, fif: bytes
) -> None:
    assert built(fcf, parsed(fcf, fif)) == extended(fif)
    assert parsed(fcf, extended(fif)) == parsed(fcf, fif)


@pytest.mark.parametrize("octets", range(3, 17))
def test_a_short_field_reads_the_missing_bits_as_zero(octets: int) -> None:
    found = parsed(Fcf.DIS, extended(b"\xff" * octets))
    for bit, (name, value) in DIS_BITS.items():
        assert bool(int(getattr(found, name)) & value) == (bit <= 8 * octets), name


def test_octets_after_bit_128_are_kept() -> None:
    fif = extended(b"\x00\x02" + b"\x00" * 14 + b"\x12\xb4\xff")
    found = parsed(Fcf.DIS, fif)
    assert found == Dis(receiver_fax_operation=True, beyond=b"\x12\xb4\xff")
    assert found.octets == 19
    assert built(Fcf.DIS, found) == fif
    assert fif[15] == 0x80, "bit 128 announces octet 17"


def test_the_fewest_octets_that_hold_the_highest_bit() -> None:
    assert Dis().octets == 3
    assert Dis(minimum_scan_line_time=0b001).octets == 3
    assert Dis(reserved_25=True).octets == 4
    assert Dcs(sycc_jpeg_coding=True).octets == 16
    assert Dis(octets=6, t6_coding=True).octets == 6


def test_a_changed_copy_grows_and_loses_no_bit() -> None:
    received = parsed(Fcf.DIS, bytes(3))
    offered = dataclasses.replace(received, t6_coding=True)
    assert built(Fcf.DIS, offered) == b"\x00\x00\x80\x40"


def test_more_octets_than_known_are_filled_with_zeros() -> None:
    assert built(Fcf.DIS, Dis(octets=18)) == b"\0\0" + b"\x80" * 14 + b"\0\0"


@pytest.mark.parametrize("fif", [b"", b"\0", b"\0\0"])
def test_a_field_below_three_octets_is_refused(fif: bytes) -> None:
    with pytest.raises(FrameError) as caught:
        parsed(Fcf.DCS, fif)
    assert caught.value.where == "octet 3 (FIF of DCS)"
    assert f"length {len(fif)}" in caught.value.what


@pytest.mark.parametrize("value", [-1, 16])
def test_a_value_that_does_not_fit_names_its_bit(value: int) -> None:
    with pytest.raises(FrameError) as caught:
        built(Fcf.DIS, Dis(modulation=value))
    assert caught.value.where == "octet 3 (FIF of DIS), bit 11 (modulation)"


def test_the_trace_lists_what_is_set() -> None:
    dis = Dis(r8_7_7_lines_mm=True, modulation=Modulations.V29, t89_profile=0b011, beyond=b"\x05")
    assert dis.describe() == [
        (11, "modulation=V29"),
        (15, "r8_7_7_lines_mm"),
        (124, "t89_profile=011"),
    ]
    assert repr(dis) == (
        "Dis(octets=17, 11:modulation=V29, 15:r8_7_7_lines_mm, 124:t89_profile=011, beyond=05)"
    )
