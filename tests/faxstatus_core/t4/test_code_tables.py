"""The code words of T.4, against libtiff's."""

import itertools

import pytest
from PIL import Image

from faxstatus_core.bits import to_octets
from faxstatus_core.t4.code_tables import BLACK, EOL, WHITE
from faxstatus_core.t4.decode import PageDecoder
from faxstatus_core.t4.encode import encode_page
from faxstatus_core.t4.page_format import Coding
from tests.support.group3 import read_coded

LONGEST = 2623
"""The longest run that one make-up and one terminating code can say."""


def page_of_every_run() -> Image.Image:
    """Line n: n white pels, then black ones to the right edge."""
    page = Image.new("1", (LONGEST, LONGEST + 1), 0)
    for run in range(1, LONGEST + 1):
        page.paste(1, (0, run, run, run + 1))
    return page


def code_of(run: int, codes: dict[str, int]) -> str:
    words = {length: code for code, length in codes.items()}
    make_up = run // 64 * 64
    return (words[make_up] if make_up else "") + words[run - make_up]


@pytest.mark.parametrize("codes", [WHITE, BLACK])
def test_each_colour_has_a_code_for_every_run_and_none_begins_another(
    codes: dict[str, int],
) -> None:
    assert sorted(codes.values()) == [*range(64), *range(64, 2561, 64)]
    words = sorted([*codes, EOL[:-1]])
    assert not any(later.startswith(word) for word, later in itertools.pairwise(words))


def test_every_run_length_that_libtiff_codes_is_decoded() -> None:
    page = page_of_every_run()
    decoder = PageDecoder(Coding.MH, LONGEST)
    decoder.feed(encode_page(page, Coding.MH))
    decoded = decoder.finish()
    assert decoded.bad_lines == 0
    assert decoded.image.tobytes() == page.tobytes()


def test_every_run_length_of_the_tables_is_what_libtiff_reads() -> None:
    lines = [code_of(run, WHITE) + code_of(LONGEST - run, BLACK) for run in range(LONGEST)]
    lines.append(code_of(LONGEST, WHITE))
    octets = to_octets("".join(EOL + line for line in lines))
    read = read_coded(octets, LONGEST, LONGEST + 1, Coding.MH)
    assert read.tobytes() == page_of_every_run().tobytes()
