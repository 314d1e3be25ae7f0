"""How the staff's commands show requests: tables in a terminal, plain aligned text in a pipe."""

import sys
from typing import Collection, Dict, List, Optional, Sequence, Tuple
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.booking.desk.times import show_moment, show_slot, show_wanted_time
from assistant.booking.requests import BookingRequest, State
from assistant.booking.storage.records import FailedDelivery

# A pipe has no width: every row stays one line there.
PIPE_WIDTH = 10_000
LONGEST_IN_LIST = 60
# In a narrow terminal free text is what gives way, not a date, a phone number or a state.
MIN_WIDTHS = {"Reference": 16, "Name": 16, "State": 9}
# Joiners are part of some scripts' words and of emoji, although Unicode calls them unprintable.
JOINERS = "\u200c\u200d"
STYLES: Dict[str, str] = {
    State.WAITING.value: "yellow",
    State.BOOKED.value: "cyan",
    State.CONFIRMED.value: "green",
    State.DECLINED.value: "dim",
    State.CANCELLED.value: "dim",
    "failed": "bold red",
}

# A column in a terminal holds its cells one above the other, a pipe gets a column for each.
Column = Tuple[Tuple[str, str], ...]


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


def show_requests(
    console: Console,
    requests: Sequence[BookingRequest],
    failed: Collection[str],
    zone: ZoneInfo,
) -> None:
    """List the requests, a line each; `failed` names those whose hand-off was given up."""
    rows = [_describe_in_list(request, request.reference in failed, zone) for request in requests]
    _print_rows(console, rows)


def show_request(
    console: Console,
    request: BookingRequest,
    failed: Sequence[FailedDelivery],
    zone: ZoneInfo,
) -> None:
    """Everything that is kept of one request, a line for each detail that is there."""
    details = request.details
    appointment = show_slot(request.appointment, zone) if request.appointment else None
    slot = show_slot(details.slot, zone) if details.slot else None
    lines: List[Tuple[str, Optional[str]]] = [
        ("Reference", request.reference),
        ("State", request.state.value),
        ("Kind", details.kind.value),
        ("Name", details.name),
        ("Contact", details.contact.shown),
        ("Reason", details.reason),
        ("Message", details.message),
        ("Preferred time", details.preferred_time),
        ("Chosen slot", slot if slot != appointment else None),
        ("Appointment", appointment),
        ("Asked about", ", ".join(details.topics)),
        ("Language", details.language),
        ("Page", details.page),
        ("Asked", show_moment(request.created_at, zone)),
        ("Last change", show_moment(request.updated_at, zone)),
        *((f"Failed: {one.event.value}", f"{one.error} ({one.tries} tries)") for one in failed),
    ]
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in lines:
        if value:
            table.add_row(label, _style(label, clean_text(value)))
    _print_table(console, table)


def show_failed(console: Console, failed: Sequence[FailedDelivery], zone: ZoneInfo) -> None:
    """List the deliveries that were given up, a line each."""
    _print_rows(
        console,
        [
            (
                (("Reference", one.reference), ("Failed", show_moment(one.failed_at, zone))),
                (("What", one.event.value), ("Tries", str(one.tries))),
                (("Error", clean_text(one.error)),),
            )
            for one in failed
        ],
    )


def show_erasable(console: Console, rows: Sequence[Tuple[str, str, str]]) -> None:
    """List requests by what is not personal: reference, kind and date."""
    _print_rows(
        console,
        [
            ((("Reference", reference),), (("Kind", kind),), (("Asked", asked),))
            for reference, kind, asked in rows
        ],
    )


def _describe_in_list(
    request: BookingRequest, has_failed: bool, zone: ZoneInfo
) -> Tuple[Column, ...]:
    details = request.details
    about = details.message or details.reason or ""
    return (
        (("Reference", request.reference), ("Asked", show_moment(request.created_at, zone))),
        (("Name", clean_text(details.name)), ("Contact", clean_text(details.contact.shown))),
        (("Kind", details.kind.value), ("About", _shorten(about))),
        (("Time", _shorten(show_wanted_time(request, zone) or "")),),
        (("State", request.state.value), ("Hand-off", "failed" if has_failed else "")),
    )


def _print_rows(console: Console, rows: Sequence[Tuple[Column, ...]]) -> None:
    is_plain = not console.is_terminal
    table = Table(box=None if is_plain else box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    shown = [_split(row) if is_plain else row for row in rows]
    for column in shown[0]:
        table.add_column(
            "\n".join(heading for heading, _ in column),
            no_wrap=column[0][0] in ("Reference", "State"),
            min_width=MIN_WIDTHS.get(column[0][0]) if not is_plain else None,
            overflow="fold",
        )
    for row in shown:
        cells = [
            Text("\n").join(_style(heading, value) for heading, value in column) for column in row
        ]
        table.add_row(*cells)
    _print_table(console, table)


def _print_table(console: Console, table: Table) -> None:
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    # The last cell of each row is filled up with blanks, which no reader of a pipe needs.
    for line in captured.get().splitlines():
        console.print(line.rstrip())


def _split(row: Tuple[Column, ...]) -> Tuple[Column, ...]:
    return tuple((cell,) for column in row for cell in column)


def _style(heading: str, value: str) -> Text:
    if heading in ("State", "Hand-off"):
        return Text(value, style=STYLES.get(value, ""))
    return Text(value, style="bold" if heading == "Reference" else "")


def _shorten(text: str) -> str:
    plain = clean_text(text)
    return plain if len(plain) <= LONGEST_IN_LIST else f"{plain[: LONGEST_IN_LIST - 3].rstrip()}..."
