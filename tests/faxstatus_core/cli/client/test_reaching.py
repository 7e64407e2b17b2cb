"""Servers that are not there, that want a token, or speak TLS; and what is wrong with an answer."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from faxstatus_core.config import load_config
from faxstatus_core.daemon import token_file
from faxstatus_core.security import Role, new_token
from tests.faxstatus_core.cli.conftest import Faxstatus
from tests.hostile.server_process import server, text_of
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.xdist_group("reaching")  # they share a server

CERTIFICATES = Path(__file__).parents[2] / "security" / "certificates"
CLIENTS = (
    ["ports"],
    ["watch"],
    ["submit", "--cover", "--to", "1"],
    ["jobs"],
    ["cancel", "1"],
    ["retry", "1"],
    ["pause", "1"],
    ["resume", "--queue"],
    ["inbox"],
    ["inbox", "get", "1", "-o", "/no/x.pdf"],
    ["inbox", "rm", "1"],
    ["history"],
    ["history", "--days", "3"],
    ["show", "job", "1"],
    ["show", "call", "1"],
    ["show", "port", "office"],
)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server with TLS and tokens, and its configuration."""
    folder = tmp_path_factory.mktemp("guarded")
    tls = f'[tls]\ncertificate = "{CERTIFICATES}/one.pem"\nkey = "{CERTIFICATES}/one.key"\n'
    with server(folder, text_of(folder, "/no/device", more=tls)) as running:
        yield running.url, running.config


def token(faxstatus: Faxstatus, config: Path, name: str, role: str, *more: str) -> str:
    """A new token, by the command."""
    outcome = faxstatus("token", "create", name, "--role", role, "--config", config, *more)
    assert outcome.status == 0
    assert name in outcome.err
    [secret] = outcome.out.splitlines()
    assert secret not in outcome.err
    return secret


@pytest.mark.parametrize("line", CLIENTS, ids=" ".join)
def test_nobody_there_is_3(
    faxstatus: Faxstatus, monkeypatch: pytest.MonkeyPatch, line: list[str]
) -> None:
    monkeypatch.setattr("faxstatus_core.client.operations.jobs.RETRY_AFTER", (0.0,))
    outcome = faxstatus(*line, "--server", "http://127.0.0.1:9", "--json")
    assert outcome.status == 3
    assert outcome.error.startswith("http://127.0.0.1:9: ")
    assert "check the address" in outcome.error
    assert outcome.json == {"succeeded": False, "error": outcome.error}


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--server", "ftp://x"], 3),
        (["--server", "http://me:secret@x"], 2),
        (["--token-file", "/no/token"], 2),
        (["--server", "https://127.0.0.1:9", "--ca", "/no/ca.pem"], 2),
    ],
)
def test_settings_that_cannot_be_used(
    faxstatus: Faxstatus, options: list[str], status: int
) -> None:
    outcome = faxstatus("ports", *options)
    assert outcome.status == status
    assert "secret" not in outcome.error


def test_token_comes_from_a_file_or_the_environment(
    faxstatus: Faxstatus,
    guarded: tuple[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, config = guarded
    where = ["--server", url, "--ca", CERTIFICATES / "one.pem"]
    reader = token(faxstatus, config, "a reader", "read")
    outcome = faxstatus("ports", *where)
    assert outcome.status == 3
    assert "token" in outcome.error
    monkeypatch.setenv("FAXSTATUS_TOKEN", reader)
    assert faxstatus("ports", *where).status == 0
    outcome = faxstatus("pause", "--queue", *where)
    assert outcome.status == 3
    assert "role" in outcome.error
    (tmp_path / "token").write_text(
        token(faxstatus, config, "an admin", "admin", "--days", "1") + "\n"
    )
    assert faxstatus("pause", "--queue", *where, "--token-file", tmp_path / "token").status == 0
    assert faxstatus("ports", "--server", url).status == 3  # its certificate is not trusted


def test_token_is_listed_and_revoked(
    faxstatus: Faxstatus, guarded: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, config = guarded
    secret = token(faxstatus, config, "once", "submit", "--days", "3")
    monkeypatch.setenv("FAXSTATUS_TOKEN", secret)
    where = ["--server", url, "--ca", CERTIFICATES / "one.pem"]
    assert faxstatus("jobs", *where).status == 0
    listed = faxstatus("token", "list", "--config", config)
    assert secret not in listed.out
    [line] = [line for line in listed.out.splitlines() if "  once  " in line]
    items = faxstatus("token", "list", "--config", config, "--json").json["items"]
    [record] = [item for item in items if item["name"] == "once"]
    assert line.startswith(record["id"])
    assert "hash" not in record
    assert faxstatus("token", "revoke", "once", "--config", config).status == 0
    assert faxstatus("jobs", *where).status == 3
    outcome = faxstatus("token", "revoke", "once", "--config", config, "--json")
    assert outcome.status == 2
    assert outcome.json == {"succeeded": False, "error": outcome.error}


def test_name_is_of_one_token(faxstatus: Faxstatus, tmp_path: Path) -> None:
    config = tmp_path / "x.toml"
    config.write_text(text_of(tmp_path, "/no/device"))
    create = ("token", "create", "x", "--role", "read", "--config", config)
    assert faxstatus(*create).status == 0
    outcome = faxstatus(*create)
    assert outcome.status == 2
    assert outcome.out == ""
    [line] = outcome.err.splitlines()
    assert line.endswith(
        "x: there is a token of this name; revoke it first, or choose another name"
    )
    assert faxstatus("token", "revoke", "x", "--config", config).status == 0
    assert faxstatus(*create).status == 0


def test_name_of_two_tokens_revokes_neither(faxstatus: Faxstatus, tmp_path: Path) -> None:
    config = tmp_path / "x.toml"
    config.write_text(text_of(tmp_path, "/no/device"))
    now = datetime.now(UTC)
    records = [new_token("x", Role.READ, now)[1].model_dump(mode="json") for _ in range(2)]
    path = token_file(load_config(config)).path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    path.write_text(json.dumps({"tokens": records}))
    outcome = faxstatus("token", "revoke", "x", "--config", config)
    assert outcome.status == 2
    assert all(each["id"] in outcome.error for each in records)
    assert faxstatus("token", "revoke", records[0]["id"], "--config", config).status == 0
    assert faxstatus("token", "revoke", "x", "--config", config).status == 0


def test_token_of_a_configuration_that_is_none(faxstatus: Faxstatus) -> None:
    outcome = faxstatus("token", "create", "x", "--role", "read", "--config", "/no/x.toml")
    assert outcome.status == 2
    assert "/no/x.toml" in outcome.error


def test_configuration_is_checked(faxstatus: Faxstatus, tmp_path: Path) -> None:
    config = tmp_path / "x.toml"
    config.write_text(text_of(tmp_path, "/no/device"))
    outcome = faxstatus("config", "check", config, "--json")
    assert outcome.status == 0
    [warning] = outcome.json["warnings"]
    assert "/no/device is not there" in warning
    assert outcome.err.splitlines() == [
        f"warning: {warning}",
        f"{config}: good; 1 port, 0 hooks, 0 watched folders",
    ]
    config.write_text('[[port]]\ndevice = "/no/device"\nrings = "1"\n')
    outcome = faxstatus("config", "check", config, "--json")
    assert outcome.status == 2
    assert outcome.error.startswith(f"{config}: port.1.rings: ")
    assert outcome.json == {"succeeded": False, "error": outcome.error}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (["jobs", "--since", "yesterday"], "'--since'"),
        (["jobs", "--state", "lost"], "'--state'"),
        (["jobs", "--limit", "0"], "'--limit'"),
        (["submit", "--to", "1"], "'FILE...'"),
        (["submit", "--cover"], "'--to'"),
        (["submit", "--cover", "--to", ""], "'--to'"),
        (["submit", "--cover", "--to", "1", "--id", "€"], "'--id'"),
        (["submit", "--cover", "--to", "1", "--tries", "0"], "'--tries'"),
        (["pause"], "'ID...'"),
        (["cancel"], "'ID...'"),
        (["cancel", "x"], "x"),
        (["show"], "--json"),
        (["show", "call", "1", "--trace", "x.doc"], "'--trace'"),
        (["inbox", "get", "1", "-o", "x.doc"], "'--output'"),
        (["inbox", "--bogus"], "--bogus"),
        (["history", "--days", "0"], "'--days'"),
    ],
)
def test_bad_command_line_is_2(faxstatus: Faxstatus, line: list[str], what: str) -> None:
    outcome = faxstatus(*line, "--json", "--server", "http://127.0.0.1:9")
    assert outcome.status == 2
    assert what in outcome.error
    assert "--help'" in outcome.error
    assert outcome.json == {"succeeded": False, "error": outcome.error}


def test_client_loads_nothing_of_a_server() -> None:
    script = (
        "import sys\nfrom faxstatus_core.cli import main\n"
        "sys.argv = ['faxstatus', 'ports', '--server', 'http://127.0.0.1:9']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 3\n"
        "import json; print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=PATIENCE
    )
    loaded = json.loads(done.stdout)
    assert "faxstatus_core.client" in loaded
    parts = ("fastapi", "sqlalchemy", "uvicorn", "alembic", "pikepdf", "serial")
    ours = ("api", "daemon", "engine", "service", "store")
    assert not {*parts, *(f"faxstatus_core.{part}" for part in ours)} & set(loaded)
