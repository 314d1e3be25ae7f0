"""How the commands show groups, messages and decisions."""

from datetime import datetime
from typing import List, Sequence
from zoneinfo import ZoneInfo

from rich.console import Console

from assistant.review.inbox_records import (
    DecidedMessage,
    Decision,
    GroupSummary,
    InboxMessage,
    Kind,
    Ruling,
)
from assistant.review.turns import Reason
from assistant.staff_output import print_details, print_rows, shorten_text

LONGEST_IN_LIST = 60
SUGGESTED = 3
WHY = {
    Reason.DECLINED: "declined",
    Reason.ASKED_BACK: "asked back",
    Reason.LOW_MARGIN: "not sure",
    Reason.THUMBS_DOWN: "thumbs down",
    Reason.ASKED_FOR_PERSON: "asked for a person",
}
DONE = {
    "answer": "answered",
    "clarify": "asked back, offering",
    "decline": "declined",
    "safety": "gave the safety message",
}


def show_groups(console: Console, groups: Sequence[GroupSummary], zone: ZoneInfo) -> None:
    """List groups, a line each."""
    print_rows(
        console,
        ("Group", "Open", "Newest", "Message", "Suggested", "Why"),
        [
            (
                str(group.id),
                str(group.open_count),
                show_moment(group.last_at, zone),
                shorten_text(group.example.text, LONGEST_IN_LIST),
                describe_candidates(group.example),
                describe_reasons(group.example),
            )
            for group in groups
        ],
    )


def show_group(
    console: Console, group: GroupSummary, shown: Sequence[InboxMessage], zone: ZoneInfo
) -> None:
    """One group with some of its messages."""
    example = group.example
    answered = ", ".join(example.answered)
    print_details(
        console,
        [
            ("Group", str(group.id)),
            ("Messages", f"{group.total_count}, {group.open_count} of them open"),
            ("From", f"{show_moment(group.first_at, zone)} to {show_moment(group.last_at, zone)}"),
            ("Suggested", describe_candidates(example)),
            ("The assistant", f"{DONE.get(example.decision, example.decision)} {answered}".strip()),
            ("Special answer", example.special or ""),
            ("Said before", example.before or ""),
            ("About", example.before_topic or ""),
        ],
    )
    console.print()
    print_rows(
        console,
        ("Message", "Asked", "Words", "Why", "Decision"),
        [
            (
                str(one.id),
                show_moment(one.at, zone),
                one.text,
                describe_reasons(one),
                "" if one.decision_id is None else str(one.decision_id),
            )
            for one in shown
        ],
    )


def describe_candidates(message: InboxMessage) -> str:
    """The best topics with their confidence: "faq/safety 41 %, faq/cost 30 %"."""
    return ", ".join(
        f"{one.topic} {round(100 * one.confidence)} %" for one in message.candidates[:SUGGESTED]
    )


def describe_reasons(message: InboxMessage) -> str:
    """Why staff should look: "declined, asked for a person"."""
    return ", ".join(WHY[reason] for reason in message.reasons)


def describe_ruling(ruling: Ruling) -> str:
    """What was decided, for a sentence: "are about faq/safety"."""
    if ruling.kind == Kind.TOPIC:
        return f"about {ruling.topic}"
    return "none of ours" if ruling.kind == Kind.OUT_OF_SCOPE else "to be ignored"


def list_decided_cells(decided: DecidedMessage, zone: ZoneInfo) -> List[str]:
    """A decided message as cells of an export."""
    message, decision = decided.message, decided.decision
    return [
        str(message.id),
        show_moment(message.at, zone),
        message.text,
        decision.ruling.kind.value,
        decision.ruling.topic or "",
        decision.note or "",
        decision.decided_by,
        show_moment(decision.decided_at, zone),
        str(decision.id),
    ]


def list_history_cells(decision: Decision, zone: ZoneInfo) -> List[str]:
    """A decision as cells of an export."""
    return [
        str(decision.id),
        show_moment(decision.decided_at, zone),
        decision.decided_by,
        decision.ruling.kind.value,
        decision.ruling.topic or "",
        decision.note or "",
        " ".join(map(str, decision.message_ids)),
        decision.undone_by or "",
        show_moment(decision.undone_at, zone) if decision.undone_at else "",
    ]


def show_moment(moment: datetime, zone: ZoneInfo) -> str:
    """A moment on the clinic's clock: "2026-11-24 09:00"."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
