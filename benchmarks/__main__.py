"""Runs benchmarks: ``python -m benchmarks [NAME ...]``; all, if none is named.

Figures are of this machine; quote the ratios.
"""

import argparse
import os
import platform

from benchmarks import calls, frames, idle, line_time, receive_path, server, t4, virtual_call

_ALL = {
    "frames": frames.run,
    "t4": t4.run,
    "receive": receive_path.run,
    "virtual": virtual_call.run,
    "line_time": line_time.run,
    "idle": idle.run,
    "calls": calls.run,
    "server": server.run,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser("benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"one of {', '.join(_ALL)}")
    names = parser.parse_args().name
    if unknown := [name for name in names if name not in _ALL]:
        parser.error(f"there is no benchmark {unknown[0]}, only {', '.join(_ALL)}")
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores,"
        f" {platform.system()} {platform.release()}, load {os.getloadavg()[0]:.1f}"
    )
    for name in names or _ALL:
        _ALL[name]()
