"""The live table of lines."""

from pathlib import Path

from rich.console import Console

from faxstatus_core.trace import CallTrace
from faxstatus_core.trace.records import (
    CommandRecord,
    FrameRecord,
    HookRecord,
    OctetsRecord,
    Record,
    RingRecord,
)
from modem_sim.board import Board
from modem_sim.trace import read_trace
from tests.support.traced import play


def _text(board: Board) -> list[list[str]]:
    """The cells of each line, as they are shown."""
    console = Console(width=200, color_system=None)
    with console.capture() as capture:
        console.print(board.table())
    return [line.split("  ") for line in capture.get().splitlines()]


def _row(board: Board, name: str) -> list[str]:
    [row] = [cells for cells in _text(board) if cells[0].strip() == name]
    return [cell.strip() for cell in row if cell.strip()]


def test_a_call_is_followed(tmp_path: Path) -> None:
    play(tmp_path, CALL)
    heading, records = read_trace(tmp_path / "log.jsonl")
    board = Board(heading.stations)
    shown: list[tuple[str, ...]] = []
    for record in records:
        board(record)
        row = tuple(_row(board, "sender"))
        if not shown or shown[-1] != row:
            shown.append(row)
    assert shown[0] == ("sender", "1", "off hook")
    assert ("sender", "1", "calls 2", "CNG") in shown
    assert ("sender", "1", "in call with receiver", "V.17 14400", "DCS", "1") in shown
    assert ("sender", "1", "in call with receiver", "V.17 14400", "MPS", "2") in shown
    assert shown[-1] == ("sender", "1", "idle")


def test_rings_and_commands() -> None:
    board = Board({"a": "1", "b": "2"})
    board(CommandRecord(t=1, station="a", line="AT+FCLASS=1"))
    board(RingRecord(t=2, station="b", call=1, cadence=(2, 4)))
    assert _row(board, "a") == ["a", "1", "idle", "AT+FCLASS=1"]
    assert _row(board, "b") == ["b", "2", "rings"]


def test_lines_in_use_come_first_and_the_rest_is_counted() -> None:
    board = Board({f"m{number}": str(number) for number in range(100)})
    board(HookRecord(t=1, station="m99", off=True))
    rows = _text(board)
    assert rows[1][0].strip() == "m99"
    assert "and 80 more" in " ".join(rows[-1])


def test_anything_can_be_put_on_it(call: CallTrace) -> None:
    strange: list[Record] = [
        *call.records,
        OctetsRecord(t=1, station="nobody", by="dte", hex="00"),
        CommandRecord(t=1, station="sender", line="AT\x1b[2J[red]\n"),
        FrameRecord(t=1, station="sender", way="sent", code=3, hex="", good=True),
    ]
    board = Board({"sender": "1"})
    for record in reversed(strange):
        board(record)
        assert "\x1b" not in str(_text(board))


CALL = """
[[machine]]
name = "sender"
number = "1"
  [[machine.call]]
  number = "2"
  document = "two.tif"
[[machine]]
name = "receiver"
number = "2"
terminal = { error_correction = false }
"""
