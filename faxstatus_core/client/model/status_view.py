"""The properties of IFaxStatus."""

from collections.abc import Mapping
from datetime import datetime

from faxstatus_core.client.com import ComValue, com_view
from faxstatus_core.client.model.read_only import ReadOnly
from faxstatus_core.status import ExtendedStatus, record


class StatusView(ReadOnly):
    """The status of a port: a snapshot until ``refresh``.

    The 19 properties are those of IFaxStatus; None where a property has no valid value. They are
    documented where they are defined, in ``faxstatus_core.status.record``.
    """

    def __init__(self, snapshot: record.FaxStatus) -> None:
        self._record = snapshot

    @property
    def record(self) -> record.FaxStatus:
        """The whole snapshot, as the server sent it."""
        return self._record

    @property
    def com(self) -> Mapping[str, ComValue]:
        """The 19 properties as a COM client sees them: see ``com.com_view``."""
        return com_view(self._record)

    @property
    def extended(self) -> ExtendedStatus:
        """What IFaxStatus has no property for."""
        return self._record.extended

    @property
    def address(self) -> str | None:
        """Number dialled; sending only."""
        return self._record.address

    @property
    def caller_id(self) -> str | None:
        """The calling device; receiving only."""
        return self._record.caller_id

    @property
    def csid(self) -> str | None:
        """Called station identifier."""
        return self._record.csid

    @property
    def current_page(self) -> int | None:
        """Page in transmission, from 1."""
        return self._record.current_page

    @property
    def description(self) -> str:
        """Text of the status."""
        return self._record.description

    @property
    def device_id(self) -> int:
        """Permanent line identifier."""
        return self._record.device_id

    @property
    def device_name(self) -> str:
        """Display name of the port."""
        return self._record.device_name

    @property
    def document_name(self) -> str | None:
        """Name of the document; sending only."""
        return self._record.document_name

    @property
    def document_size(self) -> int | None:
        """Octets; sending only."""
        return self._record.document_size

    @property
    def elapsed_time(self) -> float | None:
        """Seconds since the start; while a job runs."""
        return self._record.elapsed_time

    @property
    def page_count(self) -> int | None:
        """Pages of the outbound fax."""
        return self._record.page_count

    @property
    def receive(self) -> bool:
        """Whether the port receives a fax."""
        return self._record.receive

    @property
    def recipient_name(self) -> str | None:
        """Recipient; while a job runs."""
        return self._record.recipient_name

    @property
    def routing_string(self) -> str | None:
        """Routing information; receiving only."""
        return self._record.routing_string

    @property
    def send(self) -> bool:
        """Whether the port sends a fax."""
        return self._record.send

    @property
    def sender_name(self) -> str | None:
        """Who sent the fax; sending only."""
        return self._record.sender_name

    @property
    def start_time(self) -> datetime | None:
        """UTC start of the active job."""
        return self._record.start_time

    @property
    def submitted_time(self) -> datetime | None:
        """UTC time of submission; sending only."""
        return self._record.submitted_time

    @property
    def tsid(self) -> str | None:
        """Transmitting station identifier."""
        return self._record.tsid
