"""Reads from config.yml how the head is trained and when its topics are answered."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Dict, Type

import yaml

from assistant.nlu.gate_rule import Thresholds
from assistant.nlu.training_settings import DEFAULT_TRAINING, TrainingSettings
from assistant.phrasings.errors import UnreadablePhrasings
from assistant.settings import PROJECT

CONFIG = PROJECT / "config.yml"


@dataclass(frozen=True)
class PipelineSettings:
    """What two components of the pipeline are set to."""

    training: TrainingSettings
    thresholds: Thresholds


def read_pipeline_settings(file: Path = CONFIG) -> PipelineSettings:
    """The settings as the next training reads them. Raises UnreadablePhrasings."""
    try:
        pipeline = yaml.safe_load(file.read_text(encoding="utf-8"))["pipeline"]
        found = {str(one["name"]).rpartition(".")[2]: one for one in pipeline}
        training = {**asdict(DEFAULT_TRAINING), **_pick(found["TopicClassifier"], TrainingSettings)}
        gate = _pick(found["ConfidenceGate"], Thresholds)
        return PipelineSettings(TrainingSettings(**training), Thresholds(**gate))
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise UnreadablePhrasings(
            f"'{file}' does not say how topics are told apart (TopicClassifier, ConfidenceGate). "
            "Take an earlier version of the file from git."
        ) from error


def _pick(component: Dict[str, Any], kind: Type[Any]) -> Dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in component.items() if name in names}
