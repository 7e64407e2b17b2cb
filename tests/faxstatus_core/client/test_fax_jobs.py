"""FaxJobs and FaxJob."""

from functools import partial
from typing import Any

import pytest

from faxstatus_core.client import (
    ForbiddenError,
    ItemIndexError,
    JobCommand,
    JtCode,
    ReadOnlyError,
    UnknownJobError,
    WrongStateError,
)
from faxstatus_core.client.model.job_view import JobView
from faxstatus_core.client.operations import queue
from faxstatus_core.clock import utcnow
from faxstatus_core.records import Direction, JobState, JsCode
from faxstatus_core.security import Role
from faxstatus_core.status import events as ev
from tests.faxstatus_core.client.conftest import Server, of, raises
from tests.support.live_server import LiveServer
from tests.support.patience import PATIENCE

# IFaxJob, faxcom.h; in our spelling.
PROPERTIES = {
    "type": JtCode.SEND,
    "user_name": "anna",
    "recipient_name": "Bert",
    "display_name": "offer.pdf",
    "page_count": 1,
    "tsid": "+49 30 7",
    "sender_name": "Anna",
    "sender_company": "ACME",
    "sender_department": "Sales",
    "billing_code": "B1",
    "discount_send": True,
    "fax_number": "5550100",
    "queue_status": JsCode.PENDING,
    "device_status": None,
}
OWN = {"type", "user_name", "page_count", "queue_status", "device_status"}
FIELDS = {"display_name": "document_name", "discount_send": "discount", "fax_number": "number"}


async def first_job(server: Server) -> Any:
    return (await of(server.get_jobs())).item(1)


def test_every_property_of_ifaxjob_is_tested() -> None:
    ours = {name for name, kind in vars(JobView).items() if isinstance(kind, property)}
    assert ours - {"record", "job_id"} == set(PROPERTIES)


async def test_a_job_has_the_properties_of_ifaxjob(server: Server, live: LiveServer) -> None:
    live.make_available(1)
    fields = {FIELDS.get(name, name): PROPERTIES[name] for name in PROPERTIES if name not in OWN}
    job = live.add_job(**fields)  # type: ignore[arg-type]  # number is among them
    found = await first_job(server)
    assert found.job_id == job.job_id
    assert {name: getattr(found, name) for name in PROPERTIES} == PROPERTIES
    assert found.record == job


async def test_nothing_of_a_job_can_be_set(server: Server, live: LiveServer) -> None:
    live.add_job()
    found = await first_job(server)
    for name in ("job_id", *PROPERTIES):
        with pytest.raises(ReadOnlyError, match=f"{name} .*set_status"):
            setattr(found, name, 1)


async def test_jobs_are_those_of_the_queue_oldest_first(server: Server, live: LiveServer) -> None:
    live.make_available(1)
    jobs = {}
    for state in JobState:
        jobs[state] = live.add_job()
        live.set_state(jobs[state], state)
    expected = {
        JobState.PENDING: 0x00,
        JobState.IN_PROGRESS: 0x01,
        JobState.CANCELLING: 0x02,
        JobState.RETRYING: 0x20,
        JobState.PAUSED: 0x08,
        JobState.FAILED: 0x04,
        JobState.RETRIES_EXCEEDED: 0x40,
    }
    found = await of(server.get_jobs())
    assert found.count == len(found) == len(expected)
    assert [job.job_id for job in found] == [jobs[state].job_id for state in expected]
    assert [job.queue_status for job in found] == list(expected.values())


async def test_items_of_jobs_are_numbered_from_1(server: Server, live: LiveServer) -> None:
    empty = await of(server.get_jobs())
    with pytest.raises(ItemIndexError, match="it is empty"):
        empty.item(1)
    ids = [live.add_job().job_id for _ in range(2)]
    assert empty.count == 0
    found = await of(server.get_jobs())
    assert [found.item(number).job_id for number in (1, 2)] == ids
    for number in (0, 3):
        with pytest.raises(ItemIndexError, match="from 1 to 2"):
            found.item(number)


async def test_a_long_queue_is_read_to_its_end(
    server: Server, live: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "_PART", 2)
    ids = [live.add_job().job_id for _ in range(5)]
    assert [job.job_id for job in await of(server.get_jobs())] == ids


async def test_no_line_is_told_while_no_port_can_send_the_job(
    server: Server, live: LiveServer
) -> None:
    live.add_job()
    live.add_job(device_id=live.device_id(2))
    live.add_job(pool="elsewhere")
    lines = [JsCode.NOLINE] * 3
    assert [job.queue_status for job in await of(server.get_jobs())] == lines
    live.make_available(1)
    jobs = await of(server.get_jobs())
    lines[0] = JsCode.PENDING
    assert [job.queue_status for job in jobs] == lines
    live.make_available(2)
    lines[1] = JsCode.PENDING
    assert jobs.item(2).queue_status is JsCode.NOLINE
    for job in jobs:
        await of(job.refresh())
    assert [job.queue_status for job in jobs] == lines
    await of((await of(server.get_ports())).item(1).modify(send=False))
    await of(jobs.item(1).refresh())
    assert jobs.item(1).queue_status is JsCode.PENDING
    await of((await of(server.get_ports())).item(2).modify(send=False))
    assert [job.queue_status for job in await of(server.get_jobs())] == [JsCode.NOLINE] * 3


async def test_device_status_is_that_of_the_port_while_it_calls(
    server: Server, live: LiveServer
) -> None:
    job = live.add_job()
    live.make_available(2)
    call = live.store.calls.begin(
        Direction.SEND, live.device_id(2), "Line 2", job.number, (job.job_id,), utcnow()
    )
    live.publish(2, ev.Dialing(ev.JobInfo(job.number, job_id=job.job_id)))
    found = await first_job(server)
    assert (found.queue_status, found.device_status) == (JsCode.INPROGRESS, 0x20000001)
    live.publish(2, ev.CallConnected())
    assert found.device_status == 0x20000001
    await of(found.refresh())
    assert found.device_status == 0x20000002
    live.store.calls.end(
        *(call.call_id,),
        now=utcnow(),
        succeeded=False,
        error_cause="busy",
        result_text="busy",
        pages=0,
        job_changes={job.job_id: {"state": JobState.RETRYING}},
    )
    await of(found.refresh())
    assert (found.queue_status, found.device_status) == (JsCode.RETRYING, None)


@pytest.mark.parametrize(
    ("before", "command", "after"),
    [
        (JobState.PENDING, JobCommand.PAUSE, JobState.PAUSED),
        (JobState.PAUSED, JobCommand.RESUME, JobState.PENDING),
        (JobState.FAILED, JobCommand.RESTART, JobState.PENDING),
        (JobState.RETRIES_EXCEEDED, "restart", JobState.PENDING),
        (JobState.PENDING, "delete", JobState.CANCELLED),
    ],
)
async def test_set_status(
    server: Server, live: LiveServer, before: JobState, command: str, after: JobState
) -> None:
    live.make_available(1)
    job = live.add_job()
    live.set_state(job, before)
    found = await first_job(server)
    await of(found.set_status(command))
    assert live.store.jobs.get(job.job_id).state is after
    assert found.queue_status == before.js_code
    await of(found.refresh())
    assert found.queue_status == after.js_code


async def test_a_command_that_the_state_forbids_or_that_is_none(
    server: Server, live: LiveServer
) -> None:
    job = live.add_job()
    found = await first_job(server)
    await raises(WrongStateError, lambda: found.set_status("resume"))
    await raises(ValueError, lambda: found.set_status("fly"))
    live.set_state(job, JobState.COMPLETED)
    for command in JobCommand:
        if command is not JobCommand.RESTART:
            await raises(WrongStateError, partial(found.set_status, command))
    assert live.store.jobs.get(job.job_id).state is JobState.COMPLETED


async def test_a_job_no_longer_kept(server: Server, live: LiveServer) -> None:
    job = live.add_job()
    found = await first_job(server)
    live.set_state(job, JobState.CANCELLED)
    live.store.jobs.update(job.job_id, now=utcnow(), finished_time=job.submitted_time)
    live.store.prune(utcnow(), jobs_days=0, faxes_days=None, events_days=None)
    await raises(UnknownJobError, found.refresh, "job")
    await raises(UnknownJobError, lambda: found.set_status("pause"))
    assert found.fax_number == "0301234"


async def test_somebody_elses_job_cannot_be_touched(model: Any, own: LiveServer) -> None:
    job = own.add_job()
    secret = own.add_token(Role.SUBMIT)
    server = await of(model(timeout=PATIENCE).connect(own.url, secret))
    found = await first_job(server)
    await raises(ForbiddenError, lambda: found.set_status("delete"), "somebody else's")
    assert own.store.jobs.get(job.job_id).state is JobState.PENDING
    await of(server.disconnect())
