"""What the status tells of whole calls, at both ends: every fact of the extended part."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from faxstatus_core.clock import run_virtual
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.engine.port_jobs import PollJob, PollOffer, SendJob
from faxstatus_core.image import open_document
from faxstatus_core.pages import DocumentSource
from faxstatus_core.status import FaxStatus
from faxstatus_core.t4 import Coding, PageFormat
from faxstatus_core.t30.negotiation.addressing import Addressing, PollAccess
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t31.modulations import V17_14400
from modem_sim.network import Network
from modem_sim.scenario import World as ScenarioWorld
from modem_sim.scenario import as_scenario
from tests.modem_sim.scenario.outside import Nowhere
from tests.support.pages import draw_page, write_document
from tests.support.virtual_call import World

SCHEDULED = datetime(2026, 3, 1, 11, 59, tzinfo=UTC)
SECRET, PASSWORD = "7654321", "1234567"


class Plain(World):
    """Ports without error correction."""

    def __init__(self, output: Path, network: Network | None = None) -> None:
        super().__init__(output, network)
        for port in (self.a, self.b):
            port.config = PortConfig(
                port.config.device,
                port.config.name,
                port.config.local_id,
                output=output,
                error_correction=False,
            )


class Seen:
    """Every status of both ports."""

    def __init__(self) -> None:
        self.a: list[FaxStatus] = []
        self.b: list[FaxStatus] = []

    def all_json(self) -> str:
        return json.dumps([each.model_dump(mode="json") for each in (*self.a, *self.b)])


def watch(
    folder: Path,
    calls: Callable[[World], Coroutine[Any, Any, CallResult]],
    *,
    offer: PollOffer | None = None,
    kind: type[World] = World,
    network: Network | None = None,
) -> Seen:
    seen = Seen()

    async def main() -> None:
        world = kind(folder, network)
        watchers = [
            asyncio.create_task(world.watch(world.a, seen.a)),
            asyncio.create_task(world.watch(world.b, seen.b)),
        ]
        await world.a.open()
        await world.b.open()
        answering = asyncio.create_task(world.b.receive(offer))
        await calls(world)
        await asyncio.wait_for(answering, 120)
        world.bus.close()
        await asyncio.gather(*watchers)
        world.runner.close()

    run_virtual(main())
    return seen


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return write_document(tmp_path / "two.tif", [draw_page(number, 150) for number in (1, 2)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "received"
    path.mkdir()
    return path


def _job(document: Path, **more: Any) -> SendJob:
    return SendJob(open_document(document), "(2)", tag_line=False, **more)


def test_a_call_with_error_correction(document: Path, folder: Path) -> None:
    job = _job(document, job_id=17, tries=2, scheduled_time=SCHEDULED)
    seen = watch(folder, lambda world: world.a.send(job))
    a, b = seen.a[-1].extended, seen.b[-1].extended
    assert seen.a[-1].address == a.dialled_number == "2"
    assert (a.job_id, a.retries, a.scheduled_time) == (17, 2, SCHEDULED)
    assert (b.job_id, b.retries, b.scheduled_time) == (None, None, None)
    for end in (a, b):
        assert (end.modulation, end.data_rate) == ("V.17", 14400)
        assert (end.coding, end.error_correction) == ("MMR", True)
        assert (end.resolution, end.horizontal_resolution) == ("fine", 204)
        assert end.vertical_resolution == 196
        assert (end.page_width, end.page_length) == ("A4", "unlimited")
        assert (end.minimum_scan_line_time, end.ecm_retransmissions) == (0, 0)
        assert end.phase == "E"
        assert (end.result_code, end.result_text) == (0x20000008, "the fax was transmitted")
        assert (end.poll_requested, end.poll_offered) == (False, False)
    assert (a.pages_transmitted, a.pages_confirmed, a.pages_received) == (2, 2, None)
    assert (b.pages_transmitted, b.pages_confirmed, b.pages_received) == (None, None, 2)
    assert (b.page_lines, b.page_bad_lines, b.call_bad_lines, b.longest_bad_run) == (150, 0, 0, 0)
    assert (a.last_frame_sent, a.last_frame_received) == ("DCN", "MCF")
    assert (b.last_frame_sent, b.last_frame_received) == ("MCF", "DCN")


def test_frames_are_seen_as_they_pass(document: Path, folder: Path) -> None:
    seen = watch(folder, lambda world: world.a.send(_job(document)))
    sent = list(dict.fromkeys(each.extended.last_frame_sent for each in seen.a))
    assert sent == [None, "TSI", "DCS", "PPS", "DCN"]
    received = list(dict.fromkeys(each.extended.last_frame_received for each in seen.a))
    assert received == [None, "CSI", "DIS", "CFR", "MCF"]


def test_the_times_of_a_call_follow_one_another(document: Path, folder: Path) -> None:
    for status in (seen := watch(folder, lambda world: world.a.send(_job(document)))).a[-1:]:
        extended = status.extended
        assert status.start_time is not None
        assert extended.transmission_start is not None
        assert extended.transmission_end is not None
        assert extended.call_duration is not None
        assert status.elapsed_time is not None
        assert status.start_time < extended.transmission_start < extended.transmission_end
        fax = extended.transmission_end - extended.transmission_start
        assert timedelta(seconds=10) < fax <= timedelta(seconds=extended.call_duration)
        assert extended.call_duration < status.elapsed_time
    running = [each.extended for each in seen.a if each.extended.phase == "C"]
    assert all(each.transmission_start and not each.transmission_end for each in running)


def test_the_bytes_of_a_call_are_those_of_its_coded_pages(document: Path, folder: Path) -> None:
    source = DocumentSource((open_document(document),))
    selection = Selection(V17_14400, PageFormat(), Coding.MMR, error_correction=True)
    pages = [len(source.encode(index, selection)) for index in range(2)]
    seen = watch(folder, lambda world: world.a.send(_job(document)))
    assert seen.a[-1].extended.call_bytes == sum(pages)
    assert seen.a[-1].extended.page_bytes == pages[1]
    came = seen.b[-1].extended.call_bytes
    assert came is not None
    assert came > sum(pages)  # framing comes with it


def test_bytes_without_error_correction_are_the_same_at_both_ends(
    document: Path, folder: Path
) -> None:
    seen = watch(folder, lambda world: world.a.send(_job(document)), kind=Plain)
    a, b = seen.a[-1].extended, seen.b[-1].extended
    assert (a.coding, a.error_correction, a.ecm_retransmissions) == ("MR", False, None)
    assert a.minimum_scan_line_time == b.minimum_scan_line_time
    assert a.call_bytes is not None
    assert b.call_bytes is not None
    assert 0 <= b.call_bytes - a.call_bytes <= 100  # a carrier may end in some more octets


def _bad_line(**both: Any) -> Network:
    scenario = as_scenario(
        {
            "other_end": True,
            "modem": [{"name": "a", "number": "1"}, {"name": "b", "number": "2"}],
            "seed": 3,
            "line": [{"both": both}],
        }
    )
    return ScenarioWorld(scenario, Nowhere()).network


def test_bad_lines_are_counted_by_page_and_call(document: Path, folder: Path) -> None:
    network = _bad_line(bit_error_rate=0.0004)
    seen = watch(folder, lambda world: world.a.send(_job(document)), kind=Plain, network=network)
    last = seen.b[-1].extended
    pages = {each.extended.page_bad_lines for each in seen.b} - {None}
    assert last.call_bad_lines is not None
    assert last.page_bad_lines is not None
    assert last.longest_bad_run is not None
    assert last.call_bad_lines >= max(each for each in pages if each is not None) > 0
    assert 0 < last.longest_bad_run <= last.call_bad_lines


def test_frames_asked_for_again_are_counted_at_both_ends(document: Path, folder: Path) -> None:
    network = _bad_line(bit_error_rate=0.0003)
    seen = watch(folder, lambda world: world.a.send(_job(document)), network=network)
    a, b = seen.a[-1].extended, seen.b[-1].extended
    assert a.ecm_retransmissions == b.ecm_retransmissions
    assert a.ecm_retransmissions is not None
    assert a.ecm_retransmissions > 0


def test_addresses_are_shown_and_what_serves_as_a_password_is_not(
    document: Path, folder: Path
) -> None:
    job = _job(document, addressing=Addressing(subaddress="4711", sender=SECRET))
    seen = watch(folder, lambda world: world.a.send(job))
    b = seen.b[-1].extended
    assert (b.sub_address, seen.b[-1].routing_string) == ("4711", "4711")
    assert (b.password_seen, b.sid_seen) == (True, True)
    assert SECRET not in seen.all_json()


def test_a_polled_call_shows_both_directions_and_no_password(document: Path, folder: Path) -> None:
    offer = PollOffer(open_document(document), PollAccess("9", PASSWORD))
    job = PollJob("2", Addressing(selective="9", password=PASSWORD), job_id=5)
    seen = watch(folder, lambda world: world.a.poll(job), offer=offer)
    a, b = seen.a[-1], seen.b[-1]
    assert a.extended.poll_requested
    assert a.extended.poll_offered
    assert b.extended.poll_requested
    assert b.extended.poll_offered
    assert (b.extended.selective_polling_address, b.extended.password_seen) == ("9", True)
    assert PASSWORD not in seen.all_json()
    assert (a.receive, a.address, a.extended.dialled_number) == (True, None, "2")
    assert (a.csid, a.tsid, a.extended.remote_id) == ("+49 a", "+49 b", "+49 b")
    assert (b.send, b.document_name, b.page_count) == (True, "two.tif", 2)
    assert (b.caller_id, b.extended.caller_id_number) == (None, "1")
    assert (b.csid, b.tsid, b.extended.remote_id) == ("+49 a", "+49 b", "+49 a")
    assert (a.extended.pages_received, b.extended.pages_confirmed) == (2, 2)
    dialling = [each.extended for each in seen.a if each.extended.state == "dialing"]
    assert all(each.poll_requested and each.job_id == 5 for each in dialling)


def test_a_job_may_have_its_own_identification(document: Path, folder: Path) -> None:
    seen = watch(folder, lambda world: world.a.send(_job(document, tsid="+49 JOB")))
    assert seen.a[-1].tsid == seen.b[-1].tsid == "+49 JOB"


def test_a_number_that_is_busy_has_no_fax_to_tell_of(document: Path, folder: Path) -> None:
    statuses: list[FaxStatus] = []

    async def main() -> None:
        world = World(folder)
        watching = asyncio.create_task(world.watch(world.a, statuses))
        await world.a.open()
        await world.a.send(SendJob(open_document(document), "1", tries=1))
        world.bus.close()
        await watching
        world.runner.close()

    run_virtual(main())
    extended = statuses[-1].extended
    assert (extended.error_cause, extended.result_text) == ("busy", "the number is busy")
    assert (extended.retries, extended.transmission_start) == (1, None)
    assert (extended.last_frame_sent, extended.call_bytes) == (None, None)
