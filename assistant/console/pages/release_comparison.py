"""The page of one release: its verdict, its figures beside the live release's, every change."""

from dataclasses import dataclass
from typing import Dict, Optional, Tuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.pages.release_requests import PROBLEMS, read_number, read_page, tell_error
from assistant.console.release_views.figures import (
    TopicOrder,
    count_topics,
    list_figures,
    list_topics,
)
from assistant.console.release_views.message_changes import (
    SHOWN_KINDS,
    MessageFilter,
    choose_rows,
    list_conversations,
    list_recent,
    list_rows,
)
from assistant.console.release_views.plots import plot_confidence, plot_topics
from assistant.console.release_views.words import (
    can_publish,
    can_roll_back,
    name_state,
    tell_verdict,
)
from assistant.console.rooms import Rooms
from assistant.console.web import Role, call, get_rooms, render, requires
from assistant.releases.errors import MissingFiles, UnreadableSources
from assistant.releases.records import Comparison, Release, StaffChanges, State

MEASURED = (State.READY, State.REFUSED)


@dataclass(frozen=True)
class Findings:
    """Everything about one release; `missing` says why its comparison cannot be shown."""

    release: Release
    live: Optional[Release]
    comparison: Optional[Comparison]
    changes: Optional[StaffChanges]
    missing: Optional[str]


@requires(Role.VIEWER)
async def show_release(request: Request) -> Response:
    """One release, compared with the one that was live when it was trained."""
    number = read_number(request)
    try:
        found = await call(request, _find, get_rooms(request), number)
    except PROBLEMS as error:
        return tell_error(request, error, "releases")
    context = {
        "found": found,
        "release": found.release,
        "state": name_state(found.release, found.live),
        "verdict": tell_verdict(found.release, found.comparison, found.live),
        "can_publish": can_publish(found.release, found.live),
        "can_roll_back": can_roll_back(found.release),
    }
    if found.comparison is None:
        return render(request, "releases/unmeasured.html", context)
    return render(
        request,
        "releases/comparison.html",
        {**context, **_compare(request, found.comparison)},
    )


def _compare(request: Request, comparison: Comparison) -> Dict[str, object]:
    order = _read_order(request)
    topics = list_topics(comparison, order)
    is_folded = order is TopicOrder.CHANGE and comparison.has_base
    rows, recent = list_rows(comparison), list_recent(comparison)
    return {
        "comparison": comparison,
        "sets": list_figures(comparison),
        # Those that stayed the same are folded away, unless all are sorted by something else.
        "topics": [row for row in topics if row.change or not is_folded],
        "same_topics": [row for row in topics if is_folded and not row.change],
        "topics_told": count_topics(topics),
        "order": order,
        "topic_plot": plot_topics(list_topics(comparison, TopicOrder.CHANGE)),
        "confidence_plot": plot_confidence(rows) if rows else None,
        "messages": choose_rows(rows, _read_filter(request)),
        "kinds": SHOWN_KINDS,
        "recent": choose_rows(recent, MessageFilter(page=read_page(request, "recent"))),
        "conversations": list_conversations(comparison),
        "address": _make_address(request),
    }


def _find(rooms: Rooms, number: int) -> Findings:
    releases = rooms.releases
    release = releases.show(number)
    comparison, changes, missing = None, None, None
    try:
        changes = releases.what_is_new(number)
        # What engineers trained by `make train` asks no gate, and is not measured.
        if release.state in MEASURED and release.verdict is not None:
            comparison = releases.comparison(number)
    except (MissingFiles, UnreadableSources) as error:
        # An old release whose files were removed is still shown, without its comparison.
        missing = str(error)
    return Findings(release, releases.live(), comparison, changes, missing)


def _read_filter(request: Request) -> MessageFilter:
    given = request.query_params
    kind = given.get("kind", "")
    return MessageFilter(
        kind=kind if kind in SHOWN_KINDS else "",
        set=given.get("set", ""),
        topic=given.get("topic", ""),
        page=read_page(request),
    )


class _Address:
    """Makes links to this page that keep what was chosen, but for what they change."""

    def __init__(self, path: str, chosen: Tuple[Tuple[str, str], ...]) -> None:
        self._path = path
        self._chosen = dict(chosen)

    def __call__(self, place: str = "", **changed: object) -> str:
        query = {**self._chosen, **{name: str(value) for name, value in changed.items()}}
        kept = {name: value for name, value in query.items() if value}
        return f"{self._path}?{urlencode(kept)}" + (f"#{place}" if place else "")


def _make_address(request: Request) -> _Address:
    known = ("kind", "set", "topic", "sort", "page", "recent")
    chosen = tuple((name, request.query_params.get(name, "")) for name in known)
    return _Address(request.url.path, chosen)


def _read_order(request: Request) -> TopicOrder:
    try:
        return TopicOrder(request.query_params.get("sort", ""))
    except ValueError:
        return TopicOrder.CHANGE


routes = [Route("/releases/{number:int}", show_release, name="release")]
