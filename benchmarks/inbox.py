"""Measures the inbox and the dashboard with 100,000 messages: `python -m benchmarks.inbox`."""

import argparse
import hashlib
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from statistics import median
from typing import Any, Callable, Dict, Iterator, List, Sequence, Tuple

import numpy as np

from assistant.console.accounts.roles import Role
from assistant.nlu.sentence_encoder import WIDTH
from assistant.review.grouping import MessageGroups
from assistant.review.inbox import Inbox
from assistant.review.inbox_records import Kind, Question, Ruling, Sort, State
from assistant.review.storage.database import open_review_database
from assistant.review.turn_log import TurnLog
from assistant.review.turns import Candidate, Reason, Turn, UnclearMessage
from assistant.settings import load_settings
from assistant.topics import load_topics
from tests.console.running_console import running_console

NOW = datetime(2026, 11, 20, tzinfo=timezone.utc)
# How far a made-up message stands from the phrasing that it was made of.
LIKENESS = 0.85
AT_ONCE = 1000
PAGE_LIMIT_SECONDS = 0.2
GROUPING_LIMIT_SECONDS = 60.0
ROUNDS = 15


@dataclass(frozen=True)
class Phrasings:
    """Phrasings that have been encoded before, which made-up messages are made of."""

    texts: Sequence[str]
    vectors: np.ndarray
    likeness: float

    def make(self, number: int) -> Tuple[str, np.ndarray]:
        """A message that no other equals, and an embedding in its place."""
        base = number * 7919 % len(self.texts)
        noise = np.random.default_rng(number).standard_normal(WIDTH).astype(np.float32)
        noise *= np.sqrt(1 - self.likeness**2) / np.linalg.norm(noise)
        vector = self.likeness * self.vectors[base] + noise
        return f"{self.texts[base]} {number}", vector / np.linalg.norm(vector)


def read_phrasings(likeness: float) -> Phrasings:
    """The phrasings in the embedding cache; as many as the training made."""
    connection = sqlite3.connect(f"file:{load_settings().embedding_cache}?mode=ro", uri=True)
    rows = connection.execute(
        "SELECT text, vector FROM embeddings WHERE encoder = "
        "(SELECT encoder FROM embeddings GROUP BY encoder ORDER BY count(*) DESC LIMIT 1)"
    ).fetchall()
    connection.close()
    vectors = np.stack([np.frombuffer(vector, dtype=np.float32) for _, vector in rows])
    return Phrasings([text for text, _ in rows], vectors, likeness)


def make_turns(phrasings: Phrasings, count: int, vectors: Dict[str, np.ndarray]) -> Iterator[Turn]:
    """As many unclear turns over half a year; their embeddings are put into `vectors`."""
    topics = list(load_topics())
    for number in range(count):
        text, vectors[text] = phrasings.make(number)
        best = topics[number * 31 % len(topics)]
        yield Turn(
            key=hashlib.blake2b(str(number).encode(), digest_size=16).hexdigest(),
            conversation=str(number // 3),
            at=NOW - timedelta(seconds=number * 155),
            channel="website",
            decision="decline",
            topic=best,
            message=UnclearMessage(
                text=text,
                candidates=(Candidate(best, 0.3), Candidate(topics[0], 0.2)),
                answered=(),
                reasons=(Reason.DECLINED,),
                before="is it safe",
            ),
        )


def measure_pages(inbox: Inbox) -> Dict[str, List[float]]:
    """How long each kind of page takes, in seconds."""
    group = inbox.list_groups(Question()).groups[0]
    asked: Dict[str, Callable[[], Any]] = {
        **{
            f"sorted by {sort.value}, {place}": _lister(inbox, Question(sort=sort, page=page))
            for sort in Sort
            for place, page in (("first page", 1), ("a late page", 10**6))
        },
        "search of one word": _lister(inbox, Question(search="insurance")),
        "search of three words": _lister(inbox, Question(search="does it hurt")),
        "search without a result": _lister(inbox, Question(search="zeppelin")),
        "one topic": _lister(inbox, Question(topic="faq/safety")),
        "one reason": _lister(inbox, Question(reason=Reason.DECLINED)),
        "decided ones": _lister(inbox, Question(state=State.DECIDED)),
        "the largest group": lambda: (inbox.show_group(group.id), inbox.show_messages(group.id)),
    }
    return {name: [_time(ask) for _ in range(ROUNDS)] for name, ask in asked.items()}


def measure_dashboard(url: str, folder: Path) -> Dict[str, List[float]]:
    """How long the dashboard's pages take a browser to get, in seconds."""
    with running_console(folder, review_database=url) as console:
        person = console.sign_in(Role.VIEWER)

        def open_page(page: str, days: int) -> Callable[[], Any]:
            first = NOW.date() - timedelta(days=days)
            return lambda: person.get(f"{page}?from={first}&to={NOW.date()}").raise_for_status()

        asked = {
            "dashboard of 7 days": open_page("/dashboard", 7),
            "dashboard of 90 days": open_page("/dashboard", 90),
            "dashboard of everything": open_page("/dashboard", 180),
            "topics as CSV, 90 days": open_page("/dashboard/topics.csv", 90),
        }
        return {name: [_time(ask) for _ in range(ROUNDS)] for name, ask in asked.items()}


def main(arguments: List[str]) -> int:
    """Command line. Returns 1 where a limit is missed, else 0."""
    parser = argparse.ArgumentParser(prog="inbox", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--likeness", type=float, default=LIKENESS, help="cosine, 0 to 1")
    parser.add_argument("--database", help="an empty PostgreSQL database instead of a SQLite file")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{Path(folder) / 'review.db'}"
        return _measure(url, options.messages, options.likeness, Path(folder))


def _measure(url: str, count: int, likeness: float, folder: Path) -> int:
    phrasings = read_phrasings(likeness)
    vectors: Dict[str, np.ndarray] = {}
    database = open_review_database(url)
    log, inbox = TurnLog(database), Inbox(database)
    *turns, late = make_turns(phrasings, count + 1, vectors)

    def write_all() -> None:
        for start in range(0, count, AT_ONCE):
            log.add(turns[start : start + AT_ONCE])

    print(f"{count:,} messages, no two alike, made of {len(phrasings.texts):,} phrasings")
    print(f"written by the broker's way in {_time(write_all):6.1f} s")
    finder = MessageGroups(
        database, "benchmark", lambda texts: np.stack([vectors[one] for one in texts])
    )
    grouping = _time(finder.group_new)
    groups = inbox.list_groups(Question()).total
    print(f"grouped in                    {grouping:6.1f} s   into {groups:,} groups")
    log.add([late])
    print(f"one more message grouped in   {_time(finder.group_new):6.1f} s")
    print("\nPages, in milliseconds           median   longest")
    pages = {**measure_pages(inbox), **measure_dashboard(url, folder)}
    for name, seconds in pages.items():
        print(f"{name:32} {1000 * median(seconds):7.1f} {1000 * max(seconds):9.1f}")
    largest = inbox.list_groups(Question()).groups[0]
    decided = _time(lambda: inbox.decide_groups([largest.id], Ruling(Kind.IGNORE), "staff", NOW))
    print(f"\nthe largest group ({largest.open_count:,} messages) decided in {decided:.2f} s")
    every = [one for seconds in pages.values() for one in seconds]
    print(f"median of all pages: {1000 * median(every):.1f} ms")
    database.close()
    slowest = max(median(seconds) for seconds in pages.values())
    is_fast = slowest <= PAGE_LIMIT_SECONDS and grouping <= GROUPING_LIMIT_SECONDS
    return 0 if is_fast else 1


def _lister(inbox: Inbox, question: Question) -> Callable[[], Any]:
    return lambda: inbox.list_groups(question)


def _time(action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
