"""How often a candidate and the live release ask back, and say that they cannot help."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterable, Mapping, Optional, Tuple

from assistant.releases.folder import BASE_PREDICTIONS, PREDICTIONS, ReleasesFolder
from assistant.releases.measurements import read_predictions
from assistant.releases.records import Prediction


@dataclass(frozen=True)
class DecisionCounts:
    """How many messages of a set got each decision; `before` is None where it is unknown."""

    before: Optional[Mapping[str, int]]
    after: Mapping[str, int]


def count_decisions(releases_folder: Path, number: int) -> Dict[str, DecisionCounts]:
    """Decisions by set, over the messages that the comparison counts. Raises MissingFiles."""
    folder = ReleasesFolder(releases_folder).of(number)
    after = {_name(one): one for one in read_predictions(folder / PREDICTIONS)}
    if not (folder / BASE_PREDICTIONS).exists():
        sets = {one.set for one in after.values()}
        return {name: DecisionCounts(None, _count(after.values(), name)) for name in sets}
    before = {_name(one): one for one in read_predictions(folder / BASE_PREDICTIONS)}
    both = after.keys() & before.keys()
    return {
        name: DecisionCounts(
            _count([before[key] for key in both], name), _count([after[key] for key in both], name)
        )
        for name in {one.set for one in after.values()}
    }


def _name(prediction: Prediction) -> Tuple[str, str]:
    return prediction.set, prediction.text


def _count(predictions: Iterable[Prediction], name: str) -> Mapping[str, int]:
    return Counter(one.decision for one in predictions if one.set == name)
