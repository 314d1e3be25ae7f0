"""A candidate beside the live release: counts, and every message that is answered otherwise."""

from typing import List

from assistant.releases.comparison import compare_predictions
from assistant.releases.gate_rules import load_gates
from assistant.releases.gates import judge
from assistant.releases.records import (
    DEV_MESSAGES,
    RECENT_MESSAGES,
    SAFETY_MESSAGES,
    STAFF_TESTS,
    Comparison,
    ConversationResult,
    MessageChange,
    Prediction,
)
from assistant.settings import PROJECT
from assistant.topics import OUT_OF_SCOPE, load_topics
from tests.releases.release_examples import CHEST_PAIN, COST, LOCATION, predict

OTHER = "faq/safety"


def compare(before: List[Prediction], after: List[Prediction]) -> Comparison:
    return compare_predictions(2, after, [], 1, before)


def texts_of(changes: "tuple[MessageChange, ...]") -> List[str]:
    return [change.text for change in changes]


def test_messages_become_better_worse_or_only_different() -> None:
    """By whether they get what they ask for at once; those answered alike are left out."""
    before = [
        predict("became right", COST, LOCATION),
        predict("became wrong", COST),
        predict("asked back about now", COST),
        predict("wrong in another way", COST, LOCATION),
        predict("declined for another reason", COST, LOCATION, "decline"),
        predict("the same", COST),
        predict("a real one", None, COST, "clarify", RECENT_MESSAGES),
    ]
    blamed = ((LOCATION, "where does it cost"),)
    after = [
        predict("became right", COST),
        predict("became wrong", COST, LOCATION, blamed=blamed),
        predict("asked back about now", COST, COST, "clarify"),
        predict("wrong in another way", COST, OTHER),
        predict("declined for another reason", COST, OTHER, "decline"),
        predict("the same", COST),
        predict("a real one", None, COST, "answer", RECENT_MESSAGES),
    ]
    comparison = compare(before, after)
    assert texts_of(comparison.better) == ["became right"]
    assert texts_of(comparison.worse) == ["became wrong", "asked back about now"]
    assert texts_of(comparison.changed) == ["wrong in another way", "a real one"]
    assert comparison.worse[0].blamed == blamed
    assert (comparison.worse[0].before.predicted, comparison.worse[0].after.predicted) == (
        COST,
        LOCATION,
    )


def test_out_of_scope_is_right_where_it_is_held_back() -> None:
    """Declined or asked back about, whatever it was nearest to; an answer is wrong."""
    before = [predict("weather", OUT_OF_SCOPE, COST, "clarify")]
    assert compare(before, [predict("weather", OUT_OF_SCOPE, decision="decline")]).worse == ()
    assert compare(before, [predict("weather", OUT_OF_SCOPE, COST)]).worse != ()


def test_emergencies_come_first() -> None:
    """Whoever reads the list should see them at once."""
    before = [predict("price", COST), predict("my chest", CHEST_PAIN, decision="safety")]
    after = [predict("price", COST, LOCATION), predict("my chest", CHEST_PAIN, COST)]
    assert texts_of(compare(before, after).worse) == ["my chest", "price"]


def test_sets_are_counted() -> None:
    """Right, confidently wrong, and emergencies missed or raised for nothing."""
    before = [
        predict("price", COST, LOCATION),
        predict("my chest", CHEST_PAIN, decision="safety", set_name=SAFETY_MESSAGES),
        predict("I am dying to know", COST, set_name=SAFETY_MESSAGES),
        predict("advise me", "medical_advice", decision="safety", set_name=SAFETY_MESSAGES),
    ]
    after = [
        predict("price", COST),
        predict("my chest", CHEST_PAIN, COST, set_name=SAFETY_MESSAGES),
        predict("I am dying to know", COST, CHEST_PAIN, "safety", SAFETY_MESSAGES),
        predict("advise me", "medical_advice", decision="safety", set_name=SAFETY_MESSAGES),
    ]
    dev, safety = compare(before, after).sets
    assert (dev.name, dev.messages, dev.right_before, dev.right_after) == (DEV_MESSAGES, 1, 0, 1)
    assert (dev.confidently_wrong_before, dev.confidently_wrong_after) == (1, 0)
    assert (safety.emergencies, safety.missed_before, safety.missed_after) == (1, 0, 1)
    assert (safety.false_emergencies_before, safety.false_emergencies_after) == (0, 1)
    assert (safety.right_before, safety.right_after) == (3, 1)
    assert (safety.confidently_wrong_before, safety.confidently_wrong_after) == (0, 2)


def test_topics_are_counted_over_all_sets() -> None:
    """Sorted by name; messages of no known topic belong to none."""
    before = [predict("price", COST), predict("fee", COST, LOCATION, set_name=STAFF_TESTS)]
    after = [
        predict("price", COST),
        predict("fee", COST, set_name=STAFF_TESTS),
        predict("real", None, set_name=RECENT_MESSAGES),
    ]
    (topic,) = compare(before, after).topics
    assert (topic.topic, topic.messages, topic.right_before, topic.right_after) == (COST, 2, 1, 2)


def test_new_messages_make_nothing_look_better_or_worse() -> None:
    """They are counted apart; one that is gone is not counted at all."""
    before = [predict("price", COST), predict("gone", COST)]
    after = [predict("price", COST), predict("new", COST, LOCATION)]
    comparison = compare(before, after)
    (counted,) = comparison.sets
    assert (counted.messages, counted.new) == (1, 1)
    assert (counted.right_before, counted.right_after) == (1, 1)
    assert (comparison.better, comparison.worse, comparison.changed) == ((), (), ())


def test_without_a_base_there_is_no_before() -> None:
    """All messages are counted then."""
    comparison = compare_predictions(1, [predict(), predict("where", LOCATION, COST)], [])
    assert not comparison.has_base
    (counted,) = comparison.sets
    assert (counted.messages, counted.right_before, counted.right_after) == (2, None, 1)
    assert {topic.right_before for topic in comparison.topics} == {None}


def test_corrected_label_counts_for_both() -> None:
    """Staff may confirm another topic for a message that was measured before."""
    before = [predict("price", LOCATION, COST, set_name=STAFF_TESTS)]
    after = [predict("price", COST, COST, set_name=STAFF_TESTS)]
    comparison = compare(before, after)
    assert comparison.worse == comparison.better == ()
    assert comparison.sets[0].right_before == 1


def test_same_message_twice_is_one_message() -> None:
    """In one set; in two sets it is two."""
    twice = [predict(), predict(), predict(set_name=STAFF_TESTS)]
    assert [one.messages for one in compare(twice, twice).sets] == [1, 1]


def test_conversations_stand_side_by_side() -> None:
    """One that was never rehearsed before has no before."""
    comparison = compare_predictions(
        2,
        [predict()],
        [ConversationResult("old", False, "was silent"), ConversationResult("new", True)],
        1,
        [predict()],
        [ConversationResult("old", True), ConversationResult("gone", True)],
    )
    assert [(one.name, one.before, one.after, one.problem) for one in comparison.conversations] == [
        ("old", True, False, "was silent"),
        ("new", None, True, None),
    ]


def test_nothing_measured_compares_to_nothing() -> None:
    """No division by nothing, no message."""
    comparison = compare([], [])
    assert (comparison.sets, comparison.topics, comparison.worse) == ((), (), ())


def test_many_worse_messages_are_all_told() -> None:
    """Every one of 1,200, and every topic that they belong to."""
    topics = [topic for topic in load_topics() if topic != OUT_OF_SCOPE]
    before = [predict(f"message {i}", topics[i % len(topics)]) for i in range(1200)]
    after = [
        predict(f"message {i}", topics[i % len(topics)], topics[(i + 1) % len(topics)])
        for i in range(1200)
    ]
    comparison = compare(before, after)
    verdict = judge(comparison, after, load_gates(PROJECT / "evaluation"), before)
    assert len(comparison.worse) == 1200
    assert len(verdict.failures) > len(topics)
