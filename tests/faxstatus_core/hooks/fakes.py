"""A store in memory, an action that notes what it is told, and records to tell of."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import JsonValue

from faxstatus_core.clock import utcnow
from faxstatus_core.errors import FaxError
from faxstatus_core.hooks import DeliveryError, HookStore
from faxstatus_core.hooks.task import DeliveryTask
from faxstatus_core.records import EventKind

T = TypeVar("T")
DIGEST = "0" * 64
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
Data = dict[str, JsonValue]


def fax(fax_id: int = 12, /, **changes: JsonValue) -> Data:
    return {
        "fax_id": fax_id,
        "call_id": 3,
        "device_id": 1,
        "device_name": "office",
        "received_time": "2026-01-01T00:00:00Z",
        "duration": 31.5,
        "complete": True,
        "tsid": "+49 30 123456",
        "csid": None,
        "caller_id": "030123456",
        "caller_name": None,
        "routing_string": "42",
        "remote_maker": None,
        "pages": [],
        "page_count": 3,
        "bad_lines": 0,
        "size": 4711,
        "digest": DIGEST,
        "read": False,
        **changes,
    }


def job(job_id: int = 7, /, state: str = "completed", **changes: JsonValue) -> Data:
    return {
        "job_id": job_id,
        "state": state,
        "number": "5550100",
        "user_name": "alice",
        "document_name": "letter.pdf",
        "device_id": None,
        "call_id": 4,
        "page_count": 2,
        "tries": 1,
        "error_text": None,
        "submitted_time": "2026-01-01T00:00:00Z",
        **changes,
    }


def port(device_id: int = 1, /, *, failed: bool = True, **changes: JsonValue) -> Data:
    return {
        "device_id": device_id,
        "name": "office",
        "csid": None,
        "state": "unavailable" if failed else "available",
        "description": "The modem does not answer.",
        "failed": failed,
        **changes,
    }


@dataclass(frozen=True)
class Event:
    sequence: int
    time: datetime
    kind: EventKind
    device_id: int | None
    job_id: int | None
    data: Data


@dataclass(frozen=True)
class New:
    hook: str
    event_sequence: int
    kind: EventKind
    payload: Data


@dataclass(frozen=True)
class Row:
    id: int
    hook: str
    event_sequence: int
    payload: Data
    created: datetime
    state: str = "waiting"
    tries: int = 0
    next_try: datetime | None = None
    last_error: str | None = None


@dataclass
class MemoryStore:
    """Events and deliveries; ``document``: the file of every digest."""

    document: Path = Path("/nonexistent")
    log: list[Event] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)
    place: int = 0
    faults: list[Exception] = field(default_factory=list)
    queries: int = 0

    def tell(self, kind: EventKind, data: Data, time: datetime | None = None) -> int:
        job_id = data["job_id"] if kind is EventKind.JOB else None
        device_id = data.get("device_id")
        assert job_id is None or isinstance(job_id, int)
        assert device_id is None or isinstance(device_id, int)
        sequence = len(self.log) + 1
        self.log.append(Event(sequence, time or utcnow(), kind, device_id, job_id, data))
        return sequence

    def after(
        self,
        sequence: int,
        limit: int,
        *,
        kinds: Collection[EventKind] | None = None,
        device_id: int | None = None,
        job_id: int | None = None,
    ) -> list[Event]:
        self.queries += 1
        return [
            event
            for event in self.log[sequence:]
            if (kinds is None or event.kind in kinds)
            and device_id in (None, event.device_id)
            and job_id in (None, event.job_id)
        ][:limit]

    def last_sequence(self) -> int:
        return len(self.log)

    def cursor(self) -> int:
        return self.place

    def advance(self, cursor: int, rows: Sequence[New], *, now: datetime) -> None:
        self.place = cursor
        for new in rows:
            number = len(self.rows) + 1
            self.rows[number] = Row(
                number, new.hook, new.event_sequence, new.payload, now, next_try=now
            )

    def due(self, now: datetime, limit: int) -> list[Row]:
        return [row for row in self.rows.values() if row.next_try and row.next_try <= now][:limit]

    def next_due(self) -> datetime | None:
        return min((row.next_try for row in self.rows.values() if row.next_try), default=None)

    def settle(
        self,
        delivery_id: int,
        /,
        *,
        now: datetime,
        done: bool,
        error: str | None = None,
        next_try: datetime | None = None,
    ) -> None:
        row = self.rows[delivery_id]
        state = "done" if done else "waiting" if next_try else "dead"
        self.rows[delivery_id] = replace(
            row, state=state, tries=row.tries + 1, next_try=next_try, last_error=error
        )

    def path(self, digest: str) -> Path:
        if not self.document.is_file():
            raise FaxError("there is no such document")
        return self.document

    async def access(self, function: Callable[[], T], /) -> T:
        if self.faults:
            raise self.faults.pop(0)
        return function()

    def hook_store(self) -> HookStore[New]:
        return HookStore(self, self, New, self.path, self.access, self.access)


@dataclass
class Notebook:
    """An action that notes the times and tasks, and does what ``outcomes`` say, first to last."""

    outcomes: list[Exception | float] = field(default_factory=list)
    tasks: list[DeliveryTask] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    busy: int = 0
    most_busy: int = 0

    async def perform(self, task: DeliveryTask) -> None:
        self.tasks.append(task)
        self.times.append(asyncio.get_running_loop().time())
        outcome = self.outcomes.pop(0) if self.outcomes else 0.0
        if isinstance(outcome, Exception):
            raise outcome
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        try:
            await asyncio.sleep(outcome)
        finally:
            self.busy -= 1

    @property
    def numbers(self) -> list[int]:
        return [task.delivery_id for task in self.tasks]


def refusals(count: int) -> list[Exception | float]:
    return [DeliveryError("refused") for _ in range(count)]


def task_of(
    payload: Data, folder: Path, attachment: Path | None = None, delivery_id: int = 99
) -> DeliveryTask:
    """A task of hook ``archive``."""
    addressed: Data = {**payload, "hook": "archive", "delivery_id": delivery_id}
    return DeliveryTask(delivery_id, NOON, addressed, folder, attachment)
