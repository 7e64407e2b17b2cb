"""FaxDoc: its fields, and Send."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from faxstatus_core.client import (
    BadDocumentError,
    ForbiddenError,
    InvalidRequestError,
    LocalFileError,
    ServerUnreachableError,
)
from faxstatus_core.client.model.document_fields import DocumentFields
from faxstatus_core.client.operations import jobs as operations
from faxstatus_core.records import JobRequest
from faxstatus_core.security import Role
from tests.faxstatus_core.client.conftest import Server, of, raises
from tests.support.live_server import NOTE, LiveServer
from tests.support.patience import PATIENCE

FIELDS: dict[str, object] = {
    "fax_number": "0301234",
    "recipient_name": "Bert",
    "recipient_company": "Bert & Co",
    "sender_name": "Anna",
    "sender_company": "ACME",
    "sender_department": "Sales",
    "billing_code": "B1",
    "display_name": "Offer",
    "send_coverpage": True,
    "coverpage_subject": "An offer",
    "coverpage_note": "two\nlines, ümlaut",
    "discount_send": True,
    "tsid": "+49 30 7",
}
"""Each, and a value that is not its default."""
IN_THE_JOB = {
    "fax_number": "number",
    "display_name": "document_name",
    "send_coverpage": "cover",
    "coverpage_subject": "subject",
    "coverpage_note": "note",
    "discount_send": "discount",
}


@pytest.fixture
def offer(tmp_path: Path) -> Path:
    path = tmp_path / "offer.txt"
    path.write_bytes(NOTE)
    return path


def test_every_field_is_tested() -> None:
    fields = {field.name for field in dataclasses.fields(DocumentFields)}
    assert fields - {"file_name"} == set(FIELDS)
    assert set(IN_THE_JOB.values()) <= set(JobRequest.model_fields)


async def test_every_field_reaches_the_job(server: Server, live: LiveServer, offer: Path) -> None:
    document = server.create_document(str(offer))
    assert document.file_name == str(offer)
    for name, value in FIELDS.items():
        assert getattr(document, name) != value
        setattr(document, name, value)
    job = live.store.jobs.get(await of(document.send()))
    assert {name: getattr(job, IN_THE_JOB.get(name, name)) for name in FIELDS} == FIELDS
    assert job.page_count == 2
    [stored] = [stored for stored in job.documents if stored.name == "offer.txt"]
    assert live.store.documents.path(stored.digest).read_bytes() == NOTE
    assert (await of(server.get_jobs())).item(1).job_id == job.job_id


async def test_what_is_not_set_is_the_servers_default(
    server: Server, live: LiveServer, offer: Path
) -> None:
    document = server.create_document(str(offer))
    document.fax_number = "1"
    job = live.store.jobs.get(await of(document.send()))
    assert (job.document_name, job.page_count) == ("offer.txt", 1)
    assert (job.tsid, job.cover, job.discount, job.user_name) == ("", False, False, "")


async def test_a_document_sent_twice_is_two_jobs(server: Server, offer: Path) -> None:
    document = server.create_document(str(offer))
    document.fax_number = "1"
    first = await of(document.send())
    document.fax_number = "2"
    second = await of(document.send())
    jobs = await of(server.get_jobs())
    assert [job.job_id for job in jobs] == [first, second]
    assert [job.fax_number for job in jobs] == ["1", "2"]


async def test_a_cover_page_alone_needs_no_file(server: Server, live: LiveServer) -> None:
    document = server.create_document("")
    document.fax_number, document.send_coverpage = "1", True
    job = live.store.jobs.get(await of(document.send()))
    assert (job.cover, job.page_count) == (True, 1)


async def test_what_cannot_be_sent_is_no_job(
    server: Server, live: LiveServer, tmp_path: Path
) -> None:
    before = live.store.events.last_sequence()
    document = server.create_document("/no/such.tif")
    await raises(InvalidRequestError, document.send, "number")
    document.fax_number = "1"
    await raises(LocalFileError, document.send, "/no/such.tif")
    document.file_name = "a\0b"
    await raises(LocalFileError, document.send)
    document.file_name = str(tmp_path)
    await raises(LocalFileError, document.send)
    (tmp_path / "bad.tif").write_bytes(b"II*\0 no more of it")
    document.file_name = str(tmp_path / "bad.tif")
    await raises(BadDocumentError, document.send)
    document.file_name = ""
    await raises(InvalidRequestError, document.send)
    document.tsid = "Ω"
    await raises(InvalidRequestError, document.send, "tsid")
    assert live.store.events.last_sequence() == before


async def test_who_may_only_read_cannot_send(model: Any, own: LiveServer, offer: Path) -> None:
    server = await of(model(timeout=PATIENCE).connect(own.url, own.add_token(Role.READ)))
    document = server.create_document(str(offer))
    document.fax_number = "1"
    await raises(ForbiddenError, document.send)
    await of(server.disconnect())


async def test_a_server_that_stays_away(
    model: Any, own: LiveServer, offer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "RETRY_AFTER", (0.0, 0.0))
    server = await of(model(timeout=PATIENCE).connect(own.url))
    document = server.create_document(str(offer))
    document.fax_number = "1"
    own.stop()
    await raises(ServerUnreachableError, document.send)
    own.start()
    assert await of(document.send()) == 1
    await of(server.disconnect())
