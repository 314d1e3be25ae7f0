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


def test_nobody_else_can_read_what_visitors_said(
    release_room: Room, releases: Releases, jobs: Jobs
) -> None:
    """The files with their words, also once they were rewritten, and the folders around them."""
    make_first(release_room, releases)
    release_room.teach("how much is it")
    releases.request("Kim", recent=["deleted words", "kept words"])
    job = jobs.claim()
    assert job is not None
    measured = [predict(), recent("deleted words"), recent("kept words")]
    model = job.folder / "trained.tar.gz"
    model.write_text("model")
    jobs.finish(job.number, model, measured, TALK, measured, TALK)

    def check() -> None:
        folder = release_room.settings.releases_folder
        modes = {path.name: path.stat().st_mode & 0o777 for path in folder.glob("0002/*.jsonl")}
        assert len(modes) == 5
        assert set(modes.values()) == {0o600}, modes
        assert {path.stat().st_mode & 0o777 for path in folder.glob("0*")} == {0o700}
        assert folder.stat().st_mode & 0o777 == 0o700

    check()
    releases.forget_recent_words({"kept words"})
    check()
