"""Counting by day, hour and topic, and the groups that grow, on each database."""

from datetime import date, datetime, timedelta, timezone
from typing import Any, List, Tuple
from zoneinfo import ZoneInfo

import pytest

from assistant.database import Database
from assistant.review.inbox import Inbox
from assistant.review.inbox_records import Kind, Ruling
from assistant.review.periods import Period, make_period
from assistant.review.statistics import Statistics, Tally
from assistant.review.turn_log import TurnLog
from assistant.review.turns import Forgotten, Rating, Turn
from tests.review.turn_examples import NOW, make_turn

CHICAGO, KATHMANDU = ZoneInfo("America/Chicago"), ZoneInfo("Asia/Kathmandu")
# NOW is 6:00 on Friday the 20th in Chicago.
TODAY = date(2026, 11, 20)
WEEK = make_period(TODAY, 7, CHICAGO)


@pytest.fixture
def statistics(database: Database) -> Statistics:
    return Statistics(database)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)  # type: ignore[misc,arg-type]


def make_counted_turn(number: int, **changes: Any) -> Turn:
    """A turn in short form, answered unless the changes say something else."""
    return make_turn(number, message=None, **{"decision": "answer", **changes})


def busy(week: Tuple[Tuple[int, ...], ...]) -> List[Tuple[int, int, int]]:
    """Weekday, hour and count of each hour with a question."""
    return [
        (weekday, hour, count)
        for weekday, hours in enumerate(week)
        for hour, count in enumerate(hours)
        if count
    ]


def test_a_period_is_whole_days_of_the_clinic() -> None:
    """From midnight to midnight, the period before it ends where it begins."""
    assert (WEEK.first, WEEK.last, WEEK.days) == (date(2026, 11, 14), TODAY, 7)
    assert WEEK.begins == utc(2026, 11, 14, 6)
    assert WEEK.ends == utc(2026, 11, 21, 6)
    assert WEEK.before.ends == WEEK.begins
    assert WEEK.before.days == 7


def test_a_day_on_which_the_clocks_change_is_a_whole_day() -> None:
    """It has 23 or 25 hours, also where the clocks skip midnight itself."""
    spring = Period(date(2026, 3, 8), date(2026, 3, 8), CHICAGO)
    autumn = Period(date(2026, 11, 1), date(2026, 11, 1), CHICAGO)
    skipped = Period(date(2026, 4, 24), date(2026, 4, 24), ZoneInfo("Africa/Cairo"))
    hours = [(one.ends - one.begins) / timedelta(hours=1) for one in (spring, autumn, skipped)]
    assert hours == [23, 25, 23]


def test_what_was_decided_is_counted_by_day(log: TurnLog, statistics: Statistics) -> None:
    """Each day has its tally, a quiet one is all nought; what a form heard is no question."""
    yesterday = NOW - timedelta(days=1)
    log.add(
        [
            make_counted_turn(1),
            make_counted_turn(2, topic="talk_to_human", is_in_form=True),
            make_counted_turn(3, decision="clarify"),
            make_turn(4),
            make_counted_turn(5, decision="safety", topic="emergency/heart"),
            make_counted_turn(6, decision="form", topic=None, is_in_form=True, is_passed_on=True),
            make_counted_turn(7, at=yesterday, decision="decline", topic="talk_to_human"),
        ]
    )
    activity = statistics.count_by_time(WEEK)
    assert list(activity.days) == list(WEEK)
    assert activity.days[TODAY] == Tally(2, 1, 1, 1, asked_for_person=1, passed_on=1)
    assert activity.days[TODAY].questions == 5
    assert activity.days[date(2026, 11, 19)] == Tally(declined=1)
    assert activity.days[date(2026, 11, 18)] == Tally()
    assert activity.total == Tally(2, 1, 2, 1, 1, 1)
    assert busy(activity.week) == [(3, 6, 1), (4, 6, 5)]


def test_days_and_hours_are_the_clinics(log: TurnLog, statistics: Statistics) -> None:
    """Around midnight, in the hour that comes twice, and beside the hour that is skipped."""
    moments = [
        utc(2026, 11, 1, 4, 59, 59),
        utc(2026, 11, 1, 5),
        utc(2026, 11, 1, 6, 30),
        utc(2026, 11, 1, 7, 30),
        utc(2026, 11, 2, 5, 59, 59),
        utc(2026, 11, 2, 6),
    ]
    log.add([make_counted_turn(number, at=at) for number, at in enumerate(moments)])
    activity = statistics.count_by_time(Period(date(2026, 11, 1), date(2026, 11, 1), CHICAGO))
    assert activity.days == {date(2026, 11, 1): Tally(answered=4)}
    assert busy(activity.week) == [(6, 0, 1), (6, 1, 2), (6, 23, 1)]


def test_a_clock_that_is_off_by_quarters_of_an_hour(log: TurnLog, statistics: Statistics) -> None:
    """Nepal's is 5:45 ahead: its midnight is at a quarter past six in the evening."""
    moments = [utc(2026, 5, 6, 18, 14, 59), utc(2026, 5, 6, 18, 15), utc(2026, 5, 7, 3, 20)]
    log.add([make_counted_turn(number, at=at) for number, at in enumerate(moments)])
    activity = statistics.count_by_time(Period(date(2026, 5, 7), date(2026, 5, 7), KATHMANDU))
    assert activity.total.questions == 2
    assert busy(activity.week) == [(3, 0, 1), (3, 9, 1)]


def test_topics_are_counted_with_their_thumbs(log: TurnLog, statistics: Statistics) -> None:
    """The most asked first; a message of no topic has a line of its own, an old one has none."""
    old = NOW - timedelta(days=7)
    log.add(
        [
            *(make_counted_turn(number) for number in range(3)),
            make_counted_turn(3, topic="clinic/cost", decision="clarify"),
            make_turn(4, candidates=()),
            make_counted_turn(5, topic="clinic/hours", at=old),
            *(Rating(f"turn {number}", "up") for number in (0, 1)),
            Rating("turn 3", "down"),
        ]
    )
    found = statistics.count_by_topic(WEEK)
    assert [(one.topic, one.tally, one.up, one.down) for one in found] == [
        ("faq/safety", Tally(answered=3), 2, 0),
        ("clinic/cost", Tally(clarified=1), 0, 1),
        (None, Tally(declined=1), 0, 0),
    ]


def test_groups_that_grow_stand_in_the_order_of_their_growth(
    log: TurnLog, inbox: Inbox, statistics: Statistics
) -> None:
    """By new messages against the period before; those that shrink or are decided are left out."""
    before = NOW - timedelta(days=7)
    texts = {"dogs": (3, 1), "cats": (4, 1), "fish": (2, 2), "planes": (5, 0)}
    number = 0
    for text, counts in texts.items():
        for at, count in zip((NOW, before), counts, strict=True):
            for _ in range(count):
                number += 1
                log.add([make_turn(number, text, at=at)])
    inbox.decide_groups([4], Ruling(Kind.IGNORE), "ana", NOW)
    found = statistics.list_growing(WEEK)
    assert [(one.group.example.text, one.new, one.before, one.growth) for one in found] == [
        ("cats", 4, 1, 3),
        ("dogs", 3, 1, 2),
    ]
    assert [one.group.open_count for one in found] == [5, 4]
    assert len(statistics.list_growing(WEEK, limit=1)) == 1


def test_nothing_at_all_is_counted_as_nothing(statistics: Statistics) -> None:
    """Before the first message every count is nought and every list empty."""
    assert not statistics.has_turns()
    assert statistics.count_by_time(WEEK).total == Tally()
    assert statistics.count_by_topic(WEEK) == ()
    assert statistics.list_growing(WEEK) == ()


def test_a_deleted_conversation_is_not_counted(log: TurnLog, statistics: Statistics) -> None:
    """What its visitor has deleted is in no figure any more."""
    log.add([make_counted_turn(1), make_turn(2)])
    assert statistics.has_turns()
    log.add([Forgotten("conversation 0")])
    assert not statistics.has_turns()
    assert statistics.count_by_time(WEEK).total == Tally()
