"""Conversations with a booking form, and what a store keeps of them, for the tests of forgetting.

Every text that holds details contains SECRET, and no other text does.
"""

import asyncio
import time
from pathlib import Path
from typing import Any, Dict, List, Tuple

import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet
from rasa.shared.core.events import UserUttered as User

from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore
from assistant.stores.stored_tracker import StoredTracker
from tests.stores.conversations import texts

PERSONAL_SLOTS = ["visitor_name", "contact", "booking_draft"]
STORE_TYPE = "assistant.stores.bounded_tracker_store.BoundedSQLTrackerStore"
FORM, LISTEN, SECRET = "booking_form", "action_listen", "Ana Silva"

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [faq, book_appointment, inform, emergency, restart]
entities: [condition]
slots:
  visitor_name: {type: text, mappings: [{type: custom}]}
  contact: {type: text, mappings: [{type: custom}]}
  booking_draft: {type: any, mappings: [{type: custom}]}
  condition: {type: text, mappings: [{type: custom}]}
forms:
  booking_form: {required_slots: [visitor_name, contact]}
responses:
  utter_faq: [{text: "An answer"}]
  utter_emergency: [{text: "Call 911"}]
session_config: {session_expiration_time: 60, carry_over_slots_to_new_session: false}
"""
)


def says(text: str, intent: str = "inform") -> User:
    """A message with all that the pipeline writes about it, and more that quotes it."""
    decision = {"decision": "answer", "topic": intent, "topics": [intent], "confidence": 0.9}
    entity = {"entity": "condition", "value": text, "start": 0, "end": len(text)}
    parsed: Dict[str, Any] = {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "entities": [entity],
        "text_tokens": [[0, len(text)]],
        "words": text.split(),
        "quoted": {"deep": [text]},
        "intent_ranking": [{"name": intent, "confidence": 0.9}],
        "topic_decision": {**decision, "reason": None, "candidates": [], "quoted": text},
    }
    return User(text, parsed["intent"], [entity], parsed, None, "rest", f"id of {intent}")


def replies(text: str, personal: bool = False) -> BotUttered:
    """A reply as Rasa keeps it; a personal one may hold details anywhere."""
    about = {"topic": "book_appointment", "decision": "booking"}
    metadata: Dict[str, Any] = {"utter_action": "utter_x", "metadata": about}
    if not personal:
        return BotUttered(text, {"buttons": None}, metadata)
    about = {**about, "personal": True, "quoted": text}  # type: ignore[dict-item]
    buttons = [{"title": text, "payload": text}]
    return BotUttered(text, {"buttons": buttons}, {**metadata, "metadata": about, "name": text})


def asks(text: str) -> List[Event]:
    return [says(text, "faq"), ActionExecuted("utter_faq"), replies("answer"), acts(LISTEN)]


def acts(action: str) -> ActionExecuted:
    return ActionExecuted(action)


def opens_form(text: str = f"book me, I am {SECRET}") -> List[Event]:
    return [
        says(text, "book_appointment"),
        acts(FORM),
        ActiveLoop(FORM),
        SlotSet("visitor_name", SECRET),
        SlotSet("booking_draft", {"name": SECRET}),
        SlotSet("condition", "knee"),
        SlotSet("requested_slot", "contact"),
        replies("Your number?"),
        acts(LISTEN),
    ]


def tells_number() -> List[Event]:
    return [
        says(f"mail {SECRET} at ana@example.org"),
        acts(FORM),
        SlotSet("contact", f"ana@example.org of {SECRET}"),
        SlotSet("requested_slot", None),
        replies(f"So you are {SECRET}?", personal=True),
        acts(LISTEN),
    ]


def is_interrupted(intent: str = "emergency") -> List[Event]:
    """An emergency: the form is paused, its slots stay."""
    return [
        says(f"{SECRET} has chest pain", intent),
        acts("utter_emergency"),
        replies("Call 911"),
        acts("action_deactivate_loop"),
        ActiveLoop(None),
        SlotSet("requested_slot", None),
        acts(LISTEN),
    ]


def resumes_form() -> List[Event]:
    opened = opens_form(f"go on booking for {SECRET}")
    return [event for event in opened if getattr(event, "key", "") not in PERSONAL_SLOTS]


def closes_form() -> List[Event]:
    return [
        says(f"yes, that is {SECRET}"),
        acts(FORM),
        *empties_slots(),
        ActiveLoop(None),
        SlotSet("requested_slot", None),
        replies(f"Thank you, {SECRET}", personal=True),
        replies("The clinic will call"),
        acts(LISTEN),
    ]


def booking() -> List[List[Event]]:
    """A whole form: four turns, each with a message that holds details."""
    return [opens_form(), asks(f"does it hurt {SECRET}"), tells_number(), closes_form()]


def books_at_once() -> List[Event]:
    """The form opened and closed in one turn."""
    return [*opens_form()[:-1], *closes_form()[1:]]


def empties_slots() -> List[Event]:
    return [SlotSet(slot, None) for slot in PERSONAL_SLOTS]


def aged(events: List[Event], minutes: float) -> List[Event]:
    """The same events, so long ago."""
    for event in events:
        event.timestamp = time.time() - minutes * 60
    return events


def open_store(file: Path, **options: Any) -> BoundedSQLTrackerStore:
    options = {"domain": DOMAIN, "personal_slots": PERSONAL_SLOTS, **options}
    return BoundedSQLTrackerStore(db=str(file), turns_loaded=2, **options)


def load(store: TrackerStore, sender: str = "v_1") -> StoredTracker:
    tracker: StoredTracker = asyncio.run(
        store.get_or_create_tracker(sender, append_action_listen=False)
    )
    return tracker


def keep(
    store: BoundedSQLTrackerStore, *turns: List[Event], sender: str = "v_1", old: bool = False
) -> None:
    """Save each turn on its own, with the tracker loaded anew; `old` keeps its timestamps."""
    for turn in turns:
        tracker = load(store, sender)
        tracker.update_with_events(turn, DOMAIN, override_timestamp=not old)
        asyncio.run(store.save(tracker))


def rows(store: BoundedSQLTrackerStore, sender: str = "v_1") -> List[Tuple[int, str, str]]:
    with store.engine.connect() as connection:
        query = "SELECT id, type_name, data FROM events WHERE sender_id = :sender ORDER BY id"
        return [tuple(row) for row in connection.execute(sa.text(query), {"sender": sender})]


def stretches(store: BoundedSQLTrackerStore) -> List[Tuple[str, int]]:
    with store.engine.connect() as connection:
        query = "SELECT sender_id, first_event_id FROM form_stretches ORDER BY sender_id"
        return [tuple(row) for row in connection.execute(sa.text(query))]


def is_known(store: BoundedSQLTrackerStore, sender: str = "v_1") -> bool:
    """Whether anything stored names the visitor."""
    return any(SECRET in data for _, _, data in rows(store, sender))


def words(store: BoundedSQLTrackerStore, sender: str = "v_1") -> List[str]:
    full = asyncio.run(store.retrieve_full_tracker(sender))
    return texts(full) if full else []


def files_with(text: str, file: Path) -> List[str]:
    return [path.name for path in file.parent.iterdir() if text.encode() in path.read_bytes()]


def first_row_of(store: BoundedSQLTrackerStore, text: str) -> int:
    return next(row_id for row_id, kind, data in rows(store) if kind == "user" and text in data)
