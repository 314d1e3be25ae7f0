"""The audit: added to, read, searched, and never changed."""

import pytest

from assistant.console.accounts.audit_log import LONGEST
from assistant.console.accounts.opening import AccountsRoom
from assistant.sqlite_database import UnusableDatabase
from tests.console.accounts.conftest import HOUR, NOW
from tests.room_databases import run_sql


def test_entries_come_newest_first_a_page_at_a_time(room: AccountsRoom) -> None:
    """With all that was written."""
    for number in range(5):
        room.audit.add(NOW + number * HOUR, "Ann", "inbox.decided", f"group {number}", "10.0.0.7")
    entries = room.audit.list(2, 1)
    assert [entry.about for entry in entries] == ["group 3", "group 2"]
    assert (entries[0].at, entries[0].who, entries[0].address) == (
        NOW + 3 * HOUR,
        "Ann",
        "10.0.0.7",
    )


def test_entries_are_found_by_person_and_kind(room: AccountsRoom) -> None:
    """The kind is the beginning of the event; a percent sign is only that."""
    for who, what in (("Ann", "inbox.decided"), ("Bo", "inbox.undone"), ("Ann", "release.asked")):
        room.audit.add(NOW, who, what)
    assert room.audit.count() == 3
    assert room.audit.count(what="inbox.") == 2
    assert room.audit.count(who="Ann", what="inbox.") == 1
    assert room.audit.count(what="%") == 0
    assert [entry.what for entry in room.audit.list(9, who="Bo")] == ["inbox.undone"]


def test_long_words_are_cut(room: AccountsRoom) -> None:
    """An entry stays a line."""
    room.audit.add(NOW, "Ann", "inbox.decided", "x" * 5000)
    assert room.audit.list(1)[0].about == "x" * LONGEST


@pytest.mark.parametrize(
    "statement",
    ["UPDATE console_audit SET who = 'Bo'", "DELETE FROM console_audit"],
)
def test_nobody_can_change_an_entry(room: AccountsRoom, room_url: str, statement: str) -> None:
    """Not even whoever can write into the database: it refuses by itself."""
    room.audit.add(NOW, "Ann", "inbox.decided")
    with pytest.raises(Exception, match="the audit can be added to only"):
        run_sql(room_url, statement)
    with pytest.raises(UnusableDatabase, match="can be added to only"):  # noqa: SIM117
        with room.database.writing() as connection:
            connection.exec_driver_sql(statement)
    assert [entry.who for entry in room.audit.list(9)] == ["Ann"]
