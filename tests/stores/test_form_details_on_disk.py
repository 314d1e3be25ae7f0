"""What forgetting costs the database, and what is left in its files, also after a crash."""

import asyncio
import contextlib
import shutil
import sqlite3
from pathlib import Path
from typing import Any, Dict, List

import pytest
import sqlalchemy as sa
from rasa.shared.core.events import Event, Restarted, SlotSet
from sqlalchemy.exc import OperationalError

from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from assistant.stores.masked_events import REMOVED
from tests.stores.conversations import begins
from tests.stores.form_talks import (
    DOMAIN,
    LISTEN,
    SECRET,
    acts,
    asks,
    booking,
    closes_form,
    files_with,
    is_known,
    keep,
    load,
    open_store,
    opens_form,
    rows,
    says,
    stretches,
    tells_number,
    words,
)


def statements_of(store: BoundedSQLTrackerStore, *turns: List[Event]) -> List[str]:
    found: List[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    sa.event.listen(store.engine, "before_cursor_execute", note)
    keep(store, *turns)
    sa.event.remove(store.engine, "before_cursor_execute", note)
    return found


def test_a_conversation_without_a_form_costs_nothing(
    store: BoundedSQLTrackerStore, file: Path
) -> None:
    """Statement by statement the same as without the option: new sessions, restarts, slots."""
    plain = open_store(file.with_name("plain.db"), personal_slots=None)
    condition: List[Event] = [says("knee"), SlotSet("condition", "knee"), acts(LISTEN)]
    again: List[Event] = [says("start over"), Restarted(), *begins()]
    turns = [begins(), asks("a"), condition, again, [*begins(), *asks("b")], asks("c")]
    found = statements_of(store, *turns)
    assert found == statements_of(plain, *turns)
    assert not [statement for statement in found if "form_stretches" in statement]
    with plain.engine.connect() as connection:
        assert "form_stretches" not in sa.inspect(connection).get_table_names()


def test_after_the_form_turns_cost_nothing_again(store: BoundedSQLTrackerStore, file: Path) -> None:
    """The same statements as if there had been no form."""
    plain = open_store(file.with_name("plain.db"), personal_slots=None)
    for each in (store, plain):
        keep(each, begins(), *booking())
    turns = [asks("a"), [*begins(), *asks("b")]]
    assert statements_of(store, *turns) == statements_of(plain, *turns)


def test_every_query_is_a_search_in_an_index(store: BoundedSQLTrackerStore) -> None:
    """None scans a table, however many conversations there are."""
    queries: Dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        queries[statement] = parameters

    sa.event.listen(store.engine, "before_cursor_execute", note)
    keep(store, begins(), *booking())
    store.forget_abandoned_details()
    sa.event.remove(store.engine, "before_cursor_execute", note)
    with store.engine.connect() as connection:
        for statement, parameters in queries.items():
            if statement.startswith(("PRAGMA", "INSERT")):
                continue
            is_for_many = bool(parameters) and isinstance(parameters[0], tuple)
            single = parameters[0] if is_for_many else parameters
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", single)
            steps = [row.detail for row in plan]
            scans = [s for s in steps if s.startswith("SCAN") and "CONSTANT" not in s]
            assert not scans, (statement, steps)


def test_the_name_is_in_no_file_afterwards(store: BoundedSQLTrackerStore, file: Path) -> None:
    """Neither in the database nor in its log, with many conversations between each other's rows."""
    keep(store, begins(), opens_form())
    assert files_with(SECRET, file)
    for number in range(8):
        keep(store, begins(), opens_form(), sender=f"w_{number}")
    for number in range(8):
        keep(store, tells_number(), closes_form(), asks("x" * 3000), sender=f"w_{number}")
    keep(store, closes_form())
    assert not files_with(SECRET, file)


def test_a_log_that_is_being_read_is_emptied_later(
    store: BoundedSQLTrackerStore, file: Path
) -> None:
    """The turn does not wait for the reader; the next look takes the details out."""
    keep(store, begins(), opens_form())
    with store.engine.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        assert reader.exec_driver_sql("SELECT count(*) FROM events").scalar()
        keep(store, closes_form())
        assert files_with(SECRET, file)
        assert not is_known(store)
        reader.exec_driver_sql("ROLLBACK")
    store.forget_abandoned_details()
    assert not files_with(SECRET, file)


def test_a_start_empties_the_log_of_a_process_that_was_killed(
    store: BoundedSQLTrackerStore, file: Path, tmp_path: Path
) -> None:
    """Killed after the details were removed and before the log was emptied."""
    keep(store, begins(), opens_form())
    with store.engine.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        assert reader.exec_driver_sql("SELECT count(*) FROM events").scalar()
        keep(store, closes_form())
        shutil.copytree(file.parent, tmp_path / "killed")
    copy = tmp_path / "killed" / file.name
    assert files_with(SECRET, copy)
    # Whoever closes a file last empties its log; here somebody else has it open.
    with contextlib.closing(sqlite3.connect(copy)) as other:
        assert other.execute("SELECT count(*) FROM form_stretches").fetchall() == [(0,)]
        reopened = open_store(copy)
        assert words(reopened) == [REMOVED, REMOVED]
        assert not files_with(SECRET, copy)


def test_a_crash_in_the_middle_leaves_the_turn_before(
    store: BoundedSQLTrackerStore, file: Path, tmp_path: Path
) -> None:
    """What the files hold at every statement of the last turn is one state or the other."""
    keep(store, begins(), asks("before"), opens_form())
    before, noted = rows(store), stretches(store)
    copies: List[Path] = []

    def copy(*_: Any) -> None:
        # What a process that is killed at this moment leaves behind.
        copies.append(tmp_path / f"crash {len(copies)}")
        shutil.copytree(file.parent, copies[-1])

    tracker = load(store)
    tracker.update_with_events(closes_form(), DOMAIN)
    sa.event.listen(store.engine, "after_cursor_execute", copy)
    asyncio.run(store.save(tracker))
    sa.event.remove(store.engine, "after_cursor_execute", copy)
    found = []
    for folder in copies:
        survivor = open_store(folder / file.name)
        state = (rows(survivor), stretches(survivor))
        assert state in ((before, noted), (rows(store), []))
        found.append(state == (before, noted))
        if found[-1]:
            keep(survivor, closes_form())
            assert not files_with(SECRET, folder / file.name)
    # Note, rows and events of the turn were changed by statements of their own.
    assert found.count(True) >= 3
    assert found[-1] is False


def test_an_error_in_the_middle_is_made_good_by_the_next_save(
    store: BoundedSQLTrackerStore,
) -> None:
    """Neither the turn nor the removal is stored without the other."""
    keep(store, begins(), opens_form())
    before = rows(store)
    tracker = load(store)
    tracker.update_with_events(closes_form(), DOMAIN)

    def fail(*arguments: Any) -> None:
        if arguments[2].startswith("UPDATE"):
            raise OperationalError("x", {}, Exception("disk full"))

    sa.event.listen(store.engine, "before_cursor_execute", fail)
    with pytest.raises(OperationalError):
        asyncio.run(store.save(tracker))
    sa.event.remove(store.engine, "before_cursor_execute", fail)
    assert rows(store) == before
    assert len(stretches(store)) == 1
    asyncio.run(store.save(tracker))
    assert words(store) == [REMOVED, REMOVED]
    assert not is_known(store)
