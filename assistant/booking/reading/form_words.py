"""Tells words that steer the booking form from answers to its questions."""

import re
import unicodedata
from dataclasses import dataclass
from typing import List, Optional

from rapidfuzz.distance import OSA

from assistant.booking.reading.change_words import read_change
from assistant.booking.reading.steering_phrases import (
    EMOJI,
    FILLERS_AFTER,
    FILLERS_BEFORE,
    NEVER_TYPOS,
    PHRASES,
)

# Steering is short; a longer message has something to say or to ask.
LONGEST = 160
MOST_WORDS = 9
# A typo changes the meaning of a short word, so only its letters may be swapped or doubled.
SHORTEST_FOR_TYPO, SHORTEST_FOR_ONE, SHORTEST_FOR_TWO = 4, 6, 9
DOUBLED = re.compile(r"(.)\1+")
UNWILLING = re.compile(
    r"(?:id rather not|i would rather not|(?:id |i would |i )?prefer not to|i dont want to|"
    r"i do not want to) (?:give|say|tell|share|answer|provide|disclose)(?: \w+){0,4}"
)
AFTERTHOUGHT = re.compile(r"(?:ill|i will|i can|im going|im just|i changed|i dont|i have to)\b")
SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


@dataclass(frozen=True)
class FormWords:
    """What a visitor wants of the form.

    `kind` is "stop", "back", "skip", "change", "yes", "no" or "resume". For "change", `field` is
    "name", "contact", "reason" or "time" (None where it is not said), and `rest` the new value's
    words ("" where none is given).
    """

    kind: str
    field: Optional[str] = None
    rest: str = ""


def read_form_words(text: str) -> Optional[FormWords]:
    """What a message asks of the form, None where it is anything else."""
    if len(text) > LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").strip()
    sign = plain.replace("\ufe0f", "").strip(f"{SKIN_TONES} ")
    if sign in EMOJI:
        return FormWords(EMOJI[sign])
    words = _words(plain)
    if not words:
        return None
    kind = _kind(words) or _kind_of_start(plain)
    if kind is not None:
        return FormWords(kind)
    change = read_change(plain)
    return FormWords("change", change.field, change.rest) if change is not None else None


def _words(plain: str) -> str:
    """Lower case without marks and apostrophes: "don't send!" is "dont send"."""
    lower = plain.lower().replace("'", "").replace("-", " ").replace("n/a", "na")
    if "?" in lower.rstrip("?! ") or not lower:
        return ""
    return " ".join(re.sub(r"[^\w\s]|_", " ", lower).split())


def _kind(words: str) -> Optional[str]:
    if len(words.split()) > MOST_WORDS:
        return None
    if UNWILLING.fullmatch(words):
        return "skip"
    candidates = _candidates(words)
    for candidate in candidates:
        if candidate in PHRASES:
            return PHRASES[candidate]
    for candidate in candidates:
        kind = _repeated_kind(candidate.split())
        if kind is not None:
            return kind
    return _misspelt_kind(candidates)


def _kind_of_start(plain: str) -> Optional[str]:
    """ "stop" for "never mind, I'll call you": what follows says only why."""
    start, _, rest = plain.partition(",")
    return "stop" if AFTERTHOUGHT.match(_words(rest)) and _kind(_words(start)) == "stop" else None


def _candidates(words: str) -> List[str]:
    """The words, then without what politeness puts before and after them."""
    found = [words]
    # The list grows while it is walked: every shorter form is shortened again.
    for candidate in found:
        for shorter in (FILLERS_AFTER.sub("", candidate), FILLERS_BEFORE.sub("", candidate)):
            if shorter and shorter not in found:
                found.append(shorter)
    return found


def _repeated_kind(words: List[str]) -> Optional[str]:
    """The kind of a message made of several such phrases: "yes, that's right", "no, stop"."""
    for length in range(len(words), 0, -1):
        kind = PHRASES.get(" ".join(words[:length]))
        if kind is None:
            continue
        if length == len(words):
            return kind
        rest = _repeated_kind(words[length:])
        # "No, go back" and "ok, skip": what is asked for comes last, the answer before is manner.
        if rest == kind or (rest not in (None, "yes", "no") and kind in ("yes", "no")):
            return rest
    return None


def _misspelt_kind(candidates: List[str]) -> Optional[str]:
    for candidate in candidates:
        if len(candidate) < SHORTEST_FOR_TYPO:
            continue
        for phrase, kind in PHRASES.items():
            if abs(len(phrase) - len(candidate)) <= 2 and _is_typo(candidate, phrase):
                return kind
    return None


def _is_typo(candidate: str, phrase: str) -> bool:
    """Whether every word of `candidate` is that of `phrase` or plainly meant for it."""
    if candidate.replace(" ", "") == phrase.replace(" ", ""):
        return True
    words, meant = candidate.split(), phrase.split()
    if len(words) != len(meant):
        return False
    return all(_is_word_typo(word, right) for word, right in zip(words, meant, strict=True))


def _is_word_typo(word: str, right: str) -> bool:
    if word == right:
        return True
    if word in NEVER_TYPOS or len(right) < SHORTEST_FOR_TYPO or word[0] != right[0]:
        return False
    if len(right) < SHORTEST_FOR_ONE:
        is_swapped = sorted(word) == sorted(right) and OSA.distance(word, right) == 1
        return is_swapped or DOUBLED.sub(r"\1", word) == DOUBLED.sub(r"\1", right)
    return OSA.distance(word, right) <= (2 if len(right) >= SHORTEST_FOR_TWO else 1)
