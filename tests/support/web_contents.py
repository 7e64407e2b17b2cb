"""What has happened on a server before somebody looks at its page."""

import asyncio
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from faxstatus_core.clock import run_virtual, utcnow
from faxstatus_core.engine.port import PortConfig
from faxstatus_core.image import write_sample
from faxstatus_core.records import Direction, JobRequest
from faxstatus_core.service import Upload, running
from faxstatus_core.store import FaxFilter, Store
from tests.support.fax_service import ServiceWorld

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
    failed: int


def furnish(folder: Path) -> Contents:
    """Make a store with two calls that really took place, and what else a server has."""
    calls = run_virtual(_calls(folder))
    with closing(Store.open(folder)) as store:
        return Contents(*calls, failed=_others(store))


async def _calls(folder: Path) -> tuple[int, int, int, int]:
    """Two faxes; the numbers of the first job and its call, and of what was received."""
    def named(config: PortConfig) -> PortConfig:
        return replace(config, local_id=HOSTILE_ID if config.name == "a" else "+49 30 2")

    world = ServiceWorld(folder, settings=named)
    sample = write_sample(folder / "sample.tif")
    service, store = world.service, world.store
    async with running(service):
        await service.ready()
        jobs = []
        for fields in ({"recipient_name": "Anna Berg"}, {"recipient_name": HOSTILE}):
            request = JobRequest.model_validate({"number": "2", "sender_name": HOSTILE, **fields})
            name = "letter.tif" if not jobs else f"{HOSTILE}.tif"
            with sample.open("rb") as file:
                job, _ = await service.submit(request, [Upload(name, file)], user_name="anna")
            jobs.append(job)
            while not (await service.job(job.job_id)).state.final:
                await asyncio.sleep(1)
        await asyncio.sleep(10)
        done = await service.job(jobs[0].job_id)
        assert done.call_id is not None
    faxes = store.faxes.find(FaxFilter(), limit=10).items
    world.close()
    return done.job_id, done.call_id, faxes[-1].fax_id, faxes[0].fax_id


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
