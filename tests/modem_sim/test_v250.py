"""Command lines as text (V.250 §5.2 to §5.4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modem_sim.v250 import (
    MAXIMUM_LINE,
    Command,
    CommandLineEditor,
    CommandSyntaxError,
    parse_line,
)


@pytest.mark.parametrize(
    ("body", "commands"),
    [
        ("", []),
        ("E0", [Command("E", value="0")]),
        ("e0v1", [Command("E", value="0"), Command("V", value="1")]),
        ("H", [Command("H")]),
        ("&F", [Command("&F")]),
        ("&d2&c1", [Command("&D", value="2"), Command("&C", value="1")]),
        ("S0=1", [Command("S0", "=", "1")]),
        ("S007?", [Command("S7", "?")]),
        ("s0=?", [Command("S0", "=?")]),
        ("S0=1E0", [Command("S0", "=", "1"), Command("E", value="0")]),
        ("+FCLASS=1", [Command("+FCLASS", "=", "1")]),
        ("+fclass=?", [Command("+FCLASS", "=?")]),
        ("+FCLASS?;+FTS=8", [Command("+FCLASS", "?"), Command("+FTS", "=", "8")]),
        ("E0+FMI?", [Command("E", value="0"), Command("+FMI", "?")]),
        ('+X="a;b";E1', [Command("+X", "=", '"a;b"'), Command("E", value="1")]),
        (" E 1\t+F M I ? ", [Command("E", value="1"), Command("+FMI", "?")]),
        ('+X="a b"', [Command("+X", "=", '"a b"')]),
        ("E0;;V1;", [Command("E", value="0"), Command("V", value="1")]),
        ("dt 1-2,3w4", [Command("D", value="t1-2,3w4")]),
        ("E0D5;", [Command("E", value="0"), Command("D", value="5;")]),
        # What is not a number stays with its command, and spoils it.
        ("E-1V1", [Command("E", value="-1"), Command("V", value="1")]),
        ("S0=-1", [Command("S0", "=", "-1")]),
        ("S0=+1;E", [Command("S0", "=", "+1"), Command("E")]),
        ("S0=1+FMI?", [Command("S0", "=", "1"), Command("+FMI", "?")]),
    ],
)
def test_lines_split_into_commands(body: str, commands: list[Command]) -> None:
    assert parse_line(body) == commands


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        *(("?", ""), ("&", ""), ("5", ""), ('"', ""), ("+", "")),
        *(("E0;!", "E0"), ("E0+1", "E0"), ("X4V1+;E0", "X4V1"), ("+FTS=1;?", "+FTS=1")),
    ],
)
def test_where_a_line_makes_no_sense_the_commands_before_are_kept(body: str, kept: str) -> None:
    with pytest.raises(CommandSyntaxError) as caught:
        parse_line(body)
    assert caught.value.commands == parse_line(kept)


@given(st.text(st.characters(codec="ascii"), max_size=80))
def test_any_text_is_split_or_refused(body: str) -> None:
    try:
        commands = parse_line(body)
    except CommandSyntaxError as error:
        commands = error.commands
    assert all(command.name == command.name.upper() for command in commands)


@pytest.mark.parametrize(("value", "number"), [("", 0), ("0", 0), ("007", 7), ("255", 255)])
def test_a_parameter_is_decimal_and_0_if_absent(value: str, number: int) -> None:
    assert Command("S0", "=", value).number == number


@pytest.mark.parametrize("value", ["x", "-1", "1.5", "\N{SUPERSCRIPT TWO}", '"1"'])
def test_other_parameters_are_no_number(value: str) -> None:
    with pytest.raises(ValueError, match="not a decimal number"):
        _ = Command("S0", "=", value).number


def _feed(editor: CommandLineEditor, octets: bytes) -> list[str]:
    bodies = [editor.feed(octet, terminator=13, backspace=8) for octet in octets]
    return [body for body in bodies if body is not None]


@pytest.mark.parametrize(
    ("octets", "bodies"),
    [
        (b"ATE0\r", ["E0"]),
        (b"atz\raTi\rAt\r", ["z", "i", ""]),
        (b"rubbish\rAAT&F\r", ["&F"]),
        (b"A T\rATX\r", ["X"]),
        (b"A\bTX\rATY\r", ["Y"]),
        (b"ATE1\b0\r", ["E0"]),
        (b"AT\b\b\b\bE\r", ["E"]),
        (b"ATE\n\x001\x11\r", ["E1"]),
        (b"\xc1\xd4E0\x8d", ["E0"]),
        (b"ATX4\rA/a/", ["X4", "X4", "X4"]),
        (b"A/", [""]),
        (b"ATA/\r", ["A/"]),
        (b"ATX", []),
    ],
)
def test_characters_are_edited_into_lines(octets: bytes, bodies: list[str]) -> None:
    assert _feed(CommandLineEditor(), octets) == bodies


def test_a_full_line_is_kept_and_a_longer_one_is_a_line_that_no_parser_accepts() -> None:
    editor = CommandLineEditor()
    assert _feed(editor, b"AT" + b"E" * MAXIMUM_LINE + b"\r") == ["E" * MAXIMUM_LINE]
    (body,) = _feed(editor, b"AT" + b"E" * (MAXIMUM_LINE + 1) + b"\r")
    with pytest.raises(CommandSyntaxError):
        parse_line(body)
    assert _feed(editor, b"A/ATE0\r") == [body, "E0"]


def test_control_characters_do_not_lengthen_a_full_line() -> None:
    line = b"AT" + b"E" * MAXIMUM_LINE + b"\x00\n\r"
    assert _feed(CommandLineEditor(), line) == ["E" * MAXIMUM_LINE]


def test_the_terminator_and_the_backspace_are_the_registers() -> None:
    editor = CommandLineEditor()
    said = [editor.feed(octet, terminator=0x21, backspace=0x23) for octet in b"ATEE#\r!"]
    assert said == [None] * 6 + ["E"]
