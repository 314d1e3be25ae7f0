"""A visitor's message as a form sees it."""

from typing import Any, List

import pytest

from assistant.booking.forms.visitor_messages import VisitorMessage


def heard(text: str = "words", intent: str = "faq", **more: Any) -> VisitorMessage:
    return VisitorMessage(text, intent, **{"decision": "answer", **more})


@pytest.mark.parametrize(
    ("text", "is_question"),
    [
        ("is it safe", True),
        ("how much is it", True),
        ("Thursday?", True),
        ("thursday? ", True),
        ("  can I bring my dog", True),
        ("thursday", False),
        ("I can come on thursday", False),
        ("isabel", False),
        ("Will Smith", True),
        ("", False),
    ],
)
def test_question_is_known_by_its_words(text: str, is_question: bool) -> None:
    """A question mark at the end, or a word that begins a question."""
    assert heard(text).is_question is is_question


@pytest.mark.parametrize(
    ("intent", "decision", "is_understood"),
    [
        ("faq", "answer", True),
        ("emergency", "safety", True),
        ("faq", "clarify", False),
        ("faq", "decline", False),
        ("book_appointment", "answer", False),
        ("affirm", "answer", False),
        ("repeat", "answer", False),
    ],
)
def test_understood_is_what_has_an_answer(intent: str, decision: str, is_understood: bool) -> None:
    """What asks for nothing, or was not clear, is not an interruption."""
    assert heard(intent=intent, decision=decision).is_understood is is_understood


@pytest.mark.parametrize(
    ("confidence", "decision", "is_certain"),
    [(0.8, "answer", True), (0.79, "answer", False), (0.99, "decline", False)],
)
def test_certain_needs_confidence(confidence: float, decision: str, is_certain: bool) -> None:
    """From 0.8 on, and only for what has an answer."""
    assert heard(confidence=confidence, decision=decision).is_certain is is_certain


def test_small_talk_is_not_about_the_guide() -> None:
    """The guide is treatments, the clinic and what only a physician may say."""
    for intent in ("faq", "clinic", "medical_advice", "two_questions"):
        assert heard(intent=intent).is_about_the_guide
    for intent in ("greet", "thanks", "emergency", "talk_to_human"):
        assert not heard(intent=intent).is_about_the_guide


@pytest.mark.parametrize(
    ("intent", "topic", "answers"),
    [
        ("faq", "faq/safety", ["utter_faq/safety"]),
        ("clinic", "clinic/hours", ["utter_clinic/hours"]),
        ("greet", "greet", ["utter_form_greet"]),
        ("two_questions", "faq/safety", ["utter_first_answer", "utter_second_answer"]),
        ("nlu_fallback", "faq/safety", ["utter_fallback"]),
        ("nlu_fallback", None, ["utter_fallback"]),
        ("change_appointment", "change_appointment", ["utter_change_later"]),
        ("talk_to_human", "talk_to_human", ["utter_person_by_phone"]),
        ("book_appointment", "book_appointment", []),
        ("restart", "restart", []),
    ],
)
def test_answers_are_the_responses_of_the_topic(
    intent: str, topic: "str | None", answers: List[str]
) -> None:
    """What the form says before it comes back to its question."""
    assert heard(intent=intent, topic=topic).answers() == answers
