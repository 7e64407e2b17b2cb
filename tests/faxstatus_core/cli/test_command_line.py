"""Bad command lines of every command, and the help that each gives."""

import re

import pytest
import typer

from faxstatus_core.cli import app
from faxstatus_core.cli.commands import CLIENT, MODEM, SERVER, Deferred
from tests.faxstatus_core.cli.conftest import Faxstatus

CLIENTS = "ports watch submit jobs cancel retry pause resume inbox history show"
COMMANDS = tuple(f"{CLIENTS} serve token config send receive poll demo devices".split())
GROUPS = {
    "inbox": ("list", "get", "read", "unread", "rm"),
    "show": ("job", "fax", "call", "port"),
    "token": ("create", "list", "revoke"),
    "config": ("check",),
}
LEAVES = [(name,) for name in COMMANDS if name not in GROUPS] + [
    (group, name) for group, names in GROUPS.items() for name in names
]


def command_of(*names: str) -> typer.core.TyperCommand | typer.core.TyperGroup:
    """The command itself, whatever loads it."""
    command = typer.main.get_command(app)
    for name in names:
        assert isinstance(command, typer.core.TyperGroup)
        command = command.commands[name]
        if isinstance(command, Deferred):
            command = command.loaded()
    assert isinstance(command, (typer.core.TyperCommand, typer.core.TyperGroup))
    return command


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


def test_help_lists_every_command_under_what_one_needs_for_it(faxstatus: Faxstatus) -> None:
    outcome = faxstatus("--help")
    assert (outcome.status, outcome.err) == (0, "")
    _, *sections = re.split(r"^([A-Z][a-z ]+):\n", outcome.out, flags=re.MULTILINE)
    listed = dict(zip(sections[::2], sections[1::2], strict=True))
    assert list(listed) == ["Options", CLIENT, SERVER, MODEM]
    commands = "".join(listed[name] for name in (CLIENT, SERVER, MODEM))
    assert re.findall(r"^  (\w+) ", commands, flags=re.MULTILINE) == list(COMMANDS)
    assert "..." not in commands


@pytest.mark.parametrize("name", COMMANDS)
def test_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    deferred = group.commands[name]
    assert isinstance(deferred, Deferred)
    said = deferred.get_short_help_str(1000)
    help_text = command_of(name).help
    assert help_text is not None
    assert " ".join(help_text.split("\n\n")[0].split()) == said


@pytest.mark.parametrize("names", LEAVES, ids=" ".join)
def test_help_of_a_command_explains_every_parameter_and_the_exit_status(
    faxstatus: Faxstatus, names: tuple[str, ...]
) -> None:
    outcome = faxstatus(*names, "--help")
    assert (outcome.status, outcome.err) == (0, "")
    text = " ".join(outcome.out.split())
    for parameter in command_of(*names).params:
        help_text = getattr(parameter, "help", None)
        assert help_text, parameter.name
        assert " ".join(help_text.split()) in text
        assert all(option in text for option in parameter.opts if option.startswith("-"))
    assert "Exit status" in text or "Exit code" in text


@pytest.mark.parametrize("group", GROUPS)
def test_help_of_a_group_lists_its_commands(faxstatus: Faxstatus, group: str) -> None:
    outcome = faxstatus(group, "--help")
    assert (outcome.status, outcome.err) == (0, "")
    lines = outcome.out.partition("Commands:\n")[2].splitlines()
    assert tuple(line.split()[0] for line in lines) == GROUPS[group]
