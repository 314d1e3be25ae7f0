"""Writes files for staff: whole or not at all, for this user only, safe in a spreadsheet."""

import csv
import io
import os
import tempfile
from pathlib import Path
from typing import Iterable, Sequence

from assistant.staff_output import JOINERS

# Spreadsheets read a cell that begins like this as a formula, which can run commands or send the
# other cells away. The wide forms are read alike under East Asian settings.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
KEPT_UNPRINTABLE = f"\t\r\n{JOINERS}"


class UnwritableFile(RuntimeError):
    """A file cannot be written; the message says why and what to do."""


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV with a line of headings; no cell is a formula or steers a terminal."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_guard_cell(cell) for cell in row])
    return text.getvalue()


def write_private_file(file: Path, content: bytes, *, may_overwrite: bool) -> None:
    """Write the whole file or nothing, for this user only. Raises UnwritableFile."""
    if file.is_dir():
        raise UnwritableFile(f"'{file}' is a folder. Name a file in it.")
    if os.path.lexists(file) and not may_overwrite:
        raise UnwritableFile(
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
        raise UnwritableFile(f"'{file}' cannot be written: {error.strerror}.") from error
    finally:
        # After an error or Ctrl-C nothing of it stays; after success it has the file's name.
        if draft is not None:
            Path(draft).unlink(missing_ok=True)


def _guard_cell(text: str) -> str:
    # A cell may have lines; what would steer a terminal that the file is shown in stays out.
    cell = "".join(c for c in text if c.isprintable() or c in KEPT_UNPRINTABLE)
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
