"""How benchmarks measure: the median of several runs, and ratios within one process."""

import statistics
import time
from collections.abc import Callable

RUNS = 5


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median duration of ``work``, after one run that is not counted."""
    work()
    durations = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        durations.append(time.perf_counter() - begin)
    return statistics.median(durations)
