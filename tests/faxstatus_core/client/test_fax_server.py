"""The client's path, as IFaxStatus documents it."""

from typing import Protocol

import httpx
import pytest

from faxstatus_core.client import (
    FaxPort,
    FaxServer,
    FaxStatus,
    NotConnectedError,
    PortGoneError,
    PortIndexError,
)
from faxstatus_core.status import PortTracker, StatusBus
from faxstatus_core.status import events as ev
from faxstatus_core.status.record import IFAXSTATUS_PROPERTIES

URL = "http://server"


class Clock(Protocol):
    def advance(self, seconds: float) -> None: ...


def _port(transport: httpx.BaseTransport) -> tuple[FaxServer, FaxPort]:
    server = FaxServer(transport=transport).connect(URL)
    return server, server.get_ports().item(1)


def test_the_documented_sequence(
    transport: httpx.MockTransport, bus: StatusBus, clock: Clock
) -> None:
    server = FaxServer(transport=transport)
    server.connect(URL)
    ports = server.get_ports()
    assert ports.count == 2
    port = ports.item(1)
    status = port.get_status()
    assert (status.device_id, status.description, status.send) == (11, "Offline", False)

    for event in (ev.Initializing(), ev.Dialing(ev.JobInfo("5550100", page_count=2))):
        bus.publish(11, event)
    clock.advance(30)
    assert (status.description, status.address) == ("Offline", None)
    status.refresh()
    assert (status.description, status.address) == ("Dialing", "5550100")
    assert (status.send, status.page_count, status.elapsed_time) == (True, 2, 30.0)
    assert status.extended.device_status_name == "FPS_DIALING"
    server.disconnect()
    assert status.address == "5550100"


def test_every_property_is_the_records_and_cannot_be_set(
    transport: httpx.MockTransport, bus: StatusBus
) -> None:
    _, port = _port(transport)
    status = port.get_status()
    assert status.record == bus.status(11)
    for name in IFAXSTATUS_PROPERTIES:
        assert getattr(status, name) == getattr(bus.status(11), name)
        with pytest.raises(AttributeError):
            setattr(status, name, None)


def test_properties_differ_where_values_differ(
    transport: httpx.MockTransport, bus: StatusBus
) -> None:
    """No property may show another's value."""
    _, port = _port(transport)
    record = bus.status(11)
    values: dict[str, object] = {name: object() for name in IFAXSTATUS_PROPERTIES}
    port_status = port.get_status()
    marked = FaxStatus(port_status._connection, record.model_copy(update=values))
    assert {name: getattr(marked, name) for name in IFAXSTATUS_PROPERTIES} == values


def test_a_port_has_the_properties_of_ifaxport(transport: httpx.MockTransport) -> None:
    _, port = _port(transport)
    assert (port.device_id, port.name, port.rings, port.priority) == (11, "Line 1", 2, 4)
    assert (port.csid, port.tsid) == ("OWN 1", "OWN 1")
    assert (port.send, port.receive, port.can_modify) == (True, True, False)


def test_items_are_numbered_from_1(transport: httpx.MockTransport) -> None:
    ports = FaxServer(transport=transport).connect(URL).get_ports()
    assert [ports.item(number).device_id for number in (1, 2)] == [11, 12]
    assert [port.device_id for port in ports] == [11, 12]
    assert len(ports) == 2
    for number in (0, 3, -1):
        with pytest.raises(PortIndexError, match="from 1 to 2"):
            ports.item(number)


def test_after_disconnect_whatever_needs_the_server_says_so(
    transport: httpx.MockTransport,
) -> None:
    server, port = _port(transport)
    status = port.get_status()
    server.disconnect()
    server.disconnect()
    for call in (server.get_ports, port.get_status, status.refresh):
        with pytest.raises(NotConnectedError, match="connect first"):
            call()


def test_objects_of_an_earlier_connection_stay_dead(transport: httpx.MockTransport) -> None:
    server, port = _port(transport)
    server.connect(URL)
    assert server.get_ports().count == 2
    with pytest.raises(NotConnectedError):
        port.get_status()


def test_a_server_never_connected_says_so() -> None:
    with pytest.raises(NotConnectedError):
        FaxServer().get_ports()


def test_the_context_disconnects(transport: httpx.MockTransport) -> None:
    with FaxServer(transport=transport).connect(URL) as server:
        port = server.get_ports().item(2)
        assert port.get_status().csid is None
    with pytest.raises(NotConnectedError):
        port.get_status()


def test_a_port_that_is_gone_is_a_typed_error_and_leaves_the_snapshot(
    transport: httpx.MockTransport, bus: StatusBus
) -> None:
    bus.register(PortTracker(13, "Line 3", ""))
    server, _ = _port(transport)
    port = server.get_ports().item(3)
    status = port.get_status()
    del bus._trackers[13]
    with pytest.raises(PortGoneError, match="get the ports again"):
        port.get_status()
    with pytest.raises(PortGoneError):
        status.refresh()
    assert status.device_name == "Line 3"
