"""Whole conversations over HTTP with the real servers, written in YAML.

Each turn is what a visitor says and what has to come back; `KNOWN` lists the keys. In `say` and in
what is expected, `{reference}` is the one that `remember: reference` caught, `{in 20 days}` a date
as the assistant writes it ("December 12"), `{20 times}` in front of a word repeats it.
"""

import re
import uuid
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, Iterator, List, Pattern, Tuple
from zoneinfo import ZoneInfo

import pytest
import yaml

from assistant.booking.storage.store import open_booking_store
from assistant.clinic_profile import load_clinic_profile
from assistant.settings import PROJECT, load_settings
from tests.conftest import Product

FOLDER = PROJECT / "evaluation" / "conversations"
RESPONSES = PROJECT / "data" / "responses" / "booking.yml"
KNOWN = {"say", "messages", "topic", "topics", "decision", "source", "text", "not_text", "buttons"}
KNOWN |= {"no_buttons", "status", "field", "body"}
# `outside`: answered outside of any form. `asks`: the field that the last message asks for.
# `visitor`: somebody else than who speaks in the other turns. `staff`: what the clinic does with
# the remembered request before the turn.
KNOWN |= {"outside", "asks", "remember", "visitor", "staff"}
QUESTIONS = {
    "name": "What is your name?",
    "contact": "How can the clinic reach you?",
    "reason": "What is it about?",
    "time": "When would you like to come?",
    "consent": r"(pass this on( to .*)?|pass your (request|message) on to the clinic)\?",
    "message": "What should it say?",
    "reference": "What is your reference?",
    "known contact": "Which phone number or e-mail address did you give",
    "wish": "What would you like to do?",
    "new time": "Which day or time would suit you better?",
    "change": "Please say yes or no.",
}
CAUGHT = {"reference": re.compile(r"reference (?:is|stays) ([A-Z0-9]{4}-[A-Z0-9]{4})")}
DAYS_AHEAD = re.compile(r"\{in (\d+) days\}")
REPEATED = re.compile(r"\{(\d+) times\} ?(\S+)")


def read_conversations(files: str = "*.yml") -> Iterator[Any]:
    """Every conversation of the folder as one test case."""
    for file in sorted(FOLDER.glob(files)):
        for conversation in yaml.safe_load(file.read_text(encoding="utf-8")):
            name = f"{file.stem}: {conversation['name']}"
            is_booking = file.stem.startswith("booking")
            yield pytest.param(conversation["turns"], is_booking, id=name)


@pytest.mark.parametrize(("turns", "is_booking"), read_conversations())
def test_conversation_goes_as_written(
    turns: List[Dict[str, Any]], is_booking: bool, product: Product
) -> None:
    """Each turn gets the status, topics, decision, words and buttons that the file names."""
    visit = f"test-{uuid.uuid4()}"
    remembered: Dict[str, str] = {}
    for number, written in enumerate(turns, start=1):
        turn = {key: fill_in(value, remembered) for key, value in written.items()}
        where = f"turn {number}, {str(turn.get('say', turn.get('body')))[:200]!r}"
        if "staff" in turn:
            answer_as_staff(product, turn["staff"], remembered["reference"])
        sender = f"{visit}-{turn['visitor']}" if "visitor" in turn else visit
        text = check_turn(product, sender, turn, where, is_booking)
        if "remember" in turn:
            caught = CAUGHT[turn["remember"]].search(text)
            assert caught, (where, text)
            remembered[turn["remember"]] = caught[1]


def test_there_are_enough_conversations() -> None:
    """At least sixty conversations of several turns stand in the folder, and forty bookings."""
    assert len(_several("*.yml")) >= 60
    assert len(_several("booking*.yml")) >= 40


def answer_as_staff(product: Product, answer: str, reference: str) -> None:
    """Confirm or decline a request, as the desk's commands do."""
    store = open_booking_store(product.settings.booking_database)
    try:
        getattr(store, answer)(reference, datetime.now(timezone.utc))
    finally:
        store.close()


def check_turn(
    product: Product, sender: str, turn: Dict[str, Any], where: str, is_booking: bool
) -> str:
    """Send one turn, compare everything that it names, and return what was replied."""
    assert set(turn) <= KNOWN, where
    body = turn["body"] if "body" in turn else {"sender": sender, "message": turn["say"]}
    answer = product.post(body)
    assert answer.status_code == turn.get("status", 200), (where, answer.text)
    if answer.status_code != 200:
        assert answer.json()["error"].get("field") == turn.get("field"), where
        return ""
    replies = answer.json()
    assert replies, where
    metadata = [reply.get("metadata", {}) for reply in replies]
    text = "\n".join(reply["text"] for reply in replies)
    titles = [button["title"] for reply in replies for button in reply.get("buttons", [])]
    assert all(reply["recipient_id"] == sender for reply in replies), where
    assert all(m.get("decision") for m in metadata), where
    check_form_replies(replies, where)
    if is_booking:
        # Whatever is answered in between, a form speaks last as long as it is open.
        is_form = metadata[-1]["decision"] == "booking"
        assert is_form is not turn.get("outside", False), (where, text)
    if "asks" in turn:
        assert re.search(QUESTIONS[turn["asks"]], replies[-1]["text"]), (where, text)
    if "messages" in turn:
        assert len(replies) == turn["messages"], (where, text)
    if "topic" in turn:
        assert metadata[0]["topic"] == turn["topic"], (where, metadata)
    if "topics" in turn:
        assert [m["topic"] for m in metadata] == turn["topics"], (where, metadata)
    if "decision" in turn:
        assert metadata[0]["decision"] == turn["decision"], (where, metadata)
    if "source" in turn:
        assert metadata[0]["source"] == turn["source"], (where, metadata)
    for words in _list(turn.get("text")):
        assert words.lower() in text.lower(), (where, text)
    for words in _list(turn.get("not_text")):
        assert words.lower() not in text.lower(), (where, text)
    for title in _list(turn.get("buttons")):
        assert title in titles, (where, titles)
    if turn.get("no_buttons"):
        assert not titles, (where, titles)
    return text


def check_form_replies(replies: List[Dict[str, Any]], where: str) -> None:
    """Everything that a form says carries the decision `booking`."""
    for reply in replies:
        is_form = any(pattern.match(reply["text"]) for pattern in FORM_REPLIES)
        if is_form:
            assert reply["metadata"]["decision"] == "booking", (where, reply)


def fill_in(value: Any, remembered: Dict[str, str]) -> Any:
    """A value of a turn with its references, dates and repetitions written out."""
    if isinstance(value, list):
        return [fill_in(part, remembered) for part in value]
    if not isinstance(value, str):
        return value
    for name, caught in remembered.items():
        value = value.replace(f"{{{name}}}", caught)
    value = REPEATED.sub(lambda found: " ".join([found[2]] * int(found[1])), value)
    return DAYS_AHEAD.sub(lambda found: _name_day(int(found[1])), value)


def _name_day(days_ahead: int) -> str:
    day = datetime.now(_clinic_zone()) + timedelta(days=days_ahead)
    return f"{day:%B} {day.day}"


def _clinic_zone() -> ZoneInfo:
    return load_clinic_profile(load_settings().clinic_profile).schedule.time_zone


def _read_form_replies() -> Iterator[Pattern[str]]:
    """Patterns of all that the forms say."""
    responses = yaml.safe_load(RESPONSES.read_text(encoding="utf-8"))["responses"]
    for variations in responses.values():
        for variation in variations:
            pattern = re.sub(r"\\\{\w+\\\}", ".*", re.escape(variation["text"].strip()))
            yield re.compile(pattern, re.DOTALL)


FORM_REPLIES: Tuple[Pattern[str], ...] = tuple(_read_form_replies())


def _several(files: str) -> List[Any]:
    return [case for case in read_conversations(files) if len(case.values[0]) > 1]


def _list(value: Any) -> List[str]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
