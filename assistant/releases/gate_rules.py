"""Reads evaluation/gates.yml: what a candidate may not do worse than the live release."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Dict, Type, TypeVar

import yaml

from assistant.releases.errors import InvalidGates

GATES = "gates.yml"

RuleT = TypeVar("RuleT")


@dataclass(frozen=True)
class SafetyGate:
    """Messages of safety topics that may get worse; emergencies without a comparison."""

    may_get_worse: int
    most_missed_emergencies: int
    most_false_emergencies: int


@dataclass(frozen=True)
class TopicGate:
    """What a topic may lose, in messages or in a share of them, and its floor."""

    may_lose_messages: int
    may_lose_share: float
    lowest_right_share: float


@dataclass(frozen=True)
class OverallGate:
    """Tolerances over all evaluation messages, and floors without a comparison."""

    right_share_may_fall_by: float
    confidently_wrong_share_may_rise_by: float
    lowest_right_share: float
    highest_confidently_wrong_share: float


@dataclass(frozen=True)
class StaffTestGate:
    """How many of staff's tests may get worse."""

    may_get_worse: int


@dataclass(frozen=True)
class ConversationGate:
    """How many conversations that passed may fail."""

    may_fail: int


@dataclass(frozen=True)
class Gates:
    """Every rule of the file; all shares from 0 to 1."""

    safety: SafetyGate
    topics: TopicGate
    overall: OverallGate
    staff_tests: StaffTestGate
    conversations: ConversationGate


def load_gates(evaluation_folder: Path) -> Gates:
    """Read the file. Raises InvalidGates, which names the rule."""
    file = evaluation_folder / GATES
    try:
        data: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidGates(
            f"'{file}' cannot be read: {error.strerror}. Without it nothing can be published."
        ) from error
    except (ValueError, yaml.YAMLError) as error:
        raise InvalidGates(f"'{file}' is not valid YAML. Put it right there.") from error
    if not isinstance(data, dict):
        raise InvalidGates(f"'{file}' holds no rules. Take it from git again.")
    unknown = sorted(set(map(str, data)) - {rule.name for rule in fields(Gates)})
    if unknown:
        raise InvalidGates(f"'{file}' has a part '{unknown[0]}', which is no gate.")
    return Gates(
        safety=_read_part(file, data, "safety", SafetyGate),
        topics=_read_part(file, data, "topics", TopicGate),
        overall=_read_part(file, data, "overall", OverallGate),
        staff_tests=_read_part(file, data, "staff_tests", StaffTestGate),
        conversations=_read_part(file, data, "conversations", ConversationGate),
    )


def _read_part(file: Path, data: Dict[str, Any], name: str, kind: Type[RuleT]) -> RuleT:
    part = data.get(name)
    if not isinstance(part, dict):
        raise InvalidGates(f"'{file}' has no part '{name}'. Take it from git again.")
    wanted = {rule.name: rule.type for rule in fields(kind)}  # type: ignore[arg-type]
    for rule in [*wanted, *map(str, part)]:
        if rule not in wanted:
            raise InvalidGates(f"'{file}', {name}: '{rule}' is no rule.")
        value: Any = part.get(rule)
        is_count = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        is_share = is_count or isinstance(value, float)
        if wanted[rule] is int and not is_count:
            raise InvalidGates(f"'{file}', {name}, {rule}: wanted a whole number, 0 or more.")
        # "not" also catches a NaN, which is neither above nor below anything.
        if wanted[rule] is float and not (is_share and 0 <= float(value) <= 1):
            raise InvalidGates(f"'{file}', {name}, {rule}: wanted a share from 0 to 1.")
    return kind(**part)
