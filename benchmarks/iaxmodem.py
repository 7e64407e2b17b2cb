"""One process of iaxmodem, a fax modem behind IAX2, for comparison: what it uses while idle."""

import contextlib
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import serial

from benchmarks.process import Usage

_FOLDER = Path("/etc/iaxmodem")
"""Where iaxmodem looks for its configuration, and nowhere else."""
_NAME = "faxstatus-benchmark"


def idle_iaxmodem(seconds: float) -> tuple[Usage, float] | str:
    """What it uses and its load, or why it could not be run."""
    program = shutil.which("iaxmodem")
    if program is None:
        return "not installed"
    config = _FOLDER / _NAME
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        try:
            with config.open("x", encoding="ascii") as file:
                file.write(_configuration(Path(folder)))
        except OSError as error:
            return f"cannot be configured: {error}"
        stack.callback(config.unlink)
        output = stack.enter_context((Path(folder) / "output").open("w+"))
        process = stack.enter_context(
            subprocess.Popen([program, _NAME], stdout=output, stderr=output)
        )
        try:
            time.sleep(2)
            if process.poll() is not None:
                output.seek(0)
                return f"ended with status {process.returncode}: {output.read().strip()[-200:]}"
            if not _answers(Path(folder) / "tty"):
                return "runs, but does not answer AT"
            before = Usage.of(process.pid)
            time.sleep(seconds)
            after = Usage.of(process.pid)
        finally:
            process.terminate()
    return after, after.load_since(before)


def _answers(device: Path) -> bool:
    with serial.Serial(str(device), timeout=2) as port:
        port.write(b"ATI3\r")
        return port.read_until(b"OK\r\n").endswith(b"OK\r\n")


def _configuration(folder: Path) -> str:
    """A modem without a telephone system: it stays idle for ever."""
    settings = {
        "device": folder / "tty",
        "owner": "root:root",
        "mode": "600",
        "port": "4599",
        "refresh": "0",
        "server": "127.0.0.1",
        "peername": "benchmark",
        "secret": "none",
        "cidname": "benchmark",
        "cidnumber": "1",
        "codec": "slinear",
    }
    return "".join(f"{key}\t{value}\n" for key, value in settings.items())
