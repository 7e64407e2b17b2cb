"""PortTracker: reports in, snapshots out. Pure: the time is an argument."""

from datetime import UTC, datetime

from pydantic import ValidationError

from faxstatus_core.errors import FaxError
from faxstatus_core.status.events import Event, checked
from faxstatus_core.status.facts import PortFacts
from faxstatus_core.status.record import FaxStatus
from faxstatus_core.status.snapshot import idle_status, status_of
from faxstatus_core.status.states import PortState


class InvalidReportError(FaxError):
    """A report with a value that the record cannot take, such as a page 0 or a naive time."""


def invalid_report(error: ValidationError, device_id: int) -> InvalidReportError:
    """What to raise for values of port ``device_id`` that a record refused."""
    first = error.errors(include_url=False, include_input=False)[0]
    return InvalidReportError(
        first["msg"],
        where=".".join(("port", str(device_id), *map(str, first["loc"]))),
        remedy="correct what the engine or the configuration gives",
    )


def _in_utc(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise InvalidReportError(
            "the time has no time zone", where="now", remedy="give an aware datetime"
        )
    return now.astimezone(UTC)


class PortTracker:
    """Keeps the status of one port from what an engine reports. A new tracker is OFFLINE."""

    def __init__(
        self, device_id: int, device_name: str, local_id: str, tsid: str | None = None
    ) -> None:
        """``local_id``: the port's own CSI and TSI, at most 20 characters; empty: it has none.

        ``tsid``: its TSI, where that is another. Raises InvalidReportError for a ``device_id``
        that is not in 0 to 2**31 - 1.
        """
        self.device_id = device_id
        self.identify(device_name, local_id, local_id if tsid is None else tsid)
        self._port = PortFacts()

    def identify(self, device_name: str, csid: str, tsid: str) -> None:
        """Take another name and other identifications of the port; what it does goes on.

        Raises InvalidReportError.
        """
        try:
            self._idle = idle_status(self.device_id, device_name, csid, tsid)
        except ValidationError as error:
            raise invalid_report(error, self.device_id) from error
        self.device_name = device_name
        self.local_id = csid
        self.tsid = tsid

    @property
    def state(self) -> PortState:
        """Where the port is in its life."""
        return self._port.state

    def apply(self, event: Event, now: datetime) -> FaxStatus:
        """Take a report made at ``now`` (aware) and give the new snapshot.

        Raises IllegalTransitionError where the report cannot happen in this state,
        InvalidReportError where the record cannot take its values. After either, the tracker is
        as before.
        """
        now = _in_utc(now)
        try:
            event = checked(event)
        except ValidationError as error:
            raise invalid_report(error, self.device_id) from error
        self._port = self._port.after(event, now)
        return status_of(self._idle, self._port, now)

    def snapshot(self, now: datetime) -> FaxStatus:
        """The status at ``now`` (aware). Raises InvalidReportError for a naive time."""
        return status_of(self._idle, self._port, _in_utc(now))
