"""Visitors' words in the releases' folders: gone once the inbox has forgotten them."""

from assistant.releases.jobs import Jobs
from assistant.releases.records import RECENT_MESSAGES, Prediction
from assistant.releases.releases import Releases
from tests.releases.release_examples import TALK, Room, make_first, predict


def recent(text: str, predicted: str = "clinic/cost") -> Prediction:
    return predict(text, None, predicted, set_name=RECENT_MESSAGES)


def test_forgotten_words_leave_every_file(
    release_room: Room, releases: Releases, jobs: Jobs
) -> None:
    """Of a measured release, of its base and of a request that waits; the rest stays."""
    make_first(release_room, releases)
    release_room.teach("how much is it")
    releases.request("Kim", recent=["deleted words", "kept words"])
    job = jobs.claim()
    assert job is not None
    before = [predict(), recent("deleted words"), recent("kept words")]
    after = [predict(), *(recent(text, "clinic/location") for text in job.recent)]
    model = job.folder / "trained.tar.gz"
    model.write_text("model")
    jobs.finish(job.number, model, after, TALK, before, TALK)
    release_room.teach("what is the fee")
    releases.request("Kim", recent=["deleted words", "kept words"])

    assert releases.forget_recent_words({"kept words"}) == 4
    files = [path for path in release_room.settings.releases_folder.rglob("*") if path.is_file()]
    assert not any(b"deleted words" in path.read_bytes() for path in files)
    comparison = releases.comparison(2)
    assert [change.text for change in comparison.changed] == ["kept words"]
    assert comparison.sets, "the labelled messages are untouched"
    waiting = jobs.claim()
    assert waiting is not None
    assert waiting.recent == ("kept words",)
    assert releases.forget_recent_words({"kept words"}) == 0
