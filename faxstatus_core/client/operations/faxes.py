"""Received faxes. A fax that the server does not keep: UnknownFaxError."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from faxstatus_core.client.operations.ports import page_image
from faxstatus_core.client.readers import FileReader, NothingReader
from faxstatus_core.client.requests import Request, pairs, request
from faxstatus_core.records import Fax, Listing

_FAX = TypeAdapter(Fax)
_FAXES = TypeAdapter(Listing[Fax])
FaxForm = Literal["tiff", "pdf"]
_MEDIA_TYPES: dict[FaxForm, str] = {"tiff": "image/tiff", "pdf": "application/pdf"}


def faxes_page(
    *,
    device_id: int | None = None,
    read: bool | None = None,
    text: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
    before: int | None = None,
) -> Request[Listing[Fax]]:
    """Received faxes, newest first."""
    return request("GET", "/faxes", _FAXES, query=pairs(locals()))


def fax(fax_id: int) -> Request[Fax]:
    """One received fax."""
    return request("GET", f"/faxes/{fax_id}", _FAX)


def mark_fax(fax_id: int, *, read: bool = True) -> Request[Fax]:
    """Mark a fax as read, or as not."""
    return request("PATCH", f"/faxes/{fax_id}", _FAX, json={"read": read})


def delete_fax(fax_id: int) -> Request[None]:
    """Delete a fax for good. Needs the role admin."""
    return Request("DELETE", f"/faxes/{fax_id}", NothingReader, accept=None)


def download_fax(fax_id: int, path: Path, form: FaxForm = "tiff") -> Request[Path]:
    """Write a fax to ``path``, which holds all of it or is not touched. Raises LocalFileError."""
    return Request(
        "GET",
        f"/faxes/{fax_id}/fax.{form}",
        lambda: FileReader(path),
        accept=_MEDIA_TYPES[form],
    )


def fax_page(fax_id: int, number: int, width: int | None = None) -> Request[bytes]:
    """Page ``number`` of a fax as PNG, ``width`` pels wide."""
    return page_image(f"/faxes/{fax_id}/pages/{number}.png", width)
