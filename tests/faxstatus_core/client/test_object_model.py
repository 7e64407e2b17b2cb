"""The object model's documented rules, one test each, for both kinds."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from faxstatus_core.client import (
    AsyncFaxServer,
    FaxPort,
    FaxServer,
    FaxStatus,
    InvalidRequestError,
    ItemIndexError,
    JobCommand,
    JtCode,
    LocalFileError,
    NotConnectedError,
    PortGoneError,
    ReadOnlyError,
    UnauthorizedError,
    UnknownJobError,
    WrongStateError,
)
from faxstatus_core.client.model.port_view import PortView
from faxstatus_core.client.model.server_view import ServerView
from faxstatus_core.client.model.status_view import StatusView
from faxstatus_core.records import JobState, JsCode
from faxstatus_core.status import events as ev
from faxstatus_core.status.record import IFAXSTATUS_PROPERTIES
from tests.faxstatus_core.client.conftest import of
from tests.support.api_stand_in import World, call, job

Server = FaxServer | AsyncFaxServer


# Any: of one kind or the other; what is awaited has no common type.
async def _port(server: Server, number: int = 1) -> Any:
    return (await of(server.get_ports())).item(number)


async def _jobs(server: Server) -> Any:
    return await of(server.get_jobs())


async def _raises(kind: type[Exception], act: Callable[[], Any], match: str = "") -> None:
    with pytest.raises(kind, match=match):
        await of(act())


async def test_the_documented_sequence_of_ifaxstatus(server: Server, world: World) -> None:
    ports = await of(server.get_ports())
    assert ports.count == 2
    status = await of(ports.item(1).get_status())
    assert (status.device_id, status.description, status.send) == (11, "Offline", False)
    for event in (ev.Initializing(), ev.Dialing(ev.JobInfo("5550100", page_count=2))):
        world.bus.publish(11, event)
    assert (status.description, status.address) == ("Offline", None)
    await of(status.refresh())
    assert (status.description, status.address) == ("Dialing", "5550100")
    assert (status.send, status.page_count, status.elapsed_time) == (True, 2, 0.0)
    assert status.extended.device_status_name == "FPS_DIALING"
    await of(server.disconnect())
    assert status.address == "5550100"


async def test_a_status_has_every_property_and_none_can_be_set(
    server: Server, world: World
) -> None:
    status = await of((await _port(server)).get_status())
    assert status.record == world.bus.status(11)
    assert status.com["DeviceId"] == 11
    for name in IFAXSTATUS_PROPERTIES:
        assert getattr(status, name) == getattr(world.bus.status(11), name)
        with pytest.raises(ReadOnlyError, match=name):
            setattr(status, name, None)
        with pytest.raises(AttributeError):
            setattr(status, name, None)


def test_each_property_of_a_status_shows_its_own_value(world: World) -> None:
    record = world.bus.status(11)
    values: dict[str, object] = {name: object() for name in IFAXSTATUS_PROPERTIES}
    marked = StatusView(record.model_copy(update=values))
    assert {name: getattr(marked, name) for name in IFAXSTATUS_PROPERTIES} == values


def test_each_property_of_a_port_shows_its_own_value(world: World) -> None:
    names = set(type(world.ports[11]).model_fields) - {"pools"}
    values: dict[str, object] = {name: object() for name in names}
    marked = PortView(world.ports[11].model_copy(update=values))
    assert {name: getattr(marked, name) for name in names} == values
    blocking = FaxPort.__new__(FaxPort)
    vars(blocking)["_info"] = marked.info
    assert {name: getattr(blocking, name) for name in names} == values


async def test_a_server_has_the_properties_of_ifaxserver(server: Server) -> None:
    names = [name for name, kind in vars(ServerView).items() if isinstance(kind, property)]
    assert len(names) == 13
    for name in set(names) - {"info"}:
        assert getattr(server, name) == getattr(server.info, name)
    assert (server.retries, server.retry_delay, server.dirty_days) == (3, 10, 7)
    assert (server.branding, server.use_device_tsid) == (True, False)
    assert (server.discount_rate_start_hour, server.discount_rate_end_minute) == (20, 30)


@pytest.mark.parametrize("name", ["retries", "branding", "discount_rate_end_hour"])
async def test_a_server_property_that_is_configuration_cannot_be_set(
    server: Server, name: str
) -> None:
    with pytest.raises(ReadOnlyError, match="configuration file"):
        setattr(server, name, 1)


def test_the_queue_is_paused_by_setting_the_property(world: World, url: str) -> None:
    with FaxServer().connect(url) as server:
        assert server.pause_server_queue is False
        server.pause_server_queue = True
        assert (server.pause_server_queue, world.paused) == (True, True)
        world.paused = False
        assert server.pause_server_queue is True
        server.refresh()
        assert server.pause_server_queue is False


async def test_the_queue_is_paused_by_awaiting(world: World, url: str) -> None:
    async with await AsyncFaxServer().connect(url) as server:
        await server.pause()
        assert (server.pause_server_queue, world.paused) == (True, True)
        with pytest.raises(ReadOnlyError):
            server.pause_server_queue = False  # type: ignore[misc]  # what the test is about
        await server.pause(paused=False)
        assert world.paused is False


async def test_a_port_changes_on_the_server_and_then_here(server: Server, world: World) -> None:
    port, earlier = await _port(server), await _port(server)
    await of(port.modify(rings=5, tsid="+49 30 9", csid=None))
    assert (world.ports[11].rings, world.ports[11].tsid) == (5, "+49 30 9")
    assert world.ports[11].csid == ""
    assert (port.rings, port.tsid, port.priority) == (5, "+49 30 9", 4)
    assert earlier.rings == 2


def test_setting_a_property_of_a_port_changes_it_on_the_server(world: World, url: str) -> None:
    with FaxServer().connect(url) as server:
        port = server.get_ports().item(1)
        port.rings = 7
        port.send = False
        assert (world.ports[11].rings, world.ports[11].send) == (7, False)
        assert (port.rings, port.send) == (7, False)
        with pytest.raises(ReadOnlyError, match="device_id"):
            port.device_id = 3  # type: ignore[misc]  # what the test is about


async def test_a_port_that_cannot_be_modified_is_not_asked(server: Server, world: World) -> None:
    world.ports[11] = world.ports[11].model_copy(update={"can_modify": False})
    port = await _port(server)
    assert port.can_modify is False
    await _raises(ReadOnlyError, lambda: port.modify(rings=5))
    assert ("PATCH", "/api/v1/ports/11") not in world.requests


async def test_routing_methods_of_a_port(server: Server) -> None:
    [method] = await of((await _port(server)).get_routing_methods())
    assert (method.name, method.kind, method.enabled) == ("office", "mail", True)


async def test_items_are_numbered_from_1(server: Server) -> None:
    ports = await of(server.get_ports())
    assert [ports.item(number).device_id for number in (1, 2)] == [11, 12]
    assert [port.device_id for port in ports] == [11, 12]
    assert len(ports) == 2
    for number in (0, 3, -1):
        with pytest.raises(ItemIndexError, match="from 1 to 2"):
            ports.item(number)


async def test_an_empty_collection_has_no_item_1(server: Server) -> None:
    jobs = await _jobs(server)
    assert jobs.count == 0
    with pytest.raises(IndexError, match="it is empty"):
        jobs.item(1)


async def test_ports_are_a_snapshot_of_when_they_were_got(server: Server, world: World) -> None:
    ports = await of(server.get_ports())
    world.add_port(13, "Line 3")
    assert ports.count == 2
    assert (await of(server.get_ports())).count == 3


async def test_a_port_taken_away_is_a_typed_error_and_leaves_the_snapshot(
    server: Server, world: World
) -> None:
    port = await _port(server, 2)
    status = await of(port.get_status())
    del world.ports[12]
    await _raises(PortGoneError, port.get_status, "get the ports again")
    await _raises(PortGoneError, status.refresh)
    await _raises(PortGoneError, port.get_routing_methods)
    assert status.device_name == "Line 2"


async def test_after_disconnect_whatever_needs_the_server_says_so(
    server: Server, world: World
) -> None:
    world.put(job(1))
    port = await _port(server)
    status = await of(port.get_status())
    job_1 = (await _jobs(server)).item(1)
    document = server.create_document(__file__)
    document.fax_number = "1"
    await of(server.disconnect())
    await of(server.disconnect())
    needing: list[Callable[[], Any]] = [
        *(server.get_ports, server.get_jobs, server.refresh, port.get_status, status.refresh),
        *(port.get_routing_methods, job_1.refresh, document.send),
        *(lambda: port.modify(rings=1), lambda: job_1.set_status("pause")),
        *(lambda: server.create_document("x"), lambda: server.retries),
    ]
    asked = len(world.requests)
    for act in needing:
        await _raises(NotConnectedError, act, "connect first")
    assert len(world.requests) == asked


async def test_objects_of_an_earlier_connection_stay_dead(server: Server, url: str) -> None:
    port = await _port(server)
    await of(server.connect(url))
    assert (await of(server.get_ports())).count == 2
    await _raises(NotConnectedError, port.get_status)


async def test_a_server_never_connected_says_so() -> None:
    for server in (FaxServer(), AsyncFaxServer()):
        await _raises(NotConnectedError, server.get_ports)
        await _raises(NotConnectedError, lambda server=server: server.branding)


async def test_a_connection_that_fails_leaves_none(server: Server, world: World, url: str) -> None:
    world.tokens["fxs_good"] = "admin"
    await _raises(UnauthorizedError, lambda: server.connect(url, "fxs_bad"))
    await _raises(NotConnectedError, server.get_ports)
    await of(server.connect(url, "fxs_good"))
    assert (await of(server.get_ports())).count == 2


async def test_the_context_disconnects(url: str) -> None:
    with FaxServer().connect(url) as blocking:
        port = blocking.get_ports().item(2)
        assert isinstance(port.get_status(), FaxStatus)
    with pytest.raises(NotConnectedError):
        port.get_status()
    async with await AsyncFaxServer().connect(url) as awaiting:
        other = (await awaiting.get_ports()).item(2)
    with pytest.raises(NotConnectedError):
        await other.get_status()


async def test_jobs_are_those_of_the_queue_oldest_first(server: Server, world: World) -> None:
    for number, state in enumerate(JobState, start=1):
        world.put(job(number, state=state))
    jobs = await _jobs(server)
    gone = {JobState.COMPLETED, JobState.CANCELLED}
    assert [job.record.state for job in jobs] == [s for s in JobState if s not in gone]
    assert [job.queue_status for job in jobs] == [0x00, 0x01, 0x02, 0x20, 0x08, 0x04, 0x40]


async def test_a_long_queue_is_read_to_its_end(server: Server, world: World) -> None:
    world.jobs = {number: job(number) for number in range(1, 451)}
    jobs = await _jobs(server)
    assert [job.job_id for job in jobs] == list(range(1, 451))


async def test_a_job_has_the_properties_of_ifaxjob(server: Server, world: World) -> None:
    fields: dict[str, object] = {
        "recipient_name": "Bert",
        "document_name": "offer.pdf",
        "tsid": "+49 30 7",
        "sender_name": "Anna",
        "sender_company": "ACME",
        "sender_department": "Sales",
        "billing_code": "B1",
        "discount": True,
    }
    world.put(job(1, **fields))
    found = (await _jobs(server)).item(1)
    assert (found.job_id, found.type, found.user_name) == (1, JtCode.SEND, "anna")
    assert (found.recipient_name, found.display_name, found.page_count) == ("Bert", "offer.pdf", 2)
    assert (found.tsid, found.sender_name, found.sender_company) == ("+49 30 7", "Anna", "ACME")
    assert (found.sender_department, found.billing_code) == ("Sales", "B1")
    assert (found.discount_send, found.fax_number) == (True, "5550100")
    assert (found.queue_status, found.device_status) == (JsCode.PENDING, None)
    with pytest.raises(ReadOnlyError, match="set_status"):
        found.fax_number = "1"


async def test_device_status_is_that_of_the_port_while_it_calls(
    server: Server, world: World
) -> None:
    for event in (ev.Initializing(), ev.Dialing(ev.JobInfo("5550100"))):
        world.bus.publish(12, event)
    world.calls[9] = call(9, device_id=12, ended_time=None)
    world.put(job(1, state=JobState.IN_PROGRESS, call_id=9))
    found = (await _jobs(server)).item(1)
    assert (found.queue_status, found.device_status) == (JsCode.INPROGRESS, 0x20000001)
    world.calls[9] = call(9, device_id=12)
    await of(found.refresh())
    assert found.device_status is None
    del world.calls[9]
    await of(found.refresh())
    assert found.device_status is None


async def test_a_job_is_a_snapshot_until_refresh(server: Server, world: World) -> None:
    world.put(job(1))
    found = (await _jobs(server)).item(1)
    await of(found.set_status(JobCommand.PAUSE))
    assert world.jobs[1].state is JobState.PAUSED
    assert found.queue_status is JsCode.PENDING
    await of(found.refresh())
    assert found.queue_status is JsCode.PAUSED


@pytest.mark.parametrize(
    ("before", "command", "after"),
    [
        (JobState.PENDING, "pause", JobState.PAUSED),
        (JobState.PAUSED, "resume", JobState.PENDING),
        (JobState.FAILED, "restart", JobState.PENDING),
        (JobState.PENDING, "delete", JobState.CANCELLED),
    ],
)
async def test_set_status_of_a_job(
    server: Server, world: World, before: JobState, command: str, after: JobState
) -> None:
    world.put(job(1, state=before))
    found = (await _jobs(server)).item(1)
    await of(found.set_status(command))
    assert world.jobs[1].state is after
    await of(found.refresh())
    assert found.queue_status == after.js_code


async def test_a_command_that_the_state_forbids_or_that_is_none(
    server: Server, world: World
) -> None:
    world.put(job(1))
    found = (await _jobs(server)).item(1)
    await _raises(WrongStateError, lambda: found.set_status("resume"))
    await _raises(ValueError, lambda: found.set_status("fly"))


async def test_a_job_no_longer_kept_leaves_the_snapshot(server: Server, world: World) -> None:
    world.put(job(1))
    found = (await _jobs(server)).item(1)
    del world.jobs[1]
    await _raises(UnknownJobError, found.refresh)
    assert found.fax_number == "5550100"


async def test_a_document_is_sent_with_all_its_properties(
    server: Server, world: World, tmp_path: Path
) -> None:
    (tmp_path / "offer.txt").write_text("an offer")
    document = server.create_document(str(tmp_path / "offer.txt"))
    document.fax_number = "0123"
    document.recipient_name = "Bert"
    document.recipient_company = "Bert & Co"
    document.sender_name = "Anna"
    document.sender_company = "ACME"
    document.sender_department = "Sales"
    document.billing_code = "B1"
    document.display_name = "Offer"
    document.send_coverpage = True
    document.coverpage_subject = "An offer"
    document.coverpage_note = "two\nlines, ümlaut"
    document.discount_send = True
    document.tsid = "+49 30 7"
    sent: Awaitable[int] | int = document.send()
    job_id = await of(sent)
    found = world.jobs[job_id]
    assert world.files[job_id] == [("offer.txt", b"an offer")]
    assert (found.number, found.recipient_name, found.recipient_company) == (
        *("0123", "Bert", "Bert & Co"),
    )
    assert (found.sender_name, found.sender_company, found.sender_department) == (
        *("Anna", "ACME", "Sales"),
    )
    assert (found.billing_code, found.document_name, found.cover) == ("B1", "Offer", True)
    assert (found.subject, found.note) == ("An offer", "two\nlines, ümlaut")
    assert (found.discount, found.tsid) == (True, "+49 30 7")
    jobs = await _jobs(server)
    assert jobs.item(1).job_id == job_id


async def test_a_document_that_cannot_be_read_or_has_no_number(
    server: Server, world: World
) -> None:
    document = server.create_document("/no/such.tif")
    await _raises(InvalidRequestError, document.send, "number")
    document.fax_number = "1"
    await _raises(LocalFileError, document.send, "/no/such.tif")
    assert world.jobs == {}


async def test_a_cover_page_alone_needs_no_file(server: Server, world: World) -> None:
    document = server.create_document("")
    document.fax_number, document.send_coverpage = "1", True
    job_id = await of(document.send())
    assert world.jobs[job_id].cover
    assert world.files[job_id] == []
