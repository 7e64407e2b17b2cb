"""FaxPorts and FaxPort."""

from typing import Any

import pytest

from faxstatus_core.client import (
    AsyncFaxServer,
    FaxPort,
    FaxServer,
    InvalidRequestError,
    ItemIndexError,
    PortGoneError,
    ReadOnlyError,
)
from faxstatus_core.client.model.port_view import PortView
from faxstatus_core.records import RoutingMethod
from faxstatus_core.status import PortInfo
from faxstatus_core.status import events as ev
from tests.faxstatus_core.client.conftest import Server, of, port_of, raises
from tests.support.live_server import LiveServer
from tests.support.patience import PATIENCE

# IFaxPort, faxcom.h; those that may be set, and to what.
FIXED = ["device_id", "name", "can_modify"]
SET = {
    "rings": 5,
    "csid": "+49 30 8",
    "tsid": "+49 30 9",
    "send": False,
    "receive": False,
    "priority": 7,
}


async def test_items_are_numbered_from_1(server: Server, live: LiveServer) -> None:
    ports = await of(server.get_ports())
    assert (ports.count, len(ports)) == (2, 2)
    assert [ports.item(number).name for number in (1, 2)] == ["Line 1", "Line 2"]
    assert [port.device_id for port in ports] == [live.device_id(1), live.device_id(2)]
    for number in (0, 3, -1):
        with pytest.raises(ItemIndexError, match="from 1 to 2"):
            ports.item(number)
        with pytest.raises(IndexError):
            ports.item(number)


async def test_the_properties_of_a_port(server: Server, live: LiveServer) -> None:
    port = await port_of(server, 2)
    assert (port.device_id, port.name, port.can_modify) == (live.device_id(2), "Line 2", True)
    assert (port.rings, port.priority) == (1, 1)
    assert (port.csid, port.tsid) == ("+49 2", "+49 2")
    assert (port.send, port.receive) == (True, True)


def test_each_property_shows_its_own_value() -> None:
    names = set(FIXED) | set(SET)
    values = {name: object() for name in names}
    info = PortInfo.model_construct(**values)  # type: ignore[arg-type]  # marks in place of values
    for kind in (PortView, FaxPort):
        port = kind.__new__(kind)
        vars(port)["_info"] = info
        assert {name: getattr(port, name) for name in names} == values


@pytest.mark.parametrize(("name", "value"), SET.items())
async def test_modify_changes_the_server_and_then_what_is_seen_here(
    server: Server, live: LiveServer, name: str, value: object
) -> None:
    port, earlier = await port_of(server), await port_of(server)
    before = getattr(earlier, name)
    await of(port.modify(**{name: value}))
    assert getattr(live.service.bus.port(port.device_id), name) == value
    assert getattr(port, name) == value
    assert getattr(earlier, name) == before != value
    assert getattr(await port_of(server), name) == value


@pytest.mark.parametrize(("name", "value"), SET.items())
def test_setting_a_property_changes_it_on_the_server(
    live: LiveServer, name: str, value: object
) -> None:
    with FaxServer().connect(live.url) as server:
        port = server.get_ports().item(1)
        setattr(port, name, value)
        assert getattr(live.service.bus.port(port.device_id), name) == value
        assert getattr(port, name) == value


async def test_a_change_of_the_server_is_not_seen_by_a_port_got_before(server: Server) -> None:
    port, other = await port_of(server), await port_of(server)
    await of(other.modify(rings=9))
    assert port.rings == 1
    await of(port.modify(priority=2))
    assert (port.rings, port.priority) == (9, 2)


async def test_an_identifier_set_to_none_is_empty(server: Server, live: LiveServer) -> None:
    port = await port_of(server)
    await of(port.modify(csid=None))
    assert (port.csid, port.tsid) == (None, "+49 1")
    assert (await of(port.get_status())).csid is None


async def test_changes_hold_over_a_restart(model: Any, own: LiveServer) -> None:
    server = await of(model(timeout=PATIENCE).connect(own.url))
    await of((await port_of(server)).modify(**SET))
    own.restart()
    port = await port_of(server)
    assert {name: getattr(port, name) for name in SET} == SET
    await of(server.disconnect())


@pytest.mark.parametrize(
    "change", [{"rings": 0}, {"rings": 21}, {"priority": -1}, {"csid": "x" * 21}, {"tsid": "Ω"}]
)
async def test_a_value_that_the_server_does_not_take(
    server: Server, live: LiveServer, change: dict[str, Any]
) -> None:
    port = await port_of(server)
    before = port.info
    await raises(InvalidRequestError, lambda: port.modify(**change), next(iter(change)))
    assert port.info == before == live.service.bus.port(port.device_id)


async def test_what_a_port_is_cannot_be_set(server: Server) -> None:
    port = await port_of(server)
    for name in FIXED:
        with pytest.raises(ReadOnlyError, match=name):
            setattr(port, name, 3)


async def test_an_awaiting_port_is_not_changed_by_being_set(live: LiveServer) -> None:
    async with await AsyncFaxServer().connect(live.url) as server:
        port = (await server.get_ports()).item(1)
        for name, value in SET.items():
            with pytest.raises(ReadOnlyError, match=r"await modify\(\)"):
                setattr(port, name, value)


async def test_a_port_that_cannot_be_modified_is_not_asked(
    server: Server, live: LiveServer
) -> None:
    port = await port_of(server)
    info = live.service.bus.port(port.device_id)
    live.ask(lambda: live.service.bus.modify(info.model_copy(update={"can_modify": False})))
    try:
        fixed = await port_of(server)
        assert fixed.can_modify is False
        await raises(ReadOnlyError, lambda: fixed.modify(rings=5), "forbids")
        if isinstance(fixed, FaxPort):
            with pytest.raises(ReadOnlyError):
                fixed.rings = 5
        assert live.service.bus.port(port.device_id).rings == 1
    finally:
        live.ask(lambda: live.service.bus.modify(info))


async def test_permissions_are_not_activity(server: Server, live: LiveServer) -> None:
    live.make_available(1)
    live.publish(1, ev.Dialing(ev.JobInfo("1")))
    port = await port_of(server)
    await of(port.modify(send=False))
    status = await of(port.get_status())
    assert (port.send, port.receive) == (False, True)
    assert (status.send, status.receive) == (True, False)


async def test_routing_methods(server: Server, live: LiveServer) -> None:
    port = await port_of(server)
    assert await of(port.get_routing_methods()) == []
    method = RoutingMethod(name="office", kind="mail", enabled=True)
    live.service.routing = lambda info: [method] if info.name == "Line 1" else []
    try:
        assert await of(port.get_routing_methods()) == [method]
        assert await of((await port_of(server, 2)).get_routing_methods()) == []
    finally:
        live.service.routing = lambda _: []


async def test_a_port_taken_away(model: Any, own: LiveServer) -> None:
    server = await of(model(timeout=PATIENCE).connect(own.url))
    ports = await of(server.get_ports())
    port = ports.item(2)
    status = await of(port.get_status())
    own.remove_port(2)
    assert ports.count == 2
    assert (await of(server.get_ports())).count == 1
    for act in (
        *(port.get_status, status.refresh, port.get_routing_methods),
        lambda: port.modify(rings=2),
    ):
        await raises(PortGoneError, act, "port")
    if isinstance(port, FaxPort):
        with pytest.raises(PortGoneError):
            port.rings = 3
    assert (port.name, port.rings, status.device_name) == ("Line 2", 1, "Line 2")
    await of(server.disconnect())


async def test_a_server_without_ports(model: Any, own: LiveServer) -> None:
    own.stop()
    own.setups.clear()
    own.start()
    server = await of(model(timeout=PATIENCE).connect(own.url))
    ports = await of(server.get_ports())
    assert (ports.count, list(ports)) == (0, [])
    with pytest.raises(ItemIndexError, match="it is empty"):
        ports.item(1)
    await of(server.disconnect())


def test_all_properties_of_portinfo_are_known_here() -> None:
    assert set(PortInfo.model_fields) - {"pools"} == set(FIXED) | set(SET)
