"""Received faxes over HTTP."""

import asyncio
import tempfile
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as PathParameter
from pydantic import BaseModel, ConfigDict

from faxstatus_core.api.conditional import not_modified, respond
from faxstatus_core.api.description import PAGE_PNG, content, documented
from faxstatus_core.api.gate import Gate
from faxstatus_core.api.jobs import PageNumber
from faxstatus_core.api.paging import Before, FromPort, Limit, SearchText, Since, Until
from faxstatus_core.api.ports import Width
from faxstatus_core.clock import utcnow
from faxstatus_core.image import stored_page_png, write_pdf
from faxstatus_core.records import Fax, Listing
from faxstatus_core.records.base import MAX_ID
from faxstatus_core.records.metadata import metadata_of
from faxstatus_core.service import FaxService
from faxstatus_core.store import FaxFilter

FaxId = Annotated[int, PathParameter(ge=1, le=MAX_ID, description="Identifier of the fax.")]
_TIFF = content("image/tiff", "The fax.")
_PDF = content("application/pdf", "The fax.")


class FaxChanges(BaseModel):
    """What a client may change of a received fax."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    read: bool


def faxes_router(service: FaxService, gate: Gate) -> APIRouter:
    """The routes under ``/faxes``."""
    router = APIRouter(prefix="/faxes", tags=["faxes"])
    store, one_fax = service.store, documented(404, 422)

    async def fax_of(fax_id: int) -> Fax:
        return await service.access.read(partial(store.faxes.get, fax_id))

    @router.get("", dependencies=gate.reading, responses=documented(422))
    async def list_faxes(
        device_id: FromPort = None,
        read: Annotated[bool | None, Query(description="Only read, or unread ones.")] = None,
        text: SearchText = None,
        since: Since = None,
        until: Until = None,
        limit: Limit = 50,
        before: Before = None,
    ) -> Listing[Fax]:
        """Received faxes, newest first."""
        wanted = FaxFilter(device_id=device_id, read=read, text=text, since=since, until=until)
        return await service.access.read(
            partial(store.faxes.find, wanted, limit=limit, before=before)
        )

    @router.get("/{fax_id}", dependencies=gate.reading, responses=one_fax, response_model=Fax)
    async def get_fax(fax_id: FaxId, request: Request) -> Response:
        """One received fax."""
        fax = await fax_of(fax_id)
        return respond(request, fax.model_dump_json().encode(), "application/json")

    @router.patch("/{fax_id}", dependencies=gate.submitting, responses=one_fax)
    async def mark_fax(fax_id: FaxId, changes: FaxChanges) -> Fax:
        """Mark as read, or as not read."""
        return await service.access.write(partial(store.faxes.mark, fax_id, changes.read, utcnow()))

    @router.delete("/{fax_id}", dependencies=gate.administering, status_code=204, responses=one_fax)
    async def remove_fax(fax_id: FaxId) -> None:
        """Remove a fax for good."""
        await service.access.write(partial(store.faxes.remove, fax_id, utcnow()))

    @router.get(
        "/{fax_id}/fax.tiff",
        dependencies=gate.reading,
        responses=one_fax | _TIFF,
        response_class=Response,
    )
    async def get_tiff(fax_id: FaxId, request: Request) -> Response:
        """The fax as it was received: TIFF, Group 4."""
        fax = await fax_of(fax_id)
        etag = f'"{fax.digest}"'
        if (unchanged := not_modified(request, etag)) is not None:
            return unchanged
        octets = await asyncio.to_thread(store.documents.path(fax.digest).read_bytes)
        return respond(request, octets, "image/tiff", etag=etag, name=f"fax-{fax_id}.tiff")

    @router.get(
        "/{fax_id}/fax.pdf",
        dependencies=gate.reading,
        responses=one_fax | _PDF,
        response_class=Response,
    )
    async def get_pdf(fax_id: FaxId, request: Request) -> Response:
        """The same as PDF; the pels are those of the TIFF."""
        fax = await fax_of(fax_id)
        etag = f'"{fax.digest}-pdf"'
        if (unchanged := not_modified(request, etag)) is not None:
            return unchanged
        octets = await asyncio.to_thread(_pdf, store.documents.path(fax.digest), fax)
        return respond(request, octets, "application/pdf", etag=etag, name=f"fax-{fax_id}.pdf")

    @router.get(
        "/{fax_id}/pages/{number}.png",
        dependencies=gate.reading,
        responses=one_fax | PAGE_PNG,
        response_class=Response,
    )
    async def get_fax_page(
        fax_id: FaxId, number: PageNumber, request: Request, width: Width = None
    ) -> Response:
        """One page."""
        fax = await fax_of(fax_id)
        etag = f'"{fax.digest}-{number}-{width}"'
        if (unchanged := not_modified(request, etag)) is not None:
            return unchanged
        path = store.documents.path(fax.digest)
        octets = await asyncio.to_thread(stored_page_png, path, number, width)
        return respond(request, octets, "image/png", etag=etag)

    return router


def _pdf(tiff: Path, fax: Fax) -> bytes:
    with tempfile.TemporaryDirectory(prefix="faxstatus-") as folder:
        pdf = Path(folder) / "fax.pdf"
        write_pdf(tiff, pdf, metadata_of(fax))
        return pdf.read_bytes()
