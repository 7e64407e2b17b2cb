"""Runs every benchmark: ``python -m benchmarks``. Figures are of this machine; quote the ratios."""

import os
import platform

from benchmarks import t4, virtual_call

if __name__ == "__main__":
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores")
    t4.run()
    virtual_call.run()
