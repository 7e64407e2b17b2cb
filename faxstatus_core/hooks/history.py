"""The event before one, of the same fax, job or port."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from faxstatus_core.hooks.matching import RECORD_IDS, Happened, record_id
from faxstatus_core.records import EventKind

_PAGE = 500
_FIRST_WINDOW = 256
_CLOCK_CHANGE = timedelta(hours=1)
"""How far the machine's clock may have been set back in between."""
_BEGINNINGS = {EventKind.FAX: "received_time", EventKind.JOB: "submitted_time"}


class Events(Protocol):
    """What is read of the store's events."""

    def after(
        self,
        sequence: int,
        limit: int,
        *,
        kinds: Collection[EventKind] | None = None,
        device_id: int | None = None,
        job_id: int | None = None,
    ) -> Sequence[Happened]:
        """Durable events that follow, in their order."""

    def last_sequence(self) -> int:
        """Of the last durable event."""


def event_before(events: Events, event: Happened) -> Happened | None:
    """The last event before ``event`` of the same record, if it is still kept.

    Looks back in ever larger windows, to before the record was made: usually the first suffices.
    """
    wanted = record_id(event.kind, event.data)
    begun = _begun(event)
    end, width = event.sequence, _FIRST_WINDOW
    while end > 1:
        begin = max(0, end - width)
        found, oldest = None, None
        for row in _window(events, event, begin, end):
            oldest = oldest or row.time
            if row.data.get(RECORD_IDS[row.kind]) == wanted:
                found = row
        if found is not None:
            return found
        if oldest is not None and begun is not None and oldest < begun - _CLOCK_CHANGE:
            return None
        end, width = begin + 1, width * 4
    return None


def _window(events: Events, like: Happened, begin: int, end: int) -> list[Happened]:
    """Events after ``begin`` and before ``end`` of the same kind; of the same job or port."""
    port = record_id(like.kind, like.data) if like.kind is EventKind.PORT else None
    found: list[Happened] = []
    while True:
        rows = events.after(begin, _PAGE, kinds=[like.kind], device_id=port, job_id=like.job_id)
        found.extend(row for row in rows if row.sequence < end)
        if len(rows) < _PAGE or rows[-1].sequence >= end:
            return found
        begin = rows[-1].sequence


def _begun(event: Happened) -> datetime | None:
    """When the record of ``event`` was made, if it tells."""
    text = event.data.get(_BEGINNINGS.get(event.kind, ""))
    try:
        begun = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return begun if begun.tzinfo is not None else None
