"""Counts of what has happened since the server started."""

from collections import Counter
from collections.abc import Iterable

from faxstatus_core.records import Call, EventKind
from faxstatus_core.store import StoredEvent


class Tally:
    """Calls by direction and result, pages by direction."""

    def __init__(self) -> None:
        self.calls: Counter[tuple[str, str]] = Counter()
        self.pages: Counter[str] = Counter()

    def note(self, events: Iterable[StoredEvent]) -> None:
        """Events that were committed: calls that ended count."""
        for event in events:
            if event.kind is not EventKind.CALL:
                continue
            call = Call.model_validate(event.data)
            if call.succeeded is not None:
                result = "ok" if call.succeeded else (call.error_cause or "failed")
                self.calls[call.direction.value, result] += 1
                self.pages[call.direction.value] += call.pages
