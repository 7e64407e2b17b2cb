"""What listeners get: events, what tells them apart, and which of them are wanted."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pydantic import JsonValue

from faxstatus_core.records import EventKind
from faxstatus_core.status import FaxStatus

NO_BOOT = 0
"""For the id of an event after which the statuses of all ports are to follow."""


class EventId(NamedTuple):
    """Durable ``sequence``, and ``step`` of the statuses after it, which run ``boot`` counted."""

    sequence: int
    boot: int
    step: int

    @classmethod
    def parse(cls, text: str) -> "EventId | None":
        """From what ``str()`` gave; None for anything else."""
        parts = text.split("-")
        if len(parts) != len(cls._fields) or not all(_is_number(part) for part in parts):
            return None
        return cls(*map(int, parts))

    def __str__(self) -> str:
        return "-".join(map(str, self))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 15


@dataclass(slots=True)
class HubEvent:
    """An event; ``frame`` is its form on the wire, once somebody has made it, for all listeners.

    ``event_id`` is None where a listener who comes back after it would miss what was to follow.
    """

    event_id: EventId | None
    kind: EventKind
    time: datetime
    device_id: int | None
    job_id: int | None
    record: FaxStatus | dict[str, JsonValue]
    frame: bytes | None = None


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events a listener wants; empty and None: all."""

    kinds: frozenset[EventKind] = frozenset()
    device_id: int | None = None
    job_id: int | None = None

    def takes(self, event: HubEvent) -> bool:
        """Whether ``event`` is one of them. A reset is for everybody."""
        if event.kind is EventKind.RESET:
            return True
        return (
            (not self.kinds or event.kind in self.kinds)
            and self.device_id in (None, event.device_id)
            and self.job_id in (None, event.job_id)
        )


def id_of(event: HubEvent) -> EventId:
    """Of an event that has one."""
    assert event.event_id is not None
    return event.event_id
