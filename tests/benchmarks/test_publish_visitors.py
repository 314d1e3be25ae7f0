"""The check of the publishing benchmark: what it takes for lost, doubled or mixed up."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Optional, Sequence, Tuple

import pytest

from benchmarks.publish_visitors import Astray, Question, find_astray


def question(text: str, status: Optional[int] = 200, answer: str = "yes") -> Question:
    """One of visitor v, who should hear "yes"."""
    answers = (answer,) if answer else ()
    return Question("v", text, 0.0, 0.1, status, answers, ("yes",))


def keep(folder: Path, messages: Sequence[Tuple[str, str]]) -> Path:
    """A database with what visitors said, as Rasa keeps it."""
    file = folder / "conversations.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id, type_name, data)")
        rows = [(visitor, "user", json.dumps({"text": text})) for visitor, text in messages]
        rows.append(("v", "bot", json.dumps({"text": "yes"})))
        database.executemany("INSERT INTO events (sender_id, type_name, data) VALUES (?,?,?)", rows)
    return file


@pytest.mark.parametrize(
    ("asked", "kept", "astray"),
    [
        ([question("a"), question("b")], ["a", "b"], Astray(0, 0, 0, 0)),
        ([question("a", 503, "")], ["a"], Astray(1, 0, 0, 0)),
        ([question("a", None, "")], [], Astray(1, 0, 1, 0)),
        ([question("a", 200, "no")], ["a"], Astray(0, 1, 0, 0)),
        ([question("a", 200, "")], ["a"], Astray(0, 1, 0, 0)),
        ([question("a"), question("b")], ["a"], Astray(0, 0, 1, 0)),
        ([question("a")], ["a", "a"], Astray(0, 0, 0, 1)),
        ([question("a")], ["a", "b"], Astray(0, 0, 0, 1)),
    ],
    ids=["whole", "refused", "cut off", "mixed up", "empty", "lost", "doubled", "foreign"],
)
def test_messages_that_went_astray_are_counted(
    asked: Sequence[Question], kept: Sequence[str], astray: Astray, tmp_path: Path
) -> None:
    """Each fault by itself; other visitors' messages count for nothing."""
    file = keep(tmp_path, [*(("v", text) for text in kept), ("other", "a")])
    assert find_astray(asked, file) == astray
