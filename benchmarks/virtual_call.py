"""A three-page call, sender to receiver through two emulated modems, on the virtual clock."""

import tempfile
from pathlib import Path

from benchmarks.timing import seconds
from faxstatus_core.image import write_sample
from tests.support.virtual_call import run_call

_RUNS = 15


def run() -> None:
    """Print simulated seconds per real second, on one core."""
    with tempfile.TemporaryDirectory() as folder:
        document = write_sample(Path(folder) / "sample.tif")
        simulated = run_call(document, Path(folder)).seconds
        real = seconds(lambda: run_call(document, Path(folder)), runs=_RUNS)
    ratio = simulated / real
    print(f"3-page call {real * 1000:7.1f} ms for {simulated:.1f} s: {ratio:.0f} times real time")
