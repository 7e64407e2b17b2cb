"""HylaFAX's server for clients, for comparison: how often it lists the status of its modems."""

import contextlib
import ftplib
import shutil
import tempfile
import time
from pathlib import Path

from tests.interop.hylafax import HylaFax

_LIST = "LIST status"


def listings_per_second(seconds: float) -> float | str:
    """Listings on one connection, or why hfaxd could not be asked."""
    if shutil.which("hfaxd", path="/usr/sbin") is None:
        return "not installed"
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        Path(folder).chmod(0o755)  # for hfaxd's own user
        try:
            server = HylaFax(Path(folder), Path("/dev/none"), "Bench", "1", "class1", "")
            port = stack.enter_context(server.serving())
            client = stack.enter_context(ftplib.FTP())
            client.connect("127.0.0.1", port, timeout=10)
            client.sendcmd("USER root")
            done, end = 0, time.monotonic() + seconds
            while time.monotonic() < end:
                client.retrlines(_LIST, lambda _line: None)
                done += 1
        except (OSError, ftplib.Error, AssertionError, TimeoutError) as error:
            return f"could not be asked: {error}"
    return done / seconds
