"""A fax through PTYs, twenty times as fast as in reality."""

import asyncio
import time
from functools import partial
from pathlib import Path

import pytest

from faxstatus_core.clock import utcnow
from faxstatus_core.engine.port import FaxPort
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.engine.port_jobs import SendJob
from faxstatus_core.engine.transport import SerialTransport, Transport
from faxstatus_core.image import open_document
from faxstatus_core.status import StatusBus
from faxstatus_core.t4 import Resolution
from modem_sim.hosts.pty import PtyHost
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.pair import pair_network
from tests.support.pages import draw_page, read_pages, same, write_document

SPEED = 20


@pytest.mark.realtime
async def test_our_engine_sends_a_page_twenty_times_as_fast(tmp_path: Path) -> None:
    runner, bus = NetworkRunner(pair_network(), speed=SPEED), StatusBus(utcnow)
    hosts, ports = [], {}
    for name in "ab":
        host = PtyHost(
            tmp_path / name, partial(runner.receive, name), partial(runner.drop_dtr, name)
        )
        runner.attach(name, host)
        hosts.append(host)

        async def open_transport(link: Path = host.link) -> Transport:
            return await SerialTransport.open(str(link), rate=115200)

        config = PortConfig(str(host.link), name, f"+49 {name}", output=tmp_path)
        ports[name] = FaxPort(config, bus, open_transport)
        await ports[name].open()
    page = draw_page(1)
    document = open_document(write_document(tmp_path / "page.tif", [page]))
    began, network_began = time.monotonic(), runner.time
    async with asyncio.timeout(30):
        sent, received = await asyncio.gather(
            ports["a"].send(
                SendJob(document, "2", Resolution.FINE, "Ada", "Bob", utcnow(), tag_line=False)
            ),
            ports["b"].receive(),
        )
    took, simulated = time.monotonic() - began, runner.time - network_began
    for port in ports.values():
        port.close()
    runner.close()
    for host in hosts:
        host.close()
    assert (sent.succeeded, sent.pages, sent.remote_id) == (True, 1, "+49 b")
    assert received.path is not None
    assert [same(page, copy) for copy in read_pages(received.path)] == [True]
    assert simulated == pytest.approx(took * SPEED, rel=0.01)
    assert simulated > 15  # no call is shorter: silence, answer tone, training, a page
