"""A worker: a fax server over HTTP without modems, whose one port reports progress.

``python -m benchmarks.server_worker FOLDER JOBS``: with so many jobs in its history. Each line that
it reads is a number of reports to publish, at fifty a second; it answers with its address first.
"""

import asyncio
import logging
import sys
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert

from faxstatus_core.api import Gate, create_app, serving
from faxstatus_core.clock import utcnow
from faxstatus_core.queue import QueueSection
from faxstatus_core.records import Job, JobRequest, JobState, StoredDocument
from faxstatus_core.security import SecuritySection, SessionTable, Slots, guarded
from faxstatus_core.service import FaxService, StoreSection, running
from faxstatus_core.status import PortTracker, events
from faxstatus_core.store import Store, tables
from faxstatus_core.store.rows import values_of

DEVICE_ID = 1
WRAP = 2**31
"""A report's count of octets is the time of its publication: microseconds, modulo this."""
_INTERVAL = 0.02
_HOST = "127.0.0.1"


def microseconds() -> int:
    """The machine's steady clock, as reports carry it."""
    return time.monotonic_ns() // 1000 % WRAP


async def _serve(folder: Path) -> None:
    store = Store.open(folder)
    service = FaxService(store, [], QueueSection(), StoreSection(folder=folder))
    service.bus.register(PortTracker(DEVICE_ID, "bench", "+49 30 1"))
    for event in (
        events.Initializing(),
        events.PortReady(),
        events.Dialing(events.JobInfo("2")),
        events.CallConnected(),
        events.PageStarted(1),
    ):
        service.bus.publish(DEVICE_ID, event)
    unlimited = 10**6
    section = SecuritySection(requests_per_minute=unlimited, burst=unlimited)
    slots = Slots(unlimited, unlimited)
    gate = Gate(None, SessionTable(None, timedelta(hours=1)), open_to_all=lambda: True)
    app = guarded(create_app(service, gate, slots), section, _HOST, tls=False)
    questions: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    async with running(service), serving(app, service.hub, _HOST, 0) as url:
        print("ready", flush=True)
        print(url, flush=True)
        loop.add_reader(sys.stdin, lambda: questions.put_nowait(sys.stdin.readline()))
        while question := await questions.get():
            for _ in range(int(question)):
                service.bus.publish(DEVICE_ID, events.PageProgress(microseconds()))
                await asyncio.sleep(_INTERVAL)
            print("published", flush=True)
    store.close()


def fill(folder: Path, jobs: int) -> None:
    """A history of so many jobs, made as the store would, but in few transactions."""
    store = Store.open(folder)
    document = StoredDocument(
        digest="0" * 64, name="invoice.pdf", media_type="application/pdf", size=50_000, page_count=2
    )
    begin = utcnow() - timedelta(days=20)
    with store.database.write() as (connection, _):
        for number in range(1, jobs + 1):
            job = Job(
                **JobRequest(number=f"030{number:07}").model_dump(exclude={"password"}),
                job_id=number,
                user_name="bench",
                state=JobState.COMPLETED,
                documents=(document,),
                page_count=2,
                document_size=50_000,
                pages_confirmed=2,
                tries=1,
                submitted_time=begin + timedelta(seconds=10 * number),
                finished_time=begin + timedelta(seconds=10 * number + 60),
            )
            row = values_of(job, tables.jobs) | {"password": ""}
            connection.execute(insert(tables.jobs).values(row))
    store.close()


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # no port may send the jobs
    fill(Path(sys.argv[1]), int(sys.argv[2]))
    asyncio.run(_serve(Path(sys.argv[1])))
