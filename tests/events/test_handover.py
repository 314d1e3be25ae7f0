"""Handing over: never in a visitor's way, nothing lost while the database is away."""

import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest
import structlog

from assistant.events import handover as handover_module
from assistant.events.handover import Handover
from assistant.review.turn_log import Change, TurnLog, open_turn_log
from assistant.review.turns import Forgotten, Turn
from assistant.sqlite_database import UnusableDatabase
from tests.review.turn_examples import make_short_turn, make_turn
from tests.room_databases import run_sql

HALF_A_YEAR = timedelta(days=180)
SECONDS = 30.0


def as_it_is(change: Change) -> List[Change]:
    return [change]


class Away:
    """A database that cannot be opened until it is `back`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.is_back = False
        self.was_tried = threading.Semaphore(0)

    def open(self) -> TurnLog:
        self.was_tried.release()
        if not self.is_back:
            raise UnusableDatabase("The database is away.")
        return open_turn_log(self._url)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/review.db"


@pytest.fixture
def away(url: str, monkeypatch: pytest.MonkeyPatch) -> Away:
    monkeypatch.setattr(handover_module, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(handover_module, "LONGEST_PAUSE_SECONDS", 0.01)
    return Away(url)


@pytest.fixture
def logged() -> Iterator[List[Dict[str, Any]]]:
    with structlog.testing.capture_logs() as entries:
        yield entries  # type: ignore[misc]


def written(url: str) -> List[str]:
    return [key for (key,) in run_sql(url, "SELECT turn_key FROM review_turns ORDER BY id")]


def make_handover(
    open_log: Callable[[], TurnLog], review: Any = as_it_is, **options: Any
) -> Handover:
    return Handover(open_log, review, HALF_A_YEAR, **options)


def test_all_that_was_put_is_written_before_it_closes(url: str) -> None:
    """In its order."""
    handover = make_handover(lambda: open_turn_log(url))
    handover.start()
    for number in range(250):
        handover.put(make_short_turn(number))
    assert handover.close(SECONDS)
    assert written(url) == [f"turn {number}" for number in range(250)]


def test_what_comes_while_the_database_is_away_is_written_later(url: str, away: Away) -> None:
    """Once it is back; who puts something in does not notice."""
    handover = make_handover(away.open)
    handover.start()
    for number in range(5):
        handover.put(make_short_turn(number))
    for _ in range(5):
        assert away.was_tried.acquire(timeout=SECONDS)
    away.is_back = True
    handover.put(make_short_turn(5))
    assert wait_for(lambda: len(written(url)) == 6 if away_is_made(url) else False)
    assert handover.close(SECONDS)
    assert written(url) == [f"turn {number}" for number in range(6)]


def test_the_oldest_is_dropped_and_counted_when_it_gets_too_much(
    url: str, away: Away, logged: List[Dict[str, Any]]
) -> None:
    """Memory stays bounded, and a deleted conversation is never dropped."""
    handover = make_handover(away.open, most_waiting=10)
    handover.start()
    handover.put(Forgotten("conversation 0"))
    for number in range(40):
        handover.put(make_short_turn(number))
        assert away.was_tried.acquire(timeout=SECONDS)
    away.is_back = True
    assert wait_for(lambda: len(written(url)) >= 1 if away_is_made(url) else False)
    assert handover.close(SECONDS)
    kept = written(url)
    assert kept[-1] == "turn 39"
    assert len(kept) <= 10
    dropped = sum(one["turns"] for one in logged if one["event"] == "review.turns_dropped")
    assert dropped + len(kept) == 40


def test_one_that_cannot_be_read_does_not_keep_others_out(
    url: str, logged: List[Dict[str, Any]]
) -> None:
    """Nor one that no database takes; the log names neither words nor ids."""

    def review(turn: Turn) -> List[Change]:
        if turn.key == "turn 1":
            raise ValueError("Ana Silva said something odd")
        return [turn]

    handover = make_handover(lambda: open_turn_log(url), review)
    odd = make_turn(3, "dogs", channel=object())
    for turn in (make_short_turn(0), make_short_turn(1), make_short_turn(2), odd):
        handover.put(turn)
    handover.put(make_short_turn(4))
    handover.start()
    assert handover.close(SECONDS)
    assert written(url)[:2] == ["turn 0", "turn 2"]
    assert "review.turn_not_read" in {one["event"] for one in logged}
    assert "Silva" not in repr(logged)
    assert "dogs" not in repr(logged)


def test_closing_waits_no_longer_than_it_was_told(away: Away) -> None:
    """Whoever stops the assistant does not wait for a database that is away."""
    handover = make_handover(away.open)
    handover.put(make_short_turn(1))
    handover.start()
    assert handover.close(SECONDS)


def test_what_is_too_old_is_removed(url: str) -> None:
    """When the assistant starts, and every hour from then on."""
    now = datetime.now(timezone.utc)
    log = open_turn_log(url)
    log.add(
        [make_turn(1, at=now - timedelta(days=181)), make_turn(2, at=now - timedelta(days=179))]
    )
    log.close()
    handover = make_handover(lambda: open_turn_log(url))
    handover.start()
    assert wait_for(lambda: written(url) == ["turn 2"])
    assert handover.close(SECONDS)
    assert run_sql(url, "SELECT turn_key FROM review_messages") == [("turn 2",)]


def away_is_made(url: str) -> bool:
    return bool(run_sql(url, "SELECT 1 FROM sqlite_master WHERE name = 'review_turns'"))


def wait_for(is_true: Callable[[], bool]) -> bool:
    """Whether it becomes true within some seconds."""
    patience = threading.Event()
    return any(is_true() or patience.wait(0.02) for _ in range(int(SECONDS / 0.02)))
