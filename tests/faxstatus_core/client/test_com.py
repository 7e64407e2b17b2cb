"""The COM view."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.client import FaxServer
from faxstatus_core.client.com import DATE_EPOCH, date_from_duration, date_from_instant
from faxstatus_core.status import StatusBus
from faxstatus_core.status import events as ev

STRINGS = [
    "Address",
    "CallerId",
    "Csid",
    "Description",
    "DeviceName",
    "DocumentName",
    "RecipientName",
    "RoutingString",
    "SenderName",
    "Tsid",
]


# As published for DATE (oaidl.h) and as spreadsheets show these days.
@pytest.mark.parametrize(
    ("instant", "date"),
    [
        (datetime(1899, 12, 30, tzinfo=UTC), 0.0),
        (datetime(1899, 12, 30, 6, tzinfo=UTC), 0.25),
        (datetime(1900, 1, 1, tzinfo=UTC), 2.0),
        (datetime(1970, 1, 1, tzinfo=UTC), 25569.0),
        (datetime(2000, 1, 1, 12, tzinfo=UTC), 36526.5),
        (datetime(1899, 12, 29, tzinfo=UTC), -1.0),
        (datetime(1899, 12, 29, 6, tzinfo=UTC), -1.25),
        (datetime(1899, 12, 28, 18, tzinfo=UTC), -2.75),
    ],
)
def test_known_dates(instant: datetime, date: float) -> None:
    assert date_from_instant(instant) == date


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants bounds without a zone
def test_a_date_is_true_to_a_millisecond(instant: datetime) -> None:
    back = DATE_EPOCH + timedelta(days=date_from_instant(instant))
    assert abs(back - instant) < timedelta(milliseconds=1)


def test_a_duration_is_days() -> None:
    assert date_from_duration(43200.0) == 0.5


def test_an_idle_port_has_no_nulls(transport: httpx.MockTransport) -> None:
    com = FaxServer(transport=transport).connect("http://server").get_ports().item(2).get_status()
    assert com.com == {
        **dict.fromkeys(STRINGS, ""),
        "Description": "Offline",
        "DeviceName": "Line 2",
        "DeviceId": 12,
        **dict.fromkeys(("CurrentPage", "DocumentSize", "PageCount"), 0),
        **dict.fromkeys(("Send", "Receive"), False),
        **dict.fromkeys(("ElapsedTime", "StartTime", "SubmittedTime"), 0.0),
    }
    assert len(com.com) == 19


def test_a_sending_port_has_dates(transport: httpx.MockTransport, bus: StatusBus) -> None:
    job = ev.JobInfo("5550100", submitted_time=datetime(2026, 2, 28, 12, tzinfo=UTC))
    for event in (ev.Initializing(), ev.Dialing(job)):
        bus.publish(11, event)
    com = FaxServer(transport=transport).connect("http://server").get_ports().item(1).get_status()
    assert com.com["StartTime"] == 46082.5
    assert com.com["SubmittedTime"] == 46081.5
    assert com.com["Send"] is True
    assert com.com["Address"] == "5550100"
