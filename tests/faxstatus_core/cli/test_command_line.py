"""Bad command lines of every command, and the help that each gives."""

import pytest
import typer

from faxstatus_core.cli import app
from tests.faxstatus_core.cli.conftest import Faxstatus

COMMANDS = ("send", "receive", "poll", "serve", "demo", "devices")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (["--json"], "No such option: --json; see 'faxstatus --help'"),
        (["fly", "--json"], "No such command 'fly'; see 'faxstatus --help'"),
        (["send", "--json"], "Missing argument 'FILE...'; see 'faxstatus send --help'"),
        (["send", "f", "--json"], "Missing option '--device'; see"),
        (["receive", "g", "--device", "d", "--output", "o", "--json"], "g"),
        (["send", "f", "--device", "d", "--to", "1", "--resolution", "9", "--json"], "'9'"),
        (["send", "f", "--json", "--device"], "--device"),
        (["receive", "--json", "--device", "d"], "Missing option '--output'; see"),
        (["receive", "--json", "--bogus"], "No such option: --bogus"),
        (["serve", "--json"], "No such option: --json"),
        (["demo", "--json", "--port", "x"], "'--port'"),
        (["demo", "--json", "--port", "65536"], "'--port'"),
        (["demo", "--json", "--port", "-1"], "'--port'"),
        (["devices", "--json", "d"], "give --probe"),
    ],
)
def test_bad_command_line_is_one_line_and_one_object(
    faxstatus: Faxstatus, line: list[str], what: str
) -> None:
    outcome = faxstatus(*line)
    assert outcome.status == 2
    assert what in outcome.error
    assert "--help'" in outcome.error
    assert outcome.json == {"succeeded": False, "error": outcome.error}


@pytest.mark.parametrize("identification", ["1" * 21, "€", "\a", "a\nb", "\udcff"])
def test_bad_station_identification_is_a_bad_command_line(
    faxstatus: Faxstatus, identification: str
) -> None:
    for command in (["send", "f", "--to", "1"], ["receive", "--output", "o"]):
        outcome = faxstatus(*command, "--json", "--device", "d", "--id", identification)
        assert outcome.status == 2
        assert "'--id'" in outcome.error
        assert outcome.json["error"]


def test_what_the_user_typed_neither_steers_the_terminal_nor_is_markup(
    faxstatus: Faxstatus,
) -> None:
    outcome = faxstatus("send", "--[red]\x1b[31m\nfaxstatus: all is well")
    assert outcome.status == 2
    assert r"--[red]\x1b[31m" in outcome.error
    assert outcome.out == ""


def test_long_line_is_not_wrapped(faxstatus: Faxstatus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    name = 20 * "long " + ".tif"
    assert name in faxstatus("send", name, "--device", "d", "--to", "1").error


def test_without_a_word_it_shows_help(faxstatus: Faxstatus) -> None:
    outcome = faxstatus()
    assert outcome.status == 2
    assert all(command in outcome.err for command in COMMANDS)


def test_help_lists_every_command(faxstatus: Faxstatus) -> None:
    outcome = faxstatus("--help")
    assert (outcome.status, outcome.err) == (0, "")
    lines = outcome.out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_explains_every_parameter_and_the_exit_status(
    faxstatus: Faxstatus, name: str
) -> None:
    outcome = faxstatus(name, "--help")
    assert (outcome.status, outcome.err) == (0, "")
    text = " ".join(outcome.out.split())
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]  # a group
    for parameter in command.params:
        help_text = getattr(parameter, "help", None)
        assert help_text, parameter.name
        assert " ".join(help_text.split()) in text
        assert all(option in text for option in parameter.opts if option.startswith("-"))
    assert "Exit status" in text or "Exit code" in text
