"""Reads what was measured on two releases, and compares and judges them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Sequence

from assistant.releases.comparison import compare_predictions
from assistant.releases.folder import (
    BASE_CONVERSATIONS,
    BASE_PREDICTIONS,
    CONVERSATIONS,
    PREDICTIONS,
    ReleasesFolder,
)
from assistant.releases.gate_rules import Gates
from assistant.releases.gates import judge
from assistant.releases.measurements import (
    read_conversations,
    read_predictions,
    write_conversations,
    write_predictions,
)
from assistant.releases.records import (
    Comparison,
    ConversationResult,
    Prediction,
    Verdict,
)


@dataclass(frozen=True)
class Measurements:
    """What was measured on one model."""

    predictions: Sequence[Prediction]
    conversations: Sequence[ConversationResult]


def keep_measurements(folder: Path, measured: Measurements) -> None:
    """Write them beside the model. Raises UnusableFolder."""
    write_predictions(folder / PREDICTIONS, measured.predictions)
    write_conversations(folder / CONVERSATIONS, measured.conversations)


def keep_base_measurements(
    releases: ReleasesFolder, number: int, base: Optional[int], measured: Optional[Measurements]
) -> None:
    """Keep beside a candidate what it is compared with: just measured, or the base's own.

    Nothing is kept where nothing is known of the base. Raises UnusableFolder and MissingFiles.
    """
    folder = releases.of(number)
    for name in (BASE_PREDICTIONS, BASE_CONVERSATIONS):
        (folder / name).unlink(missing_ok=True)
    if measured is None and base is not None and (releases.of(base) / PREDICTIONS).exists():
        measured = _read(releases.of(base), PREDICTIONS, CONVERSATIONS)
    if measured is not None:
        write_predictions(folder / BASE_PREDICTIONS, measured.predictions)
        write_conversations(folder / BASE_CONVERSATIONS, measured.conversations)


def compare_with_base(releases: ReleasesFolder, number: int, base: Optional[int]) -> Comparison:
    """A measured release beside its base. Raises MissingFiles."""
    folder = releases.of(number)
    after = _read(folder, PREDICTIONS, CONVERSATIONS)
    return _compare(number, base, _read_base(folder), after)


def judge_release(
    releases: ReleasesFolder, number: int, base: Optional[int], gates: Gates
) -> Verdict:
    """What the gates say of a measured release. Raises MissingFiles."""
    folder = releases.of(number)
    before, after = _read_base(folder), _read(folder, PREDICTIONS, CONVERSATIONS)
    comparison = _compare(number, base, before, after)
    return judge(comparison, after.predictions, gates, before.predictions if before else ())


def _compare(
    number: int, base: Optional[int], before: Optional[Measurements], after: Measurements
) -> Comparison:
    return compare_predictions(
        number,
        after.predictions,
        after.conversations,
        base,
        before.predictions if before else None,
        before.conversations if before else (),
    )


def _read_base(folder: Path) -> Optional[Measurements]:
    if not (folder / BASE_PREDICTIONS).exists():
        return None
    return _read(folder, BASE_PREDICTIONS, BASE_CONVERSATIONS)


def _read(folder: Path, predictions: str, conversations: str) -> Measurements:
    return Measurements(
        read_predictions(folder / predictions), read_conversations(folder / conversations)
    )
