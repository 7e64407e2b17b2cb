"""Plain text: UTF-8, else Latin-1, 80 letters to a line and 60 lines to a page."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from faxstatus_core.image.documents.limits import DocumentLimits
from faxstatus_core.image.documents.paper import Layout, Sheet
from faxstatus_core.image.documents.scale import cut_bands
from faxstatus_core.image.documents.text_font import ADVANCE, text_lines
from faxstatus_core.image.errors import DocumentError

COLUMNS, LINES = 80, 60
_TAB = 8
_A4 = (210.0, 297.0)
_MARGIN = (20.0, 14.0)
_PITCH = 25.4 / 6
"""60 such lines fit on Letter too."""
_LETTER = (_A4[0] - 2 * _MARGIN[0]) / COLUMNS / ADVANCE
_ENDS = "\r\n", "\r", "\x0b", "\x85", "\u2028", "\u2029"
_CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0)))) - set("\t\n\f\r\x0b\x85")


class TextPages:
    """A text; a form feed begins a new page, long lines go on in the next."""

    def __init__(self, file: BinaryIO, path: Path, limits: DocumentLimits) -> None:
        self._file = file
        self._where = str(path)
        self._limits = limits

    def sheets(self) -> Iterator[Sheet]:
        """Every page is A4."""
        for _ in self._pages():
            yield Sheet(*_A4)

    def draw(self, index: int, layout: Layout) -> Iterator[Image.Image]:
        """See :class:`~faxstatus_core.image.documents.source.Pages`."""
        lines = next((page for number, page in enumerate(self._pages()) if number == index), [])
        page = text_lines(
            lines, layout.drawn, layout.dpi, letter=_LETTER, pitch=_PITCH, margin=_MARGIN
        )
        return cut_bands(page)

    def _pages(self) -> Iterator[list[str]]:
        self._file.seek(0)
        octets = self._file.read(self._limits.text_octets + 1)
        if len(octets) > self._limits.text_octets:
            raise DocumentError(
                f"a text of more than {self._limits.text_octets:,} octets",
                where=self._where,
                remedy="split it",
            )
        text = decode_text(octets)
        if text is None:
            raise DocumentError(
                "neither text nor a document of a known kind",
                where=self._where,
                remedy="save it as UTF-8, or convert it to PDF",
            )
        return paginate(text)


def looks_like_text(head: bytes) -> bool:
    """Whether a file that begins so may be text."""
    return bool(head) and decode_text(head, whole=False) is not None


def decode_text(octets: bytes, *, whole: bool = True) -> str | None:
    """The text, or None if this is none. ``whole``: it does not end within a character."""
    try:
        cut = octets if whole else octets[: _last_whole(octets)]
        text = cut.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = octets.decode("cp1252")  # Latin-1, with letters in place of its controls
        except UnicodeDecodeError:
            return None
    return None if _CONTROLS & set(text) else text


def paginate(text: str) -> Iterator[list[str]]:
    """The pages, each of at most 60 lines of at most 80 letters; none for blank text."""
    for end in _ENDS:
        text = text.replace(end, "\n")
    if not text.strip():
        return
    for sheet in text.removesuffix("\n").removesuffix("\f").split("\f"):
        lines = [part for line in sheet.removesuffix("\n").split("\n") for part in wrap(line)]
        for first in range(0, len(lines), LINES):
            yield lines[first : first + LINES]


def wrap(line: str) -> list[str]:
    """``line`` in parts of at most 80 letters, between words where that is possible."""
    rest = unicodedata.normalize("NFC", line).expandtabs(_TAB).rstrip()
    parts = []
    start = 0
    while len(rest) - start > COLUMNS:
        end = start + COLUMNS
        space = rest.rfind(" ", start, end + 1)
        if space > start and rest[start:space].strip():
            end = space
        parts.append(rest[start:end].rstrip())
        start = end + rest.startswith(" ", end)
    return [*parts, rest[start:]]


def _last_whole(octets: bytes) -> int:
    """How many octets come before a character of UTF-8 that is cut off."""
    for back in range(1, min(4, len(octets)) + 1):
        octet = octets[-back]
        if octet >= 0xC0:
            return len(octets) - back
        if octet < 0x80:
            break
    return len(octets)
