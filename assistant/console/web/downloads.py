"""Gives staff a file to save."""

from starlette.responses import Response

CSV, CALENDAR = "text/csv", "text/calendar"


def download(name: str, text: str, media_type: str = CSV) -> Response:
    """The text as a file with this plain name."""
    # Without the mark, spreadsheets take UTF-8 for an older encoding.
    encoding = "utf-8-sig" if media_type == CSV else "utf-8"
    return Response(
        text.encode(encoding, "replace"),
        media_type=f"{media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
