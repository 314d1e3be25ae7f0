"""What a visitor sees of the conversation again: pages, ids, what is removed, and what it costs."""

import json
from typing import Any, Dict, List

import pytest
import sqlalchemy as sa

from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from assistant.stores.stored_events import make_row
from assistant.stores.transcripts import MESSAGES_LOOKED_AT, TranscriptEntry
from tests.stores import form_talks
from tests.stores.conversations import begins
from tests.stores.form_talks import SECRET, keep
from tests.stores.written_talks import ANSWER, answers, restarts, writes


def insert(store: BoundedSQLTrackerStore, *turns: Any, sender: str = "v_1") -> None:
    """Rows as `save` writes them, without a second for each hundred turns."""
    rows = [make_row(sender, event) for turn in turns for event in turn]
    with store.engine.begin() as connection:
        connection.execute(sa.insert(store.SQLEvent.__table__), rows)


def everything(store: BoundedSQLTrackerStore, limit: int, sender: str = "v_1") -> List[str]:
    """The ids of all entries, by walking back page by page."""
    ids: List[str] = []
    page = store.read_transcript(sender, limit)
    ids = [entry.id for entry in page.entries]
    while page.before is not None:
        page = store.read_transcript(sender, limit, page.before)
        assert page.entries, "a page that is announced is never empty"
        ids = [*[entry.id for entry in page.entries], *ids]
    return ids


def test_unknown_conversation_is_an_empty_page(store: BoundedSQLTrackerStore) -> None:
    """Nothing, and nothing earlier; another's conversation is not shown."""
    keep(store, begins(), writes("other-01"), sender="v_2")
    page = store.read_transcript("v_1", 50)
    assert (page.entries, page.before) == ((), None)


def test_messages_are_read_as_they_were_shown(store: BoundedSQLTrackerStore) -> None:
    """Oldest first, with times; of a reply what came with it and what it says of itself."""
    buttons = [{"title": "Does it hurt?", "payload": "Does it hurt?"}]
    turn = writes("m-000001", "is it <b>safe</b>?", answers("Yes.", buttons=buttons))
    keep(store, begins(), turn, writes("m-000002", "gracias \U0001f600"))
    page = store.read_transcript("v_1", 50)
    assert page.before is None
    asked, reply, thanked, last = page.entries
    assert asked == TranscriptEntry(
        "m-000001", True, "is it <b>safe</b>?", asked.time, False, False, {}, {}, None
    )
    assert reply == TranscriptEntry(
        "m-000001.0", False, "Yes.", reply.time, False, False, {"buttons": buttons}, ANSWER, None
    )
    assert thanked.text == "gracias \U0001f600"
    assert last.id == "m-000002.0"
    assert 0 < asked.time <= reply.time <= thanked.time <= last.time


def test_replies_are_counted_within_their_turn(store: BoundedSQLTrackerStore) -> None:
    """From 0 for each message, also one with nothing to show, so that ids never shift."""
    said = [answers("one"), answers(None), answers("three", custom={"file": {"name": "a.ics"}})]
    keep(store, begins(), writes("m-000001", "hi", *said), writes("m-000002"))
    entries = store.read_transcript("v_1", 50).entries
    assert [entry.id for entry in entries] == [
        *("m-000001", "m-000001.0", "m-000001.1", "m-000001.2"),
        *("m-000002", "m-000002.0"),
    ]
    assert entries[2].text is None
    assert not entries[2].is_removed
    assert entries[3].data == {"custom": {"file": {"name": "a.ics"}}}


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7, 24, 25, 100])
def test_pages_join_without_gap_or_double(store: BoundedSQLTrackerStore, limit: int) -> None:
    """Whatever the length of a page, of turns with none to five replies."""
    turns = [
        writes(f"m-{n:06}", "hi", *[answers("a")] * (n % 6)) if n % 6 else writes(f"m-{n:06}")[:1]
        for n in range(25)
    ]
    insert(store, begins(), *turns)
    wanted: List[str] = []
    for n in range(25):
        wanted += [f"m-{n:06}", *[f"m-{n:06}.{reply}" for reply in range(n % 6)]]
    assert everything(store, limit) == wanted


@pytest.mark.parametrize(("limit", "messages"), [(0, 2), (1, 2), (2, 2), (3, 2), (4, 4), (5, 4)])
def test_page_holds_whole_turns(store: BoundedSQLTrackerStore, limit: int, messages: int) -> None:
    """No more messages than asked for, but one turn at least; each page begins with a visitor."""
    insert(store, *[writes(f"m-{n:06}") for n in range(6)])
    page = store.read_transcript("v_1", limit)
    assert len(page.entries) == messages
    assert page.entries[0].is_from_visitor
    assert page.entries[-1].id == "m-000005.0"


def test_turn_longer_than_a_page_comes_whole(store: BoundedSQLTrackerStore) -> None:
    """All its replies, and the cursor of the turn before."""
    long = writes("m-000002", "tell me all", *[answers(f"part {n}") for n in range(9)])
    insert(store, writes("m-000001"), long)
    page = store.read_transcript("v_1", 4)
    assert [entry.id for entry in page.entries] == [
        "m-000002",
        *[f"m-000002.{n}" for n in range(9)],
    ]
    assert page.before is not None
    earlier = store.read_transcript("v_1", 4, page.before)
    assert [entry.id for entry in earlier.entries] == ["m-000001", "m-000001.0"]
    assert earlier.before is None


@pytest.mark.parametrize("before", [-1, 0, 1])
def test_cursor_before_everything_gives_an_empty_page(
    store: BoundedSQLTrackerStore, before: int
) -> None:
    """A client may send any number."""
    keep(store, begins(), writes("m-000001"))
    page = store.read_transcript("v_1", 50, before)
    assert (page.entries, page.before) == ((), None)


def test_cursor_after_everything_gives_the_newest_page(store: BoundedSQLTrackerStore) -> None:
    """Also one that is larger than any number of the database."""
    keep(store, begins(), writes("m-000001"))
    assert store.read_transcript("v_1", 50, 10**40) == store.read_transcript("v_1", 50)


def test_sessions_and_restarts_stay_in_the_transcript(store: BoundedSQLTrackerStore) -> None:
    """A new session shows nothing; a restart is a message of its kind, without its command."""
    keep(store, begins(), writes("m-000001"), restarts("r-000001"), writes("m-000002"))
    keep(store, begins(), writes("m-000003"))
    entries = store.read_transcript("v_1", 50).entries
    assert [entry.id for entry in entries if entry.is_from_visitor] == [
        *("m-000001", "r-000001", "m-000002", "m-000003")
    ]
    restart = next(entry for entry in entries if entry.id == "r-000001")
    assert (restart.is_restart, restart.text, restart.is_removed) == (True, None, False)
    assert sum(entry.is_restart for entry in entries) == 1


def test_restart_that_ends_a_form_is_still_a_restart(store: BoundedSQLTrackerStore) -> None:
    """What was told to the form is removed with it, the command is not."""
    keep(store, begins(), form_talks.opens_form(), restarts("r-000001"))
    told, asked, restart = store.read_transcript("v_1", 50).entries
    assert told.is_removed
    assert asked.text == "Your number?"
    assert (restart.is_restart, restart.is_removed) == (True, False)


def test_what_was_told_to_a_form_is_marked_as_removed(store: BoundedSQLTrackerStore) -> None:
    """It has no text and no buttons any more; what was said around it is there as before."""
    keep(store, begins(), writes("m-000001"), *form_talks.booking(), writes("m-000002"))
    entries = store.read_transcript("v_1", 50).entries
    assert [entry.is_removed for entry in entries] == [
        *(False, False),
        *(True, False),  # opens the form: his words, then "Your number?"
        *(True, False),  # asks something in between
        *(True, True),  # tells the number, which is read back
        *(True, True, False),  # agrees; thanks with the name, then without
        *(False, False),
    ]
    assert all(entry.text is None for entry in entries if entry.is_removed)
    assert all(entry.text for entry in entries if not entry.is_removed)
    assert SECRET not in repr(entries)


def test_message_of_the_bot_before_any_visitors_is_left_out(store: BoundedSQLTrackerStore) -> None:
    """It answers nobody, so that nothing could name it."""
    keep(store, [*begins(), answers("Welcome")], writes("m-000001"))
    page = store.read_transcript("v_1", 50)
    assert [entry.id for entry in page.entries] == ["m-000001", "m-000001.0"]
    assert page.before is None


def test_event_without_an_id_is_shown(store: BoundedSQLTrackerStore) -> None:
    """Somebody put it there by hand: its row names it."""
    bare = make_row("v_1", writes("m-000001")[0])
    data = {k: v for k, v in json.loads(bare["data"]).items() if k in ("event", "text")}
    with store.engine.begin() as connection:
        connection.execute(
            sa.insert(store.SQLEvent.__table__), [{**bare, "data": json.dumps(data)}]
        )
    insert(store, [answers("hello")])
    entry, reply = store.read_transcript("v_1", 50).entries
    assert (entry.text, entry.time, reply.id) == ("is it safe?", 0.0, f"{entry.id}.0")


def test_turn_is_found_by_its_message(store: BoundedSQLTrackerStore) -> None:
    """The message first, then its replies and no others; exactly as in the transcript."""
    several = writes("m-000002", "two things", answers("one"), answers("two"))
    keep(store, begins(), writes("m-000001"), several, writes("m-000003"))
    turn = store.find_turn("v_1", "m-000002")
    assert turn == store.read_transcript("v_1", 50).entries[2:5]
    assert [entry.id for entry in turn or ()] == ["m-000002", "m-000002.0", "m-000002.1"]
    last = store.find_turn("v_1", "m-000003")
    assert [entry.id for entry in last or ()] == ["m-000003", "m-000003.0"]


@pytest.mark.parametrize(
    "message_id",
    ["m-00000", "m-0000011", "M-000001", "m_000001", "m%", "", "m-000001.0", '"', "\ud800", "\0"],
)
def test_only_the_very_same_id_is_found(store: BoundedSQLTrackerStore, message_id: str) -> None:
    """Neither a part of it, nor what a pattern of a database would take for it."""
    keep(store, begins(), writes("m-000001", 'hello "message_id": "m-00000" and more'))
    assert store.find_turn("v_1", message_id) is None


def test_turn_of_another_visitor_is_not_found(store: BoundedSQLTrackerStore) -> None:
    """An id means something in its own conversation only."""
    keep(store, begins(), writes("m-000001"), sender="v_2")
    assert store.find_turn("v_1", "m-000001") is None


def test_turn_long_ago_is_not_found(store: BoundedSQLTrackerStore) -> None:
    """A retry comes soon: looking through the whole conversation would cost every message."""
    insert(store, *[writes(f"m-{n:06}") for n in range(MESSAGES_LOOKED_AT + 1)])
    assert store.find_turn("v_1", "m-000000") is None
    assert store.find_turn("v_1", "m-000001") is not None


def test_page_costs_the_same_however_long_the_conversation_is(
    store: BoundedSQLTrackerStore,
) -> None:
    """As many steps of the database after 1,000 turns as after 60; to look for a turn as well."""
    insert(store, *[writes(f"m-{n:06}") for n in range(60)])
    early = _steps(store)
    insert(store, *[writes(f"m-{n:06}") for n in range(60, 1000)])
    late = _steps(store)
    # Trees grow a level now and then, and a step is a few bytes of a page.
    assert late["page"] <= 1.1 * early["page"]
    assert late["turn"] <= 1.1 * early["turn"]


def _steps(store: BoundedSQLTrackerStore) -> Dict[str, int]:
    """The steps of SQLite's machine."""
    counts: Dict[str, int] = {}
    with store.engine.connect() as connection:
        raw = connection.connection.dbapi_connection

    def count(kind: str) -> int:
        counts[kind] = counts.get(kind, 0) + 1
        return 0

    try:
        raw.set_progress_handler(lambda: count("page"), 1)
        store.read_transcript("v_1", 20)
        raw.set_progress_handler(lambda: count("turn"), 1)
        store.find_turn("v_1", "no such id")
    finally:
        raw.set_progress_handler(None, 1)
    return counts
