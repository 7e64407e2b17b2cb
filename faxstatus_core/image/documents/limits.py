"""How large a document may be."""

from dataclasses import dataclass

from faxstatus_core.image.errors import DocumentError

_SMALLER = "scan it at a lower resolution"


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """What is refused before it costs much; within these limits 200 MB of memory are enough."""

    width: int = 20_000
    """Pels of a page across, as it is stored."""
    height: int = 65_000
    """Pels of a page down, as it is stored, and lines of the fax page made of it."""
    pixels: int = 70_000_000
    """Pels of a stored page; A3 at 600 dpi has 69.7 million."""
    fax_pels: int = 48_000_000
    """Pels of a fax page at 400 to the inch: 88 cm of A4, 62 cm of A3."""
    pages: int = 1_000
    total_pixels: int = 5_000_000_000
    """Stored pels of all pages together: each is decoded when the document is opened."""
    octets: int = 1_000_000_000
    """Of the file."""
    text_octets: int = 4_000_000
    """Of a file of plain text: more than 1,000 pages have."""
    seconds: float = 60.0
    """For a program that reads or draws pages (PDF, PostScript), each time it is run."""
    memory: int = 160_000_000
    """Octets of data of such a program."""
    chunk: int = 110_000_000
    """Octets for the part of a page that is decoded at a time: the whole page, or its strips."""

    def check(self, width: int, height: int, where: str) -> None:
        """Raises :class:`DocumentError` for a page beyond the limits, or without area."""
        for size, limit, name in ((width, self.width, "wide"), (height, self.height, "high")):
            if size > limit:
                raise DocumentError(
                    f"the page is {size:,} pixels {name}, at most {limit:,} are taken",
                    where=where,
                    remedy=_SMALLER,
                )
        if width < 1 or height < 1:
            raise DocumentError("the page is empty", where=where, remedy="leave it out")
        if width * height > self.pixels:
            raise DocumentError(
                f"the page has {width * height:,} pixels, at most {self.pixels:,} are taken",
                where=where,
                remedy=_SMALLER,
            )

    def check_fax(self, width: int, height: int, where: str) -> None:
        """Raises :class:`DocumentError` for a fax page that is too long, in pels."""
        if height > self.height or width * height > self.fax_pels:
            longest = min(self.height, self.fax_pels // width)
            raise DocumentError(
                f"the page would be {height:,} pixels high, at most {longest:,} are sent",
                where=where,
                remedy="cut it into pages",
            )

    def check_chunk(self, octets: float, where: str) -> None:
        """Raises :class:`DocumentError` for what takes too much memory to decode at once."""
        if octets > self.chunk:
            raise DocumentError(
                f"{octets / 1e6:,.0f} MB have to be decoded at once, at most "
                f"{self.chunk / 1e6:,.0f} MB are",
                where=where,
                remedy="scan it at a lower resolution, or as grey, or save it in strips",
            )

    def check_count(self, pages: int, where: str) -> None:
        """Raises :class:`DocumentError` for too many pages."""
        if pages > self.pages:
            raise DocumentError(
                f"more than {self.pages} pages, the most that are sent at once",
                where=where,
                remedy="split the document",
            )
