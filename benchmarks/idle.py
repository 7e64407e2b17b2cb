"""Modems that nobody uses: memory and processor time of one process with many of them."""

import tempfile
import time

from benchmarks.iaxmodem import idle_iaxmodem
from benchmarks.process import Usage, worker

_COUNTS = (1, 50, 200, 1000)
_SECONDS = 5.0
_MEGABYTE = 1 << 20


def run() -> None:
    """Print both for each number of modems, and beside them one process of iaxmodem."""
    results = {count: _measure(count) for count in _COUNTS}
    for count, (usage, load) in results.items():
        print(f"{count:5} idle modems  {_text(usage, load)}")
    first, last = results[_COUNTS[0]][0].private, results[_COUNTS[-1]][0].private
    each = (last - first) / (_COUNTS[-1] - _COUNTS[0])
    print(f"      each more     {each / 1024:6.1f} kB private")
    theirs = idle_iaxmodem(_SECONDS)
    if isinstance(theirs, str):
        print(f"      iaxmodem      {theirs}")
        return
    usage, load = theirs
    print(f"      iaxmodem      {_text(usage, load)}, one modem")
    even = (first - each) / (usage.private - each)
    print(
        f"                    {usage.private / each:.0f} times what each more of ours has,"
        f" and our process beats theirs from {even:.0f} modems on"
    )


def _text(usage: Usage, load: float) -> str:
    return (
        f"{usage.resident / _MEGABYTE:6.1f} MB resident, {usage.private / _MEGABYTE:6.1f} private;"
        f" {load:.4%} of a core"
    )


def _measure(count: int) -> tuple[Usage, float]:
    with (
        tempfile.TemporaryDirectory() as links,
        worker("benchmarks.emulator", count, links) as emulator,
    ):
        time.sleep(1)  # until all that begins has begun
        before = Usage.of(emulator.pid)
        time.sleep(_SECONDS)
        after = Usage.of(emulator.pid)
    return after, after.load_since(before)
