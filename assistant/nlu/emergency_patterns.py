"""Finds a medical emergency or a danger of self-harm in a visitor's message, by fixed patterns."""

import re
from dataclasses import dataclass
from typing import Optional, Pattern, Sequence, Set

from assistant.nlu.emergency_context import (
    clause_around,
    has_it_now,
    is_asked_after,
    is_asked_as_effect,
    is_asked_as_state,
    is_asked_by_name,
    is_denied,
    is_long_ago,
    is_now,
    is_past_or_chronic,
    is_supposed,
    words_of,
)
from assistant.nlu.emergency_despair import (
    ACCIDENT,
    DARK_FINDINGS,
    DESPAIR_ALONE,
    FICTION,
    GONE_SOON,
    LOGISTICS,
    MAY_BE_ACCIDENT,
    MAY_BE_FICTION,
    TOLD_OF_OTHERS,
    WEARY,
)
from assistant.nlu.emergency_findings import EMERGENCY_PAIRS, FEARED, FINDINGS, HYPOTHETICAL
from assistant.nlu.emergency_idioms import without_idioms
from assistant.nlu.medical_signs import MEDICAL_SIGNS
from assistant.nlu.self_harm_signs import SELF_HARM_SIGNS
from assistant.nlu.sign_patterns import Kind, Sign
from assistant.nlu.text_normalisation import plain_sentences

MEDICAL = "emergency/medical"
SELF_HARM = "emergency/self_harm"

# What is further away than this many characters says nothing about a sign.
_REACH = 240

_HAVING = re.compile(
    r"\b(?:having|have|has|got|gets?|getting|feel\w*|experienc\w*|suffer\w*|develop\w*|with|in|"
    r"think|thinks|thinking|believe|might|possibly|looks|look|seems|showing|symptoms|signs|"
    r"having|tengo|tiene|siento|siente|"
    r"teniendo|terrible|stabbing|burning|dull|constant|central|severe|sudden|sharp|bad|awful|"
    r"intense|horrible|massive|crushing|acute|"
    r"strong|this|is|goes into|started|starting|am|feels|there|big|going into|went into) "
    r"(?:[\w']+ ){0,4}$"
)
_SINCE = re.compile(
    r"^ ?(?:[\w']+ ){0,3}(?:going|goes|down|spreading|radiating|started|starting|getting|came "
    r"back|is back|comes back|coming on|all (?:day|morning|night)|after (?:the|my|your) (?:shot|"
    r"injection|infusion|treatment|prp|iv)|since|for the last|"
    r"that will not|not stopping|not going|worse|and (?:my|i|his|her|numb|arm|sweat\w*|can not)|"
    r"help|now|"
    r"right now|please|i think|we think|in progress|suddenly|today|tonight)\b"
)
_HAD = re.compile(r"\b(?:had|have had|has had|having had) (?:[\w']+ ){0,3}$")
_PERSONAL = re.compile(
    r"\b(?:i am|i have|i feel|he is|she is|he has|she has|they are|we are|is having|am having|"
    r"i got|now|help me|help us|keeps|keep having|i think|think (?:he|she))\b"
)
# A statement of hardly more than one of these names is a call for help.
_BARE = frozenset(
    {"chest pain", "heart attack", "stroke", "heavy bleeding", "anaphylaxis", "seizure"}
)

# In a longer message "I can't go on" is mostly about the knee.
_FEW_WORDS = 14
# "Can you call 911" is a question in form only.
_REQUEST = "asks for an ambulance"
# What an old stroke leaves behind: a date anywhere in the sentence makes these a question.
_LEFT_BY_A_STROKE = frozenset({"face drooping", "speech gone", "limb gone"})


@dataclass(frozen=True)
class EmergencyMatch:
    """`topic` is the topic id of the safety answer, `sign` the name of the sign, for the log."""

    topic: str
    sign: str


def find_emergency(text: str) -> Optional[EmergencyMatch]:
    """The emergency that `text` speaks of, self-harm before medical, None if there is none."""
    sentences = [without_idioms(sentence) for sentence in plain_sentences(text)]
    sign = _self_harm_sign(sentences)
    if sign:
        return EmergencyMatch(SELF_HARM, sign)
    sign = _medical_sign(sentences)
    return EmergencyMatch(MEDICAL, sign) if sign else None


def _self_harm_sign(sentences: Sequence[str]) -> Optional[str]:
    message = " ".join(sentences)
    is_accident = bool(ACCIDENT.search(message))
    for sentence in sentences:
        is_fiction = bool(FICTION.search(sentence))
        for sign in SELF_HARM_SIGNS:
            if is_accident and sign.name in MAY_BE_ACCIDENT:
                continue
            if is_fiction and sign.name in MAY_BE_FICTION:
                continue
            for found in sign.expression.finditer(sentence):
                if _is_meant(sign, sentence, found.start(), found.end()):
                    return sign.name
        if GONE_SOON.search(sentence) and not LOGISTICS.search(message):
            return "will not be here"
    alone = any(DESPAIR_ALONE.search(" ".join(words_of(sentence))) for sentence in sentences)
    if alone and len(words_of(message)) <= _FEW_WORDS:
        return "despair"
    dark = [name for name, expression in DARK_FINDINGS.items() if expression.search(message)]
    if len(dark) >= 2 or (dark and WEARY.search(message)):
        return " and ".join(dark)
    return None


def _is_meant(sign: Sign, sentence: str, start: int, end: int) -> bool:
    """The self-harm sign at sentence[start:end] is neither denied, long ago nor a side effect."""
    before = sentence[max(0, start - _REACH) : start]
    if is_denied(before):
        return False
    if sign.kind is Kind.PLAIN:
        return True
    clause, _ = clause_around(sentence, start, end)
    if is_long_ago(clause) and not has_it_now(sentence):
        return False
    if is_asked_as_effect(before):
        return False
    return sign.kind is not Kind.NOUN or not TOLD_OF_OTHERS.search(clause)


def _medical_sign(sentences: Sequence[str]) -> Optional[str]:
    findings: Set[str] = set()
    for sentence in sentences:
        for sign in MEDICAL_SIGNS:
            for found in sign.expression.finditer(sentence):
                if _counts(sign, sentence, found.start(), found.end()):
                    return sign.name
        if _asks_what_to_do(sentence):
            return "asks what to do"
        for name, expression in FINDINGS.items():
            if name not in findings and _is_found(expression, sentence):
                findings.add(name)
    for pair in EMERGENCY_PAIRS:
        if pair <= findings:
            return " and ".join(sorted(pair))
    return None


def _asks_what_to_do(sentence: str) -> bool:
    """The sentence asks beforehand: "What should I do if I get chest pain after?"."""
    if not FEARED.search(sentence) or is_past_or_chronic(sentence):
        return False
    return any(way.search(sentence) for way in HYPOTHETICAL)


def _is_found(expression: Pattern[str], sentence: str) -> bool:
    for found in expression.finditer(sentence):
        start, end = found.span()
        before = sentence[max(0, start - _REACH) : start]
        clause, _ = clause_around(sentence, start, end)
        if is_denied(before) or is_past_or_chronic(clause):
            continue
        asked = is_asked_by_name(_impersonal(before)) or is_asked_as_state(before)
        if not asked and not is_asked_after(_clause_after(sentence, end)):
            return True
    return False


def _counts(sign: Sign, sentence: str, start: int, end: int) -> bool:
    """The sign at sentence[start:end] is said to be happening."""
    before = sentence[max(0, start - _REACH) : start]
    if is_denied(before):
        return False
    asks_only = not has_it_now(sentence)
    if sign.kind is Kind.PLAIN:
        return sign.name == _REQUEST or not (asks_only and is_asked_as_state(before))
    around = before + sentence[start : end + _REACH]
    clause, clause_before = clause_around(around, len(before), len(before) + end - start)
    if sign.kind is Kind.STATED:
        told = around if sign.name in _LEFT_BY_A_STROKE else clause
        return not is_past_or_chronic(told) and not (asks_only and is_asked_as_state(before))
    after = _clause_after(sentence, end)
    if asks_only and (is_asked_by_name(_impersonal(before)) or is_asked_after(after)):
        return False
    if is_supposed(clause_before):
        return False
    has_it = bool(_HAVING.search(clause_before)) and not _HAD.search(clause_before)
    is_over = is_past_or_chronic(clause) or (not has_it and is_past_or_chronic(around))
    if is_over and asks_only:
        return False
    if has_it or not asks_only or _SINCE.search(sentence[end : end + _REACH]) or is_now(around):
        return True
    return sign.name in _BARE and len(words_of(sentence)) <= 4 and "?" not in sentence


def _clause_after(sentence: str, end: int) -> str:
    return sentence[end : end + _REACH].split(",")[0]


def _impersonal(before: str) -> str:
    """`before` from its last personal statement on: "does it help, I have" leaves nothing."""
    last = 0
    for personal in _PERSONAL.finditer(before):
        last = personal.end()
    return before[last:]
