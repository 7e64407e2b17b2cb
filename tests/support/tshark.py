"""What Wireshark's dissector makes of a call's frames."""

import subprocess
from pathlib import Path

from modem_sim.trace import CallTrace
from modem_sim.trace.describe import name_of
from modem_sim.trace.pcapng import pcapng
from modem_sim.trace.records import FrameRecord


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


def sent_frames(call: CallTrace) -> list[FrameRecord]:
    """Every frame that was sent, by either end."""
    return [r for r in call.records if isinstance(r, FrameRecord) and r.way == "sent"]


def assert_agrees(tshark: str, call: CallTrace, path: Path) -> None:
    """tshark finds the same frames in ``call`` as we do, and reads identifications as we do."""
    infos = columns(tshark, capture(call, path))
    frames = sent_frames(call)
    theirs = [info.split("Reassembled: ")[1].split(" ")[0] for info in infos]
    # Of a PPS it names what follows elsewhere.
    assert theirs == [name_of(frame.content).split("-")[0] for frame in frames]
