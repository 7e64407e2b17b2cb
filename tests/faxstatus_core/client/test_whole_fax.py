"""A whole fax watched through the object model, on emulated lines in virtual time."""

import asyncio
from datetime import timedelta
from pathlib import Path

import httpx

from faxstatus_core.api import Gate, create_app
from faxstatus_core.client import AsyncFaxClient, AsyncFaxServer, AsyncFaxStatus
from faxstatus_core.records import JobState, JsCode
from faxstatus_core.security import SessionTable, Slots, TokenFile
from tests.support.fax_service import ServiceWorld, in_world, modem, write_pages

PAIR = modem("a", "1") + modem("b", "2")


def transport_of(world: ServiceWorld) -> httpx.ASGITransport:
    """The world's application, without a socket."""
    tokens = TokenFile(world.folder / "tokens.json")
    gate = Gate(tokens, SessionTable(tokens, timedelta(hours=1)), open_to_all=lambda: True)
    return httpx.ASGITransport(create_app(world.service, gate, Slots(5, 5)))


async def watch(status: AsyncFaxStatus, seen: list[str]) -> None:
    """Notes each new description, a second apart, until the port is free again."""
    while not seen or status.description != "Available" or len(seen) < 3:
        await status.refresh()
        if not seen or seen[-1] != status.description:
            seen.append(status.description)
        await asyncio.sleep(0.5)


def test_the_documented_path_during_a_real_call(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> None:
        await world.until(lambda: world.state("a") == world.state("b") == "available")
        server = AsyncFaxServer(transport=transport_of(world))
        await server.connect("http://server")
        ports = await server.get_ports()
        assert [port.name for port in ports] == ["a", "b"]
        sender, receiver = [await port.get_status() for port in ports]
        document = server.create_document(str(write_pages(tmp_path, range(1, 3))))
        document.fax_number, document.recipient_name = "2", "Bert"
        document.sender_name, document.tsid = "Anna", "+49 30 7"
        job_id = await document.send()
        sent: list[str] = []
        received: list[str] = []
        watching = [
            asyncio.create_task(watch(sender, sent)),
            asyncio.create_task(watch(receiver, received)),
        ]
        job = (await server.get_jobs()).item(1)
        assert (job.job_id, job.device_status) == (job_id, None)
        await world.until(lambda: world.state("a") == "sending" and world.page("a") == 2)
        at_page_2, other = [await port.get_status() for port in ports]
        await job.refresh()
        assert (job.queue_status, job.device_status) == (JsCode.INPROGRESS, 0x20000002)
        assert (at_page_2.send, at_page_2.current_page, at_page_2.page_count) == (True, 2, 2)
        assert (at_page_2.address, at_page_2.csid) == ("2", "+49 b")
        assert (at_page_2.sender_name, at_page_2.recipient_name) == ("Anna", "Bert")
        assert (at_page_2.tsid, at_page_2.extended.job_id) == ("+49 30 7", job_id)
        assert (other.receive, other.csid, other.tsid) == (True, "+49 b", "+49 30 7")
        assert (other.page_count, other.submitted_time) == (None, None)
        assert other.com["SubmittedTime"] == 0.0
        async with asyncio.timeout(600):
            await asyncio.gather(*watching)
        assert sent == ["Available", "Dialing", "Sending", "Completed", "Available"]
        assert received == [
            *("Available", "Ringing", "Answered", "Receiving", "Completed", "Available"),
        ]
        assert (at_page_2.description, at_page_2.current_page) == ("Sending", 2)
        assert (await server.get_jobs()).count == 0
        await job.refresh()
        assert (job.queue_status, job.record.state) == (None, JobState.COMPLETED)
        await server.disconnect()

    in_world(tmp_path, PAIR, story)


def test_deleting_a_job_in_mid_call(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> None:
        server = AsyncFaxServer(transport=transport_of(world))
        await server.connect("http://server")
        document = server.create_document(str(write_pages(tmp_path, range(1, 5))))
        document.fax_number = "2"
        await document.send()
        job = (await server.get_jobs()).item(1)
        await world.until(lambda: world.page("a") == 2)
        await job.set_status("delete")
        await job.refresh()
        while_ended = job.queue_status
        assert while_ended is JsCode.DELETING
        [done] = await world.until_final(job.record)
        assert done.state is JobState.CANCELLED
        await job.refresh()
        assert (job.queue_status, job.device_status) == (None, None)
        await server.disconnect()

    in_world(tmp_path, PAIR, story)


def test_the_plain_client_waits_for_a_job_and_gets_the_fax(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> None:
        async with AsyncFaxClient("http://server", transport=transport_of(world)) as client:
            job = await world.submit("2", range(1, 4))
            told: list[JobState] = []
            done = await client.wait_for_job(job.job_id, lambda job: told.append(job.state))
            assert done.state is told[-1] is JobState.COMPLETED
            assert JobState.IN_PROGRESS in told
            await world.until(lambda: bool(world.faxes()))
            [fax] = [fax async for fax in client.faxes()]
            assert (fax.page_count, fax.tsid) == (3, "+49 a")
            path = await client.download_fax(fax.fax_id, tmp_path / "fax.pdf", "pdf")
            assert path.read_bytes().startswith(b"%PDF")
            calls = [call async for call in client.calls()]
            assert {call.device_name for call in calls} == {"a", "b"}
            assert "DCS" in await client.ladder(calls[0].call_id)

    in_world(tmp_path, PAIR, story)
