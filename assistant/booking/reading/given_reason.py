"""Finds what a visitor wants to come for in a first message."""

import re
from typing import List, Optional, Sequence

from assistant.booking.reading.times.time_spelling import DAYS, MONTHS
from assistant.conditions import load_conditions

LONGEST_REASON = 120
MOST_WORDS = 9
PART = re.compile(r"[,;!?\n]+|\.(?:\s|$)")
CUE = re.compile(
    r"\b(?:because of|because|due to|regarding|concerning|about|for|with|re|as|since|to (?:treat|"
    r"help|fix))[\s:]+",
    re.IGNORECASE,
)
SURE_CUE = re.compile(
    r"\b(?:because of|due to|regarding|concerning|about|re:)\s+(?P<phrase>[^\W\d].*)", re.IGNORECASE
)
OWN_CUE = re.compile(r"\bfor my (?P<phrase>[^\W\d].*)", re.IGNORECASE)
TREATMENT_CUE = re.compile(
    r"\bfor (?:an? |some |the )?(?P<phrase>(?:prp|platelet[ -]rich plasma|stem[ -]?cells?|"
    r"exosomes?|"
    r"regenerative)\b.*)",
    re.IGNORECASE,
)
# Where the reason ends and the rest of the wish begins.
_DAY = "(?:mon|tues?|wed|thu|thurs?|fri|sat|sun|wednes|satur)(?:day)?s?"
_MONTH = f"(?:{'|'.join(MONTHS)}|{'|'.join(month[:3] for month in MONTHS)})"
_PART = "(?:morning|afternoon|evening|night|noon|lunch)s?"
_HOUR = "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_WHEN = (
    rf"(?:on|at|by|before|after|around|this|next|every|any|either|from|between)(?: the)? "
    rf"(?:\d\S*|week\w*|month|coming|work|time|{_DAY}|{_MONTH}|{_PART}|{_HOUR})"
    rf"|in (?:the )?(?:next|a few|a week|two|\d+|{_PART}|{_MONTH})"
    rf"|{'|'.join(DAYS)}|mon|tues?|wed|thurs?|fri|tomorrow|tmrw|today|tonight|asap|as soon"
    rf"|any ?time|{_PART}|week(?:day|end)s?"
)
_OTHER = (
    r"please|pls|thanks?|thank you|and (?:my|can|could|i|call|the|want|need|would)|call me|text me"
    r"|my (?:name|number|phone|email|cell)|(?:can|could) (?:i|you|we)|when|if (?:possible|you)"
    r"|with (?:dr|doctor|the doctor)|so (?:i|can|that)"
    r"|i(?:'m|'d|'ll)? (?:am |would |can |could )?(?:free|available|like|come|want|need)"
)
END = re.compile(rf"\s+\b(?:{_WHEN}|{_OTHER})\b.*", re.IGNORECASE | re.DOTALL)
OPENING = re.compile(
    r"^(?:(?:i(?:'m| am|'ve| have)?(?: got| been| having| had| suffering from| suffer from)?|"
    r"it'?s|it is|have|having|"
    r"reason|reason is|the reason is|my reason is|for|about|because of|because|with|my|the|some|"
    r"an?|this|"
    r"that|our|his|her|their|bad|also|and|is|to see (?:the|a) doctor about|see about)[\s:]+)+",
    re.IGNORECASE,
)
ASKING = re.compile(
    r"\b(?:book|booking|appointments?|appt|schedule|see|come|visit|available|want|need|would|"
    r"could|can|do you|"
    r"make|get|set up|reserve|slot|how|what|when|does|hello|hi|hey)\b",
    re.IGNORECASE,
)
NO_REASON = re.compile(
    r"\b(?:appointments?|appts?|booking|visit|consult(?:ation)?s?|slots?|times?|date|doctor|dr|"
    r"nurse|staff|you|me|it|"
    r"this|that|myself|mom|mum|mother|dad|father|wife|husband|son|daughter|friend|brother|sister|"
    r"kid|child|"
    r"grandm\w+|grandf\w+|parents?|hours?|minutes?|days?|weeks?|months?|years?|people|persons?|"
    r"name|birthday|"
    r"check-?up|follow-?up|evaluation|turn|first|next|price|prices|cost|costs|parking|insurance)\b",
    re.IGNORECASE,
)


def find_reason(text: str, conditions: Sequence[str]) -> Optional[str]:
    """The reason in the visitor's words, at most 120 characters; None where none is said.

    Where `conditions` are known, it is the phrase that names one, or else the condition itself.
    """
    parts = [" ".join(part.split()) for part in PART.split(text) if part.strip()]
    for part in parts:
        reason = _about_condition(part, conditions)
        if reason is not None:
            return reason
    if conditions:
        return _cut(" and ".join(_without_article(name) for name in conditions[:3]))
    for part in parts:
        for cue in (SURE_CUE, OWN_CUE, TREATMENT_CUE):
            found = cue.search(part)
            reason = _phrase(found["phrase"]) if found is not None else None
            if reason is not None and not NO_REASON.search(reason):
                return reason
    return None


def _about_condition(part: str, conditions: Sequence[str]) -> Optional[str]:
    term = _find_term(part, conditions) if conditions else None
    if term is None:
        return None
    before = part[: term.start()]
    cues = list(CUE.finditer(before))
    if cues:
        start = cues[-1].end()
    elif ASKING.search(before):
        start = term.start()
    else:
        start = 0
    kept = part[start : term.end()] + END.sub("", part[term.end() :])
    reason = _phrase(kept)
    if reason is None or ASKING.search(reason):
        return _cut(term[0].strip())
    return reason


def _find_term(part: str, conditions: Sequence[str]) -> "Optional[re.Match[str]]":
    """The longest wording of one of the conditions in this part."""
    known = load_conditions()
    found: List["re.Match[str]"] = []
    for name in conditions:
        wordings = [_without_article(name)]
        if name in known:
            wordings.extend(known[name].synonyms)
        for wording in wordings:
            match = re.search(rf"\b{re.escape(wording)}\b", part, re.IGNORECASE)
            if match is not None:
                found.append(match)
    return max(found, key=lambda match: len(match[0]), default=None)


def _phrase(words: str) -> Optional[str]:
    """A phrase without its opening and without what follows the reason; None if too little."""
    words = END.sub("", f" {words}").strip()
    words = OPENING.sub("", words).strip(" .:-'\"")
    if not any(letter.isalpha() for letter in words) or len(words) < 3:
        return None
    if any(not letter.isprintable() or letter in "{}[]<>" for letter in words):
        return None
    if len(words.split()) > MOST_WORDS or sum(letter.isdigit() for letter in words) > 4:
        return None
    return _cut(words.lower() if words.isupper() and len(words) > 4 else words)


def _cut(words: str) -> str:
    """At most as long as a reason may be, cut between words."""
    if len(words) <= LONGEST_REASON:
        return words
    return words[:LONGEST_REASON].rsplit(" ", 1)[0]


def _without_article(name: str) -> str:
    return re.sub(r"^(?:an?|the) ", "", name)
