"""PDF, drawn by PDFium in a process of its own.

pypdfium2 is well kept, has wheels with PDFium in them, and a licence that asks for nothing
(Apache-2.0, BSD). PDFium ends its process when memory is short, so it is none of ours.
"""

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from faxstatus_core.image.documents.confined import confined
from faxstatus_core.image.documents.limits import DocumentLimits
from faxstatus_core.image.documents.paper import Layout, Sheet
from faxstatus_core.image.documents.scale import band_lines
from faxstatus_core.image.errors import DocumentError

_WORKER = Path(__file__).with_name("pdf_worker.py")
_MM_PER_POINT = 25.4 / 72
_LARGEST_MM = 14_400 * _MM_PER_POINT
"""Of a page's side (ISO 32000-1, Annex C)."""


class PdfPages:
    """The pages of a PDF without a password."""

    def __init__(self, file: BinaryIO, path: Path, limits: DocumentLimits) -> None:
        self._file = file
        self._path = path
        self._limits = limits

    def sheets(self) -> Iterator[Sheet]:
        """Reads the structure and the size of every page; none is drawn."""
        command = _command("sizes", self._limits.pages, self._limits.chunk)
        count = 0
        with confined(command, self._file, self._limits, str(self._path)) as output:
            while line := output.line():
                count += 1
                yield points_sheet(line, f"{self._path}, page {count}")

    def draw(self, index: int, layout: Layout) -> Iterator[Image.Image]:
        """See :class:`~faxstatus_core.image.documents.source.Pages`."""
        width, height = layout.drawn
        step = band_lines(width)
        command = _command("draw", index, width, height, int(layout.turned), min(step, height))
        where = f"{self._path}, page {index + 1}"
        with confined(command, self._file, self._limits, where) as output:
            for top in range(0, height, step):
                lines = min(step, height - top)
                octets = output.exactly(width * lines)
                yield Image.frombuffer("L", (width, lines), octets, "raw", "L", 0, 1)


def points_sheet(line: bytes, where: str) -> Sheet:
    """The page whose width and height in points are in ``line``."""
    width, height = (float(number) * _MM_PER_POINT for number in line.split())
    if not (math.isfinite(width) and math.isfinite(height) and min(width, height) > 0):
        raise DocumentError("the page is empty", where=where, remedy="leave it out")
    if max(width, height) > _LARGEST_MM:
        raise DocumentError(
            f"the page is {max(width, height) / 1000:,.0f} m long",
            where=where,
            remedy="print it on smaller paper",
        )
    return Sheet(width, height)


def _command(*arguments: object) -> list[str]:
    # -P: nothing beside the worker is taken for a module of its name.
    return [sys.executable, "-P", str(_WORKER), *map(str, arguments)]
