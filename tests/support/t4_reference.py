"""T.4 and T.6 in the plainest way: code word by code word, line by line, the page in one piece.

What is slow and obvious here, the product does fast; tests compare the two.
"""

import itertools
import re
from collections.abc import Callable, Sequence

from faxstatus_core.t4.code_tables import BLACK, EOL, WHITE
from faxstatus_core.t4.page_format import Coding
from tests.support.t4_reference_2d import (
    Outcome,
    modes_of,
    packed,
    read_modes,
    read_word,
    run_words,
)

_CODES = (WHITE, BLACK)
Judged = tuple[list[bytes], int, int, bool]
"""Rows, bad lines, the longest run of them, whether RTC or EOFB came."""


def reference_row(bits: str, width: int) -> bytes | None:
    """The pels of one line, or None if it is bad; ``bits`` without EOL and without final zeros."""
    bits += "0" * 13
    pels, black = "", 0
    while True:
        code = read_word(bits, 0, black)
        if code is None:
            return None
        run, bits = _CODES[black][code], bits[len(code) :]
        pels += str(black) * run
        if len(pels) > width:
            return None
        if run < 64:
            black = 1 - black
            if len(pels) == width:
                return None if "1" in bits else packed(pels)


def reference_page(octets: bytes, width: int, maximum_lines: int, coding: Coding) -> Judged:
    """A page: everything up to RTC or EOFB, a bad line as a copy of the one before."""
    bits = "".join(f"{octet:08b}"[::-1] for octet in octets)
    if coding is Coding.MMR:
        return _group4_page(bits, width, maximum_lines)
    if coding is Coding.MR:
        return _group3_page(bits, maximum_lines, _Tagged(width), width, ("", "1"), (12, 14))
    return _group3_page(bits, maximum_lines, lambda b: reference_row(b, width), width, ("",), (12,))


class _Tagged:
    """Decodes lines of MR; one after another of which each is good, or else one-dimensional."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._above: bytes | None = None

    def __call__(self, line: str) -> bytes | None:
        above, self._above = self._above, None
        if line.startswith("1"):
            self._above = reference_row(line[1:], self._width)
        elif line and above is not None:
            row, end, outcome = read_modes(line[1:] + "0" * 120, 0, above, self._width)
            if outcome is Outcome.WHOLE and "1" not in line[1:][end:]:
                self._above = row
        return self._above


def _group3_page(
    bits: str,
    maximum_lines: int,
    decode: Callable[[str], bytes | None],
    width: int,
    nothing: tuple[str, ...],
    hurt_eol: tuple[int, ...],
) -> Judged:
    rows: list[bytes | None] = []  # None: bad
    empty = doubtful = start = 0
    rtc = False
    for number, eol in enumerate(re.finditer("(?<!0)0{11,}1", bits)):
        line, start = bits[start : eol.start()], eol.end()
        if line in nothing:
            decode("")  # what depends on a line before is lost
            empty, doubtful = empty + (number > 0), doubtful + (number > 0)
            rtc = empty == 2
            if rtc:
                break
            continue
        empty = 0
        row = decode(line) if len(line) <= 1 << 15 else decode("")
        if row is None and number == 0:
            continue
        if row is None and len(line) in hurt_eol:
            doubtful += 1
            continue
        rows += [None] * doubtful + [row]
        doubtful = 0
        if len(rows) >= maximum_lines:
            break
    else:
        rest = bits[start:].rstrip("0")
        last = decode(rest) if start and rest and len(rest) <= 1 << 15 else None
        rows += [last] if last is not None else []
    return _judged(rows[:maximum_lines], width, rtc)


def _group4_page(bits: str, width: int, maximum_lines: int) -> Judged:
    before, eofb, _ = bits.partition(EOL * 2)
    size, bits = len(before + eofb), before + eofb + "0" * 200
    rows: list[bytes | None] = []
    above, at, ended = bytes(-(-width // 8)), 0, False
    while len(rows) < maximum_lines:
        if bits.startswith("0" * 11, at):
            ended = "1" in bits[at:]
            break
        row, end, outcome = read_modes(bits, at, above, width)
        if end > size:
            break
        if row is None and EOL in bits[at : at + 24]:
            ended = True
            break
        if row is None:
            rows += [None] * (outcome is not Outcome.CUT and (eofb != "" or size - end >= 13))
            break
        rows.append(row)
        above, at = row, end
    return _judged(rows, width, ended)


def _judged(rows: list[bytes | None], width: int, rtc: bool) -> Judged:
    kept = [bytes(-(-width // 8))]
    for row in rows:
        kept.append(kept[-1] if row is None else row)
    runs = [len(list(run)) for bad, run in itertools.groupby(row is None for row in rows) if bad]
    return kept[1:], sum(runs), max(runs, default=0), rtc


def reference_code(rows: Sequence[bytes], width: int, minimum_line_bits: int = 0) -> bytes:
    """Lines in MH, as the encoder of the product makes it."""
    lines = [run_lengths(row, width) for row in rows]
    return _octets(_framed(lines, "", minimum_line_bits))


def reference_code_2d(
    rows: Sequence[bytes], width: int, k: int, minimum_line_bits: int = 0
) -> bytes:
    """Lines in MR, the first and then every ``k``-th one-dimensional."""
    lines = [
        "0" + modes_of(row, rows[number - 1], width)
        if number % k
        else "1" + run_lengths(row, width)
        for number, row in enumerate(rows)
    ]
    return _octets(_framed(lines, "1", minimum_line_bits))


def reference_code_mmr(rows: Sequence[bytes], width: int) -> bytes:
    """Lines in MMR."""
    above = [bytes(-(-width // 8)), *rows]
    lines = [modes_of(row, above[number], width) for number, row in enumerate(rows)]
    return _octets("".join(lines) + EOL * 2)


def run_lengths(row: bytes, width: int) -> str:
    """One line as its run lengths."""
    pels = "".join(f"{octet:08b}" for octet in row)[:width]
    return ("" if pels.startswith("0") else run_words(0, 0)) + "".join(
        run_words(len(list(run)), int(pel)) for pel, run in itertools.groupby(pels)
    )


def _framed(lines: list[str], tag: str, minimum_line_bits: int) -> str:
    bits = EOL
    for line in lines:
        bits += line.ljust(minimum_line_bits - len(EOL), "0") + EOL
    return bits + (tag + EOL) * 5 + tag


def _octets(bits: str) -> bytes:
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[start : start + 8][::-1], 2) for start in range(0, len(bits), 8))
