"""What is done at the start about a server that stopped without ending its calls."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from faxstatus_core.clock import utcnow
from faxstatus_core.errors import FaxError
from faxstatus_core.image import began_of, open_archive
from faxstatus_core.records import Call, Direction, Job, JobState
from faxstatus_core.service.office import Office
from faxstatus_core.service.received import new_fax
from faxstatus_core.store import NewFax, Store, UnknownRecordError

logger = logging.getLogger(__name__)

INTERRUPTED = "interrupted"
_TEXT = "the server stopped during the call"


async def recover(office: Office) -> None:
    """End the calls that were cut off, put their jobs back, and keep the pages that had come.

    A job goes on after the last page that was confirmed; that its last call was cut off is marked.
    """
    await asyncio.to_thread(make_receiving_folders, office)
    await office.access.write(partial(_recover, office))


def make_receiving_folders(office: Office) -> None:
    """The folders that ports receive into. Raises ArchiveError."""
    for port in office.bus.ports():
        open_archive(receiving_folder(office.store, port.device_id))


def receiving_folder(store: Store, device_id: int) -> Path:
    """Where the port collects the pages of a call."""
    return store.folder / "receiving" / str(device_id)


def _recover(office: Office) -> None:
    store, now = office.store, utcnow()
    found = _found_faxes(office)
    for call in store.calls.unended():
        logger.warning("call %d was cut off when the server stopped", call.call_id)
        jobs = [job for job_id in call.job_ids if (job := _job(store, job_id)) is not None]
        most = office.queue.tries
        changes = {job.job_id: _after_crash(job, most, now) for job in jobs if not job.state.final}
        path = next((path for path, fax in found.items() if _is_of(fax, call)), None)
        store.calls.end(
            call.call_id,
            now=now,
            succeeded=False,
            error_cause=INTERRUPTED,
            result_text=_TEXT,
            pages=found[path].page_count if path else _confirmed(jobs, changes),
            interrupted=True,
            job_changes=changes,
            fax=found.pop(path) if path else None,
        )
        if path is not None:
            path.unlink(missing_ok=True)
    for path, fax in found.items():
        store.faxes.add(fax, now)
        path.unlink(missing_ok=True)


def _confirmed(jobs: Sequence[Job], changes: dict[int, dict[str, Any]]) -> int:
    return sum(job.pages_confirmed for job in jobs if job.job_id in changes)


def _job(store: Store, job_id: int) -> Job | None:
    try:
        return store.jobs.get(job_id)
    except UnknownRecordError:  # no longer kept
        return None


def _after_crash(job: Job, most: int, now: datetime) -> dict[str, Any]:
    if job.pages_confirmed >= job.page_count:
        return {"state": JobState.COMPLETED, "finished_time": now}
    interrupted = {
        "interruptions": job.interruptions + 1,
        "error_cause": INTERRUPTED,
        "error_text": _TEXT,
    }
    if job.state is JobState.CANCELLING:
        return interrupted | {"state": JobState.CANCELLED, "finished_time": now}
    if job.tries >= (job.max_tries or most):  # perhaps it is what brings the server down
        return interrupted | {"state": JobState.RETRIES_EXCEEDED, "finished_time": now}
    return interrupted | {"state": JobState.PENDING, "next_try": None}


def _is_of(fax: NewFax, call: Call) -> bool:
    same_port = call.direction is not Direction.SEND and call.device_id == fax.device_id
    return same_port and fax.received_time <= call.started_time


def _found_faxes(office: Office) -> dict[Path, NewFax]:
    """Files that are no record yet; those that are one already are removed."""
    found: dict[Path, NewFax] = {}
    root = office.store.folder / "receiving"
    names = {str(port.device_id): port.name for port in office.bus.ports()}
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        if not folder.name.isdecimal():
            continue
        try:
            open_archive(folder)
            for path in sorted(folder.glob("*.tif")):
                digest, size = office.documents.adopt(path)
                if office.store.faxes.has(digest):
                    path.unlink()
                    continue
                found[path] = new_fax(
                    path,
                    digest,
                    size,
                    device_id=int(folder.name),
                    device_name=names.get(folder.name, ""),
                    received=began_of(path.stem)
                    or datetime.fromtimestamp(path.stat().st_mtime, UTC),
                    complete=False,
                )
        except (FaxError, OSError) as error:
            logger.error("%s: %s", folder, error)  # noqa: TRY400 - it says what is wrong
    return found
