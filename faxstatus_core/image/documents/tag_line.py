"""The line at the top of each page that tells who sent it, when, and from where.

US law asks for date and time, the sender's identification and the telephone number of the sending
machine on each page, or the first (47 CFR 68.318(d)).
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from faxstatus_core.image.documents.text_font import can_draw, text_lines
from faxstatus_core.t4.page_format import PageFormat

COLUMNS = 110
"""Letters of the line: they fill A4."""
_STRIP_MM = 3.5
_LETTER_MM = 2.95
_MARGIN_MM = (8.0, 0.0)
_MM_PER_INCH = 25.4
_GAP = "  "
_MOST_ID = 20
"""Digits of an identification (T.30 §5.3.6.2.4)."""
_UNKNOWN = "?"
_CUT = "…"


@dataclass(frozen=True, slots=True)
class TagLine:
    """What the line says. ``when`` is shown as it is: give the sender's local time.

    ``station_id`` is the number of the sending machine; whatever is empty is left out.
    """

    sender: str
    station_id: str
    recipient: str
    when: datetime

    def text(self, page: int, pages: int) -> str:
        """The line for ``page``, from 1, of ``pages``: at most 110 letters that can be drawn.

        Long names are cut, never the date, the page, or a number of 20 digits.
        """
        count = f"page {page} of {pages}"
        date = f"{self.when:%Y-%m-%d %H:%M}"
        number = _shorten(drawable(self.station_id), _MOST_ID)
        sender, recipient = drawable(self.sender), drawable(self.recipient)
        arrow = "-> " if recipient else ""
        fixed = [date, number, arrow, count]
        room = COLUMNS - sum(map(len, fixed)) - len(_GAP) * len(fixed)
        # Each has half, and what the other leaves.
        sender_room = max(room // 2, room - len(recipient))
        sender = _shorten(sender, sender_room)
        recipient = arrow + _shorten(recipient, room - len(sender))
        left = _GAP.join(part for part in (date, sender, number, recipient) if part)
        return left + count.rjust(COLUMNS - len(left))


def stamp(page: Image.Image, text: str, page_format: PageFormat) -> Image.Image:
    """``page``, mode ``1``, with ``text`` in its top 3.5 mm; a new image.

    If there is anything already, the page is moved down, and nothing of it is lost.
    """
    lines = round(_STRIP_MM * page_format.resolution.dpi[1] / _MM_PER_INCH)
    strip = text_lines(
        [text],
        (page.width, lines),
        page_format.resolution.dpi,
        letter=_LETTER_MM,
        pitch=_STRIP_MM,
        margin=_MARGIN_MM,
    )
    top = page.crop((0, 0, page.width, min(lines, page.height)))
    free = page.height >= lines and 0 not in top.getextrema()
    moved = 0 if free else lines
    stamped = Image.new("1", (page.width, page.height + moved), 255)
    stamped.paste(page, (0, moved))
    stamped.paste(strip, (0, 0))
    return stamped


def drawable(text: str) -> str:
    """``text`` as one line, without marks that pile up; what the font has not becomes a ``?``."""
    composed = unicodedata.normalize("NFC", text[: 10 * COLUMNS])
    letters = (c for c in composed if not unicodedata.category(c).startswith("M"))
    words = "".join(" " if c.isspace() else c if _can_show(c) else _UNKNOWN for c in letters)
    return " ".join(words.split())


def _can_show(letter: str) -> bool:
    return letter.isprintable() and can_draw(letter)


def _shorten(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1].rstrip() + _CUT
