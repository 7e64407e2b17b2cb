"""A log of every octet between DTEs and their modems, as JSON lines."""

import json
from typing import TextIO


class ByteLog:
    """Writes ``{"t": seconds, "port": name, "dir": "dte" or "dce", "hex": octets}`` per piece."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __call__(self, time: float, port: str, direction: str, octets: bytes) -> None:
        """Write one line; ``dir`` names the side that sent the octets."""
        record = {"t": round(time, 6), "port": port, "dir": direction, "hex": octets.hex()}
        self._stream.write(json.dumps(record) + "\n")
        self._stream.flush()
