"""The cover page: who sends what to whom, and a note."""

import io
from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap

from PIL import Image

from faxstatus_core.image.documents.tag_line import drawable
from faxstatus_core.image.documents.text_font import text_lines
from faxstatus_core.t4.page_format import PageFormat

_SIZE = (PageFormat().pels, 2291)
"""A4 at fine resolution: 297 mm."""
_MARGIN = 20.0  # mm
_COLUMNS = 78
_LABEL = 11
_ROW_LINES = 3
"""Lines of a row at most; a longer text is cut."""
_ROW_PITCH, _NOTE_PITCH = 6.6, 4.8  # mm
_HEAD_TOP, _BOTTOM = 44.0, 280.0  # mm
_RULE = 4  # lines


@dataclass(frozen=True, slots=True)
class Cover:
    """What the page says; what is empty is left out. ``pages`` are those that follow."""

    number: str
    recipient_name: str = ""
    recipient_company: str = ""
    sender_name: str = ""
    sender_company: str = ""
    sender_department: str = ""
    sender_id: str = ""
    subject: str = ""
    note: str = ""
    when: datetime | None = None
    pages: int = 0

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Label and text of each line above the note."""
        when = f"{self.when:%Y-%m-%d %H:%M}" if self.when else ""
        sender = ", ".join(
            filter(None, (self.sender_name, self.sender_department, self.sender_company))
        )
        recipient = ", ".join(filter(None, (self.recipient_name, self.recipient_company)))
        rows = [
            ("To", recipient),
            ("Number", self.number),
            ("From", sender),
            ("Fax", self.sender_id),
            ("Date", when),
            ("Pages", f"{self.pages} after this one" if self.pages else "this one only"),
            ("Subject", self.subject),
        ]
        return [(label, drawable(text)) for label, text in rows if text]

    @property
    def note_lines(self) -> list[str]:
        """The note in lines that fit."""
        lines: list[str] = []
        for line in self.note.splitlines():
            lines += wrap(drawable(line), _COLUMNS) or [""]
        return lines


def cover_pages(cover: Cover) -> bytes:
    """A TIFF of the cover page; a note that is too long goes on on further pages."""
    head = _head_lines(cover)
    note = cover.note_lines
    note_top = _HEAD_TOP + len(head) * _ROW_PITCH + 12.0
    first = int((_BOTTOM - note_top) / _NOTE_PITCH)
    further = int((_BOTTOM - _MARGIN) / _NOTE_PITCH)
    pages = [_first_page(head, note[:first], note_top)]
    pages += [
        _text(note[start : start + further], 3.6, _NOTE_PITCH, _MARGIN)
        for start in range(first, len(note), further)
    ]
    file = io.BytesIO()
    pages[0].save(
        file,
        "TIFF",
        compression="group4",
        dpi=PageFormat().resolution.dpi,
        save_all=True,
        append_images=pages[1:],
    )
    return file.getvalue()


def _head_lines(cover: Cover) -> list[str]:
    return [
        f"{label if index == 0 else '':<{_LABEL}}{line}"
        for label, text in cover.rows
        for index, line in enumerate(wrap(text, _COLUMNS - _LABEL)[:_ROW_LINES])
    ]


def _first_page(head: list[str], note: list[str], note_top: float) -> Image.Image:
    page = _text(["FAX"], 14.4, 18.0, 16.0)
    _rule(page, _HEAD_TOP - 6.0)
    _join(page, _text(head, 3.6, _ROW_PITCH, _HEAD_TOP))
    if note:
        _rule(page, note_top - 6.0)
        _join(page, _text(note, 3.6, _NOTE_PITCH, note_top))
    return page


def _text(lines: list[str], letter: float, pitch: float, top: float) -> Image.Image:
    dpi = PageFormat().resolution.dpi
    margin = (_MARGIN, top)
    return text_lines(lines, _SIZE, dpi, letter=letter, pitch=pitch, margin=margin)


def _join(page: Image.Image, ink: Image.Image) -> None:
    """Draw what is black in ``ink`` on ``page``."""
    page.paste(0, (0, 0), ink.point(lambda level: 255 - level))


def _rule(page: Image.Image, top: float) -> None:
    dpi = PageFormat().resolution.dpi
    line, left = round(top / 25.4 * dpi[1]), round(_MARGIN / 25.4 * dpi[0])
    page.paste(0, (left, line, page.width - left, line + _RULE))
