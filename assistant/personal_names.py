"""Finds names of people in a text, where something says that they are names."""

import re
from typing import Iterator, List, Optional, Tuple

Place = Tuple[int, int]

MOST_WORDS = 4

# No name is longer, and no text takes long to read.
_WORD = r"[^\W\d_](?:[^\W\d_]|['\u2019-](?=[^\W\d_])){0,40}\.?"
_NAME = rf"(?P<name>{_WORD}(?: {_WORD}){{0,{MOST_WORDS}}})"
_TITLE = r"(?:(?:mrs?|ms|miss|mx|dr)\.? )?"
# After these a name follows, however it is written.
_SURE = re.compile(
    r"\b(?:my (?:full |first |last |given |family |maiden |legal |sur ?)?names? (?:is|are|'s)"
    r"|my name's|(?:his|her|their|'s|patient|full|first|last) name(?:'s| is|:)|\bname ?[:=]"
    r"|i(?: am|'m|m) called|they call me|(?:people|everybody|everyone|friends) calls? me|i go by"
    r"|you can call me|me llamo|mi nombre es|mein name ist|je m'appelle) ?[:,-]? +"
    rf"{_TITLE}{_NAME}",
    re.IGNORECASE,
)
_SPEAKING = re.compile(
    rf"\bthis is {_TITLE}{_NAME}(?= (?:speaking|calling)\b)"
    # Whoever leaves a contact says who it belongs to; a contact that was found is \x01 by now.
    rf"|\b(?:this is|i am|i'?m|it'?s|mine is) {_TITLE}"
    rf"(?P<contact>{_WORD}(?: {_WORD})?)(?=[ ,:-]*\x01)",
    re.IGNORECASE,
)
# After these only what is written as names are: capitals in a message that has small letters too.
_CAPITAL = r"(?:[^\W\d_a-z](?:[^\W\d_]|['\u2019-](?=[^\W\d_])){1,40}\.?|[A-Z]\.?)"
_CAPITALS = rf"{_CAPITAL}(?: (?:de|la|del|van|von|der|da|dos|bin|al|{_CAPITAL})){{0,3}}"
_WRITTEN = re.compile(
    rf"\b(?i:this is|soy) (?:(?:Mrs?|Ms|Miss|Mx|Dr)\.? )?(?P<name>{_CAPITALS})"
    rf"|\b(?i:it'?s|it is|^)(?: |^)(?:(?:Mrs?|Ms|Miss|Mx)\.? )?(?P<speaker>{_CAPITALS})"
    r"(?= (?:here|speaking|calling|writing)\b)"
    rf"|(?P<beside>{_CAPITALS})(?=[ ,:-]{{0,3}}\x01)"
    rf"|\b(?i:i am|i'm|im) (?:(?:Mrs?|Ms|Miss|Mx)\.? )?(?P<two>{_CAPITAL} {_CAPITALS})"
    rf"|^\W*(?i:hi|hello|hey|hola|good (?:morning|afternoon|evening|day))(?: there)?[\s,.!-]+"
    rf"(?i:i am|i'm|im|it'?s|it is) (?P<greeted>{_CAPITALS})(?=[\s]*(?:[,.!;(]|and\b|from\b|$))"
    rf"|\b(?:Mrs?|Ms|Mx)\.? (?P<titled>{_CAPITALS})"
    rf"|\b(?i:my (?:husband|wife|partner|son|daughter|mom|mum|mother|dad|father|brother|sister"
    rf"|friend|grandson|granddaughter|grandmother|grandfather)),? (?P<relative>{_CAPITALS})"
    rf"|(?i:\b(?:thanks|thank you|thx|regards|sincerely|cheers|best|yours|gracias))"
    rf"(?:[,.!]+\s*|\s*\n\s*)[-\u2013\u2014]?\s*(?P<signed>{_CAPITALS})[\s.!]*$"
)
# What follows a cue without being a name, and what ends one.
_NO_NAME = frozenset(
    re.findall(
        r"\S+",
        """
        a about after again alone born also always am an and any are as asking at back be
        because been before but by calling can concerned confused considering could curious dear
        desperate did different do does doctor doc dr easy either else even ever everyone
        everybody first for from getting going good great guys had happy has have having he
        hello help her here hi his how hoping i if im in interested is it its just kind later
        like looking lot lots ma'am madam many maybe me mr mrs ms miss mx my new nice no not
        nothing now of ok okay old on only or our out please put question questions quite really
        right scared she sick sir so some someone speaking still strange such sure sorry team
        that the their them then there these they this those to today tomorrow tonight too
        trying two under unusual up very waiting was we were what when where which while who why
        will willing with wondering wrong yes you your y pero quiero tengo con para por un una
        el los las que mi estoy interesada interesado years writing email phone number doctors
        everything
        """,
    )
)
# Written with a capital and still no name of a person.
_CAPITAL_NO_NAME = frozenset(
    re.findall(
        r"\S+",
        """
        prp msc mscs fda mri acl mcl copd als ms ptsd adhd hiv covid diabetic type stage
        medicare medicaid tricare blue cross shield aetna cigna humana united kaiser american
        canadian mexican british english spanish german french indian chinese african asian
        european irish italian catholic christian jewish muslim parkinson parkinson's alzheimer
        alzheimer's crohn's stem cell cells knee hip back shoulder monday tuesday wednesday
        thursday friday saturday sunday january february march april may june july august
        september october november december regenerative medicine therapy clinic google facebook
        telephone phone cell email mobile dob grandpa grandma husband wife mother father mom dad
        daughter son mondays tuesdays wednesdays thursdays fridays caregiver dupuytren's i'm
        i'll i've i'd
        """,
    )
)


def find_names(text: str) -> Iterator[Place]:
    """Names behind "my name is", "I am called", "this is ... speaking", "me llamo" and the like."""
    for match in _SURE.finditer(text):
        yield from _cut(text, match.span("name"), is_written=False)
    for match in _SPEAKING.finditer(text):
        group = "name" if match["name"] is not None else "contact"
        yield from _cut(text, match.span(group), is_written=False)
    for match in _WRITTEN.finditer(text):
        group = str(match.lastgroup)
        # In a message of titles or capitals throughout, a capital says nothing.
        if group == "titled" or _has_small_words(text):
            yield from _cut(text, match.span(group), is_written=True, at_least=1 + (group == "two"))


def _cut(text: str, place: Place, is_written: bool, at_least: int = 1) -> Iterator[Place]:
    """The words of the place up to the first that belongs to no name, if any are left."""
    start, end = place
    kept: Optional[int] = None
    number = 0
    for word in re.finditer(r"\S+", text[start:end]):
        plain = word[0].casefold().replace("\u2019", "'").rstrip(".")
        is_adverb = plain.endswith("ly") and len(plain) > 6
        if plain in _NO_NAME or is_adverb or (is_written and plain in _CAPITAL_NO_NAME):
            break
        kept, number = start + word.end(), number + 1
        # A full stop behind more than an initial ends the sentence.
        if word[0].endswith(".") and len(plain) > 2:
            kept -= 1
            break
    if kept is not None and number >= at_least:
        yield start, kept


def _has_small_words(text: str) -> bool:
    words: List[str] = re.findall(r"[^\W\d_]{2,}", text)
    return 2 * sum(word[0].islower() for word in words) >= len(words) - 2
