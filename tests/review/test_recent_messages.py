"""The last words of visitors: a bounded number, masked, and gone with their conversation."""

from datetime import timedelta
from typing import List

from assistant.review.inbox import Inbox
from assistant.review.recent_messages import RECENT_MESSAGES
from assistant.review.turn_log import TurnLog
from assistant.review.turns import Forgotten
from tests.review.turn_examples import NOW, make_short_turn, make_turn


def recent_texts(inbox: Inbox) -> List[str]:
    return [message.text for message in inbox.list_recent()]


def test_words_of_clear_turns_are_kept_beside_unclear_ones(log: TurnLog, inbox: Inbox) -> None:
    """With what was made of them, the newest first."""
    log.add([make_short_turn(1, said="is it safe"), make_turn(2, said="do you treat dogs")])
    assert recent_texts(inbox) == ["do you treat dogs", "is it safe"]
    oldest = inbox.list_recent()[-1]
    assert (oldest.decision, oldest.topic) == ("answer", "faq/safety")
    assert oldest.at == NOW + timedelta(minutes=1)


def test_a_turn_that_nobody_may_read_is_not_among_them(log: TurnLog, inbox: Inbox) -> None:
    """What was told to a form, or an emergency, comes without words."""
    log.add([make_short_turn(1, is_in_form=True)])
    assert inbox.list_recent() == ()


def test_only_the_latest_are_kept(log: TurnLog, inbox: Inbox) -> None:
    """One more takes the place of the oldest, and a turn that comes twice counts once."""
    log.add([make_short_turn(n, said=f"question {n}") for n in range(RECENT_MESSAGES + 1)])
    log.add([make_short_turn(RECENT_MESSAGES, said="told twice")])
    texts = recent_texts(inbox)
    assert len(texts) == RECENT_MESSAGES
    assert (texts[0], texts[-1]) == (f"question {RECENT_MESSAGES}", "question 1")
    assert [one.text for one in inbox.list_recent(limit=2)] == texts[:2]


def test_they_go_with_their_conversation_and_their_time(log: TurnLog, inbox: Inbox) -> None:
    """A visitor's deletion removes them, and so does the end of the retention."""
    log.add([make_short_turn(n, said=f"question {n}") for n in (1, 11, 21)])
    log.add([Forgotten("conversation 1")])
    assert recent_texts(inbox) == ["question 21", "question 1"]
    log.remove_before(NOW + timedelta(minutes=5))
    assert recent_texts(inbox) == ["question 21"]
