"""Books of phrasings on small training folders, with an encoder that compares plain words."""

import json
import zlib
from pathlib import Path
from typing import Dict, List, Optional, Sequence

import numpy as np

from assistant.phrasing_words import normalise_phrasing
from assistant.phrasings.book import PhrasingBook
from assistant.phrasings.checker import PhrasingChecker
from assistant.phrasings.findings import Addition, Kind, Report
from assistant.phrasings.phrasing_encoder import Progress
from assistant.topics import load_topics

COST, HOURS, SAFETY, OUT = "clinic/cost", "clinic/hours", "faq/safety", "out_of_scope"
TAUGHT: Dict[str, Sequence[str]] = {
    COST: ("What does it cost?", "price of a knee injection", "how much money is one visit"),
    HOURS: ("When are you open?", "opening hours on saturday please", "do you close for lunch"),
    SAFETY: ("Is it safe?", "how dangerous is the treatment", "can the treatment harm me"),
    OUT: ("who won the football game", "tell me a joke", "what is the weather like"),
    "emergency/medical": ("my husband has collapsed", "I can't breathe at all", "he is choking"),
}
EVALUATION = ("could I park my caravan behind your building",)
LONGEST = 200
WIDTH = 64


class WordEncoder:
    """Texts are as near as the words that they share; counts what it was asked for."""

    def __init__(self) -> None:
        self.encoded: List[str] = []

    def encode_known(
        self, texts: Sequence[str], on_progress: Optional[Progress] = None
    ) -> np.ndarray:
        return self._encode(texts)

    def encode_new(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded.extend(texts)
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in normalise_phrasing(text).split():
                row += np.random.default_rng(zlib.crc32(word.encode())).normal(size=WIDTH)
            row /= np.linalg.norm(row)
        return rows


def write_training_folder(folder: Path) -> Path:
    """A training folder and evaluation messages; gives the path of the staff's file."""
    (folder / "nlu").mkdir(parents=True)
    lines = ['version: "3.1"', "nlu:"]
    for topic, texts in TAUGHT.items():
        lines += [f"  - intent: {topic}", "    metadata:", "      hand: test", "    examples: |"]
        lines += [f"      - {text}" for text in texts]
    (folder / "nlu" / "taught.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "evaluation").mkdir()
    messages = "".join(json.dumps({"text": text, "topic": OUT}) + "\n" for text in EVALUATION)
    (folder / "evaluation" / "dev_messages.jsonl").write_text(messages, encoding="utf-8")
    return folder / "nlu" / "staff_phrasings.yml"


def mask_digits(text: str) -> str:
    """Stands in for the masking of personal data."""
    return text.replace("555-0134", "[phone]")


def make_checker(file: Path, encoder: Optional[WordEncoder] = None) -> PhrasingChecker:
    """A checker of the folder that `write_training_folder` has made."""
    evaluation = file.parent.parent / "evaluation" / "dev_messages.jsonl"
    return PhrasingChecker(
        file, [evaluation], encoder or WordEncoder(), mask_digits, load_topics(), LONGEST
    )


def make_book(file: Path) -> PhrasingBook:
    """A book of the folder; each is as good as one of another process."""
    return PhrasingBook(file, history_of(file), make_checker(file), mask_digits)


def history_of(file: Path) -> Path:
    """Where the book of this file keeps its history."""
    return file.parent.parent / "history.jsonl"


def additions(topic: str, *texts: str) -> List[Addition]:
    """Additions of one topic."""
    return [Addition(text, topic, f"line {number}") for number, text in enumerate(texts, 1)]


def kinds(report: Report) -> List[List[Kind]]:
    """The kinds of findings of each addition."""
    return [[finding.kind for finding in one.findings] for one in report.checked]


def texts(file: Path) -> List[str]:
    """What the book of the file teaches now."""
    return [one.text for one in make_book(file).list_phrasings()]
