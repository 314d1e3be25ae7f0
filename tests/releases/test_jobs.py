"""The trainer's side: claims, progress, cancelling, what is kept, what is removed."""

import json
import threading
from contextlib import closing
from pathlib import Path
from typing import List

import pytest

from assistant.releases import pruning
from assistant.releases.errors import (
    Cancelled,
    InvalidGates,
    MissingFiles,
    NotPublishable,
    TrainerRunning,
)
from assistant.releases.jobs import MOST_CLAIMS, Jobs, hold_trainer_lock
from assistant.releases.records import RECENT_MESSAGES, Happening, State
from assistant.releases.releases import Releases
from tests.releases.release_examples import (
    BAD,
    COST,
    GOOD,
    TALK,
    Room,
    finish,
    make_first,
    make_ready,
    predict,
    train,
)


def test_job_is_what_was_requested(release_room: Room, releases: Releases, jobs: Jobs) -> None:
    """Its folder, the messages to measure it on, and the model that it is compared with."""
    assert jobs.claim() is None
    make_first(release_room, releases)
    release_room.teach("how much is it")
    releases.request("Kim", recent=["real\u2028message", "another"])
    releases.add_tests([("what does it cost", COST)], "Kim")
    job = jobs.claim()
    assert job is not None
    assert (job.number, job.folder.name, job.base) == (2, "0002", 1)
    assert job.base_model is not None
    assert job.base_model.read_text() == "first"
    assert job.recent == ("real\u2028message", "another")
    assert job.tests == (("what does it cost", COST),)
    assert jobs.claim() is None, "it is taken"
    assert releases.show(2).state is State.TRAINING


def test_progress_is_shown(releases: Releases, jobs: Jobs) -> None:
    """From 0 to 1, with the step in words and the state."""
    releases.request("Kim")
    jobs.claim()
    jobs.report(1, 0.4, "Encoding")
    assert (releases.show(1).progress, releases.show(1).step) == (0.4, "Encoding")
    jobs.report(1, 7, "Testing", State.EVALUATING)
    release = releases.show(1)
    assert (release.progress, release.state) == (1.0, State.EVALUATING)


def test_good_candidate_is_ready(release_room: Room, releases: Releases, jobs: Jobs) -> None:
    """Its model, its predictions and its verdict are kept."""
    releases.request("Kim")
    release = train(jobs, "good")
    assert (release.state, release.progress, release.base) == (State.READY, 1.0, None)
    assert release.verdict is not None
    assert release.verdict.is_passed
    folder = release_room.settings.releases_folder / "0001"
    assert (folder / "model.tar.gz").read_text() == "good 1"
    lines = (folder / "predictions.jsonl").read_text().splitlines()
    assert [json.loads(line)["text"] for line in lines] == [one.text for one in GOOD]
    assert [entry.what for entry in releases.history()] == [
        Happening.TRAINED,
        Happening.REQUESTED,
    ]


def test_bad_candidate_is_refused_with_reasons(
    release_room: Room, releases: Releases, jobs: Jobs
) -> None:
    """The verdict says what is worse, and is there again after a restart."""
    make_ready(release_room, releases, "how much is it")
    releases.publish(1, "Kim")
    release = make_ready(release_room, releases, "spoils everything", BAD)
    assert release.state is State.REFUSED
    assert release.verdict is not None
    assert {failure.gate for failure in release.verdict.failures} == {"overall"}
    assert "what is the price" in release.verdict.failures[0].texts
    with closing(release_room.open()) as again:
        assert again.show(2) == release
    assert releases.history()[0].what is Happening.REFUSED
    assert "fewer are answered right" in releases.history()[0].details


def test_base_measured_on_the_same_messages_counts(
    release_room: Room, releases: Releases, jobs: Jobs
) -> None:
    """A first model has no measurements of its own, and messages are always new ones."""
    make_first(release_room, releases)
    release_room.teach("how much is it")
    releases.request("Kim", recent=["a real one"])
    job = jobs.claim()
    assert job is not None
    model = job.folder / "m.tar.gz"
    model.write_text("model")
    recent = predict("a real one", None, COST, "clarify", RECENT_MESSAGES)
    answered = predict("a real one", None, COST, "answer", RECENT_MESSAGES)
    jobs.finish(2, model, [*GOOD, answered], TALK, [*BAD, recent], TALK)
    comparison = releases.comparison(2)
    assert comparison.has_base
    assert [change.text for change in comparison.better] == [one.text for one in GOOD]
    assert [change.text for change in comparison.changed] == ["a real one"]


def test_measurements_of_a_base_that_is_not_live_any_more_are_left_out(
    release_room: Room, releases: Releases, jobs: Jobs
) -> None:
    """Between measuring and judging another release became live: its own count."""
    make_ready(release_room, releases, "how much is it")
    releases.publish(1, "Kim")
    comparisons = []
    make_ready(release_room, releases, "how much is that")
    release_room.teach("third")
    releases.request("Kim")
    job = jobs.claim()
    assert job is not None
    settle = jobs._settle

    def publish_first(*arguments: object) -> bool:
        if not comparisons:
            comparisons.append(releases.publish(2, "Lee"))
        return settle(*arguments)  # type: ignore[arg-type]

    jobs._settle = publish_first  # type: ignore[method-assign]
    model = job.folder / "m.tar.gz"
    model.write_text("model")
    release = jobs.finish(3, model, GOOD, TALK, BAD, TALK)
    assert release.base == 2
    assert releases.comparison(3).better == ()


@pytest.mark.parametrize("moment", ["waiting", "training", "finishing"])
def test_cancelled_job_stops_the_trainer(moment: str, releases: Releases, jobs: Jobs) -> None:
    """Whatever it does next says so, and nothing of a model stays."""
    releases.request("Kim")
    if moment == "waiting":
        releases.cancel(1, "Lee")
        assert jobs.claim() is None
        return
    job = jobs.claim()
    assert job is not None
    releases.cancel(1, "Lee")
    if moment == "training":
        with pytest.raises(Cancelled, match="Release 1"):
            jobs.report(1, 0.5, "Encoding")
    else:
        with pytest.raises(Cancelled, match="Release 1"):
            finish(jobs, job)
        assert sorted(path.name for path in job.folder.iterdir()) == ["sources"]
    assert jobs.fail(1, "was cancelled").state is State.CANCELLED
    assert releases.show(1).problem is None
    assert releases.request("Kim").number == 2


def test_failed_job_says_why(releases: Releases, jobs: Jobs) -> None:
    """Half-written files are removed, the log stays, and the queue is free."""
    releases.request("Kim")
    job = jobs.claim()
    assert job is not None
    (job.folder / "training.log").write_text("what happened")
    (job.folder / "model.tar.gz.draft").write_text("half")
    release = jobs.fail(1, "Rasa stopped with an error. " + "x" * 10_000)
    assert release.state is State.FAILED
    assert str(release.problem).startswith("Rasa stopped")
    assert len(str(release.problem)) == 2000
    assert releases.read_log(1) == "what happened"
    assert not (job.folder / "model.tar.gz.draft").exists()
    assert releases.history()[0].what is Happening.FAILED
    assert releases.request("Kim").number == 2


def test_killed_trainers_job_waits_again(releases: Releases, jobs: Jobs) -> None:
    """The next trainer begins it anew; one that kills every trainer is given up."""
    releases.request("Kim")
    for _ in range(MOST_CLAIMS - 1):
        job = jobs.claim()
        assert job is not None
        (job.folder / "predictions.jsonl").write_text("half a li")
        assert jobs.requeue_interrupted() == [1]
        assert not (job.folder / "predictions.jsonl").exists()
        assert releases.show(1).state is State.WAITING
    jobs.claim()
    assert jobs.requeue_interrupted() == []
    release = releases.show(1)
    assert release.state is State.FAILED
    assert "stopped 3 times" in str(release.problem)
    assert releases.history()[1].what is Happening.INTERRUPTED


def test_only_one_trainer_works(release_room: Room) -> None:
    """The second one is told; the lock is free again afterwards."""
    with (
        hold_trainer_lock(release_room.settings),
        pytest.raises(TrainerRunning, match="Another trainer"),
        hold_trainer_lock(release_room.settings),
    ):
        pass
    with hold_trainer_lock(release_room.settings):
        pass


def test_two_claims_at_the_same_time_give_one_job(
    release_room: Room, releases: Releases, jobs: Jobs
) -> None:
    """Although the trainer's lock should keep the second one away."""
    releases.request("Kim")
    claimed: List[object] = []
    threads = [threading.Thread(target=lambda: claimed.append(jobs.claim())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([job for job in claimed if job is not None]) == 1


def test_missing_gates_refuse_to_judge(release_room: Room, releases: Releases, jobs: Jobs) -> None:
    """Without rules nothing is published; the job can be failed with these words."""
    releases.request("Kim")
    (release_room.settings.evaluation_folder / "gates.yml").unlink()
    with pytest.raises(InvalidGates, match=r"gates.yml.*nothing can be published"):
        train(jobs)
    assert releases.show(1).state is State.TRAINING


def test_files_of_old_releases_are_removed(
    release_room: Room, releases: Releases, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The latest and those that were live lately stay; the rows and their verdicts stay too."""
    monkeypatch.setattr(pruning, "KEPT_RELEASES", 2)
    monkeypatch.setattr(pruning, "KEPT_PUBLICATIONS", 2)
    for text in ("first", "second", "third"):
        number = make_ready(release_room, releases, text).number
        releases.publish(number, "Kim")
    for text in ("fourth", "fifth", "sixth"):
        make_ready(release_room, releases, text)
    # Live lately: 2 and 3. The latest two: 5 and 6.
    assert [release.number for release in releases.list() if release.is_kept] == [6, 5, 3, 2]
    folders = sorted(Path(release_room.settings.releases_folder).glob("0*"))
    assert [folder.name for folder in folders] == ["0002", "0003", "0005", "0006"]
    with pytest.raises(NotPublishable, match="files of release 1 were removed"):
        releases.roll_back(1, "Kim", "long ago")
    with pytest.raises(MissingFiles, match="removed after a while"):
        releases.comparison(4)
    with pytest.raises(MissingFiles, match="were removed"):
        releases.what_is_new(4)
    assert releases.show(4).verdict is not None
    assert releases.roll_back(2, "Kim", "lately").number == 2
