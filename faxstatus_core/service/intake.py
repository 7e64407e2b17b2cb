"""From a request with files to a job in the store."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import BinaryIO

from faxstatus_core.clock import utcnow
from faxstatus_core.engine.dialling import dial_string
from faxstatus_core.errors import FaxError
from faxstatus_core.image import DocumentError, open_document
from faxstatus_core.image.documents.cover import Cover, cover_pages
from faxstatus_core.records import Job, JobRequest, StoredDocument
from faxstatus_core.service.office import Office
from faxstatus_core.store import Idempotency

MOST_DOCUMENTS = 20
_CHUNK = 1 << 20


class NothingToSendError(FaxError):
    """A job without a document and without a cover page, or with too many."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was handed in. ``name`` is a label."""

    name: str
    file: BinaryIO


async def submit(
    office: Office,
    request: JobRequest,
    uploads: Sequence[Upload],
    *,
    user_name: str,
    idempotency_key: str | None = None,
) -> tuple[Job, bool]:
    """Keep the documents and the job; when this returns, they survive a power failure.

    Gives the job, and whether it is new: a key that was used before for the same gives its job.
    Raises BadNumberError, DocumentError, NothingToSendError, IdempotencyConflictError, StoreError.
    """
    dial_string(request.number)
    if not uploads and not request.cover:
        raise NothingToSendError("there is no document", remedy="give one, or ask for a cover page")
    if len(uploads) > MOST_DOCUMENTS:
        raise NothingToSendError(
            f"{len(uploads)} documents, at most {MOST_DOCUMENTS} go in one job",
            remedy="make several jobs of them",
        )
    documents = await asyncio.to_thread(_keep_all, office, uploads)
    if request.cover:
        pages = sum(document.page_count for document in documents)
        documents.insert(0, await asyncio.to_thread(_keep_cover, office, request, pages))
    idempotency = None
    if idempotency_key is not None:
        idempotency = Idempotency(idempotency_key, _fingerprint(request, uploads, documents))
    name = request.document_name or documents[-len(uploads)].name
    add = partial(
        office.store.jobs.add,
        request.model_copy(update={"document_name": name}),
        documents,
        page_count=sum(document.page_count for document in documents),
        user_name=user_name,
        now=utcnow(),
        idempotency=idempotency,
    )
    return await office.access.write(add)


def _keep_all(office: Office, uploads: Sequence[Upload]) -> list[StoredDocument]:
    return [_keep(office, upload) for upload in uploads]


def _keep(office: Office, upload: Upload) -> StoredDocument:
    store = office.documents
    with store.incoming() as file:
        while octets := upload.file.read(_CHUNK):
            file.write(octets)
        digest, size = store.keep(file)
    name = PurePath(upload.name).name or "document"
    try:
        document = open_document(store.path(digest), office.limits)
    except DocumentError as error:
        # The path is ours and tells the client nothing; the file goes when nobody refers to it.
        raise DocumentError(error.what, where=name, remedy=error.remedy) from error
    return StoredDocument(
        digest=digest,
        name=name,
        media_type=document.media_type,
        size=size,
        page_count=document.page_count,
    )


def _keep_cover(office: Office, request: JobRequest, pages: int) -> StoredDocument:
    cover = Cover(
        number=request.number,
        recipient_name=request.recipient_name,
        recipient_company=request.recipient_company,
        sender_name=request.sender_name,
        sender_company=request.sender_company,
        sender_department=request.sender_department,
        sender_id=request.tsid,
        subject=request.subject,
        note=request.note,
        when=utcnow().astimezone(),
        pages=pages,
    )
    store = office.documents
    with store.incoming() as file:
        file.write(cover_pages(cover))
        digest, size = store.keep(file)
    count = open_document(store.path(digest), office.limits).page_count
    return StoredDocument(
        digest=digest, name="cover", media_type="image/tiff", size=size, page_count=count
    )


def _fingerprint(
    request: JobRequest, uploads: Sequence[Upload], documents: Sequence[StoredDocument]
) -> str:
    """What tells this request from another; the cover page bears the time, so it does not count."""
    digests = [document.digest for document in documents[-len(uploads) :]] if uploads else []
    text = json.dumps([request.model_dump(mode="json"), digests], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
