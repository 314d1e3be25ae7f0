"""What of a conversation is loaded: turns, and the state before them."""

import asyncio
import random
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest
import sqlalchemy as sa
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.tracker_store import SQLTrackerStore
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph

from assistant.stores.bounded_tracker_store import BoundedSQLTrackerStore, StoredTracker
from tests.stores.conversations import (
    DOMAIN,
    LISTEN,
    asks,
    begins,
    closes_form,
    opens_form,
    restarts,
    says,
    texts,
)

TURNS = 3

RULES = """
version: "3.1"
rules:
  - rule: a question is answered
    steps: [{intent: faq}, {action: utter_faq}]
  - rule: the form opens
    steps: [{intent: book_appointment}, {action: booking_form}, {active_loop: booking_form}]
  - rule: the form is done
    condition: [{active_loop: booking_form}]
    steps:
      - action: booking_form
      - active_loop: null
      - slot_was_set: [{requested_slot: null}]
      - action: action_hand_off_booking
  - rule: a yes with a condition known
    condition: [{slot_was_set: [{condition: true}]}]
    steps: [{intent: affirm}, {action: action_hand_off_booking}]
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[BoundedSQLTrackerStore]:
    store = BoundedSQLTrackerStore(DOMAIN, db=str(tmp_path / "talk.db"), turns_loaded=TURNS)
    yield store
    store.engine.dispose()


def keep(store: BoundedSQLTrackerStore, *parts: List[Event], sender: str = "v_1") -> StoredTracker:
    """Save the parts one after another, each as a turn of its own, and load the conversation."""

    async def scenario() -> Any:
        for part in parts:
            tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
            tracker.update_with_events(part, DOMAIN)
            await store.save(tracker)
        return await store.retrieve(sender)

    tracker: StoredTracker = asyncio.run(scenario())
    return tracker


def questions(number: int) -> List[List[Event]]:
    return [asks(f"question {index}") for index in range(number)]


def state(tracker: DialogueStateTracker) -> Dict[str, Any]:
    """What the policies and actions of the next turn can see of what was before."""
    visible: Dict[str, Any] = tracker.current_state()
    visible.pop("latest_message")
    # Rasa looks for it in the current session only, too.
    visible.pop("latest_input_channel")
    loop = visible.pop("active_loop")
    # Rasa writes the message that opened a loop in there and never reads it.
    visible["active_loop"] = {key: loop[key] for key in loop if key != "trigger_message"}
    return visible


def test_an_unknown_conversation_is_none(store: BoundedSQLTrackerStore) -> None:
    """As with Rasa's own stores."""
    keep(store, begins(), sender="v_2")
    assert asyncio.run(store.retrieve("v_1")) is None


def test_a_short_conversation_is_what_rasa_loads(
    store: BoundedSQLTrackerStore, tmp_path: Path
) -> None:
    """Up to turns_loaded turns, the events are those of Rasa's own store, in every detail."""
    tracker = keep(
        store, begins(), asks("a", SlotSet("condition", "arthritis")), opens_form(), asks("b")
    )
    rasa_store = SQLTrackerStore(DOMAIN, db=str(tmp_path / "talk.db"))
    expected = asyncio.run(rasa_store.retrieve("v_1"))
    assert [e.as_dict() for e in tracker.events] == [e.as_dict() for e in expected.events]
    assert tracker == expected
    assert tracker.current_state() == expected.current_state()


def test_a_long_conversation_starts_at_a_turn(store: BoundedSQLTrackerStore) -> None:
    """The last turns are whole; before them stand the session's start and the state only."""
    tracker = keep(store, begins(), asks("old", SlotSet("condition", "arthritis")), *questions(6))
    assert texts(tracker) == ["question 3", "question 4", "question 5"]
    first, second, third, fourth = list(tracker.events)[:4]
    assert isinstance(first, SessionStarted)
    assert second == SlotSet("condition", "arthritis")
    assert isinstance(third, ActionExecuted)
    assert third.action_name == LISTEN
    assert isinstance(fourth, UserUttered)
    assert len(tracker.events) == 3 + 4 * TURNS
    assert tracker.get_latest_input_channel() == "rest"


def test_what_stands_between_listening_and_the_message_is_in_the_turn(
    store: BoundedSQLTrackerStore,
) -> None:
    """A slot that something outside set before the first kept message is loaded once."""
    between: List[Event] = [SlotSet("condition", "tendon")]
    tracker = keep(store, begins(), *questions(2), between, *questions(3))
    assert [event for event in tracker.events if isinstance(event, SlotSet)] == between
    assert tracker.get_slot("condition") == "tendon"


def test_each_slot_has_its_latest_value(store: BoundedSQLTrackerStore) -> None:
    """Also a slot that was emptied, and one that keeps its initial value."""
    tracker = keep(
        store,
        begins(),
        asks("a", SlotSet("condition", "arthritis"), SlotSet("full_name", "Ada")),
        asks("b", SlotSet("condition", "tendon")),
        asks("c", SlotSet("full_name", None)),
        *questions(5),
    )
    assert tracker.get_slot("condition") == "tendon"
    assert tracker.get_slot("full_name") is None
    assert tracker.get_slot("unclear_messages") == 0
    assert len([event for event in tracker.events if isinstance(event, SlotSet)]) == 2


def test_slots_that_were_reset_stay_reset(store: BoundedSQLTrackerStore) -> None:
    """A value from before AllSlotsReset does not come back."""
    tracker = keep(
        store,
        begins(),
        asks("a", SlotSet("condition", "arthritis"), SlotSet("unclear_messages", 2.0)),
        asks("b", AllSlotsReset(), SlotSet("full_name", "Ada")),
        *questions(5),
    )
    assert tracker.get_slot("condition") is None
    assert tracker.get_slot("unclear_messages") == 0
    assert tracker.get_slot("full_name") == "Ada"


def test_an_open_form_stays_open(store: BoundedSQLTrackerStore) -> None:
    """The active loop and the requested slot are carried over, and the form's last run."""
    tracker = keep(store, begins(), opens_form(), *questions(5))
    assert tracker.active_loop_name == "booking_form"
    assert tracker.get_slot("requested_slot") == "full_name"
    actions = [event.action_name for event in tracker.events if isinstance(event, ActionExecuted)]
    assert actions[0] == "booking_form"


def test_a_closed_form_stays_closed(store: BoundedSQLTrackerStore) -> None:
    """The latest ActiveLoop decides."""
    tracker = keep(store, begins(), opens_form(), closes_form(), *questions(5))
    assert tracker.active_loop_name is None
    assert tracker.get_slot("requested_slot") is None


@pytest.mark.parametrize("runs_again", [False, True])
def test_a_rejected_form_is_still_rejected(store: BoundedSQLTrackerStore, runs_again: bool) -> None:
    """Until the form has run again, which may have been before the turns that are loaded."""
    rejection: List[Event] = [says("why?"), ActionExecutionRejected("booking_form")]
    rejection += asks("")[1:]
    again: List[Event] = [says("ok"), ActionExecuted("booking_form"), ActionExecuted(LISTEN)]
    parts = [begins(), opens_form(), rejection, *([again] if runs_again else []), *questions(5)]
    tracker = keep(store, *parts)
    full = asyncio.run(store.retrieve_full_tracker("v_1"))
    assert full is not None
    assert tracker.is_active_loop_rejected is full.is_active_loop_rejected is not runs_again


def test_a_pause_is_carried_over(store: BoundedSQLTrackerStore) -> None:
    """In a paused conversation messages come without any action between them."""
    pause: List[Event] = [*asks("get me a person"), ConversationPaused()]
    unanswered: List[List[Event]] = [[says(f"hello {index}")] for index in range(6)]
    tracker = keep(store, begins(), *questions(2), pause, *unanswered)
    assert texts(tracker) == ["hello 3", "hello 4", "hello 5"]
    assert tracker.is_paused()
    assert tracker.latest_action_name == LISTEN

    tracker = keep(store, [ConversationResumed(), ActionExecuted(LISTEN)], *questions(5))
    assert not tracker.is_paused()


def test_nothing_from_before_a_restart_is_loaded(store: BoundedSQLTrackerStore) -> None:
    """Neither turns nor slots nor a form; the follow-up that Rasa needs is there."""
    tracker = keep(
        store, begins(), asks("secret", SlotSet("condition", "arthritis")), opens_form(), restarts()
    )
    assert [type(event) for event in tracker.events] == [Restarted]
    assert tracker.followup_action == "action_session_start"
    assert not tracker.applied_events()

    tracker = keep(store, begins(), *questions(2))
    assert texts(tracker) == ["question 0", "question 1"]
    assert tracker.get_slot("condition") is None
    assert tracker.active_loop_name is None

    # A restart without a new session, and more turns than are loaded since.
    tracker = keep(store, restarts(), [ActionExecuted(LISTEN)], *questions(5))
    assert isinstance(tracker.events[0], Restarted)
    assert texts(tracker) == ["question 2", "question 3", "question 4"]


def test_only_the_current_session_is_loaded(store: BoundedSQLTrackerStore) -> None:
    """A new session begins with what Rasa carried over into it; the full tracker has them all."""
    keep(store, begins(), *questions(3), opens_form())
    tracker = keep(store, begins(SlotSet("condition", "tendon")), asks("back again"))
    assert texts(tracker) == ["back again"]
    assert tracker.get_slot("condition") == "tendon"
    assert tracker.active_loop_name is None
    full = asyncio.run(store.retrieve_full_tracker("v_1"))
    assert full is not None
    assert texts(full) == ["question 0", "question 1", "question 2", "book me in", "back again"]


def test_a_session_with_a_rewind_is_loaded_whole(store: BoundedSQLTrackerStore) -> None:
    """What was taken back, a slot for one, stays taken back."""
    rewound = [*asks("no, sorry", SlotSet("condition", "knee")), UserUtteranceReverted()]
    tracker = keep(store, begins(), asks("a", SlotSet("condition", "hip")), rewound, *questions(5))
    assert len(texts(tracker)) == 7
    assert tracker.get_slot("condition") == "hip"

    tracker = keep(store, begins(), *questions(5))
    assert len(texts(tracker)) == TURNS


def test_conversations_are_apart(store: BoundedSQLTrackerStore) -> None:
    """Turns that are stored between each other's rows are not mixed up."""
    for index in range(6):
        for sender in ("v_1", "v_2"):
            part = [*(begins() if index == 0 else []), *asks(f"{sender} {index}")]
            tracker = keep(store, part, sender=sender)
    assert texts(tracker) == ["v_2 3", "v_2 4", "v_2 5"]
    assert {event.type_name for event in tracker.events} == {
        "session_started", "action", "user", "bot",
    }  # fmt: skip


def test_slots_that_the_domain_does_not_know_are_left_out(tmp_path: Path) -> None:
    """A slot that a later model dropped is no error."""
    store = BoundedSQLTrackerStore(DOMAIN, db=str(tmp_path / "talk.db"), turns_loaded=TURNS)
    tracker = keep(store, begins(), asks("a", SlotSet("gone", "x")), *questions(5))
    assert not [event for event in tracker.events if isinstance(event, SlotSet)]


class Rules:
    """A trained rule policy."""

    def __init__(self, folder: Path) -> None:
        config = {**RulePolicy.get_default_config(), "core_fallback_action_name": "utter_faq"}
        context = ExecutionContext(GraphSchema({}))
        storage = LocalModelStorage.create(folder)
        self._policy = RulePolicy.create(config, storage, Resource("rules"), context)
        steps = YAMLStoryReader(DOMAIN).read_from_string(RULES)
        trackers = TrainingDataGenerator(StoryGraph(steps), DOMAIN).generate()
        self._policy.train(trackers, DOMAIN)

    def next_actions(self, tracker: DialogueStateTracker, message: Event) -> List[str]:
        """The actions that follow a message, three at most; they say nothing and set nothing."""
        tracker = tracker.copy()
        tracker.update(message, DOMAIN)
        actions: List[str] = []
        while len(actions) < 3 and LISTEN not in actions:
            prediction = self._policy.predict_action_probabilities(tracker, DOMAIN)
            actions.append(DOMAIN.action_names_or_texts[prediction.max_confidence_index])
            tracker.update_with_events(prediction.events, DOMAIN)
            tracker.update(ActionExecuted(actions[-1]), DOMAIN)
        return actions


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    return Rules(tmp_path_factory.mktemp("rules"))


def random_turn(choice: random.Random) -> List[Event]:
    value = str(choice.randrange(100))
    rejected: List[Event] = [says("why?"), ActionExecutionRejected("booking_form"), *asks("")[1:]]
    kinds: List[List[Event]] = [
        asks(value),
        asks(value, SlotSet("condition", value)),
        asks(value, SlotSet("condition", None), SlotSet("full_name", value)),
        asks(value, SlotSet("unclear_messages", float(value))),
        opens_form(),
        closes_form(),
        rejected,
        [says(value), ActionExecuted("booking_form"), ActionExecuted(LISTEN)],
        [BotUttered("from outside"), SlotSet("full_name", value)],
    ]
    rare: List[List[Event]] = [
        asks(value, AllSlotsReset()),
        [*restarts(), *begins()],
        [*restarts(), ActionExecuted(LISTEN)],
        begins(SlotSet("condition", value)),
        [ConversationPaused()],
        [ConversationResumed(), ActionExecuted(LISTEN)],
        [says(value), says(value)],
        [*asks(value), UserUtteranceReverted(), ActionExecuted(LISTEN)],
        [says(value), ActionExecuted("booking_form"), ActiveLoop("booking_form")],
    ]
    return choice.choice(rare if choice.random() < 0.12 else kinds)


@pytest.mark.parametrize("seed", range(6))
def test_any_conversation_continues_as_if_loaded_whole(
    store: BoundedSQLTrackerStore, rules: Rules, seed: int
) -> None:
    """After every turn the state, and what the rules answer next, equal those of a full replay."""
    choice = random.Random(seed)
    replayed = DialogueStateTracker("v_1", DOMAIN.slots)
    parts = [begins()] + [random_turn(choice) for _ in range(40)]
    for part in parts:
        tracker = keep(store, part)
        replayed.update_with_events(part, DOMAIN, override_timestamp=False)
        assert state(tracker) == state(replayed)
        assert bool(tracker.applied_events()) == bool(replayed.applied_events())
        for intent in ("faq", "book_appointment", "affirm"):
            expected = rules.next_actions(replayed, says("and now", intent))
            assert rules.next_actions(tracker, says("and now", intent)) == expected
    full = asyncio.run(store.retrieve_full_tracker("v_1"))
    assert full is not None
    assert [e.as_dict() for e in full.events] == [e.as_dict() for e in replayed.events]


def work_of_a_turn(store: BoundedSQLTrackerStore, part: List[Event]) -> Dict[str, int]:
    """What one turn costs the database: statements, and steps of SQLite's virtual machine."""
    counts = {"statements": 0, "steps": 0}

    def count_statement(*_: Any) -> None:
        counts["statements"] += 1

    def count_step() -> int:
        counts["steps"] += 1
        return 0

    with store.engine.connect() as connection:
        connection.connection.dbapi_connection.set_progress_handler(count_step, 1)
    sa.event.listen(store.engine, "before_cursor_execute", count_statement)
    tracker = keep(store, part)
    sa.event.remove(store.engine, "before_cursor_execute", count_statement)
    with store.engine.connect() as connection:
        connection.connection.dbapi_connection.set_progress_handler(None, 1)
    return {**counts, "events": len(tracker.events)}


def test_a_turn_costs_the_same_however_long_the_conversation_is(
    store: BoundedSQLTrackerStore,
) -> None:
    """At turn 300 as many events, statements and steps of the database as at turn 20."""

    def turn(number: int) -> List[Event]:
        return asks(f"question {number}", SlotSet("condition", str(number)))

    keep(store, begins(), opens_form(), *[turn(number) for number in range(20)])
    early = work_of_a_turn(store, turn(20))
    keep(store, *[turn(number) for number in range(21, 300)])
    late = work_of_a_turn(store, turn(300))

    # Session start, name slot, the form: run, loop; two slots, the turn's action; three turns.
    assert early["events"] == late["events"] <= 6 + 5 * TURNS + 1
    assert early["statements"] == late["statements"] <= 13
    # Trees grow a level now and then, and a step is a few bytes of a page.
    assert late["steps"] <= 1.1 * early["steps"]
    with store.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT count(*) FROM events")).scalar()
    assert rows == len(begins()) + len(opens_form()) + 301 * len(turn(0))


def test_every_query_of_a_turn_is_a_search_in_an_index(store: BoundedSQLTrackerStore) -> None:
    """None scans the table or sorts what it found."""
    keep(store, begins(), opens_form(), *questions(6))
    queries: List[Any] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        queries.append((statement, parameters))

    sa.event.listen(store.engine, "before_cursor_execute", note)
    asyncio.run(store.retrieve("v_1"))
    sa.event.remove(store.engine, "before_cursor_execute", note)
    assert len(queries) == 6
    with store.engine.connect() as connection:
        for statement, parameters in queries:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [row.detail for row in plan]
            assert not [
                step for step in steps if step.startswith("SCAN") and "CONSTANT" not in step
            ]
            assert not [step for step in steps if "TEMP B-TREE" in step]
