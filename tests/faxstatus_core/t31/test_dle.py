"""DLE shielding (T.31 §8.2)."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t31.dle import END_OF_DATA, DleDecoder, shield

# Mostly the octets that mean something after a DLE.
_TRICKY = st.lists(st.sampled_from(b"\x10\x03\x1a\x00A"), max_size=60).map(bytes) | st.binary()


def _pieces(octets: bytes, cuts: list[int]) -> list[bytes]:
    edges = sorted({0, len(octets), *(cut % (len(octets) + 1) for cut in cuts)})
    return [octets[start:end] for start, end in itertools.pairwise(edges)]


@given(data=_TRICKY, after=_TRICKY, cuts=st.lists(st.integers(0, 1000)))
def test_what_was_shielded_comes_back_however_it_is_cut(
    data: bytes, after: bytes, cuts: list[int]
) -> None:
    decoder, decoded, rest = DleDecoder(), b"", None
    for piece in _pieces(shield(data) + END_OF_DATA + after, cuts):
        if rest is not None:
            rest += piece
            continue
        octets, rest = decoder.feed(piece)
        decoded += octets
    assert decoded == data
    assert rest == after


@given(octets=_TRICKY, cuts=st.lists(st.integers(0, 1000)))
def test_any_octets_decode_alike_in_one_piece_and_in_many(octets: bytes, cuts: list[int]) -> None:
    whole, end = DleDecoder().feed(octets)
    decoder, decoded, rest = DleDecoder(), b"", None
    for piece in _pieces(octets, cuts):
        if rest is None:
            data, rest = decoder.feed(piece)
            decoded += data
        else:
            rest += piece
    assert (decoded, rest) == (whole, end)


@pytest.mark.parametrize(
    ("line", "data"),
    [
        (b"a\x10\x10b", b"a\x10b"),
        (b"a\x10\x1ab", b"a\x10\x10b"),
        (b"a\x10Xb", b"ab"),
        (b"\x10\x10\x03", b"\x10\x03"),
        (b"\x10\x10\x10\x10", b"\x10\x10"),
        (b"\x11\x13\x1a\x03", b"\x11\x13\x1a\x03"),
    ],
)
def test_each_pair(line: bytes, data: bytes) -> None:
    assert DleDecoder().feed(line) == (data, None)


def test_a_decoder_begins_anew_after_the_end_mark() -> None:
    decoder = DleDecoder()
    assert decoder.feed(b"one\x10\x03two") == (b"one", b"two")
    assert decoder.feed(b"two\x10\x03") == (b"two", b"")


def test_the_empty_block_has_an_end_too() -> None:
    assert DleDecoder().feed(END_OF_DATA) == (b"", b"")
