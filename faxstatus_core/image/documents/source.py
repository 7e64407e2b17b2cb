"""What a kind of document (TIFF, PDF, ...) does for :class:`Document`."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from PIL import Image

from faxstatus_core.image.documents.limits import DocumentLimits
from faxstatus_core.image.documents.paper import Layout, Sheet


class Pages(Protocol):
    """The pages of one open file."""

    def sheets(self) -> Iterator[Sheet]:
        """Check the whole file, page by page. Raises :class:`DocumentError`."""

    def draw(self, index: int, layout: Layout) -> Iterator[Image.Image]:
        """Page ``index`` as bands from the top, ``layout.drawn`` in all.

        Mode ``1`` where no pel may be changed, else ``L``. Raises :class:`DocumentError`.
        """


OpenPages = Callable[[BinaryIO, Path, DocumentLimits], Pages]
"""Takes a file, open for reading, its path for messages, and the limits."""
