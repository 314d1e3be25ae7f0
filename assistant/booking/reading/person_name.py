"""Reads a person's name out of what they wrote."""

import re
import unicodedata
from typing import List, Optional

from assistant.booking.reading.common_words import (
    COMMON_WORDS,
    GIVEN_NAMES_TOO,
    NAMES_TOO,
    SENTENCE_WORDS,
    SURNAMES_TOO,
)
from assistant.booking.reading.name_writing import TITLES, is_name_word, write_name

LONGEST_NAME = 80
LONGEST_ANSWER = 200
MOST_WORDS = 7
FORBIDDEN = re.compile(r"[\[\]{}<>|\\^~`_=*#$%&/?\"“”;]|https?:|www\.|\.(?:com|org|net)\b")
# Ailments and treatments that no list holds in full: "fibromyalgia", "bursitis".
LEARNED = re.compile(
    r"\w{3,}(?:itis|osis|algia|opathy|ology|ectomy|plasty|graphy|therapy|tions?|ments|ically|"
    r"fulness)|"
    r"(?=\w{8})\w+(?:ment|ness|ings?)"
)
LEAD = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|ok|okay|sure|yes|yeah|yep|well|um|uh|oh|so|and|no|good (?:morning|"
    r"afternoon|"
    r"evening|day)|thanks|thank you|please|of course|certainly|actually|sorry|the)(?: "
    r"there)?[\s,.!:-]+)"
    r"(?=\S)",
    re.IGNORECASE,
)
CUE = re.compile(
    r"^(?:(?:(?:my|the|his|her|our|patient'?s?|full|first|last|legal|whole|real|"
    r"complete)\s+)*names?"
    r"\s*(?:is|are|would be|'s|s|was|:|=|-)?\s*[:=-]?|i\s*'?\s*am|i'?m|it'?s|it is|"
    r"it'?d be|that'?s|that is|that would be|it would be|this is|you can call me|please call me|"
    r"(?:just )?call me|they call me|people call me|everyone calls me|i go by|i'?m called|i am "
    r"called|"
    r"put (?:me|it) down (?:as|for|under)|put down|use|write|under|booking for|it is for|for|"
    r"me llamo|mi nombre es|soy|signed|from|regards|patient)\s*[:,-]?\s+(?=\S)",
    re.IGNORECASE,
)
TAIL = re.compile(
    r"[\s,.!;:-]+(?:thanks?(?: you)?(?: so much| very much)?|thankyou|thx|ty|please|pls|here|"
    r"speaking|"
    r"is my (?:full )?name|nice to meet you|and you(?:rs)?|sir|ma'?am|by the way|btw|cheers|"
    r"(?:is )?(?:what|how) (?:people|they|you can) call me|is fine|will do)[\s.!]*$",
    re.IGNORECASE,
)
# A phone number, an address or an age behind the name is another answer.
OTHER_ANSWER = re.compile(
    r"[\s,;:-]+(?:(?:and|my|phone|number|cell|email|is|at|on)\s+)*(?:[+(]?\d[\d\s().x+-]{5,}|"
    r"\S+@\S+|(?:aged? )?\d{1,3}(?: ?(?:years?(?: old)?|yrs?(?: old)?|yo))?)$"
)
SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|md|m\.d|phd|ph\.d|esq|dds|rn|do)\.?", re.IGNORECASE)
INVERTED = re.compile(r"(?P<last>[^,]+),\s*(?P<first>[^,]+)")
WORD = r"[^\W\d_][^\s,.;:!?()\d]*\.?"
TOLD_NAME = re.compile(
    rf"(?:\b(?:my (?:full |first |last )?name(?:'?s| is|:)|name ?[:=]|name is|i go by|me llamo|"
    rf"mi nombre es|i am called|i'm called|call me)(?: is)?\s+)(?P<name>{WORD}(?: {WORD}){{0,5}})",
    re.IGNORECASE,
)
SHOWN_NAME = re.compile(
    r"(?P<cue>\b[Tt]his is|\bI'm|\bI am|\bi'?m|\bi am|\bIm|\b(?:it'?s|It'?s)|\b[Ff]or)\s+"
    r"(?P<name>(?:(?:Mrs?|Ms|Miss|Mx)\.? )?[^\W\d_a-z][^\s,.;:!?()\d]*"
    r"(?: (?:[^\W\d_a-z][^\s,;:!?()\d]*|de|la|del|van|von|der|da|dos|bin|al)){0,4})"
)


def read_name(text: str) -> Optional[str]:
    """The name in an answer to "What is your name?", None where it is no name.

    At most 80 characters: letters of any script, marks, spaces, apostrophes, hyphens and dots.
    """
    plain = _plain(text)
    if plain is None or len(plain) > LONGEST_ANSWER:
        return None
    plain = _strip(plain)
    if FORBIDDEN.search(plain):
        return None
    return _check(plain, is_careful=False)


def find_name(text: str) -> Optional[str]:
    """A name inside a longer message, only where something says that it is one.

    That is a cue ("my name is", "this is Ana", "for Ana Silva", "name:") or a part of a list, of
    two or three words with capitals none of which is a common word.
    """
    plain = _plain(text[:2000], keep_lines=True)
    if plain is None:
        return None
    for found in TOLD_NAME.finditer(plain):
        name = _longest_name(found["name"], is_shown=False)
        if name is not None:
            return name
    has_capitals = plain != plain.upper()
    if not has_capitals:
        return None
    for found in SHOWN_NAME.finditer(plain):
        name = _longest_name(found["name"], is_shown=True)
        needs_two = found["cue"].lower() == "for"
        if name is not None and (not needs_two or len(name.split()) > 1):
            return name
    for part in re.split(r"[,;\n]|\.\s|[!?]", plain):
        words = part.split()
        if 2 <= len(words) <= 3 and all(_is_shown(word) for word in words):
            name = _check(" ".join(words), is_careful=True)
            if name is not None:
                return name
    return None


def _plain(text: str, keep_lines: bool = False) -> Optional[str]:
    """Composed letters and single spaces; None where a character is not printable."""
    plain = unicodedata.normalize("NFC", text).strip()
    lines = [" ".join(line.split()) for line in plain.splitlines()]
    plain = ("\n" if keep_lines else " ").join(line for line in lines if line)
    if any(
        unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")
        for letter in plain.replace("\n", " ")
    ):
        return None
    return re.sub(r"[\u2018\u2019\u02bc`]", "'", plain)


def _strip(plain: str) -> str:
    """The answer without its greeting, its cue and its thanks."""
    plain = plain.strip("\"“”'() ")
    for _ in range(4):
        before = plain
        plain = TAIL.sub("", plain).strip(" ,.!:-")
        plain = OTHER_ANSWER.sub("", plain).strip(" ,!:-")
        lead = LEAD.match(plain)
        # "So" and "No" are surnames: alone with one more word they are not taken away.
        if lead is not None:
            plain = plain[lead.end() :]
        plain = CUE.sub("", plain, count=1)
        if plain == before:
            break
    return plain


def _check(plain: str, is_careful: bool) -> Optional[str]:
    plain = plain.strip(" ,!:-")
    inverted = INVERTED.fullmatch(plain)
    if inverted is not None:
        last, first = inverted["last"].strip(), inverted["first"].strip()
        if SUFFIX.fullmatch(first):
            plain = f"{last} {first}"
        elif last.lower() == first.lower().split()[-1]:
            # "Bond, James Bond".
            plain = first
        elif len(last.split()) <= 3 and len(first.split()) <= 3:
            plain = f"{first} {last}"
    words = plain.split()
    if not 1 <= len(words) <= MOST_WORDS or not all(is_name_word(word) for word in words):
        return None
    if not _is_name(words, is_careful):
        return None
    name = write_name(words)
    return name if len(name) <= LONGEST_NAME else None


def _is_name(words: List[str], is_careful: bool) -> bool:
    known = [word.lower().strip(".'").replace("'", "") for word in words]
    is_shown = all(_is_shown(word) for word in words)
    rest = [
        plain
        for word, plain in zip(words, known, strict=True)
        if plain not in TITLES and not SUFFIX.fullmatch(plain)
    ]
    if not rest or not any(len(plain) > 1 or not plain.isascii() for plain in rest):
        return False
    # A word is strange where no sentence would hold it: that is what makes a name of the others.
    strange = [
        plain
        for plain in rest
        if plain not in SENTENCE_WORDS
        and plain not in COMMON_WORDS
        and not LEARNED.fullmatch(plain)
    ]
    if not strange and not (len(rest) == 1 and rest[0] in GIVEN_NAMES_TOO and not is_careful):
        return is_shown and not is_careful and _is_given_and_surname(rest)
    for plain in rest:
        if plain in SENTENCE_WORDS and not (plain in NAMES_TOO and is_shown and len(rest) > 1):
            return False
        if plain in COMMON_WORDS and len(rest) > 1:
            # "April Jones" is a name in any list, "Long Day" is one only as an answer.
            if is_careful and not (plain == rest[0] and plain in GIVEN_NAMES_TOO):
                return False
            if plain not in SURNAMES_TOO | GIVEN_NAMES_TOO:
                return False
    return True


def _is_given_and_surname(rest: List[str]) -> bool:
    """Whether words of the language make a name together: "Mark Young", "Grace Park"."""
    return (
        len(rest) == 2 and rest[0] in GIVEN_NAMES_TOO and rest[1] in SURNAMES_TOO | GIVEN_NAMES_TOO
    )


def _is_shown(word: str) -> bool:
    """Whether a word is written as names are: with a capital, or in a script without them."""
    first = word.lstrip("'")[:1]
    return first.isalpha() and first == first.upper()


def _longest_name(words: str, is_shown: bool) -> Optional[str]:
    """The name that a cue is followed by: its words up to the first that belongs to none."""
    kept: List[str] = []
    for word in words.split():
        plain = word.lower().strip(".,'").replace("'", "")
        is_plain = plain in SENTENCE_WORDS or (plain in COMMON_WORDS and plain not in SURNAMES_TOO)
        if not is_name_word(word.rstrip(",")) or (is_plain and not (kept and plain in TITLES)):
            break
        if is_shown and kept and not _is_shown(word) and len(plain) > 3:
            break
        kept.append(word)
        if word.endswith((",", ".")) and len(plain) > 2 and plain not in TITLES:
            break
    while kept and kept[-1].lower() in ("de", "la", "del", "van", "von", "der", "da", "dos", "al"):
        kept.pop()
    return _check(" ".join(kept).rstrip(".,"), is_careful=is_shown) if kept else None
