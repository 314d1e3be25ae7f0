"""Brings a visitor's words about time into one spelling: lower case, whole words, no typos."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.booking.reading.word_lists import split_words

# More than this is no answer to "when"; it bounds the work on any message.
LONGEST = 2000

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
ALIASES = {
    **dict.fromkeys(("tue", "tues", "tuesd", "teus"), "tuesday"),
    **dict.fromkeys(("weds", "wednes", "wens", "wedn"), "wednesday"),
    **dict.fromkeys(("thu", "thur", "thurs", "thrs"), "thursday"),
    **dict.fromkeys(("fri", "frid"), "friday"),
    **dict.fromkeys(("satur", "satday"), "saturday"),
    **{month[:3]: month for month in MONTHS if month not in ("march", "may")},
    "sept": "september",
    **dict.fromkeys(("tmrw", "tmr", "tmw", "tomoro", "tomoz", "2morrow", "2moro"), "tomorrow"),
    **dict.fromkeys(("2day", "tday"), "today"),
    **dict.fromkeys(("morn", "mornin", "morns", "am's"), "morning"),
    **dict.fromkeys(("arvo", "aft", "afternoonish"), "afternoon"),
    **dict.fromkeys(("midday", "noontime"), "noon"),
    **dict.fromkeys(("lunchtime", "lunch-time"), "lunch time"),
    **dict.fromkeys(("wknd", "wkend", "weekned"), "weekend"),
    **dict.fromkeys(("wkdays", "weekdys"), "weekdays"),
    "wkday": "weekday",
    "nxt": "next",
    "nex": "next",
    **dict.fromkeys(("wk", "weeek"), "week"),
    "wks": "weeks",
    "b4": "before",
    "befor": "before",
    "aftr": "after",
    "btwn": "between",
    "nite": "night",
    "tonite": "tonight",
    "noonish": "noon ish",
    "tomorrows": "tomorrow",
    "todays": "today",
    **dict.fromkeys(("anytime", "any-time"), "any time"),
    "someday": "some day",
    "half-past": "half past",
    "mid-morning": "mid morning",
    "mid-afternoon": "mid afternoon",
    "thru": "through",
    "til": "until",
    "till": "until",
}
# "sat" and "sun" are words of their own: they are days only where the words around them say so.
SHORT_DAYS = {"mon": "monday", "wed": "wednesday", "sat": "saturday", "sun": "sunday"}
# A typo is only looked for among these; short words would be found everywhere.
LONG_WORDS = (
    *DAYS,
    *(f"{day}s" for day in DAYS),
    *(month for month in MONTHS if len(month) > 5),
    *("tomorrow", "tonight", "morning", "mornings", "afternoon", "afternoons", "evening"),
    *("evenings", "weekend", "weekends", "weekday", "weekdays", "yesterday", "anytime"),
)
NEVER_CORRECTED = split_words(
    """
    mourning moaning mooning morgan sundry sundae sundaes augusta augustus someday somedays
    manday payday payday's workday workdays midday midweek weekly weaken evenings events
    eventing fridge octobers knight tight weekender heyday doomsday
    """
)
WORD = re.compile(r"[a-z0-9]+(?:[-'][a-z]+)*")
UNUSUAL = re.compile(r"[^\w\s:/.,;!?@+&()'~$%-]")
# "2 p.m." and "2 p m" are "2 pm"; without a number before it the dots must be there ("i am").
DOTTED_HALF = re.compile(r"(?:(?<=\d)\s?([ap])\.?\s?m\b\.?|\b([ap])\.\s?m\b\.?|(?<=\d)([ap])\b)")
GLUED_SUFFIX = re.compile(r"(?<=\d)(?=(?:am|pm|ish|oclock|hrs|hours|noon)\b)")
GLUED_DAY = re.compile(r"\b([a-z]{3,9})\.?(\d{1,2}(?:st|nd|rd|th)?)\b")
BEFORE_SHORT_DAY = (
    r"(?:^|[,;/&(]|\b(?:on|this|next|coming|or|and|every|any|either|to|through|"
    r"until|by|before|after|from|for|last|like|say|maybe|do|about|prefer|not|-))\s*"
)
AFTER_SHORT_DAY = (
    r"(?=\s*(?:$|[,;/&)!?.-]|(?:morning|afternoon|evening|night|noon|at|after|"
    r"before|around|between|from|or|and|to|through|the|in|am|pm|next|week|please|works?|if|would|"
    r"is|mon|tue|tues|wed|thu|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|"
    r"\d{1,2})\b))"
)
SHORT_DAY = re.compile(rf"({BEFORE_SHORT_DAY})(mon|wed|sat|sun)\b\.?{AFTER_SHORT_DAY}")
REWRITTEN = (
    (re.compile(r"\btonight\b"), "today evening"),
    (re.compile(r"\b(?:between|from) (?:now|today) (?:and|to|until)\b"), "by"),
    (re.compile(r"\bthis (morning|afternoon|evening)\b"), r"today \1"),
    (re.compile(r"\blast night\b"), "yesterday evening"),
    (re.compile(r"\bweek days?\b|\bwork(?:ing)? ?days\b|\bbusiness days\b"), "weekdays"),
    (re.compile(r"\bweek ends?\b"), "weekend"),
    (re.compile(r"\bafter noon\b(?= (?:works|please|is)|$)"), "after noon"),
)


def normalise_time_words(text: str) -> str:
    """The words of `text` as the readers of days and times expect them, on one line."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).lower()
    plain = plain.replace("\u2019", "'").replace("\u2018", "'").replace("`", "'")
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", plain)
    plain = UNUSUAL.sub(" ", plain)
    plain = re.sub(r"\bo'? ?clock\b", "oclock", plain)
    plain = re.sub(r"(?<=\d)o'? ?clock\b", " oclock", plain)
    # "can't" and "cant", "tomorrow's" and "tomorrows" are the same to the readers.
    plain = plain.replace("'", "")
    plain = DOTTED_HALF.sub(lambda found: f" {''.join(filter(None, found.groups()))}m", plain)
    plain = GLUED_SUFFIX.sub(" ", plain)
    plain = GLUED_DAY.sub(_part_glued_day, plain)
    plain = WORD.sub(lambda found: _spell(found.group()), plain)
    plain = " ".join(plain.split())
    # Twice, because neighbours ("sat or sun") share the words that tell.
    for _ in range(2):
        plain = SHORT_DAY.sub(lambda found: f"{found[1]}{SHORT_DAYS[found[2]]}", plain)
    for pattern, replacement in REWRITTEN:
        plain = pattern.sub(replacement, plain)
    return plain


def _part_glued_day(found: "re.Match[str]") -> str:
    word = _spell(found[1])
    is_day = word in DAYS or word in MONTHS or found[1] in SHORT_DAYS
    return f"{found[1]} {found[2]}" if is_day else found[0]


@lru_cache(maxsize=4096)
def _spell(word: str) -> str:
    if "-" in word and word not in ALIASES:
        return "-".join(_spell(part) for part in word.split("-"))
    if word in ALIASES:
        return ALIASES[word]
    if len(word) < 6 or word in LONG_WORDS or word in NEVER_CORRECTED or not word.isalpha():
        return word
    # Short words differ by one letter from many others, long ones may differ by two.
    furthest = 1 if len(word) < 7 else 2
    near = process.extractOne(word, LONG_WORDS, scorer=OSA.distance, score_cutoff=furthest)
    if near is None or near[0][0] != word[0]:
        return word
    if near[1] == 2 and len(near[0]) < 8:
        return word
    return "any time" if near[0] == "anytime" else str(near[0])
