"""The program that reads PDF; :mod:`~faxstatus_core.image.documents.pdf` runs it within limits.

Standard input is the file. ``sizes N OCTETS`` writes a line "width height" for each of at most
N + 1 pages, in points (1/72 inch), and refuses images of more octets; ``draw INDEX WIDTH HEIGHT
TURNED LINES`` writes the page's grey octets, LINES lines at a time.
It imports nothing of the product, to begin quickly.
"""

import ctypes
import sys

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it has no types
from pypdfium2 import raw

_FLAGS = raw.FPDF_ANNOT | raw.FPDF_RENDER_NO_SMOOTHTEXT | raw.FPDF_RENDER_NO_SMOOTHPATH
"""Letters and lines are not blurred: thin ones stay black. Form fields and stamps are drawn."""
_FLAGS |= raw.FPDF_PRINTING | raw.FPDF_RENDER_LIMITEDIMAGECACHE
_QUARTER_LEFT = 3
"""PDFium counts turns to the right."""


_DEPTH = 15
"""Of forms within forms."""


def main(arguments: list[str]) -> int:
    """Returns 1, after a line on standard error, if the file cannot be read."""
    try:
        with pdfium.PdfDocument(open(0, "rb", closefd=False)) as document:
            if arguments[0] == "sizes":
                _tell_sizes(document, *map(int, arguments[1:]))
            else:
                _draw(document, *map(int, arguments[1:]))
    except (pdfium.PdfiumError, MemoryError, OSError) as error:
        print(error or "out of memory", file=sys.stderr)
        return 1
    return 0


def _tell_sizes(document: pdfium.PdfDocument, most: int, octets: int) -> None:
    for index in range(min(len(document), most + 1)):
        page = document[index]
        _check_images(page, octets)
        print(*page.get_size(), flush=True)
        page.close()


def _check_images(page: pdfium.PdfPage, most: int) -> None:
    """PDFium leaves out an image that it has no memory for, and says nothing."""
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH):
        metadata = image.get_metadata()
        octets = metadata.width * metadata.height * max(1, metadata.bits_per_pixel) // 8
        if octets > most:
            raise MemoryError(f"an image of {octets / 1e6:,.0f} MB")


def _draw(
    document: pdfium.PdfDocument, index: int, width: int, height: int, turned: int, lines: int
) -> None:
    """A band at a time: PDFium draws the whole page into the part that there is."""
    page = document[index]
    rotate = _QUARTER_LEFT if turned else 0
    bitmap = raw.FPDFBitmap_CreateEx(width, lines, raw.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    stride = raw.FPDFBitmap_GetStride(bitmap)
    octets = ctypes.string_at
    for top in range(0, height, lines):
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, lines, 0xFFFFFFFF)
        raw.FPDF_RenderPageBitmap(bitmap, page.raw, 0, -top, width, height, rotate, _FLAGS)
        start = raw.FPDFBitmap_GetBuffer(bitmap)
        for line in range(min(lines, height - top)):
            sys.stdout.buffer.write(octets(start + line * stride, width))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
