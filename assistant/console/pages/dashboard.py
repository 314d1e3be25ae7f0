"""The dashboard: what visitors ask, how it goes, and what needs staff."""

import asyncio
from typing import Optional

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.dashboard_views.chosen_period import (
    LENGTHS,
    ChosenPeriod,
    UnusablePeriod,
    read_period,
)
from assistant.console.dashboard_views.figures import Figures, count_bookings
from assistant.console.dashboard_views.tables import MAKERS, make_tables
from assistant.console.web import (
    PageError,
    Role,
    call,
    get_rooms,
    render,
    requires,
)
from assistant.console.web.downloads import download
from assistant.console.web.visits import get_now


@requires(Role.VIEWER)
async def show_dashboard(request: Request) -> Response:
    """The figures of the days that were asked for, as plots and tables."""
    rooms = get_rooms(request)
    zone = rooms.profile.schedule.time_zone
    chosen: Optional[ChosenPeriod] = None
    problem = ""
    try:
        chosen = read_period(request.query_params, zone, get_now())
    except UnusablePeriod as error:
        problem = str(error)
    figures = await _read(request, chosen) if chosen else None
    # To say whether it is these days that were quiet, or every day so far.
    has_turns = figures is None or not figures.is_empty
    has_turns = has_turns or await call(request, rooms.statistics.has_turns)
    return render(
        request,
        "dashboard/page.html",
        {
            "chosen": chosen,
            "first": chosen.period.first if chosen else "",
            "last": chosen.period.last if chosen else "",
            "lengths": LENGTHS,
            "problem": problem,
            "zone": zone.key,
            "figures": figures,
            "has_turns": has_turns,
            "tables": make_tables(figures) if figures else (),
        },
        status=422 if problem else 200,
    )


@requires(Role.VIEWER)
async def export_table(request: Request) -> Response:
    """One of the tables as CSV."""
    name = request.path_params["name"]
    if name not in MAKERS:
        raise PageError(404, "There is no such table. Choose one on the dashboard.")
    zone = get_rooms(request).profile.schedule.time_zone
    try:
        chosen = read_period(request.query_params, zone, get_now())
    except UnusablePeriod as error:
        raise PageError(422, str(error)) from error
    table = MAKERS[name](await _read(request, chosen))
    file = f"{name}-{chosen.period.first}-to-{chosen.period.last}.csv"
    return download(file, table.write_csv())


async def _read(request: Request, chosen: ChosenPeriod) -> Figures:
    rooms, period = get_rooms(request), chosen.period
    statistics = rooms.statistics
    # Each in a thread of its own: the databases count at the same time.
    activity, topics, growing, bookings = await asyncio.gather(
        call(request, statistics.count_by_time, period),
        call(request, statistics.count_by_topic, period),
        call(request, statistics.list_growing, period),
        call(request, count_bookings, rooms.bookings, period),
    )
    return Figures(activity, topics, growing, bookings)


routes = [
    Route("/dashboard", show_dashboard, name="dashboard"),
    Route("/dashboard/{name}.csv", export_table, name="dashboard-table"),
]
