"""What Wireshark's dissector makes of a call's frames."""

import subprocess
from pathlib import Path

from faxstatus_core.trace import CallTrace
from faxstatus_core.trace.pcapng import pcapng


def capture(call: CallTrace, path: Path) -> Path:
    """``path``, with the frames of ``call`` in it."""
    path.write_bytes(pcapng(call))
    return path


def columns(tshark: str, path: Path) -> list[str]:
    """One line a packet: what the dissector says it is."""
    done = subprocess.run(
        [tshark, "-n", "-r", path, "-T", "fields", "-e", "_ws.col.Info"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()
