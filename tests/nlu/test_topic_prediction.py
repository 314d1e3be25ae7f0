"""The decision on a message, in our form and in Rasa's."""

from assistant.nlu.topic_prediction import (
    ANSWER,
    CANDIDATES,
    DECLINE,
    TOPIC_DECISION,
    TOPIC_SCORES,
    TopicScore,
    get_text,
    has_prediction,
    write_decision,
)
from tests.nlu.components import decision_of, make_message

SCORES = [
    TopicScore("faq/safety", 0.6),
    TopicScore("clinic/cost", 0.2),
    TopicScore("faq/regulation", 0.1),
    TopicScore("greet", 0.05),
    TopicScore("thanks", 0.03),
    TopicScore("goodbye", 0.02),
]


def test_message_without_text_has_the_empty_text() -> None:
    """A missing text is no special case for the components."""
    assert get_text(make_message(None)) == ""
    assert get_text(make_message("hi")) == "hi"


def test_prediction_is_seen_by_later_components() -> None:
    """A decision or scores count as a prediction; empty scores do not."""
    message = make_message("hi")
    assert not has_prediction(message)
    message.set(TOPIC_SCORES, [])
    assert not has_prediction(message)
    message.set(TOPIC_SCORES, SCORES)
    assert has_prediction(message)
    decided = make_message("hi")
    write_decision(decided, DECLINE, [])
    assert has_prediction(decided)


def test_decision_is_written_in_rasas_form() -> None:
    """Intent, ranking and retrieval result agree; each intent is ranked once, by its best topic."""
    message = make_message("is it safe")
    write_decision(message, ANSWER, SCORES)
    assert message.get("intent") == {"name": "faq", "confidence": 0.6}
    assert [entry["name"] for entry in message.get("intent_ranking")] == [
        "faq",
        "clinic",
        "greet",
        "thanks",
    ]
    selector = message.get("response_selector")
    assert selector["all_retrieval_intents"] == ["clinic", "emergency", "faq"]
    assert selector["faq"]["response"] == {
        "confidence": 0.6,
        "intent_response_key": "faq/safety",
        "utter_action": "utter_faq/safety",
    }
    assert selector["clinic"]["response"]["intent_response_key"] == "clinic/cost"
    assert "emergency" not in selector


def test_decision_is_written_in_our_form() -> None:
    """The decision, its topics and the best five leave the pipeline as plain data."""
    message = make_message("is it safe")
    write_decision(message, ANSWER, SCORES, topics=["faq/safety", "clinic/cost"])
    found = message.as_dict(only_output_properties=True)[TOPIC_DECISION]
    assert (found["decision"], found["topic"], found["confidence"]) == (ANSWER, "faq/safety", 0.6)
    assert found["topics"] == ["faq/safety", "clinic/cost"]
    assert len(found["candidates"]) == CANDIDATES
    assert found["candidates"][1] == {"topic": "clinic/cost", "confidence": 0.2}


def test_another_intent_leads_the_ranking() -> None:
    """Where the best topic is not answered, the intent in its place has its confidence."""
    message = make_message("safe cost")
    write_decision(message, DECLINE, SCORES, intent="nlu_fallback", reason="no_text")
    assert message.get("intent") == {"name": "nlu_fallback", "confidence": 0.6}
    assert message.get("intent_ranking")[0] == {"name": "nlu_fallback", "confidence": 0.6}
    assert decision_of(message)["topic"] == "faq/safety"
    assert decision_of(message)["topics"] == ["faq/safety"]
    assert decision_of(message)["reason"] == "no_text"


def test_nothing_found_is_still_a_whole_prediction() -> None:
    """Without scores Rasa still gets an intent (None), a ranking and a retrieval result."""
    message = make_message("")
    write_decision(message, DECLINE, [])
    assert message.get("intent") == {"name": None, "confidence": 0.0}
    assert message.get("intent_ranking") == []
    assert set(message.get("response_selector")) == {"all_retrieval_intents"}
    assert decision_of(message)["topic"] is None
    assert decision_of(message)["topics"] == []
    assert decision_of(message)["candidates"] == []
