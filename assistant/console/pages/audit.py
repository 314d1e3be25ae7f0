"""The audit, for admins: every sign-in and every change, with search and CSV."""

from typing import Dict, List, Optional
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.accounts.records import Entry
from assistant.console.web import PageError, Role, audit, call, get_rooms, render, requires
from assistant.staff_files import write_csv

SHOWN = 100
# A spreadsheet holds a million rows.
EXPORTED = 1_000_000
HEADINGS = ("number", "when", "who", "what", "about", "address")


@requires(Role.ADMIN)
async def show_audit(request: Request) -> Response:
    """A page of entries, newest first."""
    log = get_rooms(request).accounts.audit
    filters = _read_filters(request)
    page = _read_page(request)
    total = await call(request, log.count, **filters)
    context = {
        "entries": await call(request, log.list, SHOWN, (page - 1) * SHOWN, **filters),
        "total": total,
        "page": page,
        "pages": max(1, -(-total // SHOWN)),
        **{name: value or "" for name, value in filters.items()},
    }
    return render(request, "accounts/audit.html", context)


@requires(Role.ADMIN)
async def export_audit(request: Request) -> Response:
    """The entries as CSV, the newest first; that it was taken is an entry too."""
    rooms = get_rooms(request)
    await audit(request, "audit.exported")
    entries = await call(request, rooms.accounts.audit.list, EXPORTED, 0, **_read_filters(request))
    zone = rooms.profile.schedule.time_zone
    text = await call(request, write_csv, HEADINGS, [_list_cells(one, zone) for one in entries])
    return Response(
        # Without the mark, spreadsheets take UTF-8 for an older encoding.
        text.encode("utf-8-sig", "replace"),
        media_type="text/csv",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


def _list_cells(entry: Entry, zone: ZoneInfo) -> List[str]:
    moment = entry.at.astimezone(zone).isoformat(sep=" ", timespec="seconds")
    rest = (entry.who or "", entry.what, entry.about or "", entry.address or "")
    return [str(entry.id), moment, *rest]


def _read_filters(request: Request) -> Dict[str, Optional[str]]:
    return {name: _clean(request.query_params.get(name, "")) for name in ("who", "what")}


def _clean(text: str) -> Optional[str]:
    # A database may refuse what cannot be printed.
    return "".join(one for one in text if one.isprintable()).strip() or None


def _read_page(request: Request) -> int:
    text = request.query_params.get("page", "1")
    if not (text.isascii() and text.isdecimal() and int(text[:9]) > 0 and len(text) < 9):
        raise PageError(400, "There is no such page of the audit. Begin at the first one.")
    return int(text)


routes: List[Route] = [
    Route("/audit", show_audit, name="audit"),
    Route("/audit.csv", export_audit, name="audit-csv"),
]
