"""Visitors who go on asking while releases are published, and a check that nothing went astray."""

import json
import sqlite3
import threading
import time
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Sequence, Tuple

import requests

TIMEOUT_SECONDS = 120
# Answered in one wording each, so that every answer can be told from all others.
QUESTIONS = (
    "is it safe?",
    "What is regenerative medicine?",
    "How much does it cost?",
    "what is PRP?",
    "What are exosomes?",
    "where are you located?",
    "does it hurt?",
    "do you take insurance?",
)
TURNS = 4
# Each conversation is a script of its own: what is answered to a question depends on the turn.
SCRIPTS = tuple(
    tuple(QUESTIONS[(first + turn) % len(QUESTIONS)] for turn in range(TURNS))
    for first in range(len(QUESTIONS))
)

Texts = Tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One message of a visitor: when, in which conversation, and its answer. Clock seconds."""

    visitor: str
    text: str
    began: float
    ended: float
    status: Optional[int]
    answer: Texts
    expected: Texts

    @property
    def seconds(self) -> float:
        """How long the visitor waited."""
        return self.ended - self.began


@dataclass(frozen=True)
class Astray:
    """What went wrong, in messages: without an answer, with another's, not kept, kept twice."""

    failed: int
    wrong: int
    lost: int
    doubled: int


class Visitors:
    """Clients that hold one scripted conversation after another with one server."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._answers = {script: self._learn(script) for script in SCRIPTS}
        self._is_over = threading.Event()
        self.asked: List[Question] = []

    @contextmanager
    def asking(self, clients: int, pause_seconds: float) -> Iterator[None]:
        """Have so many clients ask until the block ends."""
        with ThreadPoolExecutor(clients) as pool:
            running = [pool.submit(self._talk, client, pause_seconds) for client in range(clients)]
            try:
                yield
            finally:
                self._is_over.set()
            self.asked = _gather(running)

    def _learn(self, script: Sequence[str]) -> Tuple[Texts, ...]:
        visitor = str(uuid.uuid4())
        with requests.Session() as session:
            answers = [self._ask(session, visitor, text) for text in script]
        assert all(status == 200 and texts for status, texts in answers), "the server is not well"
        return tuple(texts for _, texts in answers)

    def _talk(self, client: int, pause_seconds: float) -> List[Question]:
        asked: List[Question] = []
        script = SCRIPTS[client % len(SCRIPTS)]
        with requests.Session() as session:
            while not self._is_over.is_set():
                visitor = str(uuid.uuid4())
                for text, expected in zip(script, self._answers[script], strict=True):
                    began = time.perf_counter()
                    status, texts = self._ask(session, visitor, text)
                    ended = time.perf_counter()
                    asked.append(Question(visitor, text, began, ended, status, texts, expected))
                    self._is_over.wait(pause_seconds)
        return asked

    def _ask(
        self, session: requests.Session, visitor: str, text: str
    ) -> Tuple[Optional[int], Texts]:
        try:
            body = {"sender": visitor, "message": text}
            answer = session.post(self._url, json=body, timeout=TIMEOUT_SECONDS)
            replies = answer.json()
        except (requests.RequestException, ValueError):
            return None, ()
        if answer.status_code != 200 or any(r.get("recipient_id") != visitor for r in replies):
            return answer.status_code, ()
        return answer.status_code, tuple(str(reply.get("text")) for reply in replies)


def find_astray(asked: Sequence[Question], tracker_database: Path) -> Astray:
    """Compare what was asked with what was answered and with what the server has kept."""
    kept = _read_kept(tracker_database)
    by_visitor: Dict[str, List[str]] = {}
    for question in asked:
        by_visitor.setdefault(question.visitor, []).append(question.text)
    lost = doubled = 0
    for visitor, texts in by_visitor.items():
        stored = kept.get(visitor, [])
        for text in set(texts) | set(stored):
            difference = stored.count(text) - texts.count(text)
            lost += max(0, -difference)
            doubled += max(0, difference)
    return Astray(
        failed=sum(question.status != 200 for question in asked),
        wrong=sum(q.status == 200 and q.answer != q.expected for q in asked),
        lost=lost,
        doubled=doubled,
    )


def _gather(running: "Sequence[Future[List[Question]]]") -> List[Question]:
    return [question for client in running for question in client.result()]


def _read_kept(tracker_database: Path) -> Dict[str, List[str]]:
    """What visitors said, by conversation."""
    kept: Dict[str, List[str]] = {}
    with closing(sqlite3.connect(tracker_database)) as database:
        rows = database.execute(
            "SELECT sender_id, data FROM events WHERE type_name = 'user' ORDER BY id"
        )
        for visitor, data in rows:
            kept.setdefault(visitor, []).append(json.loads(data)["text"])
    return kept
