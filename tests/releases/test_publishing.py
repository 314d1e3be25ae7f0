"""Publishing, rolling back, registering, and what happens to servers that do not play along."""

from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import List

import pytest

from assistant.releases.errors import (
    Busy,
    MissingFiles,
    NotPublishable,
    NotRestored,
    StaffFilesChanged,
)
from assistant.releases.jobs import Jobs
from assistant.releases.live_model import find_live_model
from assistant.releases.publishing_lock import hold_publishing_lock
from assistant.releases.records import Happening, Kind, State
from assistant.releases.releases import Releases, open_releases
from assistant.staff_changes.errors import StaffChangeError, UnwritableStaffFile
from tests.conftest import free_port
from tests.releases.release_examples import (
    BAD,
    Room,
    StandIn,
    finish,
    make_first,
    make_ready,
    make_room,
)
from tests.small_server import serve


def list_happenings(releases: Releases) -> List[Happening]:
    return [entry.what for entry in reversed(releases.history())]


def test_first_model_becomes_live_without_a_gate(
    release_room: Room, releases: Releases, stand_in: StandIn
) -> None:
    """`make train` is an engineer's change; servers read live.json when they start."""
    assert find_live_model(release_room.settings) is None
    release = make_first(release_room, releases)
    assert (release.number, release.state, release.is_live) == (1, State.READY, True)
    live = find_live_model(release_room.settings)
    assert live is not None
    assert live.read_text() == "first"
    assert stand_in.told == []
    assert make_first(release_room, releases) == release, "the same model again is no new release"
    assert make_first(release_room, releases, "second").number == 2
    assert list_happenings(releases) == [Happening.TRAINED, Happening.FIRST] * 2


def test_first_model_is_registered_anew_where_live_json_was_removed(
    release_room: Room, releases: Releases
) -> None:
    """As the words of an unusable live.json advise."""
    make_first(release_room, releases)
    (release_room.settings.releases_folder / "live.json").unlink()
    assert releases.live() is None
    assert make_first(release_room, releases).is_live
    assert releases.count() == 1


def test_published_release_reaches_the_server(
    release_room: Room, releases: Releases, stand_in: StandIn
) -> None:
    """live.json, the row, the history and the server agree."""
    make_first(release_room, releases)
    make_ready(release_room, releases, "how much is it")
    publication = releases.publish(2, "Kim", "prices")
    assert (publication.number, publication.kind, publication.who) == (2, Kind.PUBLISH, "Kim")
    assert publication.finished_at is not None
    assert [(outcome.is_done, outcome.problem) for outcome in publication.servers] == [(True, None)]
    assert stand_in.number == 2
    assert releases.last_publication() == publication
    assert [status.release for status in releases.servers()] == [2]
    assert [release.is_live for release in releases.list()] == [True, False]
    live = find_live_model(release_room.settings)
    assert live is not None
    assert live.read_text() == "how much is it 2"
    assert releases.history()[0].why == "prices"


def test_refused_release_cannot_be_published(release_room: Room, releases: Releases) -> None:
    """Nor one that is still being made, was cancelled, or is live."""
    make_ready(release_room, releases, "how much is it")
    releases.publish(1, "Kim")
    with pytest.raises(NotPublishable, match="is the live one already"):
        releases.publish(1, "Kim")
    assert make_ready(release_room, releases, "spoils it", BAD).state is State.REFUSED
    with pytest.raises(NotPublishable, match=r"Release 2.*does worse than the live"):
        releases.publish(2, "Kim")
    release_room.teach("another")
    releases.request("Kim")
    with pytest.raises(NotPublishable, match=r"Release 3 .* yet: it still waits for the trainer"):
        releases.publish(3, "Kim")
    releases.cancel(3, "Kim")
    with pytest.raises(NotPublishable, match="it was cancelled"):
        releases.publish(3, "Kim")


def test_release_compared_with_another_than_the_live_one_is_refused(
    release_room: Room, releases: Releases
) -> None:
    """Nobody knows whether it is better than what is live now."""
    make_ready(release_room, releases, "how much is it")
    make_ready(release_room, releases, "how much is that")
    releases.publish(2, "Kim")
    with pytest.raises(NotPublishable, match=r"no live release, and release 2 is live now"):
        releases.publish(1, "Kim")
    assert releases.live() == releases.show(2)


def test_damaged_model_is_refused(release_room: Room, releases: Releases) -> None:
    """A single bit is enough; nothing changes."""
    make_first(release_room, releases)
    make_ready(release_room, releases, "how much is it")
    model = release_room.settings.releases_folder / "0002" / "model.tar.gz"
    model.write_text("something else")
    with pytest.raises(MissingFiles, match="model of release 2 is damaged"):
        releases.publish(2, "Kim")
    model.unlink()
    with pytest.raises(MissingFiles, match=r"not in .*0002' any more"):
        releases.publish(2, "Kim")
    assert [release.number for release in releases.list() if release.is_live] == [1]


def test_roll_back_brings_the_files_of_staff_back(
    release_room: Room, releases: Releases, stand_in: StandIn
) -> None:
    """The model, and the very data that it was trained on."""
    make_ready(release_room, releases, "how much is it")
    releases.publish(1, "Kim")
    release_room.write_answer("It is dear.")
    make_ready(release_room, releases, "how much is that")
    releases.publish(2, "Kim")
    publication = releases.roll_back(1, "Lee", "people complain")
    assert (publication.kind, stand_in.number) == (Kind.ROLL_BACK, 1)
    assert "how much is it" in release_room.read_taught()
    assert not release_room.settings.staff_answers.exists()
    entry = releases.history()[0]
    assert (entry.what, entry.who, entry.why) == (
        Happening.ROLLED_BACK,
        "Lee",
        "people complain",
    )
    with pytest.raises(NotPublishable, match="live one already"):
        releases.roll_back(1, "Lee", "again")
    assert releases.roll_back(2, "Lee", "after all").number == 2


def test_nobody_goes_back_to_what_was_never_live(release_room: Room, releases: Releases) -> None:
    """It has to be published."""
    make_first(release_room, releases)
    make_ready(release_room, releases, "how much is it")
    with pytest.raises(NotPublishable, match="never live"):
        releases.roll_back(2, "Kim", "why not")


def test_server_that_is_down_is_told_later(
    release_room: Room, releases: Releases, stand_in: StandIn
) -> None:
    """The publication holds; it is shown which server is behind until it is not."""
    make_first(release_room, releases)
    make_ready(release_room, releases, "how much is it")
    stand_in.refusal = "down"
    publication = releases.publish(2, "Kim")
    assert not publication.servers[0].is_done
    assert "cannot be reached" in str(publication.servers[0].problem)
    assert releases.live() == releases.show(2)
    assert "cannot be reached" in str(releases.servers()[0].problem)
    assert releases.complete() is None, "nothing has changed"
    stand_in.refusal = None
    late = releases.complete()
    assert late is not None
    assert [outcome.is_done for outcome in late.servers] == [True]
    assert stand_in.number == 2
    assert releases.complete() is None
    assert list_happenings(releases).count(Happening.PUBLISHED) == 1


def test_restarted_server_that_serves_another_release_is_told_again(
    release_room: Room, releases: Releases, stand_in: StandIn
) -> None:
    """Also one that had taken the release before."""
    make_first(release_room, releases)
    make_ready(release_room, releases, "how much is it")
    releases.publish(2, "Kim")
    stand_in.number, stand_in.sha256 = 1, "0" * 64
    releases.complete()
    assert stand_in.number == 2


def test_model_that_no_server_can_load_is_taken_back(
    release_room: Room, releases: Releases, stand_in: StandIn
) -> None:
    """The former release stays live, and the words say why."""
    make_first(release_room, releases)
    make_ready(release_room, releases, "how much is it")
    stand_in.refusal = "model_unusable"
    with pytest.raises(NotPublishable, match=r"no assistant server can load.*Release 1 stays live"):
        releases.publish(2, "Kim")
    assert [release.number for release in releases.list() if release.is_live] == [1]
    assert not releases.show(2).was_live
    assert list_happenings(releases)[-1] is Happening.TAKEN_BACK
    stand_in.refusal = None
    assert releases.publish(2, "Kim").finished_at is not None


def test_taken_back_without_a_former_release(
    release_room: Room, releases: Releases, stand_in: StandIn
) -> None:
    """No release is live then, as before."""
    make_ready(release_room, releases, "how much is it")
    stand_in.refusal = "model_damaged"
    with pytest.raises(NotPublishable, match="No release is live"):
        releases.publish(1, "Kim")
    assert find_live_model(release_room.settings) is None


def test_one_server_that_takes_it_is_enough(tmp_path: Path) -> None:
    """The others are shown with what they say; all are told."""
    good, bad = StandIn(), StandIn(refusal="model_unusable")
    with ExitStack() as stack:
        addresses = [stack.enter_context(serve(one.answer)).url for one in (good, bad)]
        room = make_room(tmp_path, [*addresses, f"http://127.0.0.1:{free_port()}"])
        releases = stack.enter_context(closing(room.open()))
        make_ready(room, releases, "how much is it")
        outcomes = releases.publish(1, "Kim").servers
        assert [outcome.is_done for outcome in outcomes] == [True, False, False]
        assert "cannot be loaded" in str(outcomes[1].problem)
        assert [status.release for status in releases.servers()] == [1, None, None]


def test_two_publishers_are_one_after_the_other(release_room: Room, releases: Releases) -> None:
    """While one publishes the other gets words, and a start-up goes on without it."""
    make_ready(release_room, releases, "how much is it")
    with hold_publishing_lock(releases._folder, 0):
        with pytest.raises(Busy, match="being published at this moment"):
            releases.publish(1, "Kim")
        # The console that starts at this moment leaves it to whoever publishes.
        assert releases.complete() is None


def test_files_that_cannot_be_put_back_are_put_back_later(
    release_room: Room, releases: Releases
) -> None:
    """The release is live at once; the files follow at the next occasion."""
    make_ready(release_room, releases, "how much is it")
    releases.publish(1, "Kim")
    make_ready(release_room, releases, "how much is that")
    releases.publish(2, "Kim")
    problems: List[StaffChangeError] = [UnwritableStaffFile("The disk is full.")]

    def restore(sources: Path, who: str, why: str) -> None:
        if problems:
            raise problems[0]
        release_room.restore(sources, who, why)

    with closing(open_releases(release_room.settings, restore, release_room.project)) as broken:
        with pytest.raises(NotRestored, match=r"Release 1 is live again.*The disk is full"):
            broken.roll_back(1, "Kim", "worse")
        assert [release.number for release in broken.list() if release.is_live] == [1]
        assert broken.complete() is None
        with pytest.raises(NotRestored):
            broken.publish(2, "Kim")
        problems.clear()
        publication = broken.complete()
        assert publication is not None
        assert publication.finished_at is not None
    assert "how much is it" in release_room.read_taught()
    assert list_happenings(releases).count(Happening.ROLLED_BACK) == 1


def test_what_staff_saved_meanwhile_is_not_written_over(
    release_room: Room, releases: Releases
) -> None:
    """Files that could not be put back at once are left alone once somebody has gone on."""
    make_ready(release_room, releases, "how much is it")
    releases.publish(1, "Kim")
    make_ready(release_room, releases, "how much is that")
    releases.publish(2, "Kim")

    def refuse(_sources: Path, _who: str, _why: str) -> None:
        raise UnwritableStaffFile("The disk is full.")

    with (
        closing(open_releases(release_room.settings, refuse, release_room.project)) as broken,
        pytest.raises(NotRestored),
    ):
        broken.roll_back(1, "Kim", "worse")
    release_room.teach("saved in the meantime")
    assert releases.complete() is not None
    assert "saved in the meantime" in release_room.read_taught()
    assert "left alone" in releases.history()[0].details


def test_registering_leaves_a_roll_back_that_was_begun_to_the_console(
    release_room: Room, releases: Releases
) -> None:
    """`make run` cannot put files of staff back; its model stays live when the console does."""
    make_ready(release_room, releases, "how much is it")
    releases.publish(1, "Kim")
    make_ready(release_room, releases, "how much is that")
    releases.publish(2, "Kim")
    settings, project = release_room.settings, release_room.project

    def refuse(_sources: Path, _who: str, _why: str) -> None:
        raise UnwritableStaffFile("The disk is full.")

    with (
        closing(open_releases(settings, refuse, project)) as broken,
        pytest.raises(NotRestored),
    ):
        broken.roll_back(1, "Kim", "worse")
    with closing(open_releases(settings, project=project)) as at_start:
        assert make_first(release_room, at_start, "an engineer's").number == 3
        assert "how much is that" in release_room.read_taught()
    assert releases.complete() is not None
    assert "how much is it" in release_room.read_taught()
    assert releases.live() == releases.show(3)
    assert releases.history()[0].what is Happening.ROLLED_BACK


def test_what_was_saved_after_somebody_looked_is_not_undone(
    release_room: Room, releases: Releases
) -> None:
    """Going back wants to be looked at again; nothing has happened until then."""
    make_ready(release_room, releases, "how much is it")
    releases.publish(1, "Kim")
    make_ready(release_room, releases, "how much is that")
    releases.publish(2, "Kim")
    seen = releases.digest_staff_files()
    release_room.teach("saved by a colleague")
    with pytest.raises(StaffFilesChanged, match="Nothing was changed"):
        releases.roll_back(1, "Kim", "worse", seen)
    assert releases.live() == releases.show(2)
    assert "saved by a colleague" in release_room.read_taught()
    assert releases.roll_back(1, "Kim", "worse", releases.digest_staff_files()).number == 1
    assert "how much is it" in release_room.read_taught()


def test_broken_staff_file_does_not_keep_anybody_from_going_back(
    release_room: Room, releases: Releases
) -> None:
    """An assistant that answers badly must be stopped at once."""
    make_ready(release_room, releases, "how much is it")
    releases.publish(1, "Kim")
    make_ready(release_room, releases, "how much is that")
    releases.publish(2, "Kim")
    release_room.settings.staff_phrasings.write_text("nlu: [")
    assert releases.roll_back(1, "Kim", "worse").finished_at is not None
    assert "how much is it" in release_room.read_taught()


def test_release_made_live_while_another_is_measured(
    release_room: Room, releases: Releases, jobs: Jobs
) -> None:
    """The candidate is compared with what is live when it is done, and can be published."""
    make_first(release_room, releases)
    make_ready(release_room, releases, "how much is it")
    release_room.teach("how much is that")
    releases.request("Kim")
    job = jobs.claim()
    assert job is not None
    assert job.base == 1
    releases.publish(2, "Kim")
    assert finish(jobs, job).base == 2
    assert releases.publish(3, "Kim").number == 3


def test_live_release_of_another_database_is_none_of_ours(
    release_room: Room, releases: Releases
) -> None:
    """Nothing fails; the next model of `make train` is registered above it."""
    make_first(release_room, releases)
    other = replace(
        release_room.settings,
        release_database=f"sqlite:///{release_room.project.parent}/other.db",
    )
    room = Room(release_room.project, other)
    with closing(room.open()) as anew:
        assert anew.live() is None
        assert anew.complete() is None
        assert make_first(room, anew).number == 2
