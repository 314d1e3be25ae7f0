"""Turns as the broker hands them over, made up for the tests."""

from datetime import datetime, timedelta, timezone
from typing import Any, Tuple

from assistant.review.turns import Candidate, Reason, Turn, UnclearMessage

NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
SAFETY, COST = Candidate("faq/safety", 0.31), Candidate("clinic/cost", 0.25)


def make_turn(
    number: int,
    text: str = "do you treat dogs",
    *,
    reasons: Tuple[Reason, ...] = (Reason.DECLINED,),
    candidates: Tuple[Candidate, ...] = (SAFETY, COST),
    **changes: Any,
) -> Turn:
    """A turn with a message for staff, `number` minutes after NOW."""
    usual = {
        "key": f"turn {number}",
        "conversation": f"conversation {number // 10}",
        "at": NOW + timedelta(minutes=number),
        "channel": "website",
        "decision": "decline",
        "topic": candidates[0].topic if candidates else None,
        "message": UnclearMessage(
            text=text,
            candidates=candidates,
            answered=("out_of_scope",),
            reasons=reasons,
            before="hello",
            before_topic="greet",
            special="no_text",
        ),
    }
    return Turn(**{**usual, **changes})


def make_short_turn(number: int, **changes: Any) -> Turn:
    """A turn that nobody needs to look at."""
    return make_turn(number, message=None, decision="answer", **changes)
