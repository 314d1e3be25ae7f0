"""The pages that change what visitors are answered with: publishing, and going back."""

from typing import List, Optional, Tuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.console.pages.release_requests import (
    LONGEST_WORDS,
    PROBLEMS,
    read_number,
    read_words,
    tell_error,
)
from assistant.console.release_views.words import can_publish, can_roll_back, tell_verdict
from assistant.console.rooms import Rooms
from assistant.console.source_files import what_roll_back_changes
from assistant.console.web import (
    Role,
    audit,
    call,
    flash,
    get_rooms,
    get_user,
    redirect,
    render,
    requires,
)
from assistant.releases.errors import NotRestored, StaffFilesChanged
from assistant.releases.records import Publication, Release, StaffChanges
from assistant.releases.releases import Releases


@requires(Role.PUBLISHER)
async def confirm_publish(request: Request) -> Response:
    """Say what publishing does, before it is done."""
    number = read_number(request)
    releases = get_rooms(request).releases
    try:
        release, live, changes = await call(request, _read_candidate, releases, number)
    except PROBLEMS as error:
        return tell_error(request, error, "releases")
    if not can_publish(release, live):
        verdict = tell_verdict(release, None, live)
        flash(request, f"{verdict.words} {verdict.beside}".strip(), "bad")
        return redirect(request, "release", number=number)
    return render(
        request,
        "releases/publish.html",
        {
            "release": release,
            "live": live,
            "changes": changes,
            "servers": get_rooms(request).settings.assistant_servers,
            "longest": LONGEST_WORDS,
        },
    )


@requires(Role.PUBLISHER)
async def publish(request: Request) -> Response:
    """Make a candidate the live release, on every server."""
    number = read_number(request)
    why = await read_words(request, "why")
    releases = get_rooms(request).releases
    try:
        done = await call(request, releases.publish, number, get_user(request).name, why)
    except PROBLEMS as error:
        await audit(request, "releases.not_published", f"release {number}")
        return tell_error(request, error, "release", number=number)
    await audit(request, "releases.published", f"release {number}")
    _tell_outcome(request, done, f"Release {number} is live.")
    return redirect(request, "releases")


@requires(Role.PUBLISHER)
async def confirm_roll_back(request: Request) -> Response:
    """Say what going back does to the assistant and to what staff have saved."""
    return await _ask_about_roll_back(request)


@requires(Role.PUBLISHER)
async def roll_back(request: Request) -> Response:
    """Make an earlier release the live one again, with the staff's files that it was trained on."""
    number = read_number(request)
    why = await read_words(request, "why")
    if why is None:
        return await _ask_about_roll_back(request, is_why_missing=True)
    seen = await read_words(request, "seen")
    releases = get_rooms(request).releases
    try:
        done = await call(request, releases.roll_back, number, get_user(request).name, why, seen)
    except StaffFilesChanged as error:
        return await _ask_about_roll_back(request, why, str(error))
    except NotRestored as error:
        # Visitors have the earlier answers already; what is left to do is in the error's words.
        await audit(request, "releases.rolled_back", f"release {number}, files not restored")
        return tell_error(request, error, "releases")
    except PROBLEMS as error:
        await audit(request, "releases.not_rolled_back", f"release {number}")
        return tell_error(request, error, "releases")
    await audit(request, "releases.rolled_back", f"release {number}")
    _tell_outcome(
        request,
        done,
        f"Release {number} is live again, and phrasings and answers are as they were then.",
    )
    return redirect(request, "releases")


async def _ask_about_roll_back(
    request: Request, why: str = "", problem: Optional[str] = None, *, is_why_missing: bool = False
) -> Response:
    number = read_number(request)
    rooms = get_rooms(request)
    try:
        # First, so that what is saved while this is read is noticed too.
        seen = await call(request, rooms.releases.digest_staff_files)
        release, live, changes = await call(request, _read_earlier, rooms, number)
    except PROBLEMS as error:
        return tell_error(request, error, "releases")
    if changes is None:
        flash(request, _tell_why_not(release), "bad")
        return redirect(request, "release", number=number)
    return render(
        request,
        "releases/roll_back.html",
        {
            "release": release,
            "live": live,
            "changes": changes,
            "servers": rooms.settings.assistant_servers,
            "longest": LONGEST_WORDS,
            "seen": seen,
            "why": why,
            "problem": problem,
            "missing": is_why_missing,
        },
        status=400 if is_why_missing else 409 if problem else 200,
    )


def _read_candidate(
    releases: Releases, number: int
) -> Tuple[Release, Optional[Release], StaffChanges]:
    return releases.show(number), releases.live(), releases.what_is_new(number)


def _read_earlier(
    rooms: Rooms, number: int
) -> Tuple[Release, Optional[Release], Optional[StaffChanges]]:
    release, live = rooms.releases.show(number), rooms.releases.live()
    if not can_roll_back(release):
        return release, live, None
    return release, live, what_roll_back_changes(rooms.settings, number)


def _tell_why_not(release: Release) -> str:
    if release.is_live:
        return f"Release {release.number} is live already."
    if not release.was_live:
        return f"Release {release.number} was never live: there is nothing to go back to."
    return f"The files of release {release.number} were removed, so that it cannot come back."


def _tell_outcome(request: Request, done: Publication, words: str) -> None:
    refused: List[str] = []
    for one in done.servers:
        if not one.is_done:
            refused.append(f"{one.address}: {one.problem or 'it did not take the release'}")
    taken = len(done.servers) - len(refused)
    if not refused:
        servers = "The server has" if taken == 1 else f"All {taken} servers have"
        flash(request, f"{words} {servers} taken it.", "good")
        return
    flash(
        request,
        f"{words} {taken} of {len(done.servers)} servers have taken it. The others are told again "
        "by themselves when the console or the trainer starts, or now by 'Tell them again'.",
        "note",
    )
    for problem in refused:
        flash(request, problem, "bad")


routes = [
    Route("/releases/{number:int}/publish", confirm_publish, name="confirm-publish"),
    Route("/releases/{number:int}/publish", publish, methods=["POST"], name="publish-release"),
    Route("/releases/{number:int}/roll-back", confirm_roll_back, name="confirm-roll-back"),
    Route("/releases/{number:int}/roll-back", roll_back, methods=["POST"], name="roll-back"),
]
