"""Two-dimensional coding (T.4 §4.2) in the plainest way."""

import enum
import itertools

from faxstatus_core.t4.code_tables import BLACK, WHITE

_CODES = (WHITE, BLACK)
_WORDS = tuple({run: code for code, run in codes.items()} for codes in _CODES)
_VERTICAL = {
    "1": 0,
    "011": 1,
    "000011": 2,
    "0000011": 3,
    "010": -1,
    "000010": -2,
    "0000010": -3,
}
_PASS, _HORIZONTAL = "0001", "001"


class Outcome(enum.Enum):
    """What became of a line."""

    WHOLE = enum.auto()
    BAD = enum.auto()
    CUT = enum.auto()


def packed(pels: str) -> bytes:
    """Pels, ``0`` and ``1``, as octets, most significant bit first."""
    pels += "0" * (-len(pels) % 8)
    return bytes(int(pels[start : start + 8], 2) for start in range(0, len(pels), 8))


def changing_elements(row: bytes, width: int) -> list[int]:
    """Where the colour is another than that of the pel before, white before the first."""
    pels = "0" + "".join(f"{octet:08b}" for octet in row)[:width]
    return [place for place in range(width) if pels[place] != pels[place + 1]]


def read_word(bits: str, at: int, black: int) -> str | None:
    """The code word of a run at ``at``."""
    words = (bits[at : at + length] for length in range(2, 14))
    return next((word for word in words if word in _CODES[black]), None)


def read_modes(
    bits: str, at: int, above_row: bytes, width: int
) -> tuple[bytes | None, int, Outcome]:
    """One line at ``at``: its row if it is good, where it ends or what is understood of it ends.

    ``bits`` end in more zeros than any code word needs.
    """
    above = changing_elements(above_row, width)
    changes: list[int] = []
    a0, beginning = -1, at
    while at < len(bits) - 110:
        black = len(changes) % 2
        # Of the opposite colour: those at even places change to black.
        b1 = next((c for n, c in enumerate(above) if c > a0 and n % 2 == black), width)
        word = next((word for word in _VERTICAL if bits.startswith(word, at)), None)
        if word is not None:
            at += len(word)
            a1 = b1 + _VERTICAL[word]
            # A run of no pels is forgiven here, and makes the line bad in the end; but not where
            # it could be repeated without end.
            if a1 <= a0 and (_VERTICAL[word] < -1 or b1 == width):
                return None, at, Outcome.BAD
            changes.append(a1)
            a0 = a1
        elif bits.startswith(_PASS, at):
            at += len(_PASS)
            a0 = next((c for c in above if c > b1), width)
            if a0 == width:
                return None, at, Outcome.BAD
        elif bits.startswith(_HORIZONTAL, at):
            before = start = 0 if at == beginning else a0
            at += len(_HORIZONTAL)
            for colour in (black, 1 - black):
                length, at = _read_run(bits, at, colour)
                if length is None:
                    return None, at, Outcome.BAD
                start += length
                changes.append(start)
            if start == before:
                return None, at, Outcome.BAD
            a0 = start
        else:
            return None, at, Outcome.BAD
        if a0 >= width:
            row = _row_of(changes, width) if a0 == width else None
            return row, at, Outcome.BAD if row is None else Outcome.WHOLE
    return None, at, Outcome.CUT


def _read_run(bits: str, at: int, black: int) -> tuple[int | None, int]:
    length = 0
    for _ in range(4):
        word = read_word(bits, at, black)
        if word is None:
            return None, at
        at += len(word)
        length += _CODES[black][word]
        if _CODES[black][word] < 64:
            return length, at
    return None, at


def _row_of(changes: list[int], width: int) -> bytes | None:
    inner = [change for change in changes if change < width]
    if any(later <= earlier for earlier, later in itertools.pairwise([-1, *inner])):
        return None
    edges = [0, *inner, width]
    return packed(
        "".join("01"[n % 2] * (b - a) for n, (a, b) in enumerate(itertools.pairwise(edges)))
    )


def modes_of(row: bytes, above_row: bytes, width: int) -> str:
    """One line as the modes that the flow chart of T.4 Figure 7 chooses."""
    above, changes = changing_elements(above_row, width), changing_elements(row, width)
    offsets = {offset: word for word, offset in _VERTICAL.items()}
    bits, a0, black = "", -1, 0
    while a0 < width:
        a1 = next((c for n, c in enumerate(changes) if c > a0 and n % 2 == black), width)
        a2 = next((c for c in changes if c > a1), width)
        b1 = next((c for n, c in enumerate(above) if c > a0 and n % 2 == black), width)
        b2 = next((c for c in above if c > b1), width)
        if b2 < a1:
            bits, a0 = bits + _PASS, b2
        elif a1 - b1 in offsets:
            bits, a0, black = bits + offsets[a1 - b1], a1, 1 - black
        else:
            runs = run_words(a1 - max(a0, 0), black) + run_words(a2 - a1, 1 - black)
            bits, a0 = bits + _HORIZONTAL + runs, a2
    return bits


def run_words(length: int, black: int) -> str:
    """The code words of one run."""
    words = ""
    while length >= 64:
        make_up = min(length // 64 * 64, 2560)
        words, length = words + _WORDS[black][make_up], length - make_up
    return words + _WORDS[black][length]
