"""Answers for people: tables on a terminal, aligned text in a file or pipe.

What comes from a server or a far end is text and nothing else: no markup, no control sequence.
"""

import sys
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from faxstatus_core.text import printable

_RIGHT = frozenset(
    {
        *("job", "call", "fax", "page", "pages", "tries", "time", "calls"),
        *("sent", "received", "failed", "good", "pages sent", "pages received"),
    }
)
"""Columns of numbers."""


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], nothing: str) -> None:
    """Rows of text under their headings; ``nothing``: what to say where there are none."""
    clean = [[printable(cell) for cell in row] for row in rows]
    console = Console()
    if not clean and console.is_terminal:
        print_text(nothing)
    elif console.is_terminal:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in columns:
            table.add_column(
                column, justify="right" if column in _RIGHT else "left", overflow="fold"
            )
        for row in clean:
            table.add_row(*map(Text, row))
        console.print(table)
    else:
        _print_aligned([list(columns), *clean], [column in _RIGHT for column in columns])


def print_details(pairs: Iterable[tuple[str, str]]) -> None:
    """What is known of one thing, a line each; what is not known is left out."""
    known = [(name, printable(text)) for name, text in pairs if text]
    width = max((len(name) for name, _ in known), default=0)
    console = Console()
    for name, text in known:
        line = Text.assemble((f"{name:<{width}}", "bold"), "  ", text)
        console.print(line, soft_wrap=True) if console.is_terminal else print_text(line.plain)


def print_text(text: str) -> None:
    """Lines of text, as they are but for what cannot be printed; a reader has them at once."""
    for line in text.split("\n"):
        sys.stdout.write(printable(line).rstrip() + "\n")
    sys.stdout.flush()


def _print_aligned(rows: list[list[str]], right: list[bool]) -> None:
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            " " * (width - cell_len(cell)) + cell
            if at_right
            else cell.ljust(len(cell) + width - cell_len(cell))
            for cell, width, at_right in zip(row, widths, right, strict=True)
        ]
        lines.append("  ".join(cells))
    print_text("\n".join(lines))
