"""FaxServer: Connect, Disconnect, and its properties."""

from typing import Any

import pytest

from faxstatus_core.client import (
    AsyncFaxServer,
    FaxServer,
    ForbiddenError,
    NotConnectedError,
    ReadOnlyError,
    ServerUnreachableError,
    UnauthorizedError,
)
from faxstatus_core.client.model.server_view import ServerView
from faxstatus_core.security import Role
from tests.faxstatus_core.client.conftest import Server, of, port_of, raises
from tests.support.live_server import LiveServer
from tests.support.patience import PATIENCE

# IFaxServer, faxcom.h; in our spelling.
PROPERTIES = {
    "retries": 3,
    "retry_delay": 10,
    "dirty_days": 7,
    "branding": True,
    "use_device_tsid": True,
    "server_coverpage": True,
    "pause_server_queue": False,
    "archive_outbound_faxes": True,
    "archive_directory": "",
    "server_mapi_profile": "",
    "discount_rate_start_hour": 20,
    "discount_rate_start_minute": 0,
    "discount_rate_end_hour": 6,
    "discount_rate_end_minute": 30,
}


def test_every_property_of_ifaxserver_is_tested() -> None:
    ours = {name for name, kind in vars(ServerView).items() if isinstance(kind, property)}
    assert ours - {"info"} == set(PROPERTIES)


async def test_each_property_tells_the_servers_setting(server: Server) -> None:
    assert {name: getattr(server, name) for name in PROPERTIES} == PROPERTIES


async def test_what_is_configuration_cannot_be_set(server: Server) -> None:
    for name in set(PROPERTIES) - {"pause_server_queue"}:
        with pytest.raises(ReadOnlyError, match=f"{name} .*configuration file"):
            setattr(server, name, PROPERTIES[name])


def test_the_queue_is_paused_by_setting_the_property(live: LiveServer) -> None:
    with FaxServer().connect(live.url) as server:
        server.pause_server_queue = True
        assert server.pause_server_queue is True
        assert live.service.paused is True
        live.act(lambda: live.service.pause_queue(paused=False))
        assert server.pause_server_queue is True
        server.refresh()
        assert server.pause_server_queue is False


async def test_the_queue_is_paused_by_awaiting(live: LiveServer) -> None:
    async with await AsyncFaxServer().connect(live.url) as server:
        await server.pause()
        assert (server.pause_server_queue, live.service.paused) == (True, True)
        with pytest.raises(ReadOnlyError):
            server.pause_server_queue = False  # type: ignore[misc]  # what the test is about
        await server.pause(paused=False)
        assert live.service.paused is False


async def test_after_disconnect_whatever_needs_the_server_says_so(
    server: Server, live: LiveServer
) -> None:
    live.add_job()
    port = await port_of(server)
    status = await of(port.get_status())
    job = (await of(server.get_jobs())).item(1)
    document = server.create_document(__file__)
    document.fax_number = "1"
    await of(server.disconnect())
    await of(server.disconnect())
    needing = [
        *(server.get_ports, server.get_jobs, server.refresh, port.get_status, status.refresh),
        *(port.get_routing_methods, job.refresh, document.send),
        *(lambda: port.modify(rings=1), lambda: job.set_status("pause")),
        *(
            lambda: server.create_document("x"),
            *(lambda n=n: getattr(server, n) for n in PROPERTIES),
        ),
    ]
    for act in needing:
        await raises(NotConnectedError, act, "connect first")
    assert (port.device_id, status.device_id) == (live.device_id(1), live.device_id(1))
    assert job.fax_number == "0301234"
    assert len(live.store.jobs.unfinished()) == 1


async def test_a_port_is_not_changed_after_disconnect(live: LiveServer) -> None:
    with FaxServer().connect(live.url) as server:
        port = server.get_ports().item(1)
    with pytest.raises(NotConnectedError):
        port.rings = 5
    with pytest.raises(NotConnectedError):
        server.pause_server_queue = True
    assert port.rings == 1


async def test_objects_of_an_earlier_connection_stay_dead(server: Server, live: LiveServer) -> None:
    port = await port_of(server)
    assert await of(server.connect(live.url)) is server
    assert (await of(server.get_ports())).count == 2
    await raises(NotConnectedError, port.get_status)


async def test_a_server_never_connected_says_so(model: Any) -> None:
    await raises(NotConnectedError, model().get_ports)
    await raises(NotConnectedError, lambda: model().branding)


async def test_a_connection_that_fails_leaves_none(server: Server) -> None:
    await raises(ServerUnreachableError, lambda: server.connect("http://127.0.0.1:1"))
    await raises(NotConnectedError, server.get_ports)


async def test_a_server_that_went_away_is_an_error_and_one_that_came_back_is_not(
    model: Any, own: LiveServer
) -> None:
    server = await of(model(timeout=PATIENCE).connect(own.url))
    status = await of((await port_of(server)).get_status())
    own.stop()
    await raises(ServerUnreachableError, status.refresh)
    assert status.description == "Offline"
    own.start()
    own.make_available(1)
    await of(status.refresh())
    assert status.description == "Available"
    await of(server.disconnect())


async def test_who_may_do_what(model: Any, own: LiveServer) -> None:
    reader = own.add_token(Role.READ)
    server = model(timeout=PATIENCE)
    await raises(UnauthorizedError, lambda: server.connect(own.url))
    await raises(UnauthorizedError, lambda: server.connect(own.url, "fxs_bad"))
    await of(server.connect(own.url, reader))
    port = await port_of(server)
    assert (await of(port.get_status())).description == "Offline"
    await raises(ForbiddenError, lambda: port.modify(rings=5))
    assert port.rings == 1
    await of(server.disconnect())


def test_the_context_disconnects_blocking(live: LiveServer) -> None:
    with FaxServer().connect(live.url) as server:
        port = server.get_ports().item(2)
    with pytest.raises(NotConnectedError):
        port.get_status()


async def test_the_context_disconnects_awaiting(live: LiveServer) -> None:
    async with await AsyncFaxServer().connect(live.url) as server:
        port = (await server.get_ports()).item(2)
    with pytest.raises(NotConnectedError):
        await port.get_status()
