"""What the hooks need of the store. The service gives its own; hooks and store know not each other.

``N`` is the store's record of a delivery that is to be kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from pydantic import JsonValue

from faxstatus_core.hooks.history import Events
from faxstatus_core.records import EventKind

T = TypeVar("T")
N = TypeVar("N")
N_co = TypeVar("N_co", covariant=True)
N_contra = TypeVar("N_contra", contravariant=True)


class Access(Protocol):
    """Calls a function of the store beside the event loop."""

    async def __call__(self, function: Callable[[], T], /) -> T:
        """What ``function`` gives, or raises."""


class KeptDelivery(Protocol):
    """A delivery that waits; ``tries``: those that were made."""

    @property
    def id(self) -> int: ...
    @property
    def hook(self) -> str: ...
    @property
    def payload(self) -> Mapping[str, JsonValue]: ...
    @property
    def tries(self) -> int: ...
    @property
    def created(self) -> datetime: ...


class NewDelivery(Protocol[N_co]):
    """Makes the store's record of a delivery."""

    def __call__(
        self, *, hook: str, event_sequence: int, kind: EventKind, payload: dict[str, JsonValue]
    ) -> N_co:
        """The record."""


class Deliveries(Protocol[N_contra]):
    """The durable queue of deliveries."""

    def cursor(self) -> int:
        """Sequence of the last event whose deliveries are kept."""

    def advance(self, cursor: int, rows: Sequence[N_contra], *, now: datetime) -> object:
        """Keep ``rows`` and the new cursor, both or neither."""

    def due(self, now: datetime, limit: int) -> Sequence[KeptDelivery]:
        """Deliveries whose time has come, oldest first."""

    def next_due(self) -> datetime | None:
        """When the next one is due; it may be past."""

    def settle(
        self,
        delivery_id: int,
        /,
        *,
        now: datetime,
        done: bool,
        error: str | None = None,
        next_try: datetime | None = None,
    ) -> object:
        """Count a try: it is done, or tried again at ``next_try``, or dead."""


@dataclass(frozen=True)
class HookStore(Generic[N]):
    """The store, and how to call it: ``read`` and ``write`` run what is synchronous.

    ``document``: where the document with a digest is kept; raises FaxError for one that is not.
    """

    events: Events
    deliveries: Deliveries[N]
    new_delivery: NewDelivery[N]
    document: Callable[[str], Path]
    read: Access
    write: Access
