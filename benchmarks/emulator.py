"""A worker: emulated modems on PTYs, in real time. For each line it reads, it tells its lateness.

``python -m benchmarks.emulator COUNT FOLDER [PROFILE]``: modems at numbers 0, 1, ... on links of
the same names. With PROFILE, cProfile's figures go to that file at the end.
"""

import asyncio
import cProfile
import json
import signal
import sys
from array import array
from functools import partial
from pathlib import Path

from modem_sim.hosts.limits import require_descriptors
from modem_sim.hosts.pty import PtyHost
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.network import Network, NetworkWatcher
from modem_sim.signals import LineEvent

_PUNCTUAL = 0.010


class Punctuality(NetworkWatcher):
    """How late, in seconds, every line event reached its modem."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._late = array("d")

    def hears(self, name: str, event: LineEvent, now: float) -> None:
        self._late.append(self._loop.time() - now)

    def take(self) -> dict[str, float]:
        """What was measured since last asked."""
        late = sorted(self._late)
        self._late = array("d")
        if not late:
            return {"events": 0}
        return {
            "events": len(late),
            "punctual": sum(seconds <= _PUNCTUAL for seconds in late) / len(late),
            "median": late[len(late) // 2],
            "p99": late[len(late) * 99 // 100],
            "worst": late[-1],
        }


async def _serve(count: int, links: Path) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    require_descriptors(count)
    network, punctuality = Network(), Punctuality(loop)
    network.watch(punctuality)
    runner, hosts = NetworkRunner(network), []
    for number in range(count):
        name = str(number)
        network.add_modem(name, name)
        host = PtyHost(links / name, partial(runner.receive, name), partial(runner.drop_dtr, name))
        runner.attach(name, host)
        hosts.append(host)

    def tell() -> None:
        if sys.stdin.readline():
            print(json.dumps(punctuality.take()), flush=True)
        else:
            ended.set()

    loop.add_reader(sys.stdin, tell)
    print("ready", flush=True)
    await ended.wait()
    runner.close()
    for host in hosts:
        host.close()


def main(count: str, links: str, profile: str = "") -> None:
    """Serve until told to end."""
    profiler = cProfile.Profile() if profile else None
    if profiler is not None:
        profiler.enable()
    asyncio.run(_serve(int(count), Path(links)))
    if profiler is not None:
        profiler.disable()
        profiler.dump_stats(profile)


if __name__ == "__main__":
    main(*sys.argv[1:])
