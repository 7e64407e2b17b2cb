"""Hundreds of modems in one process."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from modem_sim.hosts.limits import require_descriptors
from modem_sim.hosts.pty import PtyHost
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.network import Network
from tests.support.patience import PATIENCE

COUNT = 200


@asynccontextmanager
async def _modems(links: Path, count: int) -> AsyncIterator[list[PtyHost]]:
    require_descriptors(2 * count)
    network, hosts = Network(), list[PtyHost]()
    for number in range(count):
        network.add_modem(f"m{number}", str(1000 + number))
    runner = NetworkRunner(network)
    try:
        for name in network.modems:
            host = PtyHost(
                links / name, partial(runner.receive, name), partial(runner.drop_dtr, name)
            )
            hosts.append(host)
            runner.attach(name, host)
        yield hosts
    finally:
        runner.close()
        for host in hosts:
            host.close()


async def test_200_modems_begin_quickly_and_cost_nothing_while_idle(tmp_path: Path) -> None:
    began = time.process_time()
    async with _modems(tmp_path, COUNT):
        assert time.process_time() - began < 5
        await asyncio.sleep(0.05)  # the reports that nobody has them open
        idle = time.process_time()
        await asyncio.sleep(0.5)
        assert time.process_time() - idle < 0.01
    assert not list(tmp_path.iterdir())


async def test_each_of_200_modems_answers_its_own_client(tmp_path: Path) -> None:
    async with _modems(tmp_path, COUNT) as hosts:
        clients = [os.open(host.link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK) for host in hosts]
        for number, client in enumerate(clients):
            os.write(client, b"ATE0S7=%d\r" % (number + 1))
        await _answers(clients)
        for client in clients:
            os.write(client, b"ATS7?\r")
        said = await _answers(clients)
        assert [int(answer.split()[0]) for answer in said] == list(range(1, COUNT + 1))
        idle = time.process_time()
        await asyncio.sleep(0.3)  # all are open now
        assert time.process_time() - idle < 0.01
        for client in clients:
            os.close(client)


async def _answers(clients: list[int]) -> list[bytes]:
    said = [b""] * len(clients)
    async with asyncio.timeout(PATIENCE):
        while not all(answer.endswith(b"OK\r\n") for answer in said):
            await asyncio.sleep(0.005)
            for place, client in enumerate(clients):
                try:
                    said[place] += os.read(client, 4096)
                except BlockingIOError:
                    continue
    return said
