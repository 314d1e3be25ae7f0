"""What was told to a form that nobody comes back to is removed, too."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy.exc import OperationalError

from assistant.stores import form_details
from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from assistant.stores.masked_events import REMOVED
from tests.stores.conversations import begins
from tests.stores.form_talks import (
    DOMAIN,
    PERSONAL_SLOTS,
    SECRET,
    STORE_TYPE,
    aged,
    asks,
    closes_form,
    files_with,
    is_known,
    keep,
    load,
    open_store,
    opens_form,
    stretches,
    tells_number,
    words,
)


def leave(store: BoundedSQLTrackerStore, minutes: float, sender: str = "v_1") -> None:
    keep(store, aged([*begins(), *opens_form()], minutes), sender=sender, old=True)


def test_abandoned_details_are_removed(store: BoundedSQLTrackerStore) -> None:
    """Once the session is over for some minutes; a visitor who may still come back keeps them."""
    leave(store, 70, "gone")
    leave(store, 62, "late")
    assert store.forget_abandoned_details() == 1
    assert not is_known(store, "gone")
    assert is_known(store, "late")
    assert [sender for sender, _ in stretches(store)] == ["late"]
    assert store.forget_abandoned_details() == 0


def test_the_last_event_counts(store: BoundedSQLTrackerStore) -> None:
    """A form that was opened long ago and is still being filled in stays."""
    leave(store, 90)
    keep(store, aged(tells_number(), 40), old=True)
    assert store.forget_abandoned_details() == 0
    assert is_known(store)


def test_somebody_elses_turn_removes_abandoned_details(store: BoundedSQLTrackerStore) -> None:
    """At most once a minute is looked for them."""
    leave(store, 70)
    store._next_look = 0.0
    keep(store, begins(), sender="v_2")
    assert not is_known(store)
    leave(store, 70, "v_3")
    keep(store, asks("a"), sender="v_2")
    assert is_known(store, "v_3")
    assert store._next_look > time.monotonic() + 50


def test_a_start_removes_abandoned_details(file: Path) -> None:
    """However many; the way Rasa opens a store, with the domain named afterwards."""
    store = open_store(file)
    many = form_details.ABANDONED_AT_ONCE + 3
    for number in range(many):
        leave(store, 70, f"v_{number}")
    store.engine.dispose()
    config = EndpointConfig(type=STORE_TYPE, db=str(file), personal_slots=PERSONAL_SLOTS)
    reopened: Any = TrackerStore.create(config)
    assert len(stretches(reopened)) == many
    reopened.domain = DOMAIN
    assert stretches(reopened) == []
    assert not is_known(reopened, f"v_{many - 1}")
    assert not files_with(SECRET, file)


def test_a_longer_session_is_waited_for(file: Path) -> None:
    """The model's own setting counts, and no setting (0) means that nobody is ever gone."""
    for minutes, expected in ((120, 0), (0, 0), (30, 1)):
        domain = Domain.from_dict(
            {**DOMAIN.as_dict(), "session_config": {"session_expiration_time": minutes}}
        )
        store = open_store(file.with_name(f"{minutes}.db"))
        leave(store, 70)
        store._domain = domain
        assert store.forget_abandoned_details() == expected


def test_who_comes_back_after_all_begins_anew(store: BoundedSQLTrackerStore) -> None:
    """Loaded before the details were removed and saved after: nothing comes back, none is lost."""
    leave(store, 70)
    tracker = load(store)
    store.forget_abandoned_details()
    tracker.update_with_events([*begins(), *asks("back")], DOMAIN)
    asyncio.run(store.save(tracker))
    assert words(store) == [REMOVED, "back"]
    assert not is_known(store)
    assert stretches(store) == []


def test_who_goes_on_meanwhile_loses_nothing_new(store: BoundedSQLTrackerStore) -> None:
    """A turn of the same session while its stretch is taken for abandoned is a stretch again."""
    leave(store, 70)
    tracker = load(store)
    store.forget_abandoned_details()
    tracker.update_with_events(tells_number(), DOMAIN)
    asyncio.run(store.save(tracker))
    assert [sender for sender, _ in stretches(store)] == ["v_1"]
    keep(store, closes_form())
    assert not is_known(store)


def test_who_comes_back_in_this_moment_keeps_the_details(
    store: BoundedSQLTrackerStore, file: Path
) -> None:
    """Another process stores a turn after the stretch was found and before it is removed."""
    leave(store, 70)
    second = open_store(file, domain=None)

    def come_back(*arguments: Any) -> None:
        if arguments[2].startswith("SELECT form_stretches"):
            with second.engine.begin() as connection:
                renewed = sa.text("UPDATE form_stretches SET updated_at = :now")
                connection.execute(renewed, {"now": time.time()})

    sa.event.listen(store.engine, "after_cursor_execute", come_back)
    assert store.forget_abandoned_details() == 0
    assert is_known(store)
    assert [sender for sender, _ in stretches(store)] == ["v_1"]


def test_a_failure_while_looking_does_not_fail_the_turn(
    store: BoundedSQLTrackerStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is logged by its kind only, and tried again."""
    leave(store, 70)

    def fail(*arguments: Any) -> None:
        if "form_stretches" in arguments[2]:
            raise OperationalError("x", {}, Exception(SECRET))

    sa.event.listen(store.engine, "before_cursor_execute", fail)
    store._next_look = 0.0
    keep(store, begins(), asks("a"), sender="v_2")
    sa.event.remove(store.engine, "before_cursor_execute", fail)
    logged = "".join(capsys.readouterr())
    assert "form_details.not_removed" in logged
    assert SECRET not in logged
    assert words(store, "v_2") == ["a"]
    assert store.forget_abandoned_details() == 1
