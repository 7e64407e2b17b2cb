"""Other processes: starting them, and what Linux says of their memory and processor time."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    """What a process uses: ``resident`` octets, those of them that are ``private`` to it (which
    is what one more such process costs), ``cpu`` seconds so far, ``at`` a steady clock's time."""

    resident: int
    private: int
    cpu: float
    at: float

    @classmethod
    def of(cls, pid: int) -> "Usage":
        """What process ``pid`` uses now."""
        folder = Path(f"/proc/{pid}")
        kilobytes = {
            line.split(":")[0]: int(line.split()[1])
            for line in (folder / "smaps_rollup").read_text().splitlines()[1:]
        }
        # Nanoseconds, of every thread; the clock ticks of "stat" are too coarse for idle modems.
        running = sum(int(file.read_text().split()[0]) for file in folder.glob("task/*/schedstat"))
        return cls(
            kilobytes["Rss"] * 1024,
            (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) * 1024,
            running / 1e9,
            time.monotonic(),
        )

    def load_since(self, earlier: "Usage") -> float:
        """The share of one core used since ``earlier``."""
        return (self.cpu - earlier.cpu) / (self.at - earlier.at)


@contextlib.contextmanager
def worker(module: str, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    """A module of this package as a process that has said its first line, "ready"."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            answer(process, expected="ready")
            yield process
        finally:
            process.terminate()


def ask(process: "subprocess.Popen[str]", question: str) -> str:
    """Send a line to a worker and wait for its answer."""
    assert process.stdin is not None
    process.stdin.write(question + "\n")
    process.stdin.flush()
    return answer(process)


def answer(process: "subprocess.Popen[str]", expected: str | None = None) -> str:
    """The next line of a worker. Raises RuntimeError if it ended, or if another was expected."""
    assert process.stdout is not None
    line = process.stdout.readline().rstrip("\n")
    if not line or (expected is not None and line != expected):
        raise RuntimeError(f"{process.args!r} said {line!r}")
    return line
