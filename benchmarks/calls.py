"""Calls in real time at 14400 bit/s: processor time, and how punctual each line event is.

The emulator is one process, its DTEs another: scripts that know just enough Class 1 to call, train
and send a page that does not end. Only the emulator's processor time is counted.
"""

import json
import tempfile
import time

from benchmarks.process import Usage, ask, worker

_COUNTS = (1, 50, 200)
_SECONDS = 10.0
_RATE = 1800


def run() -> None:
    """Print both for each number of calls."""
    for count in _COUNTS:
        _measure(count)


def _measure(count: int) -> None:
    with (
        tempfile.TemporaryDirectory() as links,
        worker("benchmarks.emulator", 2 * count, links) as emulator,
        worker("benchmarks.dtes", count, links) as dtes,
    ):
        setting_up = json.loads(ask(emulator, "begin"))
        before, octets = Usage.of(emulator.pid), int(ask(dtes, "begin"))
        time.sleep(_SECONDS)
        after, octets = Usage.of(emulator.pid), int(ask(dtes, "end")) - octets
        sending = json.loads(ask(emulator, "end"))
    load, seconds = after.load_since(before), after.at - before.at
    print(
        f"{count:5} calls {load:7.2%} of a core, {load / count:.3%} each,"
        f" {after.resident / (1 << 20):.1f} MB resident,"
        f" {octets / seconds / count / _RATE:.1%} of the rate"
    )
    for phase, events in (("setting up", setting_up), ("sending", sending)):
        print(
            f"      {phase:10} {events['punctual']:8.2%} of {events['events']} line events within"
            f" 10 ms; median {events['median'] * 1000:.2f}, 99 % {events['p99'] * 1000:.2f},"
            f" worst {events['worst'] * 1000:.1f} ms"
        )
