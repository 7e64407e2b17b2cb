"""``faxstatus demo``: the address it cannot have, and, in real time, the whole of it."""

import socket
from pathlib import Path

import pytest

from tests.faxstatus_core.cli.conftest import Faxstatus

FIRST_PRIVATE_PORT = int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())


def test_port_that_is_taken(faxstatus: Faxstatus) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        outcome = faxstatus("demo", "--once", "--json", "--port", taken)
    assert outcome.status == 3
    assert outcome.error.startswith(f"127.0.0.1:{taken}: another program listens there; ")
    assert outcome.json == {"succeeded": False, "error": outcome.error}


@pytest.mark.skipif(FIRST_PRIVATE_PORT <= 1, reason="everybody may listen on any port here")
def test_port_that_is_forbidden(faxstatus: Faxstatus, unprivileged: Path) -> None:
    outcome = faxstatus("demo", "--once", "--json", "--port", 1)
    assert outcome.status == 3
    assert outcome.error.startswith("127.0.0.1:1: cannot listen there: ")
    assert outcome.json == {"succeeded": False, "error": outcome.error}


@pytest.mark.realtime
def test_demo_once_delivers(faxstatus: Faxstatus) -> None:
    outcome = faxstatus("demo", "--once", "--json")
    assert outcome.status == 0
    assert outcome.json["succeeded"] is True
    assert "every pel below the tag line is the same" in outcome.err
