"""A fax server without modems behind its application: two ports off line, one job, call and fax."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from faxstatus_core.api import Gate, create_app
from faxstatus_core.clock import utcnow
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.engine.recording import CallRecording, Parties
from faxstatus_core.image import FaxMetadata, ReceivedFax
from faxstatus_core.queue import QueueSection
from faxstatus_core.records import Call, Direction, Fax, Job, JobRequest, StoredDocument
from faxstatus_core.security import Role, SessionTable, Slots, TokenFile, new_token
from faxstatus_core.service import FaxService, PortSetup, StoreSection, running
from faxstatus_core.service.received import new_fax
from faxstatus_core.store import Store
from faxstatus_core.t4 import Resolution
from tests.support.pages import draw_page

BEGAN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NOTE = b"a short note\n"


@dataclass
class Api:
    """The server, its application and a client with nobody's token."""

    service: FaxService
    app: FastAPI
    gate: Gate
    http: httpx.AsyncClient
    tokens: TokenFile

    @property
    def store(self) -> Store:
        return self.service.store

    @property
    def port(self) -> int:
        """The identifier of the first port."""
        return self.service.bus.ports()[0].device_id

    def token(self, role: Role, name: str = "") -> dict[str, str]:
        """The header of a new token; from now on one is needed."""
        secret, record = new_token(name or role.value, role, utcnow())
        self.tokens.add(record)
        return {"Authorization": f"Bearer {secret}"}

    def add_job(self, number: str = "0301234", **fields: object) -> Job:
        """A job with one document of text."""
        with self.store.documents.incoming() as file:
            file.write(NOTE)
            digest, size = self.store.documents.keep(file)
        document = StoredDocument(
            digest=digest, name="note.txt", media_type="text/plain", size=size, page_count=1
        )
        request = JobRequest.model_validate({"number": number, **fields})
        job, _ = self.store.jobs.add(request, [document], page_count=1, user_name="", now=BEGAN)
        return job

    def add_call(self, *, trace: bool = True, **end: object) -> Call:
        """A call that was received and has ended."""
        call = self.store.calls.begin(Direction.RECEIVE, self.port, "line1", "030", (), BEGAN)
        recording = CallRecording(Parties("line1", calling=False), BEGAN, 0.0)
        recording.end("the fax was transmitted", 12.0)
        values = {"succeeded": True, "error_cause": None, "result_text": "done", "pages": 2}
        return self.store.calls.end(
            call.call_id,
            now=BEGAN + timedelta(seconds=12),
            trace=recording.lines() if trace else None,
            **(values | end),  # type: ignore[arg-type]
        )

    def add_fax(self, folder: Path, pages: int = 2) -> Fax:
        """A received fax of so many pages."""
        received = ReceivedFax(folder, "fax")
        for number in range(1, pages + 1):
            received.add_page(draw_page(number), Resolution.FINE)
        path = received.complete(FaxMetadata(tsid="+49 30 1"))
        assert path is not None
        digest, size = self.store.documents.adopt(path)
        fax = new_fax(
            path,
            digest,
            size,
            device_id=self.port,
            device_name="line1",
            received=BEGAN,
            complete=True,
        )
        return self.store.faxes.add(fax.model_copy(update={"tsid": "+49 30 1"}), BEGAN)


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    store = Store.open(tmp_path / "store")
    ports = [PortSetup(PortConfig(f"/no/line{n}", f"line{n}", f"+49 {n}")) for n in (1, 2)]
    service = FaxService(
        store, ports, QueueSection(), StoreSection(folder=tmp_path / "store", jobs_days=0)
    )
    tokens = TokenFile(tmp_path / "tokens.json")
    gate = Gate(
        tokens, SessionTable(tokens, timedelta(hours=1)), open_to_all=lambda: not tokens.records()
    )
    app = create_app(service, gate, Slots(50, 50))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        running(service),
        httpx.AsyncClient(transport=transport, base_url="http://server/api/v1") as client,
    ):
        await service.ready()
        yield Api(service, app, gate, client, tokens)
    store.close()
