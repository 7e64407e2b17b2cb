"""PostScript, drawn by Ghostscript where that is installed.

PostScript is a program: Ghostscript runs it without access to files (-dSAFER) but those in a folder
of its own, in a process with limits of memory and time.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from faxstatus_core.image.documents.confined import Output, confined
from faxstatus_core.image.documents.limits import DocumentLimits
from faxstatus_core.image.documents.paper import Layout, Sheet
from faxstatus_core.image.documents.pdf import points_sheet
from faxstatus_core.image.documents.scale import band_lines, cut_bands
from faxstatus_core.image.errors import DocumentError

_PROGRAM = "gs"
_OPTIONS = [
    *("-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dNOPROMPT", "-sDEFAULTPAPERSIZE=a4"),
    *("-sstdout=%stderr", "-sOutputFile=-"),
]
"""What the program prints is kept apart from its pages."""
_MM_PER_INCH = 25.4


class PostScriptPages:
    """The pages that a PostScript program prints."""

    def __init__(self, file: BinaryIO, path: Path, limits: DocumentLimits) -> None:
        self._file = file
        self._path = path
        self._limits = limits

    def sheets(self) -> Iterator[Sheet]:
        """Runs the program once, at a pel to the point."""
        command = self._command("-sDEVICE=pbmraw", "-r72")
        count = 0
        with confined(command, self._file, self._limits, str(self._path)) as output:
            while size := _next_page(output, b"P4"):
                count += 1
                sheet = points_sheet(b"%d %d" % size, f"{self._path}, page {count}")
                for _ in range(size[1]):
                    output.exactly((size[0] + 7) // 8)
                yield sheet

    def draw(self, index: int, layout: Layout) -> Iterator[Image.Image]:
        """See :class:`~faxstatus_core.image.documents.source.Pages`."""
        where = f"{self._path}, page {index + 1}"
        sheet = layout.sheet
        across, down = layout.drawn[::-1] if layout.turned else layout.drawn
        command = self._command(
            "-sDEVICE=pgmraw",
            f"-r{across / sheet.width * _MM_PER_INCH:.6f}x{down / sheet.height * _MM_PER_INCH:.6f}",
            f"-dFirstPage={index + 1}",
            f"-dLastPage={index + 1}",
        )
        with confined(command, self._file, self._limits, where) as output:
            size = _next_page(output, b"P5")
            # Ghostscript rounds the size by itself.
            if size is None or abs(size[0] - across) > 2 or abs(size[1] - down) > 2:
                raise DocumentError("the page is gone", where=where, remedy="send it again")
            if layout.turned:
                page = _read(output, size, size[1])
                page = page.crop((0, 0, across, down)).transpose(Image.Transpose.ROTATE_90)
                yield from cut_bands(page)
            else:
                yield from _straight_bands(output, size, layout.drawn)

    def _command(self, *options: str) -> list[str]:
        program = shutil.which(_PROGRAM)
        if program is None:
            raise DocumentError(
                "PostScript needs Ghostscript, which is not installed",
                where=str(self._path),
                remedy=f"install {_PROGRAM}, or convert the document to PDF",
            )
        return [program, *_OPTIONS, *options, "-"]


def _straight_bands(
    output: Output, size: tuple[int, int], drawn: tuple[int, int]
) -> Iterator[Image.Image]:
    """Bands as wide as ``drawn``; lines that are missing are white, others are left."""
    step = band_lines(size[0])
    for top in range(0, drawn[1], step):
        bottom = min(top + step, drawn[1])
        band = Image.new("L", (drawn[0], bottom - top), 255)
        lines = min(bottom, size[1]) - top
        if lines > 0:
            band.paste(_read(output, size, lines), (0, 0))
        yield band
    for _ in range(drawn[1], size[1]):
        output.exactly(size[0])


def _read(output: Output, size: tuple[int, int], lines: int) -> Image.Image:
    octets = output.exactly(size[0] * lines)
    return Image.frombuffer("L", (size[0], lines), octets, "raw", "L", 0, 1)


def _next_page(output: Output, magic: bytes) -> tuple[int, int] | None:
    """The width and height in the next page's header (netpbm's pgm(5)); None after the last."""
    if not (first := output.line()):
        return None
    if first != magic:
        raise EOFError
    while (line := output.line()).startswith(b"#"):
        pass
    width, height = map(int, line.split())
    if magic == b"P5":
        output.line()  # the highest level, 255
    return width, height
