"""Sets a candidate beside the live release: by set, by topic, message by message. Pure functions.

A message is the same where its set and its text are. Figures of before and after are counted over
the messages that both models have read, so that a new message makes nothing look better or worse.
"""

from dataclasses import replace
from typing import Callable, Dict, List, Optional, Sequence, Tuple

from assistant.releases.judging import (
    is_answered_alike,
    is_asked_back,
    is_confidently_wrong,
    is_declined,
    is_emergency,
    is_emergency_missed,
    is_false_emergency,
    is_right,
)
from assistant.releases.records import (
    Comparison,
    ConversationComparison,
    ConversationResult,
    MessageChange,
    Prediction,
    SetComparison,
    TopicComparison,
)

# What the live release made of a message, where it has read it, and what the candidate does.
_Pair = Tuple[Optional[Prediction], Prediction]


def compare_predictions(
    number: int,
    after: Sequence[Prediction],
    conversations_after: Sequence[ConversationResult],
    base: Optional[int] = None,
    before: Optional[Sequence[Prediction]] = None,
    conversations_before: Sequence[ConversationResult] = (),
) -> Comparison:
    """Compare release `number` with release `base`, which may have no predictions."""
    known = {(one.set, one.text): one for one in before or ()}
    # The same message twice in a set is one message.
    read = {(one.set, one.text): one for one in after}
    pairs = [(known.get(key), one) for key, one in read.items()]
    has_base = before is not None
    changes = [
        MessageChange(new.set, new.text, new.topic, old, new, new.blamed)
        for old, new in pairs
        if old is not None and not is_answered_alike(old, new)
    ]
    labelled = [change for change in changes if change.topic is not None]
    better = [c for c in labelled if is_right(c.after) and not _was_right(c)]
    worse = [c for c in labelled if not is_right(c.after) and _was_right(c)]
    told = {id(change) for change in (*better, *worse)}
    return Comparison(
        number=number,
        base=base,
        has_base=has_base,
        sets=_compare_sets(pairs, has_base),
        topics=_compare_topics(pairs, has_base),
        better=_emergencies_first(better),
        worse=_emergencies_first(worse),
        changed=_emergencies_first([c for c in changes if id(c) not in told]),
        conversations=_compare_conversations(conversations_before, conversations_after),
    )


def _compare_sets(pairs: Sequence[_Pair], has_base: bool) -> Tuple[SetComparison, ...]:
    by_set: Dict[str, List[_Pair]] = {}
    for pair in pairs:
        if pair[1].topic is not None:
            by_set.setdefault(pair[1].set, []).append(pair)
    return tuple(_compare_set(name, members, has_base) for name, members in by_set.items())


def _compare_set(name: str, pairs: Sequence[_Pair], has_base: bool) -> SetComparison:
    counted = _countable(pairs, has_base)

    def before(is_so: Callable[[Prediction], bool]) -> Optional[int]:
        return sum(is_so(_labelled_alike(pair)) for pair in counted) if has_base else None

    def after(is_so: Callable[[Prediction], bool]) -> int:
        return sum(is_so(new) for _, new in counted)

    return SetComparison(
        name=name,
        messages=len(counted),
        right_before=before(is_right),
        right_after=after(is_right),
        confidently_wrong_before=before(is_confidently_wrong),
        confidently_wrong_after=after(is_confidently_wrong),
        asked_back_before=before(is_asked_back),
        asked_back_after=after(is_asked_back),
        declined_before=before(is_declined),
        declined_after=after(is_declined),
        emergencies=sum(is_emergency(new.topic) for _, new in counted),
        missed_before=before(is_emergency_missed),
        missed_after=after(is_emergency_missed),
        false_emergencies_before=before(is_false_emergency),
        false_emergencies_after=after(is_false_emergency),
        new=len(pairs) - len(counted),
    )


def _compare_topics(pairs: Sequence[_Pair], has_base: bool) -> Tuple[TopicComparison, ...]:
    by_topic: Dict[str, List[_Pair]] = {}
    for pair in _countable(pairs, has_base):
        if pair[1].topic is not None:
            by_topic.setdefault(pair[1].topic, []).append(pair)
    return tuple(
        TopicComparison(
            topic,
            len(members),
            sum(is_right(_labelled_alike(pair)) for pair in members) if has_base else None,
            sum(is_right(new) for _, new in members),
        )
        for topic, members in sorted(by_topic.items())
    )


def _compare_conversations(
    before: Sequence[ConversationResult], after: Sequence[ConversationResult]
) -> Tuple[ConversationComparison, ...]:
    passed = {result.name: result.passed for result in before}
    return tuple(
        ConversationComparison(one.name, passed.get(one.name), one.passed, one.problem)
        for one in after
    )


def _countable(pairs: Sequence[_Pair], has_base: bool) -> List[_Pair]:
    return [pair for pair in pairs if pair[0] is not None or not has_base]


def _labelled_alike(pair: _Pair) -> Prediction:
    """What the live release made of the message, under the label that counts now."""
    old, new = pair
    if old is None:
        raise ValueError("This message was not read by both models.")
    if old.topic == new.topic:
        return old
    # Staff may have corrected a label since; the old prediction is judged by the new one.
    return replace(old, topic=new.topic)


def _was_right(change: MessageChange) -> bool:
    return is_right(_labelled_alike((change.before, change.after)))


def _emergencies_first(changes: Sequence[MessageChange]) -> Tuple[MessageChange, ...]:
    return tuple(sorted(changes, key=lambda change: not is_emergency(change.topic)))
