"""Takes a sample of the training phrasings, the same for every side of a comparison."""

from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, Dict, List

import yaml


def keep_phrasings(nlu_folder: Path, per_topic: int) -> int:
    """Keep `per_topic` phrasings of each topic, taken in turn from its writers. Returns how many.

    Look-up tables and synonyms stay whole.
    """
    kept = 0
    for file in sorted(nlu_folder.glob("*.yml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        by_topic: Dict[str, List[List[str]]] = {}
        others: List[Any] = []
        for block in content["nlu"]:
            if "intent" in block:
                lines = [line[2:] for line in block["examples"].splitlines()]
                by_topic.setdefault(block["intent"], []).append(lines)
            else:
                others.append(block)
        for topic, writers in by_topic.items():
            in_turn = [text for text in chain(*zip_longest(*writers)) if text][:per_topic]
            kept += len(in_turn)
            others.append({"intent": topic, "examples": "".join(f"- {t}\n" for t in in_turn)})
        content["nlu"] = others
        file.write_text(yaml.safe_dump(content, allow_unicode=True, width=1000), encoding="utf-8")
    return kept
