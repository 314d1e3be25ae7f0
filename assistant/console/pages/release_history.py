"""The history of releases: who did what, when and why; and the log of one training."""

from typing import Dict, List

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.pages.release_requests import PROBLEMS, read_number, read_page, tell_error
from assistant.console.release_views.history_rows import (
    HistoryFilter,
    choose_entries,
    page_entries,
    write_history,
)
from assistant.console.release_views.words import HAPPENINGS
from assistant.console.web import Role, audit, call, get_rooms, is_partial, render, requires
from assistant.releases.records import Entry
from assistant.releases.releases import Releases

# More than a clinic does in decades; filters are for all of it.
MOST_ENTRIES = 100_000
_FILTERS = ("who", "what", "number", "since", "until")


@requires(Role.VIEWER)
async def show_history(request: Request) -> Response:
    """Who did what, when and why."""
    rooms = get_rooms(request)
    entries = await call(request, _list_entries, rooms.releases)
    zone = rooms.profile.schedule.time_zone
    page = page_entries(entries, _read_filter(request), zone)
    chosen = {name: getattr(page.chosen, name) for name in _FILTERS}
    return render(
        request,
        "releases/history.html",
        {
            "page": page,
            "happenings": HAPPENINGS,
            "query": {name: value for name, value in chosen.items() if value},
        },
    )


@requires(Role.VIEWER)
async def export_history(request: Request) -> Response:
    """The chosen entries as a CSV file."""
    rooms = get_rooms(request)
    entries = await call(request, _list_entries, rooms.releases)
    zone = rooms.profile.schedule.time_zone
    chosen = choose_entries(entries, _read_filter(request), zone)
    await audit(request, "releases.history_exported", f"{len(chosen)} entries")
    return Response(
        write_history(chosen, zone),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="release-history.csv"'},
    )


@requires(Role.VIEWER)
async def show_log(request: Request) -> Response:
    """What the trainer wrote while it made a release."""
    number = read_number(request)
    releases = get_rooms(request).releases
    try:
        release = await call(request, releases.show, number)
        text = await call(request, releases.read_log, number)
    except PROBLEMS as error:
        return tell_error(request, error, "releases")
    context: Dict[str, object] = {"release": release, "text": text}
    template = "log_text" if is_partial(request) else "log"
    return render(request, f"releases/{template}.html", context)


def _list_entries(releases: Releases) -> List[Entry]:
    return releases.history(MOST_ENTRIES)


def _read_filter(request: Request) -> HistoryFilter:
    given = {name: request.query_params.get(name, "").strip() for name in _FILTERS}
    return HistoryFilter(page=read_page(request), **given)


routes = [
    Route("/releases/history", show_history, name="release-history"),
    Route("/releases/history.csv", export_history, name="export-release-history"),
    Route("/releases/{number:int}/log", show_log, name="release-log"),
]
