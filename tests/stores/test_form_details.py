"""What a visitor told a form is stored until the form is over, and not longer."""

import asyncio
import json
import random
from pathlib import Path
from typing import Any, List

import pytest
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import ActiveLoop, Event, Restarted, SlotSet, UserUtteranceReverted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.utils.endpoints import EndpointConfig

from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from assistant.stores.masked_events import REMOVED
from tests.stores.conversations import begins, texts
from tests.stores.form_talks import (
    DOMAIN,
    FORM,
    LISTEN,
    PERSONAL_SLOTS,
    SECRET,
    STORE_TYPE,
    acts,
    asks,
    booking,
    books_at_once,
    closes_form,
    empties_slots,
    files_with,
    first_row_of,
    is_interrupted,
    is_known,
    keep,
    load,
    open_store,
    opens_form,
    replies,
    resumes_form,
    rows,
    says,
    stretches,
    tells_number,
    words,
)


def test_the_whole_stretch_is_masked_when_the_form_is_over(store: BoundedSQLTrackerStore) -> None:
    """From the message that opened it to its last turn, questions in between among them."""
    keep(store, begins(), *booking())
    assert not is_known(store)
    assert words(store) == [REMOVED] * 4
    assert stretches(store) == []


def test_nothing_before_and_after_is_touched(store: BoundedSQLTrackerStore) -> None:
    """Not a byte of other turns, nor of another conversation that has a form open."""
    keep(store, begins(), asks("before"))
    keep(store, begins(), opens_form(), sender="v_2")
    before, other = rows(store), rows(store, "v_2")
    keep(store, *booking(), asks("after"), asks("and more"))
    assert rows(store)[: len(before)] == before
    assert rows(store, "v_2") == other
    assert words(store) == ["before", *[REMOVED] * 4, "after", "and more"]
    assert [sender for sender, _ in stretches(store)] == ["v_2"]


def test_while_the_form_is_open_everything_is_kept(store: BoundedSQLTrackerStore) -> None:
    """The conversation needs it: every event is as it was said, the stretch is noted."""
    turns = [begins(), asks("before"), opens_form(), asks("why?"), tells_number()]
    keep(store, *turns)
    kept = [json.loads(data) for _, _, data in rows(store)]
    expected = [json.loads(json.dumps(event.as_dict())) for turn in turns for event in turn]
    assert kept == expected
    assert stretches(store) == [("v_1", first_row_of(store, "book me"))]


def test_of_a_message_stays_what_replies_depend_on(store: BoundedSQLTrackerStore) -> None:
    """Intent, decision, time and ids; not the words, wherever a component has put them."""
    keep(store, begins(), opens_form())
    before = next(json.loads(data) for _, kind, data in rows(store) if kind == "user")
    keep(store, closes_form())
    after = next(json.loads(data) for _, kind, data in rows(store) if kind == "user")
    decision = before["parse_data"]["topic_decision"]
    assert after == {
        "event": "user",
        "timestamp": before["timestamp"],
        "text": REMOVED,
        "input_channel": "rest",
        "message_id": "id of book_appointment",
        "metadata": before["metadata"],
        "parse_data": {
            "text": REMOVED,
            "intent": {"name": "book_appointment", "confidence": 0.9},
            "entities": [],
            "message_id": "id of book_appointment",
            "metadata": before["parse_data"]["metadata"],
            "topic_decision": {k: v for k, v in decision.items() if k != "quoted"},
        },
    }


def test_of_replies_only_personal_ones_are_masked(store: BoundedSQLTrackerStore) -> None:
    """Text, buttons and metadata go; the topic, the decision and the marking stay."""
    keep(store, begins(), *booking())
    bots = [json.loads(data) for _, kind, data in rows(store) if kind == "bot"]
    said = [bot["text"] for bot in bots]
    expected = ["Your number?", "answer", REMOVED, REMOVED, "The clinic will call"]
    assert said == expected
    about = {"topic": "book_appointment", "decision": "booking", "personal": True}
    assert bots[2]["metadata"] == {"metadata": about}
    assert bots[2]["data"] == {}


def test_slots_that_are_not_personal_keep_their_values(store: BoundedSQLTrackerStore) -> None:
    """And their state is what it was."""
    keep(store, begins(), *booking(), *[asks(f"{number}") for number in range(4)])
    tracker = load(store)
    assert tracker.get_slot("condition") == "knee"
    assert [tracker.get_slot(slot) for slot in PERSONAL_SLOTS] == [None] * 3
    assert tracker.active_loop_name is None


def test_a_form_within_one_turn_is_never_written(store: BoundedSQLTrackerStore, file: Path) -> None:
    """Opened and cancelled in the same turn: masked before it reaches the database."""
    keep(store, begins(), [*begins(), *asks("before"), *books_at_once()])
    assert words(store) == ["before", REMOVED]
    assert not files_with(SECRET, file)
    assert stretches(store) == []


def test_a_paused_form_is_not_over(store: BoundedSQLTrackerStore) -> None:
    """After an emergency its slots stay, through more turns than are loaded, until it is done."""
    keep(store, begins(), asks("before"), opens_form(), is_interrupted())
    keep(store, *[asks(f"question {number}") for number in range(5)])
    tracker = load(store)
    assert texts(tracker) == ["question 3", "question 4"]
    assert tracker.active_loop_name is None
    assert tracker.get_slot("visitor_name") == SECRET
    assert tracker.get_slot("booking_draft") == {"name": SECRET}
    assert stretches(store) == [("v_1", first_row_of(store, "book me"))]

    keep(store, resumes_form())
    assert load(store).active_loop_name == FORM
    assert load(store).get_slot("visitor_name") == SECRET
    keep(store, tells_number(), closes_form(), asks("after"))
    assert not is_known(store)
    assert words(store) == ["before", *[REMOVED] * 10, "after"]


def test_a_paused_form_whose_slots_are_emptied_is_over(store: BoundedSQLTrackerStore) -> None:
    """Without running again."""
    keep(store, begins(), opens_form(), is_interrupted(), [says("forget it"), *empties_slots()])
    assert not is_known(store)
    assert stretches(store) == []


def test_a_restart_ends_the_stretch(store: BoundedSQLTrackerStore) -> None:
    """Also while the form is active; the new session begins untouched."""
    again = [says(f"start over, says {SECRET}", "restart"), acts("action_restart"), Restarted()]
    keep(store, begins(), asks("before"), opens_form(), [*again, *begins()], asks("after"))
    assert words(store) == ["before", REMOVED, REMOVED, "after"]
    assert stretches(store) == []


def test_a_new_session_ends_the_stretch(store: BoundedSQLTrackerStore) -> None:
    """The session has expired: what was said in the old one goes, the new one stays."""
    keep(store, begins(), opens_form(), tells_number(), [*begins(), *asks("back again")])
    assert words(store) == [REMOVED, REMOVED, "back again"]
    assert not is_known(store)
    assert stretches(store) == []


def test_a_new_session_may_open_the_next_form_at_once(store: BoundedSQLTrackerStore) -> None:
    """In one turn the old stretch ends and a new one begins."""
    keep(store, begins(), opens_form(), [*begins(), *opens_form(f"again {SECRET}")])
    assert words(store) == [REMOVED, f"again {SECRET}"]
    assert stretches(store) == [("v_1", first_row_of(store, "again"))]
    assert load(store).get_slot("visitor_name") == SECRET
    keep(store, closes_form())
    assert not is_known(store)


def test_two_bookings_are_two_stretches(store: BoundedSQLTrackerStore) -> None:
    """What was between them stays."""
    keep(store, begins(), *booking(), asks("between"), *booking(), asks("after"))
    assert words(store) == [*[REMOVED] * 4, "between", *[REMOVED] * 4, "after"]


def test_details_without_a_form_are_a_stretch_too(store: BoundedSQLTrackerStore) -> None:
    """A personal slot that an action sets, or a reply that reads details back, of one turn."""
    read_back = [says(f"status of {SECRET}"), replies(f"{SECRET}, Friday", True), acts(LISTEN)]
    keep(store, begins(), read_back)
    assert words(store) == [REMOVED]
    assert not is_known(store)
    keep(store, [says(f"I am {SECRET}"), SlotSet("visitor_name", SECRET), acts(LISTEN)])
    assert [sender for sender, _ in stretches(store)] == ["v_1"]
    keep(store, [says("no more"), SlotSet("visitor_name", None), acts(LISTEN)])
    assert not is_known(store)


def test_a_form_that_was_taken_back_is_over(store: BoundedSQLTrackerStore) -> None:
    """A rewind leaves neither form nor slots, as far as the state says."""
    keep(store, begins(), asks("before"), opens_form(), [UserUtteranceReverted(), acts(LISTEN)])
    assert not is_known(store)
    assert words(store) == ["before", REMOVED]
    assert stretches(store) == []


def test_a_form_that_was_opened_from_outside_begins_at_the_last_message(
    store: BoundedSQLTrackerStore,
) -> None:
    """Events without a message, such as those posted to a conversation: the message is stored."""
    opened = [event for event in opens_form() if not hasattr(event, "parse_data")]
    keep(store, begins(), asks("before"), asks(f"I am {SECRET}"), opened)
    assert stretches(store) == [("v_1", first_row_of(store, "I am"))]
    keep(store, closes_form())
    assert words(store) == ["before", REMOVED, REMOVED]
    assert not is_known(store)


def test_events_put_to_a_conversation_are_treated_alike(store: BoundedSQLTrackerStore) -> None:
    """A tracker of somebody else's making, of which nobody knows what was before."""
    events = [*begins()[1:], *asks("before"), *opens_form(), *closes_form()]
    cuts = (len(events) - len(closes_form()), len(events))
    for upto in cuts:
        body = [event.as_dict() for event in events[:upto]]
        asyncio.run(store.save(DialogueStateTracker.from_dict("v_1", body, DOMAIN.slots)))
        assert is_known(store) is (upto == cuts[0])
    assert words(store) == ["before", REMOVED, REMOVED]
    assert stretches(store) == []


def test_a_form_that_was_open_before_the_option_is_found(file: Path) -> None:
    """The table is new, the form is not."""
    old = open_store(file, personal_slots=None)
    keep(old, begins(), asks("before"), opens_form())
    old.engine.dispose()
    store = open_store(file)
    keep(store, tells_number())
    assert stretches(store) == [("v_1", first_row_of(store, "book me"))]
    keep(store, closes_form())
    assert words(store) == ["before", REMOVED, REMOVED, REMOVED]
    assert not is_known(store)


def test_a_deleted_conversation_leaves_no_note(store: BoundedSQLTrackerStore) -> None:
    """Another's stays; the same visitor may begin anew."""
    for sender in ("v_1", "v_2"):
        keep(store, begins(), opens_form(), sender=sender)
    asyncio.run(store.delete_conversation("v_1"))
    assert [sender for sender, _ in stretches(store)] == ["v_2"]
    keep(store, begins(), *booking())
    assert not is_known(store)


def test_a_copied_tracker_knows_about_the_form(store: BoundedSQLTrackerStore) -> None:
    """Rasa copies trackers; a copy that ends the form is as good as its original."""
    keep(store, begins(), opens_form())
    copy = load(store).copy()
    gives_up = [says(f"forget {SECRET}"), ActiveLoop(None), *empties_slots(), acts(LISTEN)]
    copy.update_with_events(gives_up, DOMAIN)
    asyncio.run(store.save(copy))
    assert not is_known(store)


def test_several_turns_may_be_saved_at_once(store: BoundedSQLTrackerStore) -> None:
    """The first of them belongs to the stretch like the others."""
    keep(store, begins(), opens_form())
    keep(store, [*asks(f"does it hurt {SECRET}"), *tells_number(), *closes_form()])
    assert words(store) == [REMOVED] * 4
    assert not is_known(store)


def test_a_tracker_that_was_made_anew_ends_the_stretch(store: BoundedSQLTrackerStore) -> None:
    """Rasa makes one where it could not read the stored conversation."""
    keep(store, begins(), opens_form())
    tracker = store.init_tracker("v_1")
    tracker.update_with_events([*begins(), *opens_form(f"again {SECRET}")], DOMAIN)
    asyncio.run(store.save(tracker))
    assert words(store) == [REMOVED, f"again {SECRET}"]
    keep(store, closes_form())
    assert not is_known(store)


def test_emptying_an_empty_slot_is_no_stretch(store: BoundedSQLTrackerStore) -> None:
    """The message stays."""
    keep(store, begins(), [says("public"), *empties_slots(), acts(LISTEN)])
    assert words(store) == ["public"]


def test_a_tracker_that_is_saved_in_the_middle_of_a_turn(store: BoundedSQLTrackerStore) -> None:
    """The same tracker, saved again and again, is told apart by what is stored."""
    tracker = load(store)
    for event in [*begins(), *[event for turn in booking() for event in turn]]:
        tracker.update(event, DOMAIN)
        asyncio.run(store.save(tracker))
    assert not is_known(store)
    assert stretches(store) == []


def test_a_loop_event_alone_is_enough(store: BoundedSQLTrackerStore) -> None:
    """A form that nobody has told anything is a stretch: its messages are the visitor's words."""
    opened: List[Event] = [says(f"hi, {SECRET}"), acts(FORM), ActiveLoop(FORM)]
    keep(store, begins(), opened, [says("stop"), acts(FORM), ActiveLoop(None), acts(LISTEN)])
    assert words(store) == [REMOVED, REMOVED]


def test_rasa_makes_it_from_the_endpoints_file(file: Path) -> None:
    """As `personal_slots: [visitor_name, ...]` in endpoints.yml."""
    config = EndpointConfig(type=STORE_TYPE, db=str(file), personal_slots=PERSONAL_SLOTS)
    store: Any = TrackerStore.create(config, DOMAIN)
    keep(store, begins(), *booking())
    assert not is_known(store)


def test_without_the_option_everything_is_kept(file: Path) -> None:
    """As it is by default."""
    store = open_store(file, personal_slots=None)
    keep(store, begins(), *booking())
    assert is_known(store)
    assert asyncio.run(store.delete_conversation("v_1")) > 0


@pytest.mark.parametrize("value", ["contact", {"contact": 1}, [""], [3], 5])
def test_a_useless_list_is_refused(file: Path, value: Any) -> None:
    """The message names the option."""
    with pytest.raises(InvalidConfigException, match="personal_slots"):
        open_store(file, personal_slots=value)


def random_turn(choice: random.Random, is_active: bool, has_slots: bool) -> List[Event]:
    """A turn that Rasa could write in this state; outside of a stretch it holds no details."""
    if is_active:
        inside = [tells_number(), asks(f"{SECRET}?"), is_interrupted(), closes_form()]
        return choice.choice([*inside, *inside, choice.choice([begins(), [Restarted()]])])
    if has_slots:
        gives_up = [says(f"forget {SECRET}"), *empties_slots(), acts(LISTEN)]
        return choice.choice([resumes_form(), asks(f"{SECRET}!"), gives_up, begins()])
    others = [asks("public"), begins(), [says("public"), Restarted()]]
    return choice.choice([opens_form(), opens_form(), books_at_once(), *others])


@pytest.mark.parametrize("seed", range(8))
def test_in_any_conversation_details_last_as_long_as_the_form(
    store: BoundedSQLTrackerStore, file: Path, tmp_path: Path, seed: int
) -> None:
    """After every turn: known in a stretch only, and the state as if nothing was removed."""
    choice = random.Random(seed)
    plain = open_store(tmp_path / "plain" / "talk.db", personal_slots=None)
    turn = begins()
    for _ in range(25):
        for each in (store, plain):
            keep(each, turn)
        now, unmasked = load(store), load(plain)
        assert now.current_slot_values() == unmasked.current_slot_values()
        assert now.active_loop_name == unmasked.active_loop_name
        is_active = now.active_loop_name is not None
        has_slots = any(now.get_slot(slot) for slot in PERSONAL_SLOTS)
        is_open = is_active or has_slots
        assert (is_known(store), len(stretches(store))) == (is_open, int(is_open))
        for shown, said in zip(words(store), words(plain), strict=True):
            assert shown == said or (shown == REMOVED and SECRET in said)
        turn = random_turn(choice, is_active, has_slots)
    keep(store, begins())
    assert not files_with(SECRET, file)
