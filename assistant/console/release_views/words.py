"""What the pages and the commands call the parts of a release, in words for clinic staff."""

from dataclasses import dataclass
from typing import Dict, Mapping, Optional, Tuple

from assistant.releases.records import (
    ANSWER,
    CALIBRATION_MESSAGES,
    CLARIFY,
    DECLINE,
    DEV_MESSAGES,
    RECENT_MESSAGES,
    SAFETY,
    SAFETY_MESSAGES,
    STAFF_TESTS,
    TAUGHT_AWAY,
    Comparison,
    Happening,
    Kind,
    Release,
    ServerStatus,
    State,
)

# How a badge or a note looks, beside its words.
GOOD, NOTE, BAD = "good", "note", "bad"


@dataclass(frozen=True)
class Label:
    """Words and how they look: "good", "note" or "bad"."""

    words: str
    tone: str


STATES: Mapping[State, Label] = {
    State.WAITING: Label("Waiting to be trained", NOTE),
    State.TRAINING: Label("Being trained", NOTE),
    State.EVALUATING: Label("Being measured", NOTE),
    State.READY: Label("Ready to publish", GOOD),
    State.REFUSED: Label("Refused", BAD),
    State.FAILED: Label("Training failed", BAD),
    State.CANCELLED: Label("Cancelled", NOTE),
}
HAPPENINGS: Mapping[Happening, str] = {
    Happening.REQUESTED: "asked for training",
    Happening.CANCELLED: "cancelled the training",
    Happening.TRAINED: "trained and measured",
    Happening.REFUSED: "refused by the gate",
    Happening.FAILED: "training failed",
    Happening.INTERRUPTED: "training was interrupted, and begins again",
    Happening.PUBLISHED: "published",
    Happening.ROLLED_BACK: "rolled back",
    Happening.FIRST: "engineers' model went live",
    Happening.TAKEN_BACK: "taken back: no server could load it",
    Happening.TESTS_ADDED: "added tests",
    Happening.TESTS_WITHDRAWN: "withdrew tests",
}
KINDS: Mapping[Kind, str] = {
    Kind.PUBLISH: "published",
    Kind.ROLL_BACK: "brought back",
    Kind.FIRST: "put live by an engineer",
}
SETS: Mapping[str, str] = {
    STAFF_TESTS: "Confirmed by staff",
    SAFETY_MESSAGES: "Safety messages",
    DEV_MESSAGES: "Everyday messages",
    CALIBRATION_MESSAGES: "More everyday messages",
    RECENT_MESSAGES: "Recent visitors",
    TAUGHT_AWAY: "Newly taught, away from a safety answer",
}
DECISIONS: Mapping[str, str] = {
    ANSWER: "answers",
    CLARIFY: "asks back",
    DECLINE: "says it cannot help",
    SAFETY: "gives the safety message",
}


def name_set(name: str) -> str:
    """What staff call a set of messages."""
    return SETS.get(name, name.replace("_", " "))


def name_state(release: Release, live: Optional[Release]) -> Label:
    """What has become of a release. The live one is that before anything else."""
    if release.is_live:
        return Label("Live", GOOD)
    if release.was_live:
        return Label("Was live", NOTE)
    if release.state is State.READY and not can_publish(release, live):
        return Label("Passed over", NOTE)
    return STATES[release.state]


def name_server(status: ServerStatus, live: Optional[Release]) -> Label:
    """What a server serves, beside what it should."""
    if status.release is None:
        return Label(status.problem or "Answers with a model that is no release", BAD)
    if live is not None and status.release != live.number:
        return Label(f"Answers with release {status.release}, not {live.number} yet", BAD)
    return Label(f"Answers with release {status.release}", GOOD)


def count(number: int, one: str, many: Optional[str] = None) -> str:
    """ "1 message", "2 messages"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@dataclass(frozen=True)
class Headline:
    """The verdict in a sentence, and what speaks for or against publishing beside it."""

    words: str
    tone: str
    beside: str = ""


def tell_verdict(
    release: Release, comparison: Optional[Comparison], live: Optional[Release]
) -> Headline:
    """What is to be said of a release before anything else."""
    if release.state.is_running:
        return Headline(f"{STATES[release.state].words} now.", NOTE, release.step)
    if release.state is State.FAILED:
        return Headline("The training failed.", BAD, release.problem or "")
    if release.state is State.CANCELLED:
        return Headline("The training was cancelled.", NOTE, release.problem or "")
    if release.state is State.REFUSED:
        return _tell_refusal(release)
    measured = _tell_changes(comparison)
    if release.is_live:
        return Headline("This release is live.", GOOD, measured)
    if release.was_live:
        return Headline("This release was live once.", NOTE, "It can be brought back as it was.")
    if release.verdict is None:
        words = "It was made by 'make train', an engineer's command, which asks no gate."
        return Headline("Cannot be published.", BAD, words)
    if is_outdated(release, live):
        return Headline("Cannot be published any more.", BAD, _tell_outdated(release, live))
    return Headline(measured, GOOD if comparison and not comparison.worse else NOTE)


def is_outdated(release: Release, live: Optional[Release]) -> bool:
    """Whether another release is live than the one that this was compared with."""
    return release.base != (live.number if live else None)


def can_publish(release: Release, live: Optional[Release]) -> bool:
    """Whether the page offers to publish; the releases room itself has the last word."""
    is_new = not (release.is_live or release.was_live)
    has_passed = release.verdict is not None and release.verdict.is_passed
    return is_new and has_passed and release.state is State.READY and not is_outdated(release, live)


def can_roll_back(release: Release) -> bool:
    """Whether the page offers to bring the release back."""
    return release.was_live and not release.is_live and release.is_kept


def _tell_refusal(release: Release) -> Headline:
    failures = release.verdict.failures if release.verdict else ()
    if not failures:
        return Headline("Cannot be published.", BAD, release.problem or "")
    first = failures[0].message.rstrip(".")
    more = f"There are {len(failures)} reasons; each is below." if len(failures) > 1 else ""
    return Headline(f"Cannot be published: {first[:1].lower()}{first[1:]}.", BAD, more)


def _tell_changes(comparison: Optional[Comparison]) -> str:
    if comparison is None or not comparison.has_base:
        return "It passed the gate. There is no earlier release to compare it with."
    better, worse = len(comparison.better), len(comparison.worse)
    changed = len(comparison.changed)
    parts = ["Nothing got worse."]
    if worse:
        parts = [f"{count(worse, 'message is', 'messages are')} answered worse, within the limits."]
    if better:
        parts.append(f"{count(better, 'message is', 'messages are')} answered better.")
    if changed:
        parts.append(f"{count(changed, 'other is', 'others are')} answered differently.")
    if not (better or worse or changed):
        parts.append("No measured message is answered differently.")
    return " ".join(parts)


def _tell_outdated(release: Release, live: Optional[Release]) -> str:
    compared = f"release {release.base}" if release.base is not None else "no release"
    now = f"release {live.number}" if live else "no release"
    return (
        f"It was compared with {compared}, and {now} is live now. Train a new candidate: it holds "
        "what is live and what staff have saved."
    )


def list_sets(names: Tuple[str, ...]) -> Dict[str, str]:
    """The sets by name, those of staff and of safety first."""
    known = [name for name in SETS if name in names]
    return {name: name_set(name) for name in [*known, *sorted(set(names) - set(known))]}
