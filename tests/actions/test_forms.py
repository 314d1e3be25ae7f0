"""The custom actions, run by Rasa's own executor on a real booking database."""

import asyncio
import json
from contextlib import closing
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from structlog.testing import capture_logs

from actions.forms import TurnFailed
from assistant.booking.forms.drafts import SLOTS
from assistant.booking.reception import open_reception
from assistant.booking.storage.store import BookingStore, open_booking_store
from assistant.settings import PROJECT
from tests.actions.test_visits import decide

FORMS = ("booking_form", "change_form", "message_form")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the actions keep requests during the test."""
    monkeypatch.setenv("BOOKING_DATABASE", str(tmp_path / "bookings.db"))
    monkeypatch.setenv("BOOKING_SYSTEM", "desk")
    open_reception.cache_clear()
    yield f"sqlite:///{tmp_path}/bookings.db"
    open_reception.cache_clear()


@pytest.fixture
def store(database: str) -> Iterator[BookingStore]:
    with closing(open_booking_store(database)) as opened:
        yield opened


@pytest.fixture
def executor(database: str) -> ActionExecutor:
    """The actions as the action server registers them."""
    registered = ActionExecutor()
    registered.register_package("actions")
    return registered


class FormCalls:
    """What Rasa sends for one conversation, turn by turn, with the slots that came back."""

    def __init__(self, executor: ActionExecutor, form: str) -> None:
        self._executor = executor
        self._form = form
        self.slots: Dict[str, Any] = {}

    def say(self, text: str) -> Dict[str, Any]:
        call = {
            "next_action": f"validate_{self._form}",
            "sender_id": "visitor",
            "tracker": {
                "sender_id": "visitor",
                "slots": self.slots,
                "latest_message": {
                    "text": text,
                    "intent": {"name": "nlu_fallback"},
                    "entities": [],
                    "metadata": {"page": "/prp"},
                    "topic_decision": decide("decline"),
                },
                "events": [],
                "paused": False,
                "followup_action": None,
                "active_loop": {"name": self._form},
                "latest_action_name": "action_listen",
            },
            "domain": {},
        }
        # As it travels: what is not JSON fails here.
        answer = asyncio.run(self._executor.run(json.loads(json.dumps(call))))
        assert answer is not None
        result: Dict[str, Any] = json.loads(json.dumps(answer))
        assert {event["event"] for event in result["events"]} == {"slot"}
        self.slots = {**self.slots, **{e["name"]: e["value"] for e in result["events"]}}
        return result

    def names(self, text: str) -> List[str]:
        return [reply["response"] for reply in self.say(text)["responses"]]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_domain_has_its_action(executor: ActionExecutor, form: str) -> None:
    """The server knows it, and the domain says that it is there."""
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["forms"]) == set(FORMS)
    assert f"validate_{form}" in domain["actions"]
    assert f"validate_{form}" in executor.actions


@pytest.mark.parametrize(
    ("form", "reply", "asked"),
    [
        ("booking_form", "utter_booking_name", "visitor_name"),
        ("change_form", "utter_change_reference", "reference"),
        ("message_form", "utter_message_message", "visitor_message"),
    ],
)
def test_first_message_opens_the_form(
    executor: ActionExecutor, form: str, reply: str, asked: str
) -> None:
    """Its first question is said, and Rasa is told which one is open."""
    calls = FormCalls(executor, form)
    assert calls.names("hello")[-1] == reply
    assert calls.slots["requested_slot"] == asked


def test_booking_from_beginning_to_end(executor: ActionExecutor, store: BookingStore) -> None:
    """Every slot is set in every turn; after consent all are empty and the request is kept."""
    calls = FormCalls(executor, "booking_form")
    for text in ("hello", "Ana Silva", "312 555 0134", "skip"):
        calls.say(text)
    assert calls.slots["requested_slot"] == "preferred_time"
    answer = calls.say("any time")
    [summary] = answer["responses"]
    assert summary["response"] == "utter_booking_summary"
    assert summary["name"] == "Ana Silva"
    assert summary["buttons"][0] == {"title": "Yes, pass it on", "payload": "Yes, pass it on"}
    assert {event["name"] for event in answer["events"]} == {*SLOTS, "requested_slot"}
    assert store.list_requests() == []

    replies = calls.say("yes")["responses"]
    assert not any(calls.slots.values())
    [request] = store.list_requests()
    assert replies[0]["response"] == "utter_booking_received"
    assert replies[0]["reference"] == request.reference
    assert request.details.page == "/prp"


def test_only_replies_after_the_first_are_further(executor: ActionExecutor) -> None:
    """The generator has to know, as the tracker does not hold the first one yet."""
    answer = FormCalls(executor, "booking_form").say("hello")
    assert [reply["is_further"] for reply in answer["responses"]] == [False, True]


def test_reply_without_a_file_has_none(executor: ActionExecutor) -> None:
    """Clients look for `custom.file`, so nothing else stands there."""
    [*_, reply] = FormCalls(executor, "booking_form").say("hello")["responses"]
    assert not reply["custom"]
    assert reply["buttons"] == []


def test_retried_call_says_the_same(executor: ActionExecutor, store: BookingStore) -> None:
    """The very same call twice, as after a lost answer."""
    calls = FormCalls(executor, "booking_form")
    for text in ("hello", "Ana Silva", "312 555 0134", "skip", "any time"):
        calls.say(text)
    before = dict(calls.slots)
    first = calls.say("yes")
    calls.slots = before
    assert calls.say("yes") == first
    assert len(store.list_requests()) == 1


def test_database_that_fails_fails_the_turn(executor: ActionExecutor, store: BookingStore) -> None:
    """No reference is said for what was not kept; Rasa turns the error into a 503."""
    calls = FormCalls(executor, "booking_form")
    for text in ("hello", "Ana Silva", "312 555 0134", "skip", "any time"):
        calls.say(text)
    with store._database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE booking_requests RENAME TO gone")
    with capture_logs() as logs, pytest.raises(TurnFailed) as caught:
        calls.say("yes")
    # Of any other error rasa_sdk's answer would repeat the whole request.
    assert isinstance(caught.value, ActionNotFoundException)
    assert caught.value.message == "The turn failed: see actions.turn_failed above."
    assert [entry["error"] for entry in logs] == ["UnusableDatabase"]
    assert "Ana" not in str(logs)
    assert "0134" not in str(logs)


def test_anything_unexpected_fails_the_turn_without_quoting_it(
    executor: ActionExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong in whatever place, the error's own words go nowhere."""

    def fail(*_arguments: Any) -> None:
        raise ValueError("Ana Silva, 312 555 0134")

    monkeypatch.setattr("actions.forms.read_visit", fail)
    with capture_logs() as logs, pytest.raises(TurnFailed):
        FormCalls(executor, "change_form").say("hello")
    assert (logs[0]["error"], logs[0]["form"]) == ("ValueError", "change_form")
    assert "Ana" not in str(logs)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BOOKING_DATABASE", "/proc/nowhere/b.db", "The bookings cannot be kept in"),
        ("BOOKING_DATABASE", "mysql://u:p@db.example/b", "The bookings cannot be kept in 'mysql:"),
        ("BOOKING_SYSTEM", "fax", "BOOKING_SYSTEM is 'fax'"),
        ("CLINIC_PROFILE", "nowhere.yml", "There is no clinic profile at"),
    ],
)
def test_action_server_does_not_start_on_what_it_cannot_use(
    database: str, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    """It ends with one line instead of a traceback, and the line repeats no password."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as caught:
        ActionExecutor().register_package("actions")
    message = str(caught.value.code)
    assert message.startswith(f"The action server cannot start: {words}")
    assert "u:p@" not in message
