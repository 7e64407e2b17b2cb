"""``faxstatus serve``: configurations and addresses that cannot be used."""

import socket
from pathlib import Path

import pytest

from tests.faxstatus_core.cli.conftest import Faxstatus

PORT = '[[port]]\ndevice = "/no/device"\n'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "there is no [[port]] table"),
        ("[[port]", "not TOML"),
        (PORT + "[red] = 1", "not TOML"),
        (PORT + '"[red]\\u001b" = 1', r"there is no key port.1.[red]\x1b"),
        (PORT + "rings = '1'", "port.1.rings: "),
        (PORT + PORT, "port.2.device: /no/device is the device of port 1"),
        (PORT + 'profile = "nosuch"', "port.1.profile: "),
    ],
)
def test_bad_configuration(faxstatus: Faxstatus, tmp_path: Path, text: str, what: str) -> None:
    config = tmp_path / "[bold]x.toml"
    config.write_text(text)
    outcome = faxstatus("serve", "--config", config)
    assert outcome.status == 2
    assert outcome.error.startswith(f"{config}: {what}")
    assert outcome.out == ""


def test_configuration_that_cannot_be_read(faxstatus: Faxstatus, unprivileged: Path) -> None:
    for config in (Path("/no/x.toml"), Path("/proc"), unprivileged / "secret.tif"):
        outcome = faxstatus("serve", "--config", config)
        assert outcome.status == 2
        assert str(config) in outcome.error


def test_store_that_is_a_file(faxstatus: Faxstatus, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    config = tmp_path / "x.toml"
    config.write_text(f'{PORT}[server]\nport = 0\n[store]\nfolder = "{tmp_path}/file"\n')
    outcome = faxstatus("serve", "--config", config)
    assert outcome.status == 2
    assert outcome.error.startswith(f"{tmp_path}/file: ")
    assert (tmp_path / "file").read_text() == "mine"


def test_address_that_is_taken_or_not_here(faxstatus: Faxstatus, tmp_path: Path) -> None:
    config = tmp_path / "x.toml"
    rest = f'{PORT}[store]\nfolder = "{tmp_path}/store"\n[security]\nopen = true\n'
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        for host, port in (("127.0.0.1", taken), ("192.0.2.1", 0), ("256.1.1.1", 0)):
            config.write_text(f'[server]\nhost = "{host}"\nport = {port}\n{rest}')
            outcome = faxstatus("serve", "--config", config)
            assert outcome.status == 3
            last = outcome.err.splitlines()[-1].removeprefix("faxstatus: ")
            assert last.startswith(f"{host}:{port}: ")
            assert ("another program listens" in last) == (port == taken)


def test_others_reach_a_server_with_a_token_only(faxstatus: Faxstatus, tmp_path: Path) -> None:
    config = tmp_path / "x.toml"
    config.write_text(
        f'[server]\nhost = "0.0.0.0"\nport = 0\n{PORT}[store]\nfolder = "{tmp_path}/store"\n'
    )
    outcome = faxstatus("serve", "--config", config)
    assert outcome.status == 2
    assert "faxstatus token create" in outcome.error


def test_hook_whose_secret_cannot_be_read_ends_the_start(
    faxstatus: Faxstatus, tmp_path: Path
) -> None:
    config = tmp_path / "x.toml"
    config.write_text(
        f'{PORT}[store]\nfolder = "{tmp_path}/store"\n[[hook]]\nname = "tell"\non = ["fax"]\n'
        'webhook = "https://example.org/"\nsecret_file = "/no/secret"\n'
    )
    outcome = faxstatus("serve", "--config", config)
    assert outcome.status == 2
    assert "/no/secret" in outcome.error
