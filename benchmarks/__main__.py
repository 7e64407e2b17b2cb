"""Runs benchmarks: ``python -m benchmarks [NAME ...]``; all, if none is named.

Figures are of this machine; quote the ratios.
"""

import os
import platform
import sys

from benchmarks import calls, idle, t4, virtual_call

_ALL = {"t4": t4.run, "virtual": virtual_call.run, "idle": idle.run, "calls": calls.run}

if __name__ == "__main__":
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores,"
        f" {platform.system()} {platform.release()}, load {os.getloadavg()[0]:.1f}"
    )
    for name in sys.argv[1:] or _ALL:
        _ALL[name]()
