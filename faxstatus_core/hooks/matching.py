"""Which hooks an event concerns. Pure.

The store tells every change of a record. What a hook waits for is a change of a certain kind: a
fax that was not there before, a job that came to its end, a port that failed or works again. So
an event is seen beside the one before it of the same fax, job or port.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Protocol

from pydantic import JsonValue

from faxstatus_core.hooks.settings import FilterSection, HookKind, HookSection
from faxstatus_core.records import EventKind, Fax, JobState


class Happened(Protocol):
    """A durable event, as the store keeps it."""

    @property
    def sequence(self) -> int: ...
    @property
    def time(self) -> datetime: ...
    @property
    def kind(self) -> EventKind: ...
    @property
    def device_id(self) -> int | None: ...
    @property
    def job_id(self) -> int | None: ...
    @property
    def data(self) -> Mapping[str, JsonValue]: ...


class EventName(StrEnum):
    """What a hook is told of."""

    FAX_RECEIVED = "fax.received"
    JOB_COMPLETED = "job.completed"
    JOB_FAILED = "job.failed"
    JOB_CANCELLED = "job.cancelled"
    PORT_FAILED = "port.failed"
    PORT_RECOVERED = "port.recovered"


RECORD_IDS = {EventKind.FAX: "fax_id", EventKind.JOB: "job_id", EventKind.PORT: "device_id"}
"""The key that says which record an event is about, by the kinds that hooks know."""
_ENDS = {
    JobState.COMPLETED: EventName.JOB_COMPLETED,
    JobState.FAILED: EventName.JOB_FAILED,
    JobState.RETRIES_EXCEEDED: EventName.JOB_FAILED,
    JobState.CANCELLED: EventName.JOB_CANCELLED,
}


_LATEST = timedelta(days=1)
"""After the end of its call a fax is stored at once; the machine's clock may be set meanwhile."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that a hook may wait for; ``data`` is the record as JSON."""

    name: EventName
    kind: EventKind
    sequence: int
    time: datetime
    success: bool
    data: Mapping[str, JsonValue]

    @property
    def record_id(self) -> int:
        """Number of the fax, job or port."""
        return record_id(self.kind, self.data)


def record_id(kind: EventKind, data: Mapping[str, JsonValue]) -> int:
    """Number of the record ``data``. Raises TypeError for a record that has none."""
    number = data.get(RECORD_IDS[kind])
    if not isinstance(number, int):
        raise TypeError(f"a {kind} without {RECORD_IDS[kind]}")
    return number


def occasion_of(event: Happened, before: Happened | None) -> Occasion | None:
    """What happened in ``event``; ``before``: the last event of the same record, if there is one.

    Raises ValueError or TypeError for data that is no record of its kind.
    """
    told = _name_of(event, before.data if before is not None else None)
    if told is None:
        return None
    name, success = told
    record_id(event.kind, event.data)
    return Occasion(name, event.kind, event.sequence, event.time, success, event.data)


def _name_of(
    event: Happened, before: Mapping[str, JsonValue] | None
) -> tuple[EventName, bool] | None:
    match event.kind:
        case EventKind.FAX if before is None and _is_new(event):
            return EventName.FAX_RECEIVED, bool(event.data.get("complete"))
        case EventKind.JOB:
            state = JobState(str(event.data.get("state")))
            if not state.final or (before is not None and JobState(str(before["state"])).final):
                return None
            return _ENDS[state], state is JobState.COMPLETED
        case EventKind.PORT:
            failed = bool(event.data.get("failed"))
            if failed == (before is not None and bool(before.get("failed"))):
                return None
            return EventName.PORT_FAILED if failed else EventName.PORT_RECOVERED, not failed
        case _:
            return None


def _is_new(event: Happened) -> bool:
    """Whether a fax without history is new; else its history is no longer kept.

    It comes unread, when its call ends; or, without a call, when the server finds it.
    """
    fax = Fax.model_validate(event.data)
    ended = fax.received_time + timedelta(seconds=fax.duration or 0)
    return not fax.read and (fax.call_id is None or event.time < ended + _LATEST)


def matches(hook: HookSection, occasion: Occasion) -> bool:
    """Whether ``hook`` is for ``occasion``."""
    if HookKind(occasion.kind.value) not in hook.on:
        return False
    only, data = hook.only, occasion.data
    if only.success not in (None, occasion.success):
        return False
    name = data.get("name" if occasion.kind is EventKind.PORT else "device_name")
    return takes_port(only, data.get("device_id"), name) and all(
        pattern is None or like(pattern, data.get(key))
        for pattern, key in (
            (only.tsid, "tsid"),
            (only.caller, "caller_id"),
            (only.subaddress, "routing_string"),
            (only.user, "user_name"),
        )
    )


def takes_port(only: FilterSection, device_id: JsonValue, name: JsonValue) -> bool:
    """Whether the filter is for that port."""
    return not only.ports or any(
        port == device_id if isinstance(port, int) else like(port, name) for port in only.ports
    )


def faxes_of_port(hooks: Iterable[HookSection], device_id: int, name: str) -> list[HookSection]:
    """The hooks that take faxes which this port receives: its routing methods."""
    return [
        hook for hook in hooks if HookKind.FAX in hook.on and takes_port(hook.only, device_id, name)
    ]


def like(pattern: str, value: JsonValue) -> bool:
    """Whether a text fits: ``*`` any characters, ``?`` one; case and spaces do not count."""
    if not isinstance(value, str):
        return False
    return fnmatchcase(_plain(value), _plain(pattern).replace("[", "[[]"))


def _plain(text: str) -> str:
    return "".join(text.casefold().split())
