"""Checks of the facts in an answer: which it may fill in, which it must, and what has vanished."""

import re
from typing import Any, List, Mapping, Optional, Tuple

from assistant.answers.claim_reading import fold_text, split_sentences
from assistant.answers.facts import (
    EMERGENCY_FACTS,
    OPTIONAL_FACTS,
    find_facts,
    find_known_facts,
    name_in_words,
)
from assistant.answers.findings import Finding, Kind, ask_for_reason, note, refuse

# Who is in danger reads the first words only.
LATEST_CALL_WORD = 25
_CALL = re.compile(
    r"\b(?:call|text|contact|llame al?)\b[^.?;:]{0,25}\{(emergency_number|crisis_line)\}",
    re.IGNORECASE,
)
_NO_CALL = re.compile(
    r"\b(?:not|never|no need|instead|rather|without|unless|avoid|before|after|stop|later|wait"
    r"|hesitate)\b|n't\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.?;:,]|\bor\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# What a text may lose without anybody noticing, each with what it is.
_WORTH_KEEPING: Tuple[Tuple[str, str], ...] = (
    (r"\bas of 20\d\d\b", "the date of the statement ('As of ...')"),
    (r"\b(?:physicians?|doctors?)\b", "the way to a physician"),
    (r"\bguide\b", "the words that say that the guide says so"),
    (r"\b(?:no|not a) promise\b|\bnobody can\b", "the words that nothing is promised"),
    (r"\bFDA\b", "what is said about the FDA"),
    (r"\bdiffers?\b", "the words that results and risks differ"),
    (r"\bdo not stop\b|\bnever stop\b|\bkeep up the care\b", "the warning to keep up treatment"),
    (r"\bautomated\b|\bassistant\b", "the words that this is an automated assistant"),
    (r"\bdo not watch this chat\b", "the words that staff do not watch this chat"),
    (r"\bmedical advice\b", "the words that this is no medical advice"),
)


def check_facts(
    text: str, before: str, original: str, metadata: Mapping[str, Any]
) -> List[Finding]:
    """Whether the facts in the text can be filled in, and none is missing that visitors need.

    `before` is what is said now; `original` are the engineers' words, so that what must stay
    cannot be lost step by step.
    """
    used, must = find_facts(text), find_facts(original) | find_facts(before)
    findings: List[Finding] = []
    known, needs = find_known_facts(metadata), set(metadata.get("needs", ()))
    for fact in sorted(used - known):
        findings.append(
            refuse(
                Kind.FACT,
                f"There is no fact {{{fact}}} in this answer.",
                "Take one of the facts listed below exactly as it stands.",
            )
        )
    for fact in sorted((used & OPTIONAL_FACTS) - needs):
        findings.append(
            refuse(
                Kind.FACT,
                f"{{{fact}}} is not stated by every clinic, and this wording is said without it as "
                "well: a visitor could read a gap.",
                f"Write it into the wording that is used where {name_in_words(fact)} is stated.",
            )
        )
    lost = must - used
    for fact in EMERGENCY_FACTS:
        if fact in lost:
            findings.append(
                refuse(
                    Kind.LOST_FACT,
                    f"{name_in_words(fact).capitalize()} is gone. Somebody in danger needs it.",
                    f"Put {{{fact}}} back where it stood.",
                )
            )
    for fact in sorted(lost - set(EMERGENCY_FACTS)):
        is_needed = fact in needs or fact in metadata.get("filled", ())
        words = f"{name_in_words(fact).capitalize()} is gone: {{{fact}}}."
        advice = "This wording is there to say it; put it back."
        findings.append(
            refuse(Kind.LOST_FACT, words, advice) if is_needed else note(Kind.VANISHED, words)
        )
    return findings


def check_emergency(text: str, original: str, *, is_emergency: bool) -> List[Finding]:
    """Whether whoever is told to call is still told so, plainly and at once."""
    findings = []
    told, tells = _list_calls(original), _list_calls(text)
    for fact in EMERGENCY_FACTS:
        # A fact that is gone altogether is refused as such.
        if fact in told and fact not in tells and fact in find_facts(text):
            findings.append(
                refuse(
                    Kind.EMERGENCY,
                    f"It no longer says plainly to call {name_in_words(fact)}.",
                    f"Write 'call {{{fact}}}' in a sentence without 'not', 'before' or 'instead'.",
                )
            )
    if is_emergency:
        place = text.find("{emergency_number}")
        if len(text[:place].split()) > LATEST_CALL_WORD:
            findings.append(
                refuse(
                    Kind.EMERGENCY,
                    "The emergency number comes too late: who is in danger reads the first words.",
                    f"Say it among the first {LATEST_CALL_WORD} words.",
                )
            )
        findings.append(
            ask_for_reason(
                Kind.EMERGENCY_ANSWER,
                "This is what somebody in danger reads.",
                "Say why it is changed, and who has agreed to it.",
            )
        )
    return findings


def check_vanished(text: str, before: str) -> List[Finding]:
    """What the words said so far and would no longer say."""
    gone = [
        what
        for pattern, what in _WORTH_KEEPING
        if re.search(pattern, before, re.IGNORECASE) and not re.search(pattern, text, re.IGNORECASE)
    ]
    if not gone:
        return []
    return [note(Kind.VANISHED, f"Gone: {'; '.join(gone)}.", "Leave it out only if that is meant.")]


def check_numbers(text: str, before: str, article: str) -> Optional[Finding]:
    """Whether a number is new that the guide does not have."""
    known = set(_NUMBER.findall(f"{before} {article}"))
    new = [number for number in dict.fromkeys(_NUMBER.findall(text)) if number not in known]
    if not new:
        return None
    return note(
        Kind.NUMBER,
        f"The guide's lines do not have the number {' or '.join(new)}.",
        "An answer from the guide says only what the guide says.",
    )


def _list_calls(text: str) -> List[str]:
    """The emergency facts that the text plainly says to call."""
    found = []
    for sentence in split_sentences(text):
        for call in _CALL.finditer(sentence):
            clause = _CLAUSE.split(sentence[: call.start()])[-1]
            if not _NO_CALL.search(fold_text(clause)) and not _NO_CALL.search(fold_text(call[0])):
                found.append(call[1])
    return found
