"""Conversations of the website are removed once their time is over, and no others."""

import asyncio
from pathlib import Path
from typing import Any, Iterator, List

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.exceptions import InvalidConfigException
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy.exc import OperationalError

from assistant.channels.visitor_ids import VisitorIds
from assistant.processes import make_environment
from assistant.settings import PROJECT, load_settings
from assistant.stores import bounded_tracker_store, expired_conversations
from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from assistant.website_visitors import WEBSITE_PREFIX
from tests.stores import form_talks
from tests.stores.conversations import begins
from tests.stores.form_talks import (
    DOMAIN,
    PERSONAL_SLOTS,
    STORE_TYPE,
    aged,
    files_with,
    keep,
    opens_form,
    rows,
    stretches,
    words,
)
from tests.stores.written_talks import writes

HOURS = 24
# With the margin, and a little more.
GONE, LATE, LIVE = HOURS + 0.3, HOURS + 0.1, HOURS - 0.1
EVENTS = len(begins()) + len(writes("m-000001"))


@pytest.fixture
def store(file: Path) -> Iterator[BoundedSQLTrackerStore]:
    store = form_talks.open_store(file, website_hours=HOURS)
    yield store
    store.engine.dispose()


def leave(
    store: BoundedSQLTrackerStore, sender: str, hours: float, text: str = "is it safe?"
) -> None:
    """A conversation with one message, so long ago."""
    events = aged([*begins(), *writes("m-000001", text)], hours * 60)
    keep(store, events, sender=sender, old=True)


def known(store: BoundedSQLTrackerStore) -> List[str]:
    """Who has events, without the one whose turns only set things going."""
    with store.engine.connect() as connection:
        query = sa.text("SELECT DISTINCT sender_id FROM events WHERE sender_id <> 'else'")
        return sorted(connection.execute(query).scalars())


def test_what_is_over_is_removed(store: BoundedSQLTrackerStore) -> None:
    """Once nobody's turn can be under way any more; what is younger stays."""
    for sender, hours in (("website-gone", GONE), ("website-late", LATE), ("website-live", LIVE)):
        leave(store, sender, hours)
    assert store.remove_expired_conversations() == EVENTS
    assert known(store) == ["website-late", "website-live"]
    assert store.remove_expired_conversations() == 0


def test_everything_of_it_is_removed(store: BoundedSQLTrackerStore, file: Path) -> None:
    """Its words, its ratings, what was told to a form, and who it was; it is noted as ended."""
    sender, other = "website-7f9c2ba4e88f827d", "website-live"
    for visitor, hours in ((sender, GONE), (other, LIVE)):
        leave(store, visitor, hours, "my private knee" if visitor == sender else "is it safe?")
        keep(store, aged(opens_form("book me"), hours * 60), sender=visitor, old=True)
        assert store.rate_reply(visitor, "m-000001.0", "up")
    assert files_with(sender, file)
    store.remove_expired_conversations()
    assert files_with(sender, file) == files_with("private knee", file) == []
    assert [visitor for visitor, _ in stretches(store)] == [other]
    assert store.read_transcript(other, 50).entries[1].rating == "up"
    with store.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM answer_ratings")).scalar() == 1
        assert connection.execute(sa.text("SELECT count(*) FROM ended_conversations")).scalar() == 1
    assert store.is_ended(sender)
    assert not store.is_ended(other)


def test_other_channels_are_left_alone(store: BoundedSQLTrackerStore) -> None:
    """However old, and however alike their senders' ids are."""
    others = ["WEBSITE-x", "v_1", "website", "website,x", "website.x", "website/x", "websitex"]
    for sender in [*others, "website-0", "website-x", "website-\u00e9\U0001f600"]:
        leave(store, sender, 9000)
    while store.remove_expired_conversations():
        pass
    assert known(store) == sorted(others)
    assert not any(map(store.is_ended, others))


def test_the_last_event_counts(store: BoundedSQLTrackerStore) -> None:
    """A conversation that began long ago and goes on stays whole."""
    leave(store, "website-x", 3000)
    keep(store, aged(writes("m-000002", "and now?"), LIVE * 60), sender="website-x", old=True)
    assert store.remove_expired_conversations() == 0
    assert words(store, "website-x") == ["is it safe?", "and now?"]


def test_it_is_over_before_it_is_removed(store: BoundedSQLTrackerStore) -> None:
    """So that no turn begins in it; one that is stored after all is not lost."""
    for sender, hours in (("website-late", LATE), ("website-live", LIVE), ("v_1", 9000)):
        leave(store, sender, hours)
    ended = [store.is_ended(sender) for sender in ("website-late", "website-live", "v_1")]
    assert ended == [True, False, False]
    assert not store.is_ended("website-new")
    keep(store, writes("m-000002", "in the last moment"), sender="website-late")
    assert store.remove_expired_conversations() == 0
    assert not store.is_ended("website-late")
    assert words(store, "website-late") == ["is it safe?", "in the last moment"]


def test_somebody_elses_turn_removes_them(store: BoundedSQLTrackerStore) -> None:
    """At most every ten minutes, once there is nothing more to do."""
    leave(store, "website-gone", GONE)
    store._expired._next_part = 0.0
    keep(store, begins(), sender="else")
    assert known(store) == []
    leave(store, "website-gone", GONE)
    keep(store, writes("m-000001"), sender="else")
    assert known(store) == ["website-gone"]
    assert not store._expired.is_due


def test_one_part_at_a_time(store: BoundedSQLTrackerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part is bounded in what it looks at and removes; the parts together leave nothing."""
    monkeypatch.setattr(expired_conversations, "LOOKED_AT_ONCE", 3)
    monkeypatch.setattr(expired_conversations, "EVENTS_AT_ONCE", 10)
    monkeypatch.setattr(expired_conversations, "PART_PAUSE_SECONDS", 0.0)
    store._expired._next_part = float("inf")
    live = [f"website-{n:02}-live" for n in range(7)]
    gone = [f"website-{n:02}" for n in (0, 1, 3, 4, 6)]
    for sender in live:
        leave(store, sender, LIVE)
    for sender in gone:
        leave(store, sender, GONE)
    # Longer than a part, and an exact number of parts.
    for number in range(2, 7):
        turn = aged(writes(f"m-{number:06}"), GONE * 60)
        keep(store, turn, sender="website-03", old=True)
    assert (EVENTS, len(rows(store, "website-03"))) == (7, 27)
    removed = [store.remove_expired_conversations()]
    while store._expired.is_midway:
        removed.append(store.remove_expired_conversations())
    assert max(removed) == 10
    assert sum(removed) == 4 * EVENTS + 27
    assert known(store) == sorted(live)
    assert all(map(store.is_ended, gone))
    assert not store._expired.is_due


def test_a_part_is_followed_by_the_next_one_soon(
    store: BoundedSQLTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With turns some seconds later, not ten minutes."""
    monkeypatch.setattr(expired_conversations, "EVENTS_AT_ONCE", 2)
    monkeypatch.setattr(expired_conversations, "PART_PAUSE_SECONDS", 0.0)
    leave(store, "website-gone", GONE)
    keep(store, begins(), sender="else")
    left = []
    store._expired._next_part = 0.0
    for number in range(6):
        keep(store, writes(f"m-{number:06}"), sender="else")
        left.append(len(rows(store, "website-gone")))
    assert left == [5, 3, 1, 0, 0, 0]


def test_a_start_removes_them(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many, the way Rasa opens a store, with the domain named afterwards."""
    monkeypatch.setattr(expired_conversations, "LOOKED_AT_ONCE", 2)
    first = form_talks.open_store(file)
    for number in range(9):
        leave(first, f"website-{number}", GONE, "my private knee")
    first.engine.dispose()
    config = EndpointConfig(
        type=STORE_TYPE, db=str(file), personal_slots=PERSONAL_SLOTS, website_hours=str(HOURS)
    )
    reopened: Any = TrackerStore.create(config)
    assert len(known(reopened)) == 9
    reopened.domain = DOMAIN
    assert known(reopened) == []
    assert files_with("private knee", file) == []


def test_a_start_is_not_held_up_for_long(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left after some seconds goes with the turns."""
    monkeypatch.setattr(bounded_tracker_store, "STARTING_SECONDS", 0.0)
    monkeypatch.setattr(expired_conversations, "LOOKED_AT_ONCE", 2)
    first = form_talks.open_store(file)
    for number in range(5):
        leave(first, f"website-{number}", GONE)
    store = form_talks.open_store(file, website_hours=HOURS)
    assert len(known(store)) == 3
    assert store._expired.is_midway


def test_without_the_option_nothing_is_over(file: Path) -> None:
    """Whose conversation it is does not matter then."""
    store = form_talks.open_store(file)
    leave(store, "website-x", 9000)
    assert store.remove_expired_conversations() == 0
    assert not store.is_ended("website-x")
    assert not store._expired.is_due


@pytest.mark.parametrize("value", [0, -3, "", "a day", 1.5, True, [24]])
def test_a_useless_number_of_hours_is_refused(file: Path, value: Any) -> None:
    """The message names the option, the value and what to use."""
    with pytest.raises(InvalidConfigException, match=r"website_hours .* is '.*'\. Use a whole"):
        form_talks.open_store(file, website_hours=value)


def test_the_setting_reaches_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the processes read endpoints.yml, with the hours that the widget's notice names."""
    monkeypatch.setenv("WEBSITE_SESSION_HOURS", "36")
    for name, value in make_environment(load_settings()).items():
        monkeypatch.setenv(name, value)
    endpoints = AvailableEndpoints.read_endpoints(str(PROJECT / "endpoints.yml"))
    assert endpoints.tracker_store.kwargs["website_hours"] == "36"


def test_the_websites_visitors_are_meant() -> None:
    """The ids that the channel gives begin as the ones that are looked at."""
    ids = VisitorIds("x" * 32, 60)
    assert ids.read(ids.issue()).startswith(WEBSITE_PREFIX)


def test_who_comes_back_in_this_moment_keeps_all(store: BoundedSQLTrackerStore, file: Path) -> None:
    """A process beside this one stores a turn after the conversation was found to be over."""
    leave(store, "website-x", GONE)
    second = form_talks.open_store(file)

    def come_back(*arguments: Any) -> None:
        if arguments[2].startswith("WITH RECURSIVE"):
            keep(second, writes("m-000002", "still here"), sender="website-x")

    sa.event.listen(store.engine, "after_cursor_execute", come_back)
    assert store.remove_expired_conversations() == 0
    assert words(store, "website-x") == ["is it safe?", "still here"]
    assert not store.is_ended("website-x")


@pytest.mark.parametrize("failing", ["WITH RECURSIVE", "DELETE FROM events", "INSERT INTO ended"])
def test_a_failure_does_not_fail_the_turn(
    store: BoundedSQLTrackerStore, capsys: pytest.CaptureFixture[str], failing: str
) -> None:
    """It is logged by its kind only, nothing is half removed, and it is tried again."""
    leave(store, "website-secret", GONE)

    def fail(*arguments: Any) -> None:
        if arguments[2].startswith(failing):
            raise OperationalError("x", {}, Exception("website-secret"))

    sa.event.listen(store.engine, "before_cursor_execute", fail)
    store._expired._next_part = 0.0
    keep(store, begins(), sender="else")
    # A start does not try for ever either.
    assert store.remove_expired_conversations(60.0) == 0
    sa.event.remove(store.engine, "before_cursor_execute", fail)
    logged = "".join(capsys.readouterr())
    assert "expired_conversations.not_removed" in logged
    assert "secret" not in logged
    assert rows(store, "else")
    assert len(rows(store, "website-secret")) == EVENTS
    assert not store._expired.is_due
    assert store.remove_expired_conversations() == EVENTS


def test_a_commit_that_fails_removes_nothing(
    store: BoundedSQLTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is counted as removed, the round is over, and the next one finds it."""
    monkeypatch.setattr(expired_conversations, "LOOKED_AT_ONCE", 1)
    leave(store, "website-x", GONE)
    failures: List[Any] = []

    def fail(connection: Any) -> None:
        failures.append(connection)
        raise OperationalError("x", {}, Exception("the disk is full"))

    sa.event.listen(store.engine, "commit", fail)
    assert store.remove_expired_conversations(60.0) == 0
    sa.event.remove(store.engine, "commit", fail)
    assert len(failures) == 1
    assert len(rows(store, "website-x")) == EVENTS
    assert store.remove_expired_conversations() == EVENTS


def test_a_removed_conversation_can_begin_anew(store: BoundedSQLTrackerStore) -> None:
    """A tracker that was loaded before writes only what is new; it is removed in its turn."""
    leave(store, "website-x", GONE)
    tracker = form_talks.load(store, "website-x")
    store.remove_expired_conversations()
    tracker.update_with_events([*begins(), *writes("m-000002", "back")], DOMAIN)
    asyncio.run(store.save(tracker))
    assert words(store, "website-x") == ["back"]


def test_it_is_looked_up_in_an_index(store: BoundedSQLTrackerStore) -> None:
    """Straight from each id to the next, within the website's; no table is read through."""
    plans: List[str] = []

    def explain(connection: Any, _: Any, statement: str, parameters: Any, *__: Any) -> None:
        if statement.startswith(("WITH RECURSIVE", "DELETE FROM events")):
            found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[-1] for row in found)

    leave(store, "website-x", GONE)
    sa.event.listen(store.engine, "before_cursor_execute", explain)
    store.remove_expired_conversations()
    looks = [plan for plan in plans if "events" in plan]
    assert looks
    assert all(plan.startswith("SEARCH") for plan in looks)
    assert sum("ix_events_sender_id (sender_id>? AND sender_id<?)" in plan for plan in looks) == 2
