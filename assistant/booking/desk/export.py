"""Writes requests as CSV, and files of personal data so that nobody else can read them."""

import csv
import io
import os
import tempfile
from pathlib import Path
from typing import Iterable, List
from zoneinfo import ZoneInfo

from assistant.booking.desk.tables import JOINERS
from assistant.booking.desk.times import show_moment
from assistant.booking.requests import BookingRequest

HEADINGS = (
    "reference",
    "asked",
    "kind",
    "state",
    "name",
    "contact",
    "reason",
    "message",
    "preferred time",
    "wanted slot",
    "appointment",
    "appointment ends",
    "asked about before",
    "language",
    "page",
)
# Spreadsheets read a cell that begins like this as a formula, which can run commands or send the
# other cells away. The wide forms are read alike under East Asian settings.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
KEPT_UNPRINTABLE = f"\t\r\n{JOINERS}"


class UnwritableExport(RuntimeError):
    """An export cannot be written; the message says why and what to do."""


def write_csv(requests: Iterable[BookingRequest], zone: ZoneInfo) -> str:
    """The requests as CSV with a line of headings; times are the clinic's."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for request in requests:
        writer.writerow([_guard_cell(cell) for cell in _list_cells(request, zone)])
    return text.getvalue()


def write_private_file(file: Path, content: bytes, *, may_overwrite: bool) -> None:
    """Write the whole file or nothing, for this user only. Raises UnwritableExport."""
    if file.is_dir():
        raise UnwritableExport(f"'{file}' is a folder. Name a file in it.")
    if os.path.lexists(file) and not may_overwrite:
        raise UnwritableExport(
            f"'{file}' is there already. Name another file, or add --force to overwrite it."
        )
    draft = None
    try:
        # In the same folder, because only there a finished draft can take the name in one step;
        # such files are made with mode 0600.
        handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, file)
    except OSError as error:
        raise UnwritableExport(f"'{file}' cannot be written: {error.strerror}.") from error
    finally:
        # After an error or Ctrl-C nothing of it stays; after success it has the file's name.
        if draft is not None:
            Path(draft).unlink(missing_ok=True)


def _list_cells(request: BookingRequest, zone: ZoneInfo) -> List[str]:
    details, appointment = request.details, request.appointment
    return [
        request.reference,
        show_moment(request.created_at, zone),
        details.kind.value,
        request.state.value,
        details.name,
        details.contact.shown,
        details.reason or "",
        details.message or "",
        details.preferred_time or "",
        show_moment(details.slot.start, zone) if details.slot else "",
        show_moment(appointment.start, zone) if appointment else "",
        show_moment(appointment.end, zone) if appointment else "",
        ", ".join(details.topics),
        details.language,
        details.page or "",
    ]


def _guard_cell(text: str) -> str:
    # A cell may have lines; what would steer a terminal that the file is shown in stays out.
    cell = "".join(c for c in text if c.isprintable() or c in KEPT_UNPRINTABLE)
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
