"""The COM view: no nulls, and times as DATE."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.client.com import DATE_EPOCH, date_from_duration, date_from_instant
from faxstatus_core.status import events as ev
from tests.faxstatus_core.client.conftest import Server, of, port_of
from tests.support.live_server import LiveServer

STRINGS = [
    *("Address", "CallerId", "Csid", "Description", "DeviceName", "DocumentName"),
    *("RecipientName", "RoutingString", "SenderName", "Tsid"),
]
TYPES: dict[str, type] = {
    **dict.fromkeys(STRINGS, str),
    **dict.fromkeys(("CurrentPage", "DeviceId", "DocumentSize", "PageCount"), int),
    **dict.fromkeys(("Send", "Receive"), bool),
    **dict.fromkeys(("ElapsedTime", "StartTime", "SubmittedTime"), float),
}


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


async def test_an_idle_port_has_no_nulls(server: Server, live: LiveServer) -> None:
    com = (await of((await port_of(server, 2)).get_status())).com
    assert com == {
        **dict.fromkeys(STRINGS, ""),
        "Csid": "+49 2",
        "Tsid": "+49 2",
        "Description": "Offline",
        "DeviceName": "Line 2",
        "DeviceId": live.device_id(2),
        **dict.fromkeys(("CurrentPage", "DocumentSize", "PageCount"), 0),
        **dict.fromkeys(("Send", "Receive"), False),
        **dict.fromkeys(("ElapsedTime", "StartTime", "SubmittedTime"), 0.0),
    }
    assert {name: type(value) for name, value in com.items()} == TYPES


async def test_a_sending_port_has_dates(server: Server, live: LiveServer) -> None:
    submitted = datetime(2026, 2, 28, 12, tzinfo=UTC)
    live.make_available(1)
    live.publish(1, ev.Dialing(ev.JobInfo("5550100", page_count=2, submitted_time=submitted)))
    status = await of((await port_of(server)).get_status())
    com = status.com
    assert (com["SubmittedTime"], com["Address"], com["PageCount"]) == (46081.5, "5550100", 2)
    assert (com["Send"], com["Receive"], com["Description"]) == (True, False, "Dialing")
    assert com["StartTime"] == date_from_instant(status.start_time)
    assert com["ElapsedTime"] == status.elapsed_time / 86400
    assert {name: type(value) for name, value in com.items()} == TYPES
