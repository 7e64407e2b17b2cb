"""What has happened on a server before somebody looks at its page."""

import asyncio
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from faxstatus_core.clock import run_virtual, utcnow
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.image import write_sample
from faxstatus_core.queue import QueueSection
from faxstatus_core.records import Direction, JobRequest
from faxstatus_core.service import FaxService, StoreSection, Upload, running
from faxstatus_core.store import FaxFilter, Store
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.pair import pair_network
from tests.support.web_modems import modem_port

HOSTILE = "<img src=x onerror=alert(1)>"
"""A name that is to be shown as it is."""
HOSTILE_ID = "<b>1</b><script>"
"""The same, as an identification on the line: 20 characters at most."""
_DAYS = 30


@dataclass(frozen=True)
class Contents:
    """Numbers of what is there. ``sent``: a completed job of three pages, and its call."""

    sent: int
    sent_call: int
    received: int
    hostile_fax: int
    to_remove: int
    failed: int


def furnish(folder: Path) -> Contents:
    """Make a store with two calls that really took place, and what else a server has."""
    sent, sent_call, (first, second, third) = run_virtual(_calls(folder))
    with closing(Store.open(folder)) as store:
        return Contents(sent, sent_call, first, second, third, _others(store))


async def _calls(folder: Path) -> tuple[int, int, list[int]]:
    """Three faxes; the numbers of the first job and its call, and of what was received."""
    runner = NetworkRunner(pair_network())
    ports = [
        modem_port(runner, PortConfig("/virtual/a", "a", HOSTILE_ID, receive=False)),
        modem_port(runner, PortConfig("/virtual/b", "b", "+49 30 2", send=False)),
    ]
    letter = write_sample(folder / "letter.tif")
    page = write_sample(folder / "page.tif", 1)
    with closing(Store.open(folder)) as store, closing(runner):
        service = FaxService(store, ports, QueueSection(), StoreSection(folder=folder))
        async with running(service):
            await service.ready()
            first = await _send(service, letter, "Anna Berg", "letter.tif")
            await _send(service, page, HOSTILE, f"{HOSTILE}.tif")
            await _send(service, page, "Clara Sommer", "page.tif")
            await asyncio.sleep(10)
        faxes = store.faxes.find(FaxFilter(), limit=10).items
        call_id = store.jobs.get(first).call_id or 0
        return first, call_id, [fax.fax_id for fax in reversed(faxes)]


async def _send(service: FaxService, document: Path, recipient: str, name: str) -> int:
    request = JobRequest(number="2", sender_name=HOSTILE, recipient_name=recipient)
    with document.open("rb") as file:
        job, _ = await service.submit(request, [Upload(name, file)], user_name="anna")
    while not (await service.job(job.job_id)).state.final:
        await asyncio.sleep(1)
    return job.job_id


def _others(store: Store) -> int:
    """Calls of the last days, and jobs that wait or failed; gives a failed one."""
    now = utcnow()
    for day in range(_DAYS - 1, 0, -1):
        began = now - timedelta(days=day)
        for count in range(1 + day * 7 % 5):
            way = Direction.SEND if count % 2 else Direction.RECEIVE
            call = store.calls.begin(way, 1, "a", f"030 12{count}", (), began)
            bad = (day + count) % 6 == 0
            store.calls.end(
                call.call_id,
                now=began + timedelta(seconds=40 + 7 * count),
                succeeded=not bad,
                error_cause="busy" if bad else None,
                result_text="the number is busy" if bad else "the fax was transmitted",
                pages=0 if bad else 1 + count,
                remote_id=None if bad else f"+49 30 12{count}",
            )
    document = store.jobs.get(1).documents
    ids = []
    for number, name in (("030 444", "Bernd Klein"), ("040 555", "Clara Sommer")):
        request = JobRequest(number=number, recipient_name=name, not_before=now + timedelta(days=1))
        job, _ = store.jobs.add(request, document, page_count=3, user_name="", now=now)
        ids.append(job.job_id)
    store.jobs.update(
        ids[0],
        now=now,
        state="failed",
        tries=2,
        error_cause="bad_address",
        error_text="the number does not exist",
        finished_time=now,
    )
    return ids[0]
