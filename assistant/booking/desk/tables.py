"""How the staff's commands show requests: tables in a terminal, plain aligned text in a pipe."""

from typing import Collection, Dict, List, Optional, Sequence, Tuple
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.booking.desk.times import show_moment, show_slot, show_wanted_time
from assistant.booking.requests import BookingRequest, State
from assistant.booking.storage.records import FailedDelivery
from assistant.staff_output import clean_text, print_details, print_table, shorten_text

LONGEST_IN_LIST = 60
# In a narrow terminal free text is what gives way, not a date, a phone number or a state.
MIN_WIDTHS = {"Reference": 16, "Name": 16, "State": 9}
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
    styles = {"Reference": "bold", "State": STYLES.get(request.state.value, "")}
    print_details(console, lines, styles)


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
        (("Kind", details.kind.value), ("About", shorten_text(about, LONGEST_IN_LIST))),
        (("Time", shorten_text(show_wanted_time(request, zone) or "", LONGEST_IN_LIST)),),
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
    print_table(console, table)


def _split(row: Tuple[Column, ...]) -> Tuple[Column, ...]:
    return tuple((cell,) for column in row for cell in column)


def _style(heading: str, value: str) -> Text:
    if heading in ("State", "Hand-off"):
        return Text(value, style=STYLES.get(value, ""))
    return Text(value, style="bold" if heading == "Reference" else "")
