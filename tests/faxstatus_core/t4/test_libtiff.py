"""Our coding beside libtiff's, in both directions and in every coding."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from faxstatus_core.t4.decode import PageDecoder
from faxstatus_core.t4.encode import encode_page, encode_rows
from faxstatus_core.t4.page_format import Coding
from tests.support.group3 import read_coded, write_coded
from tests.support.pages import draw_page

CODINGS = pytest.mark.parametrize("coding", list(Coding))
WIDTHS = [1728, 2048, 2432, 2592, 3072, 3456, 3648, 4096, 4864]


def wide_page(width: int) -> Image.Image:
    return draw_page(5, 120).resize((width, 120))


@CODINGS
@pytest.mark.parametrize("width", WIDTHS)
def test_libtiff_reads_pages_of_every_width(coding: Coding, width: int) -> None:
    page = wide_page(width)
    read = read_coded(encode_page(page, coding), *page.size, coding)
    assert read.tobytes() == page.tobytes()


@CODINGS
@pytest.mark.parametrize("k", [2, 4, 6, 8])
def test_libtiff_reads_pages_of_every_k_with_fill(coding: Coding, k: int) -> None:
    page = draw_page(2, 120)
    minimum = 0 if coding is Coding.MMR else 144
    octets = encode_page(page, coding, k_factor=k, minimum_line_bits=minimum)
    assert read_coded(octets, *page.size, coding).tobytes() == page.tobytes()


@CODINGS
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dpi", [98, 196])
def test_pages_that_libtiff_codes_are_decoded(coding: Coding, width: int, dpi: int) -> None:
    page = wide_page(width)
    decoder = PageDecoder(coding, width)
    decoder.feed(write_coded(page, coding, dpi=dpi))
    decoded = decoder.finish()
    assert decoded.bad_lines == 0
    assert decoded.image.tobytes() == page.tobytes()


_pages = st.sampled_from([1, 9, 1728, 4864]).flatmap(
    lambda width: st.tuples(
        st.just(width),
        st.lists(
            st.integers(0, 2**width - 1) | st.sampled_from([0, 1, 2**width - 1]),
            min_size=1,
            max_size=10,
        ),
    )
)


@CODINGS
@given(_pages, st.lists(st.integers(1, 400), max_size=20), st.sampled_from([2, 4, 6, 8]))
@settings(max_examples=40)
def test_any_page_of_any_width_comes_back_in_pieces_of_any_size(
    coding: Coding, page: tuple[int, list[int]], cuts: list[int], k: int
) -> None:
    width, lines = page
    size = -(-width // 8)
    rows = [(line << (8 * size - width)).to_bytes(size, "big") for line in lines]
    octets = encode_rows(rows, width, coding, k_factor=k)
    decoder = PageDecoder(coding, width)
    start = 0
    for cut in [*cuts, len(octets)]:
        decoder.feed(octets[start : start + cut])
        start += cut
    decoded = decoder.finish()
    assert list(decoded.rows) == rows
    assert (decoded.bad_lines, decoded.ended_by_rtc) == (0, True)
