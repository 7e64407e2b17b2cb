"""What the charts show: calls by day."""

from datetime import date

from pydantic import Field

from faxstatus_core.records.base import Record
from faxstatus_core.status.record import Count


class DayCount(Record):
    """The calls of one day in UTC."""

    day: date
    sent: Count = Field(description="Calls that delivered their jobs.")
    send_failed: Count
    received: Count = Field(description="Calls that brought a whole fax.")
    receive_failed: Count
    pages_sent: Count
    pages_received: Count


class Statistics(Record):
    """Calls by day, oldest first, days without calls included; failures by cause."""

    days: tuple[DayCount, ...]
    causes: dict[str, int] = Field(description="Failed calls of these days by error_cause.")
