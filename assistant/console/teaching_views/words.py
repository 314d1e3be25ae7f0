"""How pages speak of messages, decisions and changes."""

from typing import Dict

from assistant.console.unteaching import Untaught
from assistant.console.web.template_filters import name_topic
from assistant.nlu.topic_score import CLARIFY, DECLINE, SAFETY
from assistant.phrasings.history import Action
from assistant.phrasings.preview.readings import Reading
from assistant.review.inbox_records import InboxMessage, Kind, Ruling
from assistant.review.turns import Reason
from assistant.topics import OUT_OF_SCOPE

WHY: Dict[Reason, str] = {
    Reason.DECLINED: "not answered",
    Reason.ASKED_BACK: "asked back",
    Reason.LOW_MARGIN: "not sure",
    Reason.THUMBS_DOWN: "thumbs down",
    Reason.ASKED_FOR_PERSON: "asked for a person",
}
DONE: Dict[str, str] = {
    "answer": "answered",
    "clarify": "asked back",
    "decline": "did not answer",
    "safety": "gave the safety message",
    "form": "went on with a form",
}
ACTIONS: Dict[Action, str] = {
    Action.ADD: "taught",
    Action.REMOVE: "removed",
    Action.UNDO: "took a change back",
    Action.RESTORE: "went back to an earlier release",
    Action.BY_HAND: "an engineer changed the file",
}


def describe_answer(message: InboxMessage) -> str:
    """What the assistant did with a message: 'asked back, offering "Is it safe?"'."""
    done = DONE.get(message.decision, message.decision)
    topics = ", ".join(
        f"“{name_topic(topic)}”" for topic in message.answered if topic != OUT_OF_SCOPE
    )
    if message.decision == CLARIFY and topics:
        return f"{done}, offering {topics}"
    return f"{done} {topics}".strip()


def describe_ruling(ruling: Ruling) -> str:
    """What was decided about messages: 'about "Is it safe?"'."""
    if ruling.kind is Kind.TOPIC:
        return f"about “{name_topic(ruling.topic)}”"
    return "out of scope" if ruling.kind is Kind.OUT_OF_SCOPE else "ignored"


def describe_reading(reading: Reading) -> str:
    """What the assistant does with a message: 'answers "Is it safe?"'."""
    topics = " and ".join(f"“{name_topic(topic)}”" for topic in reading.topics)
    if reading.decision == CLARIFY:
        return f"asks back, offering {topics}" if topics else "asks back"
    if reading.decision == DECLINE:
        return "does not answer"
    if reading.decision == SAFETY:
        return f"gives the safety message {topics}"
    return f"answers {topics}"


def count_messages(count: int) -> str:
    """ "1 message is", "12 messages are"."""
    return "1 message is" if count == 1 else f"{count:,} messages are"


def count_phrasings(count: int) -> str:
    """ "1 phrasing", "12 phrasings"."""
    return "1 phrasing" if count == 1 else f"{count:,} phrasings"


def describe_tests(untaught: Untaught) -> str:
    """The sentence about tests that went or came with phrasings; empty without any."""
    words = ""
    if untaught.withdrawn:
        tests = "1 test that relies" if untaught.withdrawn == 1 else f"{untaught.withdrawn:,} tests"
        tests += "" if untaught.withdrawn == 1 else " that rely"
        words += f" Withdrawn with it: {tests} on these words; the next release is not held to it."
    if untaught.restored:
        words += f" Tests that count again: {untaught.restored:,}."
    return words
