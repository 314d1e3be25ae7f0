"""Reads the wish to change an answer of the booking form: which one, and to what."""

import re
from dataclasses import dataclass
from typing import Optional

from assistant.booking.reading.times.time_spelling import DAYS, MONTHS, normalise_time_words

FIELDS = {
    "name": r"(?:(?:first|last|full|sur|family|middle) ?)?names?|surname|spelling(?: of my name)?",
    "contact": (
        r"(?:(?:tele)?phone|cell(?:phone)?|mobile|contact|e-?mail|callback|home|work)?"
        r" ?numbers?|(?:phone|contact|e-?mail|callback) (?:details?|address|info(?:rmation)?)|"
        r"(?:tele)?phone|cell(?:phone)?|mobile|"
        r"e-?mail|contact"
    ),
    "reason": (
        r"reasons?(?: for (?:my|the) (?:visit|appointment|booking))?|condition|what (?:it|its|"
        r"this) is (?:about|for)|what (?:its|it's) (?:about|for)"
    ),
    "time": (
        r"(?:(?:preferred|appointment|booking|start) )?(?:time|date|day|hour|slot)s?"
        r"(?: and (?:time|date|day))?|when|schedule|time slot"
    ),
}
FIELD = "|".join(rf"(?P<{field}>(?:{pattern})\b)" for field, pattern in FIELDS.items())
LEAD = re.compile(
    r"^(?:(?:oh|no|ok|okay|yes|wait|hmm+|um+|uh+|hey|hi|hello|oops|ah|well|but|and|so|please|pls|"
    r"sorry|actually|"
    r"hold on|hang on|one moment|just a moment|my mistake|my bad|on second thoughts?|excuse me|"
    r"i made a mistake|sorry about that|thanks)[\s,.!:-]+)+",
    re.IGNORECASE,
)
TAIL = re.compile(
    r"[\s,]*(?:please|pls|plz|thanks|thank you|thx|instead|if possible|sorry|then|now)?[\s.!?]*$",
    re.IGNORECASE,
)
ASK = (
    r"(?:(?:i(?:'d| would|'ll)? ?(?:want|need|like|have|wish|prefer)(?: to)?|can (?:i|we|you)|"
    r"could (?:i|we|you)|"
    r"may i|let me|i(?:'d| would| will|'ll| gotta| must| should)?|lets|let's|how (?:do|can) i|"
    r"would you|"
    r"would it be possible to|is it possible to|want to|need to)(?: please)?(?: just)? )?"
)
VERB = (
    r"(?:change|edit|correct|fix|update|modify|redo|alter|amend|re-?enter|replace|re-?do|swap|"
    r"switch|adjust)"
)
OWN = r"(?:(?:my|the|that|this|your|our|a) )?"
NEW = (
    r"(?:[\s,:;.-]*(?:(?:in)?to|for|with|as|:|-|=|it'?s|it is|it should be|should be|i meant|"
    r"the (?:right|correct) (?:one|\w+) is)[\s:]+(?P<rest>.+))?"
)
PATTERNS = (
    # "change my phone number to 555-0134"
    re.compile(rf"{ASK}{VERB} {OWN}(?:{FIELD}){NEW}", re.IGNORECASE),
    # "wrong name", "that's not my number, it's 555-0134"
    re.compile(
        rf"(?:(?:that|this|it)(?:'?s| is) )?(?:the |a )?(?:wrong|incorrect|not (?:my|the(?: "
        rf"right| correct)?)) (?:{FIELD}){NEW}",
        re.IGNORECASE,
    ),
    # "the name is wrong, it should be Ana"
    re.compile(
        rf"{OWN}(?:{FIELD}) (?:is|are|was|isn'?t|is not|looks|seems)(?: all| not)?"
        rf" ?(?:wrong|incorrect|right|correct|misspell?ed|misspelt|a mistake|spelled wrong|spelt "
        rf"wrong|false|off|mistyped)"
        rf"{NEW}",
        re.IGNORECASE,
    ),
    # "you got my name wrong", "i misspelled my name", "i made a mistake in my number"
    re.compile(
        rf"(?:(?:you|i)(?:'ve| have)? (?P<verb>got|have|wrote|spelled|spelt|put|typed|gave|"
        rf"entered|mistyped|misspell?ed|misspelt)"
        rf"(?: (?:you|in|down))? {OWN}(?P<wrong>wrong )?(?:{FIELD})(?P<wrongly> wrong| in wrong| "
        rf"incorrectly| down wrong)?){NEW}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:(?:there'?s|there is|i made|i have|i see) )?(?:a |an )?(?:mistake|typo|error) "
        rf"(?:in|with|on) {OWN}(?:{FIELD}){NEW}",
        re.IGNORECASE,
    ),
    # "use my email instead", "a different number", "another day"
    re.compile(
        rf"{ASK}(?:(?:use|give(?: you)?|pick|choose|try|take|have|do) )?(?:my |an? |some )?"
        rf"(?:other|another|different|new|second|better) (?:{FIELD}){NEW}",
        re.IGNORECASE,
    ),
    re.compile(rf"{ASK}(?:use|give(?: you)?) (?:my |the |an? )?(?:{FIELD}) instead", re.IGNORECASE),
)
# "my number is 555-0199 not 0134"
RATHER = re.compile(
    rf"(?:my|the) (?:{FIELD})(?:'s| is| should be)? (?:really |actually |now )?(?P<rest>.+?),? "
    rf"(?:and |but )?not .+",
    re.IGNORECASE,
)
# Needs a word of correction before it: alone, it is an answer.
CORRECTED = re.compile(
    rf"(?:my|the|it'?s) ?(?:{FIELD})(?:'s| is| should be| to)? (?:really |actually |now "
    rf")?(?P<rest>.+)",
    re.IGNORECASE,
)
NOW_TOLD = re.compile(
    rf"(?:(?:my|the) )?(?:{FIELD}) (?:is actually|is really|should be|should say|should read|has "
    rf"changed to|is now) (?P<rest>.+)",
    re.IGNORECASE,
)
MAKE_IT = re.compile(
    rf"{ASK}(?:{VERB} (?:it|that|this|them) (?:in)?to|(?P<made>make (?:it|that|this)|i(?:'d| "
    rf"would) rather(?: (?:come|do|have|take))?)|switch to|move (?:it|that|this) to|"
    rf"{VERB} to|move to|reschedule (?:it |that |this )?(?:to|for)|change (?:it|that|this) "
    rf"for)[: ]+(?P<rest>.+)",
    re.IGNORECASE,
)
SHOULD_BE = re.compile(
    r"(?:it|that|this) (?:should|was supposed to|is supposed to)(?: have)? (?:be|been|say|read) "
    r"(?P<rest>.+?)(?:,? (?:and |but )?not .+)?",
    re.IGNORECASE,
)
BARE_HOUR = re.compile(r"(?:at )?\d{1,2}(?:[:.]\d\d)?")
INSTEAD = re.compile(
    rf"{ASK}(?:(?:do|have|get|make it|come|take|use|try|say|how about|what about|maybe|for|on) "
    rf")*(?P<rest>.+?)"
    r" (?:instead|rather)(?: of .+)?",
    re.IGNORECASE,
)
CHANGE_ALONE = re.compile(
    rf"{ASK}(?:{VERB})(?: (?:it|that|this|something|one thing|an answer|my answers?|my details|"
    rf"the details|"
    r"(?:some|a) details?|my information|my info|the information|a few things|some things|"
    r"anything|things))?|"
    r"(?:i )?(?:made|have made) an? (?:mistake|error|typo)|(?:that|it)(?:'s| is| was) a "
    r"(?:mistake|typo)|"
    rf"{ASK}(?:make|do) (?:a|one|some|another) (?:change|correction)s?",
    re.IGNORECASE,
)
TIME_NAMED = re.compile(
    rf"\b(?:{'|'.join(f'{day}s?' for day in DAYS)}|"
    rf"{'|'.join(month for month in MONTHS if month not in ('march', 'may'))}|"
    r"(?:march|may) \d{1,2}|\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:march|may)|today|tomorrow|"
    r"mornings?|afternoons?|"
    r"evenings?|noon|weekdays?|weekends?|(?:next|this) (?:week|month)|week|the \d{1,2}(?:st|nd|"
    r"rd|th)?|"
    r"\d{1,2}(?:st|nd|rd|th)|later|earlier|sooner|asap|\d{1,2} ?(?:am|pm)|\d{1,2}:\d\d|"
    r"\d{1,2}/\d{1,2}|oclock|"
    r"(?:at|after|before|around) \d{1,2})\b"
)
PHONE_NAMED = re.compile(r"\S@\S|(?:\d[\s().-]*){6,}")
# "Can you fix my condition" asks about medicine.
MEDICAL = re.compile(
    r"(?:\w+ (?:you|it|this) |i want to |how can i )?(?:fix|correct|alter|modify|adjust|replace)|"
    r"(?:can|could|would|will) you",
    re.IGNORECASE,
)
LONGEST_REST = 120


@dataclass(frozen=True)
class Change:
    """Which answer to change (None where it is not said), and the words of the new one."""

    field: Optional[str]
    rest: str


def read_change(plain: str) -> Optional[Change]:
    """The change that a message asks for, None where it asks for none."""
    lead = LEAD.match(plain)
    words = " ".join((plain[lead.end() :] if lead else plain).split()).rstrip(" .!?")
    for pattern in PATTERNS:
        found = pattern.fullmatch(words) or pattern.fullmatch(TAIL.sub("", words))
        if found is not None and _is_meant(found):
            return Change(_field(found), _rest(found))
    for pattern in (RATHER, NOW_TOLD, *((CORRECTED,) if lead else ())):
        found = pattern.fullmatch(words)
        if found is not None:
            return Change(_field(found), _rest(found))
    words = re.sub(r" instead of .+$", " instead", words)
    said = SHOULD_BE.fullmatch(words)
    if said is not None and guess_field(said["rest"]) is not None:
        return Change(guess_field(said["rest"]), _rest(said))
    made = MAKE_IT.fullmatch(words)
    if made is not None and made["made"] and BARE_HOUR.fullmatch(_rest(made)):
        # Alone, a number is no time; the cue makes it one to whoever reads it.
        return Change("time", f"at {_rest(made).removeprefix('at ')}")
    if made is not None and (made["made"] is None or guess_field(made["rest"])):
        return Change(guess_field(made["rest"]), _rest(made))
    instead = INSTEAD.fullmatch(re.sub(r"[\s,]+(?:please|thanks|thank you)$", "", words))
    if instead is not None and guess_field(instead["rest"]) is not None:
        return Change(guess_field(instead["rest"]), _rest(instead))
    if CHANGE_ALONE.fullmatch(words) or CHANGE_ALONE.fullmatch(TAIL.sub("", words)):
        return Change(None, "")
    return None


def guess_field(words: str) -> Optional[str]:
    """The field whose value these words are, where that is plain: a contact or a time."""
    if PHONE_NAMED.search(words):
        return "contact"
    return "time" if TIME_NAMED.search(normalise_time_words(words)) else None


def _is_meant(found: "re.Match[str]") -> bool:
    groups = found.groupdict()
    if (groups["reason"] or "").lower() == "condition" and MEDICAL.match(found[0]):
        return False
    # "I have my number" is no mistake, "I gave the wrong number" is.
    if "verb" not in groups:
        return True
    return bool(groups["wrong"] or groups["wrongly"] or groups["verb"].lower().startswith("mis"))


def _field(found: "re.Match[str]") -> Optional[str]:
    return next((field for field in FIELDS if found.groupdict().get(field)), None)


def _rest(found: "re.Match[str]") -> str:
    rest = (found.groupdict().get("rest") or "").strip(" ,.:;!?")
    return TAIL.sub("", rest)[:LONGEST_REST]
