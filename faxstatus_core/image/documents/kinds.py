"""Which kind of document a file is: by its first octets, whatever its name."""

from pathlib import Path

from faxstatus_core.image.documents.pdf import PdfPages
from faxstatus_core.image.documents.picture import JPEG_MAGIC, PNG_MAGIC, JpegPages, PngPages
from faxstatus_core.image.documents.postscript import PostScriptPages
from faxstatus_core.image.documents.source import OpenPages
from faxstatus_core.image.documents.text import TextPages, looks_like_text
from faxstatus_core.image.documents.tiff import TiffPages
from faxstatus_core.image.documents.tiff_directory import TIFF_MAGIC
from faxstatus_core.image.errors import DocumentError

_PDF_WITHIN = 1024
"""PDF's header may have other octets before it (ISO 32000-1, Annex H.3.4.1)."""

_MEDIA_TYPES: dict[OpenPages, str] = {
    TiffPages: "image/tiff",
    PngPages: "image/png",
    JpegPages: "image/jpeg",
    PostScriptPages: "application/postscript",
    PdfPages: "application/pdf",
    TextPages: "text/plain",
}


def media_type_of(opener: OpenPages) -> str:
    """The media type of what ``opener`` reads."""
    return _MEDIA_TYPES[opener]


def opener_of(head: bytes, path: Path) -> OpenPages:
    """What reads a file that begins with ``head``. Raises :class:`DocumentError` for no kind."""
    if head.startswith(TIFF_MAGIC):
        return TiffPages
    if head.startswith(PNG_MAGIC):
        return PngPages
    if head.startswith(JPEG_MAGIC):
        return JpegPages
    if head.startswith((b"%!", b"\x04%!")):
        return PostScriptPages
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return PdfPages
    if looks_like_text(head):
        return TextPages
    raise DocumentError(
        "not a document of a known kind" if head else "the file is empty",
        where=str(path),
        remedy="convert it to PDF, TIFF, PNG, JPEG, PostScript or plain text",
    )
