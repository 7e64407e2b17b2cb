"""Who reaches the server: nobody beyond this machine, unless that is wanted and needs a token."""

import socket
from pathlib import Path

import httpx
import pytest

from faxstatus_core.security import TokenFile
from tests.hostile.server_process import Running, make_token, refused, server, text_of

_LISTENS = "0A"


def listening(running: Running) -> set[str]:
    """The addresses on which the process listens, of any family, as Linux knows them."""
    own = set()
    for descriptor in Path(f"/proc/{running.process.pid}/fd").iterdir():
        try:
            own.add(str(descriptor.readlink()))
        except FileNotFoundError:
            continue
    found = set()
    for family, table in ((socket.AF_INET, "tcp"), (socket.AF_INET6, "tcp6")):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTENS and f"socket:[{fields[9]}]" in own:
                octets = bytes.fromhex(fields[1].partition(":")[0])
                words = [octets[at : at + 4][::-1] for at in range(0, len(octets), 4)]
                found.add(socket.inet_ntop(family, b"".join(words)))
    return found


def test_server_listens_on_loopback_and_nowhere_else(tmp_path: Path) -> None:
    with server(tmp_path, text_of(tmp_path)) as running:
        assert listening(running) == {"127.0.0.1"}
        with pytest.raises(OSError, match="refused"):
            running.connect("127.0.0.2")
        with pytest.raises(OSError, match="refused"):
            running.connect("::1")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "0", "0x0", "::ffff:0.0.0.0"])
def test_server_without_tokens_does_not_start_beyond_loopback(tmp_path: Path, host: str) -> None:
    text = text_of(tmp_path, server=f'host = "{host}"\n')
    status, said = refused(tmp_path, text)
    assert status == 2
    assert "no token" in said


@pytest.mark.parametrize(("host", "reached"), [("::", "::1"), ("0.0.0.0", "127.0.0.1")])
def test_server_for_all_needs_a_token_also_from_this_machine(
    tmp_path: Path, host: str, reached: str
) -> None:
    secret = make_token(tmp_path)
    with server(tmp_path, text_of(tmp_path, server=f'host = "{host}"\n')) as running:
        assert listening(running) == {host}
        name = f"[{reached}]" if ":" in reached else reached
        url = f"http://{name}:{running.port}/api/v1/jobs"
        assert httpx.get(url).status_code == 401
        assert httpx.get(url, headers={"Authorization": f"Bearer {secret}"}).status_code == 200
        other = "127.0.0.1" if ":" in reached else "::1"
        with pytest.raises(OSError, match="refused"):
            running.connect(other)


def test_first_token_closes_the_server_and_no_revocation_opens_it(tmp_path: Path) -> None:
    with server(tmp_path, text_of(tmp_path)) as running:
        assert running.get("/jobs").status_code == 200
        make_token(tmp_path)
        assert running.get("/jobs").status_code == 401
        tokens = TokenFile(tmp_path / "store" / "tokens.json")
        [record] = tokens.records()
        tokens.revoke(record.id)
        assert running.get("/jobs").status_code == 401
        (tmp_path / "store" / "tokens.json").unlink()
        assert running.get("/jobs").status_code == 401


def test_file_of_tokens_that_breaks_opens_nothing(tmp_path: Path) -> None:
    secret = make_token(tmp_path)
    with server(tmp_path, text_of(tmp_path)) as running:
        (tmp_path / "store" / "tokens.json").write_bytes(b"{")
        for headers in ({}, {"Authorization": f"Bearer {secret}"}):
            answer = running.get("/jobs", headers=headers)
            assert answer.status_code >= 400
            assert "items" not in answer.text
