"""The model of `make train` as a release: nothing that staff have published is lost by it."""

from pathlib import Path

import pytest

from assistant.releases import pruning
from assistant.releases.errors import NothingNew
from assistant.releases.folder import SOURCES
from assistant.releases.releases import Releases
from assistant.sources import STAFF_PHRASINGS
from tests.releases.release_examples import Room, make_first, make_ready, train_by_hand


def read_live_phrasings(room: Room, releases: Releases) -> str:
    """Staff's phrasings among the sources of the live release."""
    live = releases.live()
    assert live is not None
    folder = room.settings.releases_folder / f"{live.number:04d}"
    return (folder / SOURCES / STAFF_PHRASINGS).read_text()


def publish_next(room: Room, releases: Releases, text: str) -> None:
    releases.publish(make_ready(room, releases, text).number, "Kim")


@pytest.fixture
def pruned(release_room: Room, releases: Releases, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The model of a release whose files have been removed, with release 5 live."""
    monkeypatch.setattr(pruning, "KEPT_RELEASES", 2)
    monkeypatch.setattr(pruning, "KEPT_PUBLICATIONS", 2)
    make_first(release_room, releases)
    for text in ("one", "two", "three", "four"):
        publish_next(release_room, releases, f"teach {text}")
    assert not releases.show(1).is_kept
    return release_room.project.parent / "assistant.tar.gz"


def test_model_of_a_removed_release_does_not_come_back(
    release_room: Room, releases: Releases, pruned: Path
) -> None:
    """`make run` with an unchanged model leaves live what staff have taught since."""
    registered = releases.register_first(pruned, "make train")
    assert registered is not None
    assert registered.number == 1
    live = releases.live()
    assert live is not None
    assert live.number == 5
    assert releases.count() == 5
    assert "teach four" in read_live_phrasings(release_room, releases)


def test_model_of_a_removed_release_is_registered_anew_where_nothing_is_live(
    release_room: Room, releases: Releases, pruned: Path
) -> None:
    """With what it was trained on, so that what staff taught since counts as unpublished."""
    (release_room.settings.releases_folder / "live.json").unlink()
    registered = releases.register_first(pruned, "make train")
    assert registered is not None
    assert (registered.number, registered.is_live, registered.is_kept) == (6, True, True)
    assert len(releases.what_is_unpublished().added) == 1


def test_model_from_before_a_publication_does_not_take_its_place(
    release_room: Room, releases: Releases
) -> None:
    """Between `make train` and `make run` staff have published: their release stays live."""
    make_first(release_room, releases)
    model = train_by_hand(release_room, "with an engineer's change")
    publish_next(release_room, releases, "what does it set me back")
    assert releases.register_first(model, "make train") is None
    live = releases.live()
    assert live is not None
    assert live.number == 2
    assert releases.count() == 2
    assert "set me back" in read_live_phrasings(release_room, releases)
    with pytest.raises(NothingNew):
        releases.request("Kim")
    # As the words advise.
    assert make_first(release_room, releases, "with an engineer's change, again").is_live
    assert "set me back" in read_live_phrasings(release_room, releases)


def test_release_has_the_sources_of_the_training(release_room: Room, releases: Releases) -> None:
    """Not those of the later start: what was saved in between counts as unpublished."""
    release_room.teach("saved before")
    model = train_by_hand(release_room)
    release_room.teach("saved after")
    (release_room.project / "config.yml").write_text("edited after")
    registered = releases.register_first(model, "make train")
    assert registered is not None
    assert "saved before" in read_live_phrasings(release_room, releases)
    sources = release_room.settings.releases_folder / "0001" / SOURCES
    assert (sources / "config.yml").read_text() == "pipeline: []"
    assert [text for _, text in releases.what_is_unpublished().added] == ["saved after"]
    release_room.teach("saved before")
    assert releases.request("Kim").number == 2, "the engineer's edit is something new"


def test_model_from_elsewhere_is_taken_only_where_nothing_is_live(
    release_room: Room, releases: Releases
) -> None:
    """As one of `rasa train` by hand: nobody knows what of staff's files it holds."""
    model = release_room.project.parent / "by_hand.tar.gz"
    model.write_text("by hand")
    release_room.teach("how much is it")
    registered = releases.register_first(model, "Engineer")
    assert registered is not None
    assert registered.is_live
    assert "how much is it" in read_live_phrasings(release_room, releases)
    model.write_text("by hand, once more")
    assert releases.register_first(model, "Engineer") is None
    assert releases.live() == releases.show(1)
