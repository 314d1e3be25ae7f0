"""kill -9 at any point of a release's way: nothing is lost or doubled, and the live model whole."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Callable, Iterator, List, Optional, Set, Tuple

import pytest

from assistant.releases.errors import ImpossibleCancel
from assistant.releases.folder import SOURCES, hash_file
from assistant.releases.live_model import read_live_model
from assistant.releases.publishing_lock import hold_publishing_lock
from assistant.releases.records import Happening, Kind, State
from assistant.releases.releases import Releases
from assistant.releases.storage.database import changing
from assistant.settings import PROJECT
from assistant.sources import STAFF_PHRASINGS
from tests.releases.release_examples import (
    Room,
    StandIn,
    find_room,
    make_first,
    make_ready,
    make_room,
    train,
)
from tests.small_server import SmallServer, serve

FIRST, SECOND = "how much is it", "how much is that"


@pytest.fixture
def server(stand_in: StandIn) -> Iterator[SmallServer]:
    with serve(stand_in.answer) as running:
        yield running


def make_start(folder: Path, address: str, *steps: Callable[[Room, Releases], object]) -> None:
    """The state that every killed process begins with."""
    (folder / "start").mkdir()
    room = make_room(folder / "start", [address])
    with closing(room.open()) as releases:
        for step in steps:
            step(room, releases)


def run_killed(folder: Path, action: str, step: int, address: str) -> List[Room]:
    """The room after each of the kills, the last one after none."""
    program = [sys.executable, "-m", "tests.releases.killed_process"]
    run = subprocess.run(
        [*program, str(folder), action, str(step), address],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    numbers = sorted(int(path.name) for path in folder.iterdir() if path.name != "start")
    assert len(numbers) > 5
    return [find_room(folder / str(number), [address]) for number in numbers]


def read_live(room: Room) -> Optional[int]:
    """The number of the live release, whose model must be whole."""
    folder = room.settings.releases_folder
    live = read_live_model(folder)
    if live is None:
        return None
    assert hash_file(folder / live.model) == live.sha256
    return live.number


def count_happenings(releases: Releases, what: Happening) -> int:
    return [entry.what for entry in releases.history()].count(what)


def list_drafts(room: Room) -> List[str]:
    return [path.name for path in room.settings.releases_folder.rglob("*") if ".draft" in path.name]


def first(room: Room, releases: Releases) -> None:
    room.teach(FIRST)
    make_first(room, releases)


def second(room: Room, releases: Releases) -> None:
    make_ready(room, releases, SECOND)


def request(room: Room, releases: Releases) -> None:
    room.teach(SECOND)
    releases.request("Kim")


def publish(_room: Room, releases: Releases) -> None:
    releases.publish(2, "Kim")


def begin_to_publish(_room: Room, releases: Releases) -> None:
    """Write the intention only, as a process that was killed after it."""
    with hold_publishing_lock(releases._folder, 0), changing(releases._database) as connection:
        releases._publisher.intend(connection, 2, Kind.PUBLISH, "Kim", "why")


@pytest.mark.parametrize(
    ("action", "steps", "step"),
    [
        ("publish", (first, second), 11),
        ("complete", (first, second, begin_to_publish), 21),
        ("roll_back", (first, second, publish), 19),
    ],
)
def test_killed_while_a_release_becomes_live(
    action: str,
    steps: Tuple[Callable[[Room, Releases], object], ...],
    step: int,
    tmp_path: Path,
    stand_in: StandIn,
    server: SmallServer,
) -> None:
    """The old or the new one is live at any moment; the next start finishes what was begun."""
    make_start(tmp_path, server.url, *steps)
    old, new, happening = (1, 2, Happening.PUBLISHED)
    if action == "roll_back":
        old, new, happening = (2, 1, Happening.ROLLED_BACK)
    seen: Set[Tuple[Optional[int], Optional[int]]] = set()
    for room in run_killed(tmp_path, action, step, server.url):
        before = read_live(room)
        assert before in (old, new)
        # The server was told by another process, or was started anew with what live.json says.
        stand_in.number, stand_in.sha256 = None, None
        with closing(room.open()) as releases:
            releases.complete()
            after = read_live(room)
            assert after == new or (before, after) == (old, old)
            assert stand_in.number == after
            assert count_happenings(releases, happening) == (after == new)
            publication = releases.last_publication()
            assert publication is not None
            assert (publication.number, publication.finished_at is None) == (after, False)
            assert releases.complete() is None
            assert (FIRST if after == 1 and action == "roll_back" else SECOND) in room.read_taught()
        assert list_drafts(room) == []
        seen.add((before, after))
    # Killed before it was intended, between the intention and live.json, and after.
    assert seen >= {(old, new), (new, new)}
    assert ((old, old) in seen) == (action != "complete")


def test_killed_while_a_release_is_requested(tmp_path: Path, server: SmallServer) -> None:
    """There is none, or one with all of its sources; the next trainer can do it."""
    make_start(tmp_path, server.url, first, lambda room, _: room.teach(SECOND))
    seen = set()
    for room in run_killed(tmp_path, "request", 31, server.url):
        with closing(room.open()) as releases, closing(room.jobs()) as jobs:
            running = releases.running()
            seen.add(running is None)
            if running is None:
                running = releases.request("Lee")
            assert (running.number, releases.count()) == (2, 2)
            sources = room.settings.releases_folder / "0002" / SOURCES
            assert SECOND in (sources / STAFF_PHRASINGS).read_text()
            assert (sources / "domain.yml").exists()
            assert list_drafts(room) == []
            assert count_happenings(releases, Happening.REQUESTED) == 1
            assert train(jobs).state is State.READY
    assert seen == {True, False}


def test_killed_while_a_release_is_made(tmp_path: Path, server: SmallServer) -> None:
    """The job waits again, or it is done; the live model was never touched."""
    make_start(tmp_path, server.url, first, request)
    seen = set()
    for room in run_killed(tmp_path, "work", 37, server.url):
        assert read_live(room) == 1
        with closing(room.open()) as releases, closing(room.jobs()) as jobs:
            jobs.requeue_interrupted()
            release = releases.show(2)
            seen.add(release.state)
            if release.state is State.WAITING:
                assert list_drafts(room) == []
                release = train(jobs)
            assert release.state is State.READY
            assert releases.comparison(2).base == 1
            assert count_happenings(releases, Happening.TRAINED) == 2
            assert releases.publish(2, "Kim").finished_at is not None
        assert read_live(room) == 2
    assert seen == {State.WAITING, State.READY}


def test_killed_while_the_first_model_is_registered(tmp_path: Path, server: SmallServer) -> None:
    """The next start registers it, or finds it registered; there is never a second one."""
    make_start(tmp_path, server.url, lambda room, _: room.teach(FIRST))
    seen = set()
    for room in run_killed(tmp_path, "register", 29, server.url):
        seen.add(read_live(room))
        with closing(room.open()) as releases:
            assert make_first(room, releases).is_live
            assert releases.count() == 1
            assert count_happenings(releases, Happening.FIRST) == 1
        assert read_live(room) == 1
        assert list_drafts(room) == []
    assert seen == {None, 1}


def test_killed_while_a_release_is_cancelled(tmp_path: Path, server: SmallServer) -> None:
    """It is cancelled, or it is not."""
    make_start(tmp_path, server.url, first, request)
    seen = set()
    for room in run_killed(tmp_path, "cancel", 6, server.url):
        with closing(room.open()) as releases:
            state = releases.show(2).state
            assert count_happenings(releases, Happening.CANCELLED) == (state is State.CANCELLED)
            if state is State.CANCELLED:
                with pytest.raises(ImpossibleCancel):
                    releases.cancel(2, "Kim")
            else:
                releases.cancel(2, "Kim")
            seen.add(state)
    assert seen == {State.WAITING, State.CANCELLED}
