"""Judges a candidate by the rules of evaluation/gates.yml, in words for staff. Pure functions."""

import math
from collections import Counter
from typing import Iterable, List, Optional, Sequence, Union

from assistant.releases.gate_rules import Gates
from assistant.releases.judging import (
    is_about_safety,
    is_emergency,
    is_emergency_missed,
    is_emergency_raised,
    is_false_emergency,
)
from assistant.releases.records import (
    CALIBRATION_MESSAGES,
    DEV_MESSAGES,
    RECENT_MESSAGES,
    SAFETY_MESSAGES,
    STAFF_TESTS,
    TAUGHT_AWAY,
    Comparison,
    GateFailure,
    MessageChange,
    Prediction,
    TopicComparison,
    Verdict,
)
from assistant.topics import load_topics

EVALUATION_SETS = (DEV_MESSAGES, CALIBRATION_MESSAGES, SAFETY_MESSAGES)
# One-sided 90 % of the normal distribution, for Wilson's bound of a share.
_WILSON_Z = 1.2816

SAFETY_GATE, TOPIC_GATE, OVERALL_GATE = "safety", "topics", "overall"
TEST_GATE, CONVERSATION_GATE = "staff_tests", "conversations"


def judge(
    comparison: Comparison,
    after: Sequence[Prediction],
    gates: Gates,
    before: Sequence[Prediction] = (),
) -> Verdict:
    """What the gates say; `before` and `after` are the predictions that were compared."""
    read_before = {(one.set, one.text) for one in before}
    alone = [one for one in after if (one.set, one.text) not in read_before]
    failures = [
        *_judge_safety(comparison, after, gates),
        *_judge_safety_alone(alone, gates),
        *_judge_staff_tests(comparison, gates),
        *_judge_overall(comparison, gates),
        *_judge_topics(comparison, gates),
        *_judge_conversations(comparison, gates),
    ]
    return Verdict(not failures, tuple(failures))


def _judge_safety(
    comparison: Comparison, after: Sequence[Prediction], gates: Gates
) -> Iterable[GateFailure]:
    allowed = gates.safety.may_get_worse
    confirmed = {one.text: one.topic for one in after if one.set == STAFF_TESTS}
    became_wrong = {id(change) for change in comparison.worse}
    missed: List[MessageChange] = []
    raised: List[MessageChange] = []
    others: List[MessageChange] = []
    for change in (*comparison.worse, *comparison.changed):
        # What staff have confirmed by hand counts for a visitor's message of the same words too.
        topic = change.topic or confirmed.get(change.text)
        was, is_now = is_emergency_raised(change.before), is_emergency_raised(change.after)
        if was and not is_now and (topic is None or is_emergency(topic)):
            missed.append(change)
        elif is_now and not was and topic is not None and not is_emergency(topic):
            raised.append(change)
        elif change.set == TAUGHT_AWAY or (is_about_safety(topic) and id(change) in became_wrong):
            others.append(change)
    if len(missed) > allowed:
        yield _fail(
            SAFETY_GATE, f"{_messages(missed)} no longer recognised as an emergency.", missed
        )
    if len(raised) > allowed:
        yield _fail(
            SAFETY_GATE, f"{_messages(raised)} now taken for an emergency, and none is one.", raised
        )
    if len(others) > allowed:
        yield _fail(
            SAFETY_GATE,
            f"{_messages(others)} led away from a safety answer.",
            others,
        )


def _judge_safety_alone(alone: Sequence[Prediction], gates: Gates) -> Iterable[GateFailure]:
    """Messages that the live release has not read: nothing is known of before."""
    labelled = [one for one in alone if one.topic is not None]
    missed = [one for one in labelled if is_emergency_missed(one)]
    raised = [one for one in labelled if is_false_emergency(one)]
    if len(missed) > gates.safety.most_missed_emergencies:
        yield _fail(SAFETY_GATE, f"{_messages(missed)} not recognised as an emergency.", missed)
    if len(raised) > gates.safety.most_false_emergencies:
        yield _fail(
            SAFETY_GATE,
            f"{_messages(raised)} taken for an emergency, and none is one; allowed are "
            f"{gates.safety.most_false_emergencies}.",
            raised,
        )


def _judge_staff_tests(comparison: Comparison, gates: Gates) -> Iterable[GateFailure]:
    worse = [change for change in comparison.worse if change.set == STAFF_TESTS]
    if len(worse) > gates.staff_tests.may_get_worse:
        yield _fail(
            TEST_GATE,
            f"{_messages(worse)} answered wrongly now, and right before, though staff have "
            "confirmed what is right.",
            worse,
        )


def _judge_overall(comparison: Comparison, gates: Gates) -> Iterable[GateFailure]:
    sets = [one for one in comparison.sets if one.name in EVALUATION_SETS]
    count = sum(one.messages for one in sets)
    if not count:
        yield GateFailure(
            OVERALL_GATE,
            "No evaluation message was read, so that nothing is known about this candidate. Check "
            "the files of the folder evaluation/.",
        )
        return
    rules = gates.overall
    right = sum(one.right_after for one in sets) / count
    wrong = sum(one.confidently_wrong_after for one in sets) / count
    worse = [change for change in comparison.worse if change.set in EVALUATION_SETS]
    fall = rise = 0.0
    if comparison.has_base:
        fall = sum(one.right_before or 0 for one in sets) / count - right
        rise = wrong - sum(one.confidently_wrong_before or 0 for one in sets) / count
        if _exceeds(fall, rules.right_share_may_fall_by):
            yield _fail(
                OVERALL_GATE,
                f"Of {count} evaluation messages {_percent(fall)} fewer are answered right than "
                f"before; {_percent(rules.right_share_may_fall_by)} would be allowed.",
                worse,
            )
        if _exceeds(rise, rules.confidently_wrong_share_may_rise_by):
            yield _fail(
                OVERALL_GATE,
                f"Of {count} evaluation messages {_percent(rise)} more get a wrong answer as if it "
                f"were certain; {_percent(rules.confidently_wrong_share_may_rise_by)} would be "
                "allowed.",
                worse,
            )
    # Many small losses, each of them allowed, end at the floor. Where the live release lies below
    # it, whatever is no worse may take its place.
    is_worse = not comparison.has_base or _exceeds(fall, 0.0)
    if is_worse and _exceeds(rules.lowest_right_share, right):
        yield _fail(
            OVERALL_GATE,
            f"Of {count} evaluation messages {_percent(right)} are answered right; "
            f"{_percent(rules.lowest_right_share)} are wanted.",
            worse,
        )
    is_worse = not comparison.has_base or _exceeds(rise, 0.0)
    if is_worse and _exceeds(wrong, rules.highest_confidently_wrong_share):
        yield _fail(
            OVERALL_GATE,
            f"Of {count} evaluation messages {_percent(wrong)} get a wrong answer as if it were "
            f"certain; {_percent(rules.highest_confidently_wrong_share)} would be allowed.",
            worse,
        )


def _judge_topics(comparison: Comparison, gates: Gates) -> Iterable[GateFailure]:
    rules = gates.topics
    for topic in comparison.topics:
        worse = [change for change in comparison.worse if change.topic == topic.topic]
        allowed = max(rules.may_lose_messages, math.floor(rules.may_lose_share * topic.messages))
        lost = 0 if topic.right_before is None else topic.right_before - topic.right_after
        if lost > allowed:
            yield _fail(
                TOPIC_GATE,
                f"{_title(topic.topic)}: {topic.right_after} of {topic.messages} messages are "
                f"answered right; before, {topic.right_before} were. The topic may lose {allowed}.",
                worse,
            )
        elif _is_below_floor(topic, rules.lowest_right_share) and (
            topic.right_before is None or lost > 0
        ):
            yield _fail(
                TOPIC_GATE,
                f"{_title(topic.topic)}: only {topic.right_after} of {topic.messages} messages are "
                f"answered right; {_percent(rules.lowest_right_share)} are wanted of every topic.",
                worse,
            )


def _judge_conversations(comparison: Comparison, gates: Gates) -> Iterable[GateFailure]:
    failed = [
        one
        for one in comparison.conversations
        if not one.after and (one.before or not comparison.has_base)
    ]
    if len(failed) > gates.conversations.may_fail:
        yield GateFailure(
            CONVERSATION_GATE,
            f"{len(failed)} of {len(comparison.conversations)} rehearsed conversations "
            f"{'go' if len(failed) > 1 else 'goes'} wrong.",
            tuple(f"{one.name}: {one.problem}" if one.problem else one.name for one in failed),
        )


def _is_below_floor(topic: TopicComparison, floor: float) -> bool:
    """Whether the topic's true share lies below the floor, as sure as a few messages allow."""
    return _upper_bound(topic.right_after, topic.messages) < floor


def _upper_bound(right: int, count: int) -> float:
    """Wilson's upper bound of a share (Wilson, 1927; Brown, Cai and DasGupta, 2001)."""
    share, squared = right / count, _WILSON_Z**2
    middle = share + squared / (2 * count)
    spread = _WILSON_Z * math.sqrt(share * (1 - share) / count + squared / (4 * count**2))
    return (middle + spread) / (1 + squared / count)


def _exceeds(value: float, limit: float) -> bool:
    # A fall of 0.01 must not break a limit of 0.01 because of how computers write fractions.
    return value - limit > 1e-9


def _fail(
    gate: str, message: str, worse: Sequence[Union[MessageChange, Prediction]]
) -> GateFailure:
    blamed = Counter(one for change in worse for one in change.blamed)
    # A verdict is kept for ever, and visitors' words are not: those are in the comparison only.
    kept = [change for change in worse if change.set != RECENT_MESSAGES]
    if len(kept) < len(worse):
        message += f" Asked by visitors: {len(worse) - len(kept)}; see the comparison."
    return GateFailure(
        gate,
        message,
        tuple(dict.fromkeys(change.text for change in kept)),
        tuple(phrasing for phrasing, _ in blamed.most_common()),
    )


def _messages(found: Sequence[object]) -> str:
    return "1 message is" if len(found) == 1 else f"{len(found)} messages are"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _title(topic: str) -> str:
    found: Optional[str] = None
    if topic in load_topics():
        found = load_topics()[topic].title
    return f"'{found}'" if found else topic
