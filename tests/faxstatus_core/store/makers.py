"""What the tests of the store keep in it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faxstatus_core.records import (
    Call,
    Direction,
    Fax,
    FaxPage,
    Job,
    JobRequest,
    NewFax,
    StoredDocument,
)
from faxstatus_core.store import Idempotency, Store, StoredEvent

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """The store in ``folder``."""
    with closing(Store.open(folder)) as store:
        yield store


def keep(store: Store, content: bytes = b"a page\n", name: str = "letter.txt") -> StoredDocument:
    """A document that was handed in."""
    with store.documents.incoming() as file:
        file.write(content)
        digest, size = store.documents.keep(file)
    return StoredDocument(
        digest=digest, name=name, media_type="text/plain", size=size, page_count=1
    )


def add_job(
    store: Store,
    *documents: StoredDocument,
    now: datetime = NOON,
    user: str = "anna",
    idempotency: Idempotency | None = None,
    **fields: object,
) -> Job:
    """A new job."""
    request = JobRequest.model_validate({"number": "030 1234", **fields})
    job, _ = store.jobs.add(
        request, documents, page_count=2, user_name=user, now=now, idempotency=idempotency
    )
    return job


def begin(store: Store, *jobs: Job, now: datetime = NOON, device_id: int = 7) -> Call:
    """A call for ``jobs``; without any, one that came."""
    direction = Direction.SEND if jobs else Direction.RECEIVE
    number = jobs[0].number if jobs else None
    ids = [job.job_id for job in jobs]
    return store.calls.begin(direction, device_id, f"Line {device_id}", number, ids, now)


def end(store: Store, call: Call, *, now: datetime, cause: str = "", pages: int = 0) -> Call:
    """The end of ``call``."""
    return store.calls.end(
        call.call_id,
        now=now,
        succeeded=not cause,
        error_cause=cause or None,
        result_text=cause or "complete",
        pages=pages,
    )


def new_fax(digest: str, **fields: object) -> NewFax:
    """A fax that was received."""
    page = FaxPage(number=1, width=1728, height=2200, dpi_across=204, dpi_down=196)
    values = {
        "device_id": 7,
        "device_name": "Line 7",
        "received_time": NOON,
        "complete": True,
        "pages": (page,),
        "page_count": 1,
        "size": 7,
        "digest": digest,
    }
    return NewFax.model_validate(values | fields)


def add_fax(store: Store, content: bytes = b"a page\n", **fields: object) -> Fax:
    """A fax that was received, with its file."""
    return store.faxes.add(new_fax(keep(store, content).digest, **fields), NOON)


def events(store: Store) -> list[StoredEvent]:
    """All events that are kept."""
    return list(store.events.after(0, 10_000))


def told(store: Store) -> list[str]:
    """The kinds of all events that are kept."""
    return [event.kind.value for event in events(store)]
