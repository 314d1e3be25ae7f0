"""What a release is said to be, in a sentence."""

from dataclasses import replace
from datetime import datetime, timezone
from typing import Optional

import pytest

from assistant.console.release_views.words import (
    can_publish,
    can_roll_back,
    count,
    list_sets,
    name_server,
    name_state,
    tell_verdict,
)
from assistant.releases.records import (
    DEV_MESSAGES,
    STAFF_TESTS,
    GateFailure,
    Release,
    ServerStatus,
    State,
    Verdict,
)
from tests.console.release_views.comparisons import make_comparison

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)
LIVE = Release(
    number=1,
    state=State.READY,
    who="Kim",
    requested_at=NOW,
    why=None,
    finished_at=NOW,
    progress=1.0,
    step="Ready",
    problem=None,
    base=None,
    model_sha256="a",
    engineers="e",
    is_live=True,
    verdict=Verdict(True),
    was_live=True,
)
READY = replace(LIVE, number=2, base=1, is_live=False, was_live=False)
FAILURES = (GateFailure("safety", "1 emergency would be missed."), GateFailure("topics", "More."))


@pytest.mark.parametrize(
    ("release", "words", "beside"),
    [
        (LIVE, "This release is live.", "It passed the gate."),
        (replace(LIVE, is_live=False), "This release was live once.", "can be brought back"),
        (replace(READY, state=State.TRAINING, step="Fitting"), "Being trained now.", "Fitting"),
        (replace(READY, state=State.FAILED, problem="No disk."), "training failed", "No disk."),
        (replace(READY, state=State.CANCELLED), "was cancelled", ""),
        (
            replace(READY, state=State.REFUSED, verdict=Verdict(False, FAILURES)),
            "Cannot be published: 1 emergency would be missed.",
            "There are 2 reasons",
        ),
        (replace(READY, base=7), "Cannot be published any more.", "compared with release 7"),
        (replace(READY, verdict=None), "Cannot be published.", "make train"),
        (READY, "It passed the gate.", ""),
    ],
)
def test_the_verdict_is_a_sentence(release: Release, words: str, beside: str) -> None:
    """Whatever has become of the release."""
    headline = tell_verdict(release, None, LIVE)
    assert words in headline.words
    assert beside in headline.beside


def test_the_verdict_counts_messages() -> None:
    """What got worse within the limits, better, and otherwise."""
    comparison = make_comparison()
    said = tell_verdict(READY, comparison, LIVE).words
    assert said == (
        "2 messages are answered worse, within the limits. 1 message is answered better. "
        "2 others are answered differently."
    )
    better = replace(comparison, worse=(), changed=())
    said = tell_verdict(READY, better, LIVE).words
    assert said == "Nothing got worse. 1 message is answered better."
    same = replace(better, better=())
    assert "No measured message" in tell_verdict(READY, same, LIVE).words


def test_only_what_passed_against_the_live_release_can_be_published() -> None:
    """Everything else has no button."""
    assert can_publish(READY, LIVE)
    assert not can_publish(READY, None)
    assert not can_publish(LIVE, LIVE)
    assert not can_publish(replace(READY, verdict=None), LIVE)
    assert not can_publish(replace(READY, state=State.REFUSED), LIVE)


def test_only_what_was_live_and_is_kept_comes_back() -> None:
    """Old files are removed after a while."""
    earlier = replace(LIVE, is_live=False)
    assert can_roll_back(earlier)
    assert not can_roll_back(LIVE)
    assert not can_roll_back(READY)
    assert not can_roll_back(replace(earlier, is_kept=False))


@pytest.mark.parametrize(
    ("status", "words", "tone"),
    [
        (ServerStatus("http://a", 1), "Answers with release 1", "good"),
        (ServerStatus("http://a", 7), "Answers with release 7, not 1 yet", "bad"),
        (ServerStatus("http://a", None, "It is down."), "It is down.", "bad"),
        (ServerStatus("http://a", None), "Answers with a model that is no release", "bad"),
    ],
)
def test_a_server_is_said_to_be_right_or_late(status: ServerStatus, words: str, tone: str) -> None:
    """Beside the release that it should answer with."""
    label = name_server(status, LIVE)
    assert (label.words, label.tone) == (words, tone)


@pytest.mark.parametrize(
    ("release", "live", "words"),
    [
        (LIVE, LIVE, "Live"),
        (replace(LIVE, is_live=False), READY, "Was live"),
        (READY, LIVE, "Ready to publish"),
        (replace(READY, base=7), LIVE, "Passed over"),
        (replace(READY, state=State.WAITING), LIVE, "Waiting to be trained"),
    ],
)
def test_states_have_words(release: Release, live: Optional[Release], words: str) -> None:
    """A badge says all by its words."""
    assert name_state(release, live).words == words


def test_counts_and_sets_have_words() -> None:
    """One message, thousands of them, and what staff have confirmed before all else."""
    assert (count(1, "message"), count(1200, "message")) == ("1 message", "1,200 messages")
    assert list_sets((DEV_MESSAGES, "own_set", STAFF_TESTS)) == {
        STAFF_TESTS: "Confirmed by staff",
        DEV_MESSAGES: "Everyday messages",
        "own_set": "own set",
    }
