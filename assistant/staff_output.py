"""How commands for staff speak: safe text, tables in a terminal, plain aligned text in a pipe."""

import sys
from typing import Mapping, Optional, Sequence, Tuple

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.error_places import describe_error

# A pipe has no width: every row stays one line there.
PIPE_WIDTH = 10_000
# Joiners are part of some scripts' words and of emoji, although Unicode calls them unprintable.
JOINERS = "\u200c\u200d"


def make_console(*, is_for_notes: bool = False) -> Console:
    """A console for results (standard output) or notes (standard error)."""
    stream = sys.stderr if is_for_notes else sys.stdout
    return Console(
        stderr=is_for_notes,
        width=None if stream.isatty() else PIPE_WIDTH,
        highlight=False,
        markup=False,
        emoji=False,
    )


def clean_text(text: str) -> str:
    """A visitor's words without what could steer the terminal, on one line."""
    printable = (c if c.isprintable() or c in JOINERS else " " for c in text)
    return " ".join("".join(printable).split())


def shorten_text(text: str, longest: int) -> str:
    """The text, cleaned and cut to so many characters."""
    plain = clean_text(text)
    return plain if len(plain) <= longest else f"{plain[: longest - 3].rstrip()}..."


def print_rows(console: Console, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table; in a pipe every row is one line."""
    is_plain = not console.is_terminal
    table = Table(box=None if is_plain else box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean_text(cell)) for cell in row))
    print_table(console, table)


def print_details(
    console: Console,
    details: Sequence[Tuple[str, Optional[str]]],
    styles: Optional[Mapping[str, str]] = None,
) -> None:
    """A line for each label and value; those without a value are left out. Styles go by label."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in details:
        if value:
            table.add_row(label, Text(clean_text(value), style=(styles or {}).get(label, "")))
    print_table(console, table)


def print_table(console: Console, table: Table) -> None:
    """Any table; in a pipe without the blanks that end its lines. Its cells are clean already."""
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    # The last cell of each row is filled up with blanks, which no reader of a pipe needs.
    for line in captured.get().splitlines():
        console.print(line.rstrip())


def describe_unexpected(error: BaseException) -> str:
    """An error's type and our last line on its way, without what it says of anybody."""
    found = describe_error(error)
    place = f" at {found['place']}" if found["place"] else ""
    return f"{found['error']}{place}"
