"""FaxStatus: 19 properties, a snapshot until Refresh, read only."""

from datetime import UTC, datetime, timedelta

import pytest

from faxstatus_core.client import AsyncFaxStatus, FaxServer, FaxStatus, ReadOnlyError
from faxstatus_core.client.model.status_view import StatusView
from faxstatus_core.status import events as ev
from faxstatus_core.status import record
from tests.faxstatus_core.client.conftest import Server, of, port_of
from tests.support.live_server import LiveServer

# IFaxStatus, faxcom.h; in our spelling.
PROPERTIES = [
    *("address", "caller_id", "csid", "current_page", "description", "device_id", "device_name"),
    *("document_name", "document_size", "elapsed_time", "page_count", "receive", "recipient_name"),
    *("routing_string", "send", "sender_name", "start_time", "submitted_time", "tsid"),
]
SUBMITTED = datetime(2026, 2, 28, 12, tzinfo=UTC)
JOB = ev.JobInfo(
    "5550100",
    document_name="offer.tif",
    document_size=37680,
    page_count=3,
    sender_name="Anna",
    recipient_name="Bert",
    submitted_time=SUBMITTED,
    job_id=7,
)


async def status_of(server: Server, number: int = 1) -> FaxStatus | AsyncFaxStatus:
    status = await of((await port_of(server, number)).get_status())
    assert isinstance(status, FaxStatus | AsyncFaxStatus)
    return status


def test_the_19_properties() -> None:
    assert len(PROPERTIES) == 19
    assert list(record.IFAXSTATUS_PROPERTIES) == PROPERTIES
    ours = {name for name, kind in vars(StatusView).items() if isinstance(kind, property)}
    assert ours - {"record", "com", "extended"} == set(PROPERTIES)


def test_each_property_shows_its_own_value() -> None:
    values = {name: object() for name in PROPERTIES}
    status = StatusView(record.FaxStatus.model_construct(**values))  # type: ignore[arg-type]
    assert {name: getattr(status, name) for name in PROPERTIES} == values


def test_the_documented_sequence(live: LiveServer) -> None:
    """IFaxStatus, "When to use": the steps 1 to 8, as a program writes them."""
    server = FaxServer()
    server.connect(live.url)
    ports = server.get_ports()
    assert ports.count == 2
    status = ports.item(1).get_status()
    assert (status.device_name, status.description) == ("Line 1", "Offline")
    live.make_available(1)
    assert status.description == "Offline"
    status.refresh()
    assert status.description == "Available"
    server.disconnect()
    del status, ports, server


async def test_an_idle_port(server: Server, live: LiveServer) -> None:
    live.make_available(1)
    status = await status_of(server)
    assert status.record == live.status(1)
    assert {name: getattr(status, name) for name in PROPERTIES} == {
        **dict.fromkeys(PROPERTIES),
        "csid": "+49 1",
        "tsid": "+49 1",
        "description": "Available",
        "device_id": live.device_id(1),
        "device_name": "Line 1",
        "send": False,
        "receive": False,
    }


async def test_a_sending_port(server: Server, live: LiveServer) -> None:
    live.make_available(1)
    live.publish(1, ev.Dialing(JOB))
    status = await status_of(server)
    assert (status.address, status.description, status.csid) == ("5550100", "Dialing", None)
    live.publish(1, ev.CallConnected(), ev.RemoteIdentified("CSI", "+49 30 2"), ev.PageStarted(2))
    assert (status.csid, status.current_page) == (None, None)
    await of(status.refresh())
    assert (status.send, status.receive, status.description) == (True, False, "Sending")
    assert (status.csid, status.tsid, status.current_page) == ("+49 30 2", "+49 1", 2)
    assert (status.document_name, status.document_size, status.page_count) == (
        *("offer.tif", 37680, 3),
    )
    assert (status.sender_name, status.recipient_name) == ("Anna", "Bert")
    assert status.submitted_time == SUBMITTED
    assert (status.caller_id, status.routing_string) == (None, None)
    began, elapsed = status.start_time, status.elapsed_time
    assert began is not None
    assert began.utcoffset() == timedelta()
    assert elapsed is not None
    assert timedelta() <= datetime.now(UTC) - began - timedelta(seconds=elapsed)


async def test_a_receiving_port(server: Server, live: LiveServer) -> None:
    live.make_available(2)
    live.publish(
        2,
        *(ev.Ringing("0765", "A. Caller"), ev.Answered(), ev.CallConnected()),
        *(ev.RemoteIdentified("TSI", "+49 30 1"), ev.RoutingReceived("4711", "Bert")),
        ev.PageStarted(1),
    )
    status = await status_of(server, 2)
    assert (status.send, status.receive, status.description) == (False, True, "Receiving")
    assert (status.csid, status.tsid, status.current_page) == ("+49 2", "+49 30 1", 1)
    assert status.caller_id is not None
    assert "0765" in status.caller_id
    assert (status.routing_string, status.recipient_name) == ("4711", "Bert")
    for name in ("address", "document_name", "document_size", "page_count", "sender_name"):
        assert getattr(status, name) is None
    assert status.submitted_time is None


async def test_elapsed_time_runs_only_by_refresh(server: Server, live: LiveServer) -> None:
    live.make_available(1)
    live.publish(1, ev.Dialing(JOB))
    status = await status_of(server)
    began, first = status.start_time, status.elapsed_time
    assert first == status.elapsed_time
    await of(status.refresh())
    assert (status.start_time, status.elapsed_time > first) == (began, True)  # type: ignore[operator]


async def test_two_snapshots_of_one_port_are_apart(server: Server, live: LiveServer) -> None:
    first, second = await status_of(server), await status_of(server)
    live.make_available(1)
    await of(second.refresh())
    assert (first.description, second.description) == ("Offline", "Available")


async def test_no_property_can_be_set(server: Server) -> None:
    status = await status_of(server)
    before = status.record
    for name in (*PROPERTIES, "record", "com", "extended"):
        with pytest.raises(ReadOnlyError, match=name):
            setattr(status, name, None)
        with pytest.raises(AttributeError):
            setattr(status, name, None)
    assert status.record == before


async def test_the_extended_part(server: Server, live: LiveServer) -> None:
    live.make_available(1)
    live.publish(1, ev.Dialing(JOB), ev.PhaseChanged("A"))
    extended = (await status_of(server)).extended
    assert (extended.device_status, extended.device_status_name) == (0x20000001, "FPS_DIALING")
    assert (extended.state, extended.phase, extended.job_id) == ("dialing", "A", 7)
    assert extended == live.status(1).extended
