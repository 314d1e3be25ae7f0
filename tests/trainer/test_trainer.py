"""The trainer at work on a small project: what comes out, and what goes wrong."""

from dataclasses import dataclass
from pathlib import Path
from typing import List, Tuple

import pytest

from assistant.releases.folder import PREDICTIONS
from assistant.releases.measurements import read_predictions
from assistant.releases.records import Release, State
from tests.booking.command_line import wait_until
from tests.trainer.conftest import Workshop
from tests.trainer.small_project import EMERGENCY, MESSAGES

STAFF_TEST = ("is it safe for my mom", "faq/safety")


@dataclass(frozen=True)
class First:
    """The first release, which is live, and how it looked while it was made."""

    release: Release
    seen: Tuple[Release, ...]


@pytest.fixture(scope="module")
def first(workshop: Workshop) -> First:
    """Train the first release and make it live."""
    workshop.releases.add_tests([STAFF_TEST], "ana")
    number = workshop.releases.request("ana", "the first one").number
    seen: List[Release] = []

    def is_over() -> bool:
        seen.append(workshop.releases.show(number))
        return not seen[-1].state.is_running

    wait_until(is_over, "the end of the first training")
    assert seen[-1].state is State.READY, seen[-1].problem
    workshop.make_live(seen[-1])
    return First(seen[-1], tuple(seen))


def test_readable_progress_rises_to_the_end(first: First) -> None:
    """What is shown while a release is made never goes back, and ends with what came of it."""
    shares = [one.progress for one in first.seen]
    assert shares == sorted(shares)
    assert len(set(shares)) > 2
    assert first.seen[-1].step == "Ready to be published"


def test_emergencies_are_measured_as_such(workshop: Workshop, first: First) -> None:
    """The safety messages go through the whole pipeline, the fixed patterns included."""
    predictions = read_predictions(workshop.folder_of(first.release.number) / PREDICTIONS)
    (found,) = [one for one in predictions if one.text == EMERGENCY[0]]
    assert (found.decision, found.predicted) == ("safety", EMERGENCY[1])


def test_release_is_made_measured_and_compared(workshop: Workshop, first: First) -> None:
    """A taught phrasing is learnt; messages, staff's tests and real messages are compared."""
    recent = ("zorp the flum", "iz it saef")
    workshop.teach("clinic/cost", "zorp the flum")
    second = workshop.wait_for(workshop.releases.request("ben", recent=recent).number)
    base = first.release.number
    assert (second.state, second.base, second.progress) == (State.READY, base, 1.0)
    comparison = workshop.releases.comparison(second.number)
    messages = {one.name: one.messages for one in comparison.sets}
    assert (messages["dev_messages"], messages["staff_tests"]) == (len(MESSAGES), 1)
    assert [(one.name, one.before, one.after) for one in comparison.conversations] == [
        ("small: two questions, one after the other", True, True)
    ]
    # The live release was asked about the real messages as well, though it had never seen them.
    changed = {one.text: (one.before.predicted, one.after.predicted) for one in comparison.changed}
    assert changed["zorp the flum"] == ("out_of_scope", "clinic/cost")
    log = workshop.releases.read_log(second.number)
    assert "Finished training component 'TopicClassifier'" in log


@pytest.mark.usefixtures("first")
def test_message_that_got_worse_names_the_phrasing_that_did_it(workshop: Workshop) -> None:
    """The phrasing that is nearest in meaning stands first among those to blame."""
    wrong = MESSAGES[0][0]
    workshop.teach("clinic/cost", wrong, "what a lovely day it is")
    second = workshop.wait_for(workshop.releases.request("ben").number)
    worse = workshop.releases.comparison(second.number).worse
    assert wrong in {one.text for one in worse}
    assert {one.after.predicted for one in worse} == {"clinic/cost"}
    # The other one is near to it in meaning.
    assert {one.blamed[0] for one in worse} == {("clinic/cost", wrong)}


def test_embeddings_of_visitors_stay_in_memory(workshop: Workshop, embedding_cache: Path) -> None:
    """What is public is remembered on disk, what visitors said is not, parts of it included."""
    recent = ["my neighbour otto has a bad knee, and how much would that be"]
    workshop.teach("greet", "top of the morning")
    made = workshop.wait_for(workshop.releases.request("ana", recent=recent).number)
    assert made.state is State.READY
    # SQLite may keep the newest rows beside the file.
    content = b"".join(file.read_bytes() for file in embedding_cache.parent.iterdir())
    assert b"top of the morning" in content
    assert MESSAGES[0][0].encode() in content
    assert b"otto" not in content
    assert "otto" not in workshop.releases.read_log(made.number)
    assert "otto" not in (workshop.folder / "trainer.log").read_text(encoding="utf-8")


def test_sources_that_cannot_be_trained_on_fail_with_words(workshop: Workshop) -> None:
    """Rasa's reason is shown, and the trainer goes on."""
    broken = workshop.project / "data" / "responses" / "broken.yml"
    broken.write_text("responses: {utter_greet: 5}", encoding="utf-8")
    failed = workshop.wait_for(workshop.releases.request("ana").number)
    broken.unlink()
    assert failed.state is State.FAILED
    assert "broken.yml" in str(failed.problem)
    assert workshop.trainer.is_alive()


def test_missing_messages_fail_with_words(workshop: Workshop) -> None:
    """A model that cannot be measured is never ready."""
    file = workshop.settings.evaluation_folder / "safety_messages.jsonl"
    content = file.read_bytes()
    file.unlink()
    failed = workshop.wait_for(workshop.releases.request("ana").number)
    file.write_bytes(content)
    assert failed.state is State.FAILED
    assert "safety_messages.jsonl" in str(failed.problem)


def test_live_release_without_measurements_is_measured_meanwhile(
    workshop: Workshop, first: First
) -> None:
    """The model of `make train` was never measured: that is done while nothing else is to do."""
    file = workshop.folder_of(first.release.number) / PREDICTIONS
    before = read_predictions(file)
    workshop.stop_trainer()
    file.unlink()
    workshop.start_trainer()
    wait_until(file.exists, "the measuring of the live release")
    # What staff and visitors have said is asked with the next candidate.
    assert read_predictions(file) == [one for one in before if one.set != "staff_tests"]
