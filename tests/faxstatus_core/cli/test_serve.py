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


def test_output_that_is_a_file(faxstatus: Faxstatus, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    config = tmp_path / "x.toml"
    config.write_text(f'{PORT}output = "{tmp_path}/file"\n[server]\nport = 0\n')
    outcome = faxstatus("serve", "--config", config)
    assert outcome.status == 2
    assert outcome.error.startswith(f"{tmp_path}/file: ")
    assert (tmp_path / "file").read_text() == "mine"


def test_address_that_is_taken_or_not_here(faxstatus: Faxstatus, tmp_path: Path) -> None:
    config = tmp_path / "x.toml"
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        for host, port in (("127.0.0.1", taken), ("192.0.2.1", 0), ("256.1.1.1", 0)):
            config.write_text(
                f'[server]\nhost = "{host}"\nport = {port}\n{PORT}output = "{tmp_path}/in"\n'
            )
            outcome = faxstatus("serve", "--config", config)
            assert outcome.status == 3
            assert outcome.error.startswith(f"{host}:{port}: ")
            assert ("another program listens" in outcome.error) == (port == taken)
