"""Requests, the queue of one, what is new, the history, and the memory of tests."""

import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import List

import pytest

from assistant.releases.errors import (
    Busy,
    ImpossibleCancel,
    NothingNew,
    UnknownRelease,
    UnreadableSources,
    UnusableFolder,
)
from assistant.releases.folder import SOURCES
from assistant.releases.jobs import Jobs
from assistant.releases.records import Happening, Release, State
from assistant.releases.releases import Releases
from assistant.sources import STAFF_ANSWERS, STAFF_PHRASINGS
from assistant.sqlite_database import UnusableDatabase
from tests.releases.release_examples import (
    COST,
    LOCATION,
    Room,
    make_first,
    make_ready,
    make_room,
    train,
)
from tests.room_databases import run_sql


def test_request_takes_the_sources_as_they_are(release_room: Room, releases: Releases) -> None:
    """What is saved afterwards belongs to the next release."""
    release_room.teach("how much is it")
    release_room.write_answer("It depends.")
    release = releases.request("Kim", "more about prices", ["what does it cost"])
    release_room.teach("something later")
    assert (release.number, release.state, release.who) == (1, State.WAITING, "Kim")
    assert release.why == "more about prices"
    sources = release_room.settings.releases_folder / "0001" / SOURCES
    taken = {path.relative_to(sources).as_posix() for path in sources.rglob("*") if path.is_file()}
    assert taken == {
        "config.yml",
        "domain.yml",
        "data/nlu/faq.yml",
        "data/responses/faq.yml",
        "knowledge/topics.yml",
        STAFF_PHRASINGS,
        STAFF_ANSWERS,
    }
    assert "how much is it" in (sources / STAFF_PHRASINGS).read_text()
    assert releases.running() == release
    assert releases.live() is None


def test_staff_files_elsewhere_stand_at_their_place_among_the_sources(
    release_room: Room, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Settings may keep them outside of the project; a copy within it is not taken as well."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "words.yml"
    release_room.teach("an old copy")
    other = Room(release_room.project, replace(release_room.settings, staff_phrasings=elsewhere))
    other.teach("the true one")
    with closing(other.open()) as releases:
        releases.request("Kim")
    file = other.settings.releases_folder / "0001" / SOURCES / STAFF_PHRASINGS
    assert "the true one" in file.read_text()


def test_second_request_is_told_who_was_first(releases: Releases) -> None:
    """The queue holds one release, and the words say whose and since when."""
    first = releases.request("Kim")
    with pytest.raises(Busy, match=rf"Release 1 waits.*Kim.*{first.requested_at:%H:%M}"):
        releases.request("Lee")


def test_two_at_the_same_time_make_one_release(tmp_path: Path, room_url: str) -> None:
    """Each of many processes is either the one or is told who was first."""
    room = make_room(tmp_path, ["http://127.0.0.1:9"], release_database=room_url)
    rooms = [room.open() for _ in range(6)]
    made: List[Release] = []
    refused: List[Busy] = []

    def ask(releases: Releases) -> None:
        try:
            made.append(releases.request("Kim"))
        except Busy as error:
            refused.append(error)

    threads = [threading.Thread(target=ask, args=(releases,)) for releases in rooms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(refused) == 5
    assert rooms[0].count() == 1
    assert [entry.what for entry in rooms[0].history()] == [Happening.REQUESTED]
    for releases in rooms:
        releases.close()


def test_nothing_new_is_not_trained(release_room: Room, releases: Releases, jobs: Jobs) -> None:
    """Where staff's files and the project's are those of the live release there is no need."""
    release_room.teach("how much is it")
    make_first(release_room, releases)
    with pytest.raises(NothingNew, match=r"Release 1.*nothing new"):
        releases.request("Kim")
    # Another order or a comment is nothing new either.
    file = release_room.settings.staff_phrasings
    file.write_text("# A comment.\n" + file.read_text())
    with pytest.raises(NothingNew):
        releases.request("Kim")
    release_room.write_answer("It depends.")
    assert releases.request("Kim").state is State.WAITING


def test_engineers_change_is_something_new(release_room: Room, releases: Releases) -> None:
    """A release can be trained on it, so that it passes the gate."""
    make_first(release_room, releases)
    (release_room.project / "data/nlu/faq.yml").write_text("nlu: [] # more")
    assert releases.request("Kim").number == 2


def test_unreadable_staff_file_is_named(release_room: Room, releases: Releases) -> None:
    """Nothing is requested; the words say which file, and where in it."""
    make_first(release_room, releases)
    release_room.settings.staff_phrasings.write_text("nlu:\n  - intent: [")
    with pytest.raises(UnreadableSources, match=r"staff_phrasings.yml', line \d"):
        releases.request("Kim")
    assert releases.running() is None


def test_cancelled_release_makes_room_for_the_next(releases: Releases) -> None:
    """It can be cancelled once, and the history says by whom."""
    releases.request("Kim")
    assert releases.cancel(1, "Lee", "not now").state is State.CANCELLED
    with pytest.raises(ImpossibleCancel, match="it is cancelled"):
        releases.cancel(1, "Lee")
    assert releases.request("Lee").number == 2
    told = [(entry.what, entry.who, entry.number) for entry in releases.history()]
    assert told == [
        (Happening.REQUESTED, "Lee", 2),
        (Happening.CANCELLED, "Lee", 1),
        (Happening.REQUESTED, "Kim", 1),
    ]


def test_unknown_release_is_named(releases: Releases) -> None:
    """Whatever is asked about it."""
    for ask in (releases.show, releases.comparison, releases.read_log, releases.what_is_new):
        with pytest.raises(UnknownRelease, match="no release 7"):
            ask(7)
    with pytest.raises(UnknownRelease):
        releases.cancel(7, "Kim")
    with pytest.raises(UnknownRelease):
        releases.publish(7, "Kim")


def test_list_shows_the_newest_first(release_room: Room, releases: Releases) -> None:
    """In pages."""
    for _ in range(3):
        releases.cancel(releases.request("Kim").number, "Kim")
    assert [release.number for release in releases.list(limit=2)] == [3, 2]
    assert [release.number for release in releases.list(limit=2, offset=2)] == [1]
    assert releases.count() == 3


def test_what_is_new_is_told_against_the_base(release_room: Room, releases: Releases) -> None:
    """Phrasings added and removed, and answers changed."""
    release_room.teach("how much is it")
    release_room.write_answer("It depends.")
    make_first(release_room, releases)
    release_room.teach("where is it", LOCATION)
    release_room.write_answer("It is dear.")
    assert releases.what_is_unpublished() == releases.what_is_new(releases.request("Kim").number)
    new = releases.what_is_new(2)
    assert new.added == ((LOCATION, "where is it"),)
    assert new.removed == ((COST, "how much is it"),)
    assert new.answers == (("utter_clinic/cost", "It depends.", "It is dear."),)


def test_comparison_of_a_release(release_room: Room, releases: Releases) -> None:
    """The first one has nothing to be compared with, the second has the first."""
    make_ready(release_room, releases, "how much is it")
    assert not releases.comparison(1).has_base
    releases.publish(1, "Kim")
    make_ready(release_room, releases, "how much is that")
    comparison = releases.comparison(2)
    assert (comparison.has_base, comparison.base) == (True, 1)
    assert [one.right_before for one in comparison.sets] == [2]
    assert [(one.name, one.before, one.after) for one in comparison.conversations] == [
        ("booking", True, True)
    ]


def test_log_is_read_from_its_end(release_room: Room, releases: Releases) -> None:
    """There is none before the trainer writes one."""
    releases.request("Kim")
    assert releases.read_log(1) == ""
    log = release_room.settings.releases_folder / "0001" / "training.log"
    log.write_bytes(b"\xff begins in the middle" + b"x" * 3_000_000 + b"the end")
    assert len(releases.read_log(1)) == 2 * 1024 * 1024
    assert releases.read_log(1).endswith("the end")


def test_history_cannot_be_changed(tmp_path: Path, room_url: str) -> None:
    """The database itself refuses, whoever asks."""
    room = make_room(tmp_path, ["http://127.0.0.1:9"], release_database=room_url)
    with closing(room.open()) as releases:
        releases.request("Kim", "call me at 555-123-4567")
        for change in ("UPDATE release_history SET who = 'Lee'", "DELETE FROM release_history"):
            with pytest.raises(Exception, match="cannot be changed"):
                run_sql(room_url, change)
        assert releases.count_history() == 1
        when, *told = releases.export_history()[0]
    assert when.endswith("+00:00")
    assert told[:3] == ["Kim", "requested", "1"]
    assert "555" not in told[3], "no personal data in what is kept for ever"


def test_tests_are_remembered_once(releases: Releases) -> None:
    """A text has one topic: the one that was confirmed last."""
    assert releases.add_tests([("how  much", COST), ("where", LOCATION)], "Kim") == 2
    assert releases.add_tests([("how much", COST), (" ", COST)], "Kim") == 0
    assert releases.add_tests([("how much", LOCATION)], "Lee") == 1
    assert [(test.text, test.topic, test.who) for test in releases.list_tests()] == [
        ("where", LOCATION, "Kim"),
        ("how much", LOCATION, "Lee"),
    ]
    assert releases.withdraw_tests(["where", "never seen"], "Kim") == 1
    assert [test.text for test in releases.list_tests()] == ["how much"]
    assert releases.history()[0].what is Happening.TESTS_WITHDRAWN


def test_many_tests_at_once(releases: Releases) -> None:
    """More than a database takes in one statement."""
    many = [(f"message {number}", COST) for number in range(1500)]
    assert releases.add_tests(many, "Kim") == 1500
    assert releases.withdraw_tests([text for text, _ in many], "Kim") == 1500
    assert releases.list_tests() == []


def test_unwritable_folder_is_named(release_room: Room) -> None:
    """The words say what to check; the live release is untouched."""
    folder = release_room.settings.releases_folder
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file, not a folder")
    with pytest.raises(UnusableFolder, match=r"releases' cannot be used: .*disk"):
        release_room.open()


def test_full_disk_leaves_no_release_behind(release_room: Room, releases: Releases) -> None:
    """The folder cannot be made: there is no row of it either, and the next try has its number."""
    folder = release_room.settings.releases_folder
    (folder / "0001.draft").write_text("in the way, as a disk without room would be")
    with pytest.raises(UnusableFolder, match="disk is not full"):
        releases.request("Kim")
    assert releases.count() == 0
    (folder / "0001.draft").unlink()
    assert releases.request("Kim").number == 1


def test_new_database_beside_old_folders_writes_over_none(
    release_room: Room, releases: Releases, jobs: Jobs
) -> None:
    """Numbers go on above the models that are there."""
    releases.request("Kim")
    train(jobs)
    database = f"sqlite:///{release_room.project.parent}/other.db"
    other = Room(release_room.project, replace(release_room.settings, release_database=database))
    with closing(other.open()) as anew:
        assert anew.request("Kim").number == 2
    assert (release_room.settings.releases_folder / "0001" / "model.tar.gz").exists()


def test_unusable_database_is_told(release_room: Room) -> None:
    """In the words of the database's part."""
    settings = replace(release_room.settings, release_database="mysql://x/y")
    with pytest.raises(UnusableDatabase, match="releases"):
        Room(release_room.project, settings).open()
