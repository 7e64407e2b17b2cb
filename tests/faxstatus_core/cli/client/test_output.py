"""Tables and details of any text: nothing in it steers a terminal, or is markup."""

import contextlib
import io
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.cli.client.output import print_details, print_table, print_text
from faxstatus_core.text import printable

rows = st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=5)


def printed(write: object, *arguments: object) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert callable(write)
        write(*arguments)
    return out.getvalue()


@given(rows)
def test_table_in_a_pipe_has_a_line_a_row(table: list[tuple[str, str, str]]) -> None:
    text = printed(print_table, ("job", "name", "text"), table, "none")
    head, *lines = text.removesuffix("\n").split("\n")
    assert head.split() == ["job", "name", "text"]
    assert len(lines) == len(table)
    for line, row in zip(lines, table, strict=True):
        assert line.isprintable()
        assert all(printable(cell).strip() in line for cell in row)


def test_columns_are_aligned_whatever_the_width_of_characters() -> None:
    table = [("1", "漢字", "end"), ("22", "abcdef", "end")]
    assert printed(print_table, ("job", "name", "text"), table, "none") == (
        "job  name    text\n  1  漢字    end\n 22  abcdef  end\n"
    )


@given(st.text(), st.text())
def test_text_and_details_in_a_pipe(name: str, text: str) -> None:
    for out in (printed(print_text, text), printed(print_details, [("name", name), ("t", text)])):
        assert out.replace("\n", "").isprintable()


@pytest.mark.parametrize("hostile", ["[red]x[/red]", "\x1b[31mx", "\x9b31mx", ":smile:", "a\nb\rc"])
def test_on_a_terminal(hostile: str) -> None:
    with patch.dict("os.environ", {"FORCE_COLOR": "1", "COLUMNS": "200", "TERM": "xterm"}):
        plain = printed(print_table, ("job", "name"), [("1", "x")], "none")
        table = printed(print_table, ("job", "name"), [("1", hostile)], "none")
        details = printed(print_details, [("name", hostile)])
    assert "\x1b[1m" in plain
    for out in (table, details):
        assert printable(hostile) in out
        assert "\x1b[31m" not in out
        assert "\x9b" not in out
    assert table.count("\x1b") == plain.count("\x1b")


def test_empty_table_says_so_on_a_terminal_and_is_a_heading_in_a_pipe() -> None:
    assert printed(print_table, ("job",), [], "none") == "job\n"
    with patch.dict("os.environ", {"FORCE_COLOR": "1"}):
        assert printed(print_table, ("job",), [], "none") == "none\n"
