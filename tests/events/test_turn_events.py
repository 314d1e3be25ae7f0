"""Events that come one by one, of many conversations, are collected into turns."""

from typing import Any, Dict, List

import pytest

from assistant.events import turn_events
from assistant.events.turn_events import TurnCollector, TurnEvents
from tests.events.talks import asks, begins, publish, says


def collect(collector: TurnCollector, events: List[Dict[str, Any]]) -> List[TurnEvents]:
    return [turn for event in events for turn in collector.add(event)]


def test_a_turn_is_over_when_the_assistant_listens() -> None:
    """Not before, and with all of its events in their order."""
    collector, events = TurnCollector(), publish(asks())
    assert collect(collector, events[:-1]) == []
    assert collect(collector, events[-1:]) == [TurnEvents("visitor", tuple(events))]


def test_turns_of_several_conversations_are_kept_apart() -> None:
    """Even if their events come in between each other."""
    collector = TurnCollector()
    one, other = publish(asks("a"), "one"), publish(asks("b"), "other")
    mixed = [event for pair in zip(one, other, strict=True) for event in pair]
    assert collect(collector, mixed) == [
        TurnEvents("one", tuple(one)),
        TurnEvents("other", tuple(other)),
    ]


def test_a_new_message_ends_a_turn_that_broke_off() -> None:
    """Its events are not taken for those of the next."""
    collector = TurnCollector()
    broken, whole = publish([says("a")]), publish(asks("b"))
    assert collect(collector, broken + whole) == [
        TurnEvents("visitor", tuple(broken)),
        TurnEvents("visitor", tuple(whole)),
    ]


def test_the_beginning_of_a_session_is_a_turn_of_its_own() -> None:
    """Nobody has said anything in it."""
    [turn] = collect(TurnCollector(), publish(begins()))
    assert len(turn.events) == 3


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns that never end and conversations without an end are let go, the oldest first."""
    monkeypatch.setattr(turn_events, "MOST_EVENTS", 5)
    monkeypatch.setattr(turn_events, "MOST_CONVERSATIONS", 2)
    collector = TurnCollector()
    assert len(collect(collector, publish([says("a")] + asks()[1:2] * 4))) == 1
    for sender in ("a", "b", "c"):
        collect(collector, publish([says("x")], sender))
    assert [len(turn.events) for turn in collect(collector, publish(asks()[1:], "a"))] == [3]
    assert [len(turn.events) for turn in collect(collector, publish(asks()[1:], "c"))] == [4]
