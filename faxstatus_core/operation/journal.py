"""Records for systemd's journal (systemd.io/JOURNAL_NATIVE_PROTOCOL)."""

import contextlib
import logging
import socket
import struct
from pathlib import Path

from faxstatus_core.operation.context import about
from faxstatus_core.operation.lines import line_of, part_of, priority_of

JOURNAL = Path("/run/systemd/journal/socket")
_LENGTH = struct.Struct("<Q")
_LONGEST = 48_000
"""Octets of a field: a datagram holds several of these for certain."""


class JournalHandler(logging.Handler):
    """Sends records to the journal at ``path``, with fields.

    A journal that does not take a record, because it is busy or gone, costs that record, never a
    wait: calls go on in the same thread. Raises OSError if there can be no socket.
    """

    def __init__(self, path: Path = JOURNAL) -> None:
        super().__init__()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._socket.setblocking(False)
        self._path = str(path)

    def emit(self, record: logging.LogRecord) -> None:
        """Send ``record``."""
        try:
            fields = {
                "MESSAGE": line_of(record),
                "PRIORITY": str(priority_of(record)),
                "SYSLOG_IDENTIFIER": "faxstatus",
                "FAXSTATUS_PART": part_of(record),
            }
            fields |= {name.upper(): str(value) for name, value in about().items()}
            datagram = b"".join(_field(name, value) for name, value in fields.items())
        except Exception:  # as every handler of logging: what is wrong with the record is told
            self.handleError(record)
            return
        with contextlib.suppress(OSError):
            self._socket.sendto(datagram, self._path)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()
        super().close()


def _field(name: str, value: str) -> bytes:
    """With its length: whatever is in ``value``, no other field begins in it."""
    octets = value.encode("utf-8", "backslashreplace")
    if len(octets) > _LONGEST:
        octets = octets[:_LONGEST].decode("utf-8", "ignore").encode()  # no half character
    return name.encode() + b"\n" + _LENGTH.pack(len(octets)) + octets + b"\n"
