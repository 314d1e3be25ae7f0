"""What a candidate may not do worse than the live release, and in which words it is told."""

from dataclasses import replace
from pathlib import Path
from typing import List, Optional, Sequence

import pytest
import yaml

from assistant.releases.comparison import compare_predictions
from assistant.releases.errors import InvalidGates
from assistant.releases.gate_rules import Gates, load_gates
from assistant.releases.gates import judge
from assistant.releases.records import (
    RECENT_MESSAGES,
    SAFETY_MESSAGES,
    STAFF_TESTS,
    TAUGHT_AWAY,
    ConversationResult,
    GateFailure,
    Prediction,
)
from assistant.settings import PROJECT
from assistant.topics import OUT_OF_SCOPE
from tests.releases.release_examples import CHEST_PAIN, COST, LOCATION, SADNESS, predict

GATES = load_gates(PROJECT / "evaluation")
# Enough of everything that a single message does not move the overall shares.
BALLAST = [predict(f"ballast {i}", "faq/safety") for i in range(500)]


def judge_beside(
    before: Optional[Sequence[Prediction]],
    after: Sequence[Prediction],
    gates: Gates = GATES,
) -> List[GateFailure]:
    """The failures of a candidate, beside a ballast of messages that stay right."""
    old = None if before is None else [*BALLAST, *before]
    new = [*BALLAST, *after]
    comparison = compare_predictions(2, new, [], 1, old)
    verdict = judge(comparison, new, gates, old or ())
    assert verdict.is_passed == (not verdict.failures)
    return list(verdict.failures)


def raised(
    text: str, topic: Optional[str], kind: str = CHEST_PAIN, set_name: str = SAFETY_MESSAGES
) -> Prediction:
    return predict(text, topic, kind, "safety", set_name)


def test_equal_candidate_passes() -> None:
    """Whatever the live release does wrong itself is no reason to refuse."""
    weak = [
        predict("my chest", CHEST_PAIN, COST),
        *(predict(f"p{i}", COST, LOCATION) for i in "ab"),
    ]
    assert judge_beside(weak, weak) == []


def test_single_missed_emergency_is_refused() -> None:
    """The message and the phrasings that did it are named."""
    blamed = ((COST, "pain in my purse"),)
    failures = judge_beside(
        [raised("my chest", CHEST_PAIN)],
        [predict("my chest", CHEST_PAIN, COST, set_name=SAFETY_MESSAGES, blamed=blamed)],
    )
    assert [failure.gate for failure in failures] == ["safety"]
    assert failures[0].message == "1 message is no longer recognised as an emergency."
    assert failures[0].texts == ("my chest",)
    assert failures[0].blamed == blamed


def test_one_emergency_won_does_not_pay_for_one_lost() -> None:
    """Each message counts by itself."""
    failures = judge_beside(
        [raised("my chest", CHEST_PAIN), predict("my arm", CHEST_PAIN, COST)],
        [
            predict("my chest", CHEST_PAIN, COST, set_name=SAFETY_MESSAGES),
            raised("my arm", CHEST_PAIN),
        ],
    )
    assert [failure.texts for failure in failures] == [("my chest",)]


def test_single_false_emergency_is_refused() -> None:
    """A visitor who asks for the price must not be sent to 911."""
    failures = judge_beside(
        [predict("it kills me", COST, set_name=SAFETY_MESSAGES)], [raised("it kills me", COST)]
    )
    assert [failure.message for failure in failures] == [
        "1 message is now taken for an emergency, and none is one."
    ]


def test_other_emergency_than_before_is_refused() -> None:
    """The lifeline does not stop a bleeding."""
    failures = judge_beside(
        [raised("I cut myself", SADNESS, SADNESS)], [raised("I cut myself", SADNESS, CHEST_PAIN)]
    )
    assert [failure.message for failure in failures] == [
        "1 message is led away from a safety answer."
    ]


@pytest.mark.parametrize("safe", [CHEST_PAIN, "medical_advice"])
def test_phrasing_may_not_be_taught_away_from_a_safety_answer(safe: str) -> None:
    """What the live release meets with a safety answer is no question about the price."""
    text, phrasing = "my heart races since the shot", (COST, "my heart races since the shot")
    before = predict(text, None, safe, "safety", TAUGHT_AWAY)
    after = predict(text, None, COST, "answer", TAUGHT_AWAY, (phrasing,))
    (failure,) = judge_beside([before], [after])
    assert (failure.gate, failure.texts, failure.blamed) == ("safety", (text,), (phrasing,))


def test_medical_advice_may_not_get_worse() -> None:
    """It is a safety topic too, though no emergency."""
    before = [predict("should I stop aspirin", "medical_advice", decision="safety")]
    after = [predict("should I stop aspirin", "medical_advice", COST)]
    assert [failure.gate for failure in judge_beside(before, after)] == ["safety"]
    declined = [predict("should I stop aspirin", "medical_advice", decision="decline")]
    assert [failure.gate for failure in judge_beside(before, declined)] == ["safety"]


def test_visitors_emergency_may_not_be_lost() -> None:
    """Nobody has labelled recent messages; what the live release took for one counts as one."""
    before = [raised("it hurts here", None, set_name=RECENT_MESSAGES)]
    after = [predict("it hurts here", None, COST, set_name=RECENT_MESSAGES)]
    assert [failure.gate for failure in judge_beside(before, after)] == ["safety"]
    confirmed = predict("it hurts here", COST, set_name=STAFF_TESTS)
    wrong_before = raised("it hurts here", COST, set_name=STAFF_TESTS)
    assert judge_beside([*before, wrong_before], [*after, confirmed]) == [], (
        "staff have confirmed by hand that it is none"
    )


def test_new_emergency_on_a_visitors_message_is_only_shown() -> None:
    """Nobody knows that it is none."""
    before = [predict("it hurts here", None, COST, set_name=RECENT_MESSAGES)]
    assert judge_beside(before, [raised("it hurts here", None, set_name=RECENT_MESSAGES)]) == []


def test_emergency_that_the_live_release_has_never_read() -> None:
    """A new message of the evaluation must be recognised; a few false ones are bearable."""
    missed = [predict("my chest", CHEST_PAIN, COST)]
    assert [failure.message for failure in judge_beside([], missed)] == [
        "1 message is not recognised as an emergency."
    ]
    assert judge_beside([], [raised(f"price {i}", COST) for i in range(2)]) == []


def test_staff_test_may_not_get_worse() -> None:
    """One is enough; one that was wrong before and still is does not refuse."""
    before = [predict("fee", COST, set_name=STAFF_TESTS), predict("way", LOCATION, COST)]
    after = [predict("fee", COST, COST, "clarify", STAFF_TESTS), predict("way", LOCATION, COST)]
    failures = judge_beside(before, after)
    assert [failure.gate for failure in failures] == ["staff_tests"]
    assert "staff have confirmed" in failures[0].message
    assert failures[0].texts == ("fee",)


def lose(topic: str, count: int, lost: int) -> List[GateFailure]:
    """A topic of `count` messages, all right before, of which `lost` are asked back about now."""
    before = [predict(f"{topic} {i}", topic) for i in range(count)]
    after = [
        predict(f"{topic} {i}", topic, decision="clarify" if i < lost else "answer")
        for i in range(count)
    ]
    return [failure for failure in judge_beside(before, after) if failure.gate == "topics"]


@pytest.mark.parametrize(
    ("count", "lost", "is_refused"),
    [(3, 1, False), (3, 2, True), (9, 1, False), (9, 2, True), (20, 2, False), (20, 3, True)],
)
def test_topic_may_lose_little(count: int, lost: int, is_refused: bool) -> None:
    """One message of a few is chance; beyond that it is a share."""
    failures = lose(COST, count, lost)
    assert bool(failures) == is_refused
    if is_refused:
        assert failures[0].message == (
            f"'How much does it cost?': {count - lost} of {count} messages are answered right; "
            f"before, {count} were. The topic may lose {max(1, count // 10)}."
        )
        assert len(failures[0].texts) == lost


def test_topic_below_the_floor_is_refused() -> None:
    """Where it got worse even by the one message that it may lose."""

    def judge_topic(right_before: int, right_after: int, count: int) -> List[GateFailure]:
        def read(right: int) -> List[Prediction]:
            return [
                predict(f"m{i}", COST, decision="answer" if i < right else "clarify")
                for i in range(count)
            ]

        return judge_beside(read(right_before), read(right_after))

    assert [failure.gate for failure in judge_topic(5, 4, 20)] == ["topics"]
    assert judge_topic(4, 4, 20) == [], "the live release is no better"
    assert judge_topic(4, 5, 20) == []
    assert judge_topic(2, 1, 3) == [], "three messages leave too much doubt"
    assert [failure.gate for failure in judge_topic(1, 0, 3)] == ["topics"], "these do not"


def test_overall_tolerance() -> None:
    """One of a hundred fewer right is borne, more is not; sets of staff do not dilute it."""
    topics = ("faq/safety", COST, LOCATION, "clinic/insurance", "faq/exosomes")
    before = [predict(f"m{i}", topics[i % 5]) for i in range(500)]

    def fall(lost: int) -> List[GateFailure]:
        after = [
            replace(one, decision="clarify") if i < lost else one for i, one in enumerate(before)
        ]
        tests = [predict(f"t{i}", COST, set_name=STAFF_TESTS) for i in range(5000)]
        comparison = compare_predictions(2, [*after, *tests], [], 1, [*before, *tests])
        return list(judge(comparison, [*after, *tests], GATES, [*before, *tests]).failures)

    assert fall(5) == []
    (failure,) = fall(6)
    assert failure.gate == "overall"
    assert failure.message == (
        "Of 500 evaluation messages 1.2 % fewer are answered right than before; 1.0 % would be "
        "allowed."
    )
    assert len(failure.texts) == 6


def test_confidently_wrong_tolerance() -> None:
    """A wrong answer is worse than none: less of it is borne."""
    before = [predict(f"m{i}", COST, decision="clarify") for i in range(4)]
    after = [predict(f"m{i}", COST, LOCATION) for i in range(4)]
    (failure,) = judge_beside(before, after)
    assert failure.gate == "overall"
    assert "0.8 % more get a wrong answer as if it were certain" in failure.message
    assert judge_beside(before[:2], after[:2]) == []


def test_small_losses_end_at_the_floors() -> None:
    """Each is allowed by itself, and they may not add up; who lies below already may improve."""

    def judge_shares(before: int, after: int, decision: str) -> List[str]:
        """So many of a thousand right; the others are wrong in this way. The words that refuse."""
        topics = ("faq/safety", COST, LOCATION, "clinic/insurance", "faq/exosomes")

        def measure(right: int) -> List[Prediction]:
            return [
                predict(f"m{i}", topics[i % 5], None if i < right else CHEST_PAIN, kind)
                for i in range(1000)
                for kind in ["answer" if i < right else decision]
            ]

        old, new = measure(before), measure(after)
        verdict = judge(compare_predictions(2, new, [], 1, old), new, GATES, old)
        return [one.message for one in verdict.failures if one.gate == "overall"]

    assert judge_shares(905, 900, "clarify") == []
    (message,) = judge_shares(900, 895, "clarify")
    assert "89.5 % are answered right; 90.0 % are wanted" in message
    assert judge_shares(880, 880, "clarify") == [], "no worse than what is live"
    assert judge_shares(880, 885, "clarify") == [], "better, though not good"
    assert judge_shares(985, 980, "answer") == []
    (message,) = judge_shares(980, 976, "answer")
    assert "2.4 % get a wrong answer as if it were certain; 2.0 % would be allowed" in message
    assert judge_shares(970, 971, "answer") == []


def test_visitors_words_do_not_stay_in_a_verdict() -> None:
    """It is kept for ever, and they are not: only how many they were is told."""
    told = "my brother does not wake up"
    before = [raised(told, None, set_name=RECENT_MESSAGES), raised("another", SADNESS, SADNESS)]
    after = [
        predict(told, None, COST, set_name=RECENT_MESSAGES),
        predict("another", SADNESS, COST, set_name=SAFETY_MESSAGES),
    ]
    failures = [one for one in judge_beside(before, after) if one.gate == "safety"]
    assert "2 messages are no longer recognised as an emergency." in failures[0].message
    assert "Asked by visitors: 1; see the comparison." in failures[0].message
    assert failures[0].texts == ("another",)
    assert all(told not in text for one in failures for text in (*one.texts, one.message))


def test_floors_without_a_comparison() -> None:
    """The very first candidate has only itself to show."""
    assert judge_beside(None, []) == []
    wrong = [predict(f"m{i}", OUT_OF_SCOPE, COST) for i in range(100)]
    failures = judge_beside(None, wrong)
    assert [failure.gate for failure in failures] == ["overall", "overall", "topics"]
    assert "83.3 % are answered right; 90.0 % are wanted" in failures[0].message
    assert "16.7 % get a wrong answer" in failures[1].message
    assert "only 0 of 100 messages" in failures[2].message
    assert [f.gate for f in judge_beside(None, [predict("my chest", CHEST_PAIN, COST)])] == [
        "safety"
    ]
    six = [raised(f"price {i}", COST) for i in range(6)]
    assert "allowed are 5" in judge_beside(None, six)[0].message
    assert "safety" not in [f.gate for f in judge_beside(None, six[:5])]


def judge_talks(before: Optional[bool], after: bool, has_base: bool = True) -> List[str]:
    old = [] if before is None else [ConversationResult("booking", before)]
    new = [ConversationResult("booking", after, None if after else "no answer to 'yes'")]
    known = BALLAST if has_base else None
    comparison = compare_predictions(2, BALLAST, new, 1, known, old)
    return [one.texts[0] for one in judge(comparison, BALLAST, GATES, BALLAST).failures]


def test_conversation_that_passed_may_not_fail() -> None:
    """One that failed before, or is new, may; without a comparison none may."""
    assert judge_talks(True, True) == []
    assert judge_talks(True, False) == ["booking: no answer to 'yes'"]
    assert judge_talks(False, False) == []
    assert judge_talks(None, False) == []
    assert judge_talks(None, False, has_base=False) == ["booking: no answer to 'yes'"]


def test_nothing_measured_is_refused() -> None:
    """A candidate that nobody has tested is not published."""
    verdict = judge(compare_predictions(1, [], []), [], GATES)
    assert not verdict.is_passed
    assert "nothing is known" in verdict.failures[0].message


def test_blamed_phrasings_come_with_the_worst_first() -> None:
    """One that spoils two messages is named before one that spoils one, and once."""
    often, once = (LOCATION, "often"), (LOCATION, "once")
    before = [predict(f"m{i}", COST, set_name=STAFF_TESTS) for i in range(2)]
    after = [
        predict("m0", COST, LOCATION, set_name=STAFF_TESTS, blamed=(once, often)),
        predict("m1", COST, LOCATION, set_name=STAFF_TESTS, blamed=(often,)),
    ]
    assert judge_beside(before, after)[0].blamed == (often, once)


def write_gates(folder: Path, **changes: object) -> Path:
    """The committed rules with some parts replaced."""
    rules = yaml.safe_load((PROJECT / "evaluation" / "gates.yml").read_text())
    rules.update(changes)
    (folder / "gates.yml").write_text(yaml.safe_dump(rules))
    return folder


def test_rules_of_the_file_are_obeyed(tmp_path: Path) -> None:
    """An engineer may loosen them."""
    gates = load_gates(write_gates(tmp_path, staff_tests={"may_get_worse": 1}))
    before = [predict("fee", COST, set_name=STAFF_TESTS)]
    assert judge_beside(before, [replace(before[0], decision="clarify")], gates) == []


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"staff_tests": {"may_get_worse": -1}}, "whole number, 0 or more"),
        ({"staff_tests": {"may_get_worse": True}}, "whole number, 0 or more"),
        ({"staff_tests": {"may_get_worse": 0.5}}, "whole number, 0 or more"),
        ({"staff_tests": {}}, "whole number, 0 or more"),
        ({"staff_tests": {"may_get_worse": 0, "may_be_late": 1}}, "'may_be_late' is no rule"),
        ({"staff_tests": 0}, "no part 'staff_tests'"),
        ({"manners": {}}, "'manners', which is no gate"),
        (
            {
                "topics": {
                    "may_lose_messages": 1,
                    "may_lose_share": float("nan"),
                    "lowest_right_share": 0.6,
                }
            },
            "may_lose_share: wanted a share",
        ),
        (
            {
                "topics": {
                    "may_lose_messages": 1,
                    "may_lose_share": 0.1,
                    "lowest_right_share": 60,
                }
            },
            "lowest_right_share: wanted a share",
        ),
    ],
)
def test_unusable_rule_is_named(tmp_path: Path, changes: "dict[str, object]", wanted: str) -> None:
    """A gate that is misread would let everything through."""
    with pytest.raises(InvalidGates, match=wanted):
        load_gates(write_gates(tmp_path, **changes))


@pytest.mark.parametrize("text", ["", "- list", "safety: [", "\x00"])
def test_unusable_file_is_named(tmp_path: Path, text: str) -> None:
    """And a missing one."""
    with pytest.raises(InvalidGates, match="cannot be read"):
        load_gates(tmp_path)
    (tmp_path / "gates.yml").write_text(text)
    with pytest.raises(InvalidGates, match=r"gates\.yml"):
        load_gates(tmp_path)
