"""The conditions that visitors name, and whether the article lists them."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Dict, Optional, Tuple

import yaml

from assistant.settings import PROJECT

CONDITIONS = PROJECT / "knowledge" / "conditions.yml"


@dataclass(frozen=True)
class Condition:
    """`listed_as` is the article's own wording where it names the condition, otherwise None."""

    name: str
    topic: str
    listed_as: Optional[str]
    synonyms: Tuple[str, ...]


@lru_cache(maxsize=None)
def load_conditions(path: Path = CONDITIONS) -> Dict[str, Condition]:
    """All conditions by name."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["conditions"]
    return {
        row["name"]: Condition(row["name"], row["topic"], row["listed_as"], tuple(row["synonyms"]))
        for row in rows
    }
