"""What far ends, modems and clients say must not look like something that the server logged."""

import io
import json
import logging
import socket
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.operation import bound
from faxstatus_core.operation.journal import JournalHandler
from faxstatus_core.operation.logs import JsonFormatter, PrefixFormatter, TextFormatter

ATTACKS = [
    "x\n2026-03-01T12:00:00.000+00:00 error api: the store is gone",
    "x\r\n<0>faxstatus: panic",
    "x\rover",
    "x\u2028y\u2029z\x85w\x0b\x0c\x1c\x1d\x1e",
    "\x1b[2J\x1b]0;owned\x07",
    "\u202egpj.exe",
    '"}\n{"level":"error"',
    "\0",
    "\udcff",
    "MESSAGE=x\nPRIORITY=0\n_UID=0\n",
]


def line(formatter: logging.Formatter, text: str) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    info = (ValueError, ValueError(text), None)
    with bound(port=text, call_id=7):
        handler.handle(
            logging.LogRecord("faxstatus_core.t30", 30, "", 0, "far end %s", (text,), info)
        )
    return out.getvalue()


@pytest.mark.parametrize("formatter", [TextFormatter(), PrefixFormatter(), JsonFormatter()])
@pytest.mark.parametrize("text", ATTACKS)
def test_record_is_one_line_whatever_the_far_end_says(
    formatter: logging.Formatter, text: str
) -> None:
    written = line(formatter, text)
    assert len(written.splitlines()) == 1
    assert written.endswith("\n")
    assert all(c.isprintable() for c in written[:-1])


@given(st.text())
def test_json_line_holds_the_text_and_nothing_beside_it(text: str) -> None:
    fields = json.loads(line(JsonFormatter(), text))
    assert fields["message"] == f"far end {text}"
    assert fields["port"] == text
    assert set(fields) == {"ts", "level", "part", "port", "call_id", "message", "exception"}


def fields_of(datagram: bytes) -> dict[str, str]:
    """As the journal reads them (systemd.io/JOURNAL_NATIVE_PROTOCOL)."""
    fields = {}
    while datagram:
        head, _, datagram = datagram.partition(b"\n")
        if b"=" in head:
            name, _, value = head.partition(b"=")
        else:
            name = head
            (length,) = struct.unpack_from("<Q", datagram)
            value, datagram = datagram[8 : 8 + length], datagram[8 + length :]
            assert datagram[:1] == b"\n"
            datagram = datagram[1:]
        assert name.decode() not in fields
        fields[name.decode()] = value.decode()
    return fields


@pytest.mark.parametrize("text", [*ATTACKS, "x" * 500_000, "x" + "é" * 100_000])
def test_journal_gets_no_field_from_the_far_end(tmp_path: Path, text: str) -> None:
    path = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(path))
        handler = JournalHandler(path)
        with bound(job_id=3, port=text):
            handler.handle(logging.LogRecord("faxstatus_core.t30", 30, "", 0, "%s", (text,), None))
        handler.close()
        fields = fields_of(journal.recv(1_000_000))
    own = {"MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER", "FAXSTATUS_PART", "JOB_ID", "PORT"}
    assert set(fields) == own
    assert fields["PRIORITY"] == "4"
    assert fields["MESSAGE"].isprintable()


def test_journal_that_does_not_read_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(path))
        handler = JournalHandler(path)
        for _ in range(5000):
            handler.handle(logging.LogRecord("faxstatus_core.t30", 30, "", 0, "x" * 1000, (), None))
        handler.close()
