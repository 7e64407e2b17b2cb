"""T.4 one-dimensional coding in the plainest way: bit by bit, line by line, the page in one piece.

What is slow and obvious here, the product does fast; tests compare the two.
"""

import itertools
import re
from collections.abc import Sequence

from faxstatus_core.t4.code_tables import BLACK, EOL, WHITE

_CODES = (WHITE, BLACK)
_WORDS = tuple({run: code for code, run in codes.items()} for codes in _CODES)
Judged = tuple[list[bytes], int, int, bool]
"""Rows, bad lines, the longest run of them, whether RTC came."""


def reference_row(bits: str, width: int) -> bytes | None:
    """The pels of one line, or None if it is bad; ``bits`` without EOL and without final zeros."""
    bits += "0" * 13
    pels, black = "", 0
    while True:
        code = next((bits[:n] for n in range(1, 14) if bits[:n] in _CODES[black]), None)
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


def packed(pels: str) -> bytes:
    """Pels, ``0`` and ``1``, as octets, most significant bit first."""
    pels += "0" * (-len(pels) % 8)
    return bytes(int(pels[start : start + 8], 2) for start in range(0, len(pels), 8))


def reference_page(octets: bytes, width: int, maximum_lines: int) -> Judged:
    """A page: everything up to RTC, a bad line as a copy of the one before."""
    bits = "".join(f"{octet:08b}"[::-1] for octet in octets)
    rows: list[bytes | None] = []  # None: bad
    empty = doubtful = start = 0
    rtc = False
    for number, eol in enumerate(re.finditer("(?<!0)0{11,}1", bits)):
        line, start = bits[start : eol.start()], eol.end()
        if not line:
            empty, doubtful = empty + (number > 0), doubtful + (number > 0)
            rtc = empty == 2
            if rtc:
                break
            continue
        empty = 0
        row = reference_row(line, width) if len(line) <= 1 << 15 else None
        if row is None and number == 0:
            continue
        if row is None and len(line) == len(EOL):
            doubtful += 1
            continue
        rows += [None] * doubtful + [row]
        doubtful = 0
        if len(rows) >= maximum_lines:
            break
    else:
        rest = bits[start:].rstrip("0")
        last = reference_row(rest, width) if start and rest and len(rest) <= 1 << 15 else None
        rows += [last] if last is not None else []
    return _judged(rows[:maximum_lines], width, rtc)


def _judged(rows: list[bytes | None], width: int, rtc: bool) -> Judged:
    kept = [bytes(-(-width // 8))]
    for row in rows:
        kept.append(kept[-1] if row is None else row)
    runs = [len(list(run)) for bad, run in itertools.groupby(row is None for row in rows) if bad]
    return kept[1:], sum(runs), max(runs, default=0), rtc


def reference_code(rows: Sequence[bytes], width: int, minimum_line_bits: int) -> bytes:
    """Lines as T.4 data, as the encoder of the product makes it."""
    bits = EOL
    for row in rows:
        pels = "".join(f"{octet:08b}" for octet in row)[:width]
        line = ("" if pels.startswith("0") else _WORDS[0][0]) + "".join(
            _run(len(list(run)), int(pel)) for pel, run in itertools.groupby(pels)
        )
        bits += line.ljust(minimum_line_bits - len(EOL), "0") + EOL
    bits += EOL * 5
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[start : start + 8][::-1], 2) for start in range(0, len(bits), 8))


def _run(length: int, black: int) -> str:
    make_up = length // 64 * 64
    return (_WORDS[black][make_up] if make_up else "") + _WORDS[black][length - make_up]
