"""The pages of all releases: what is live, what is new, training a candidate, the list."""

from dataclasses import dataclass
from typing import List, Mapping, Optional

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.pages.release_requests import (
    PROBLEMS,
    read_number,
    read_page,
    read_words,
    tell_error,
)
from assistant.console.release_views.words import (
    GOOD,
    KINDS,
    can_publish,
    can_roll_back,
    name_server,
    name_state,
    tell_verdict,
)
from assistant.console.rooms import Rooms
from assistant.console.web import (
    PageError,
    Role,
    audit,
    call,
    flash,
    get_rooms,
    get_user,
    is_partial,
    redirect,
    render,
    requires,
)
from assistant.console.web.visits import get_now
from assistant.releases.errors import ReleaseError
from assistant.releases.records import Publication, Release, StaffChanges, State
from assistant.releases.releases import Releases

PAGE_SIZE = 20
# A trainer claims a job within a second or two.
SECONDS_BEFORE_DOUBT = 20.0
# What htmx understands as "load the page anew".
_REFRESH: Mapping[str, str] = {"HX-Refresh": "true"}


@dataclass(frozen=True)
class Overview:
    """What the first page shows; `candidate` is the newest one, if it came after the live one."""

    live: Optional[Release]
    publication: Optional[Publication]
    running: Optional[Release]
    unpublished: Optional[StaffChanges]
    problem: Optional[str]
    candidate: Optional[Release]
    releases: List[Release]
    page: int
    pages: int


@requires(Role.VIEWER)
async def show_releases(request: Request) -> Response:
    """What is live, what is new since, the candidate, and every release."""
    page = read_page(request)
    try:
        overview = await call(request, _read_overview, get_rooms(request).releases, page)
    except ReleaseError as error:
        raise PageError(503, str(error)) from error
    return render(
        request,
        "releases/overview.html",
        {
            "overview": overview,
            "kinds": KINDS,
            "name_state": name_state,
            "running": overview.running,
            "is_late": bool(overview.running and _is_late(overview.running)),
            "can_roll_back": can_roll_back,
            "verdict": overview.candidate and tell_verdict(overview.candidate, None, overview.live),
            "can_publish": bool(
                overview.candidate and can_publish(overview.candidate, overview.live)
            ),
        },
    )


@requires(Role.PUBLISHER)
async def train(request: Request) -> Response:
    """Ask for a candidate with everything that staff have saved."""
    why = await read_words(request, "why")
    rooms = get_rooms(request)
    try:
        recent = await call(request, _list_recent, rooms)
        release = await call(request, rooms.releases.request, get_user(request).name, why, recent)
    except PROBLEMS as error:
        return tell_error(request, error, "releases")
    await audit(request, "releases.requested", f"release {release.number}")
    flash(request, f"Candidate {release.number} is being trained. You can leave this page.", "good")
    return redirect(request, "releases")


@requires(Role.PUBLISHER)
async def cancel(request: Request) -> Response:
    """Stop the training of a candidate."""
    number = read_number(request)
    rooms = get_rooms(request)
    try:
        await call(request, rooms.releases.cancel, number, get_user(request).name)
    except PROBLEMS as error:
        return tell_error(request, error, "releases")
    await audit(request, "releases.cancelled", f"release {number}")
    flash(request, f"The training of candidate {number} is cancelled. Nothing else changed.")
    return redirect(request, "releases")


@requires(Role.VIEWER)
async def show_progress(request: Request) -> Response:
    """How far the training has come: the part of the page that htmx asks for again and again."""
    running = await call(request, get_rooms(request).releases.running)
    if not is_partial(request):
        return redirect(request, "releases")
    if running is None:
        # It is over: the whole page has something new to say.
        return Response(headers=dict(_REFRESH))
    return render(
        request, "releases/progress.html", {"running": running, "is_late": _is_late(running)}
    )


@requires(Role.VIEWER)
async def show_servers(request: Request) -> Response:
    """What each assistant server says that it serves."""
    releases = get_rooms(request).releases
    live = await call(request, releases.live)
    statuses = await call(request, releases.servers)
    rows = [(status.address, name_server(status, live)) for status in statuses]
    is_told = all(label.tone == GOOD for _, label in rows)
    return render(
        request, "releases/servers.html", {"rows": rows, "live": live, "is_told": is_told}
    )


@requires(Role.PUBLISHER)
async def tell_servers_again(request: Request) -> Response:
    """Tell the servers that do not serve the live release to do so."""
    releases = get_rooms(request).releases
    try:
        await call(request, releases.complete)
    except PROBLEMS as error:
        return tell_error(request, error, "releases")
    live = await call(request, releases.live)
    await audit(request, "releases.told_again", f"release {live.number}" if live else None)
    statuses = await call(request, releases.servers)
    late = [one for one in statuses if name_server(one, live).tone != GOOD]
    for one in late:
        flash(request, f"{one.address}: {name_server(one, live).words}", "bad")
    if not late:
        flash(request, "Every server answers with the live release.", "good")
    return redirect(request, "releases")


def _read_overview(releases: Releases, page: int) -> Overview:
    live = releases.live()
    running = releases.running()
    pages = max(1, -(-releases.count() // PAGE_SIZE))
    page = min(page, pages)
    newest = releases.list(1)
    unpublished, problem = None, None
    try:
        unpublished = releases.what_is_unpublished()
    except ReleaseError as error:
        # A file that cannot be read keeps nobody from seeing and publishing what is there.
        problem = str(error)
    return Overview(
        live=live,
        publication=releases.last_publication(),
        running=running,
        unpublished=unpublished,
        problem=problem,
        candidate=_find_candidate(newest, live),
        releases=releases.list(PAGE_SIZE, (page - 1) * PAGE_SIZE),
        page=page,
        pages=pages,
    )


def _find_candidate(newest: List[Release], live: Optional[Release]) -> Optional[Release]:
    """The newest release while nobody has decided about it: not live, not cancelled, not busy."""
    if not newest or newest[0].is_live or newest[0].was_live:
        return None
    candidate = newest[0]
    is_over = candidate.state in (State.READY, State.REFUSED, State.FAILED)
    is_newer = live is None or candidate.number > live.number
    return candidate if is_over and is_newer else None


def _list_recent(rooms: Rooms) -> List[str]:
    """The latest real messages, masked, which the candidate is tried on."""
    return [message.text for message in rooms.inbox.list_recent()]


def _is_late(running: Release) -> bool:
    waited = (get_now() - running.requested_at).total_seconds()
    return running.state is State.WAITING and waited > SECONDS_BEFORE_DOUBT


routes = [
    Route("/releases", show_releases, name="releases"),
    Route("/releases/train", train, methods=["POST"], name="train-release"),
    Route("/releases/progress", show_progress, name="release-progress"),
    Route("/releases/servers", show_servers, name="release-servers"),
    Route("/releases/servers", tell_servers_again, methods=["POST"], name="tell-servers-again"),
    Route("/releases/{number:int}/cancel", cancel, methods=["POST"], name="cancel-release"),
]
