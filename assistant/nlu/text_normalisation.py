"""Rewrites a visitor's message into plain, correctly spelt sentences that the guard can match."""

import re
import unicodedata
from functools import lru_cache
from typing import Dict, FrozenSet, List, Tuple

from assistant.nlu.emergency_spelling import LONGEST_WORD, SIGN_WORDS, corrected_spelling, cut_apart
from assistant.nlu.sign_patterns import words_of_text

EXPANSIONS: Dict[str, str] = {
    "cannot": "can not",
    "canot": "can not",
    "can't": "can not",
    "cant": "can not",
    "won't": "will not",
    "wont": "will not",
    "shan't": "will not",
    "ain't": "is not",
    "aint": "is not",
    "dnt": "do not",
    "cnt": "can not",
    "cnat": "can not",
    "cudnt": "could not",
    "wnat": "want",
    "wnt": "want",
    "im": "i am",
    "ive": "i have",
    "hes": "he is",
    "shes": "she is",
    "its": "it is",
    "thats": "that is",
    "whats": "what is",
    "theres": "there is",
    "theyre": "they are",
    "youre": "you are",
    "gonna": "going to",
    "gunna": "going to",
    "gona": "going to",
    "finna": "going to",
    "imma": "i am going to",
    "ima": "i am going to",
    "wanna": "want to",
    "wana": "want to",
    "gotta": "have to",
    "tryna": "trying to",
    "alot": "a lot",
    "rn": "right now",
    "pls": "please",
    "plz": "please",
    "u": "you",
    "ur": "your",
    "abt": "about",
    "bc": "because",
    "cuz": "because",
    "nobody's": "nobody is",
    "everyone's": "everyone is",
    "someone's": "someone is",
    "somebody's": "somebody is",
    "ty": "thanks",
    "mins": "minutes",
    "min": "minutes",
    "od'd": "overdosed",
    "od'ed": "overdosed",
    "oded": "overdosed",
    "2nite": "tonight",
    "2night": "tonight",
    "tonite": "tonight",
    "2moro": "tomorrow",
    "tmrw": "tomorrow",
    "tmr": "tomorrow",
    "smth": "something",
    "sth": "something",
    "em": "them",
    "n": "and",
    "yr": "year",
    "yrs": "years",
    "noone": "no one",
    "any1": "anyone",
    "some1": "someone",
    "every1": "everyone",
    "gf": "girlfriend",
    "bf": "boyfriend",
    "hrs": "hours",
    "hr": "hours",
}

# Intensifiers and noises: they never change which sign is meant, so they are dropped.
FILLERS: FrozenSet[str] = words_of_text(
    """
    absolutely actually awfully basically comma completely damn erm extremely fking freaking
    frickin friggin fuckin fucking goddamn haha hmm honestly incredibly kinda literally oh omg
    pretty quite really seriously simply sorta super terribly totally truly uh uhh uhm um umm very
    """
)

_NEGATED_VERBS = words_of_text(
    "do does did is was are were could would should has have had must need ca"
)
_IS_AFTER = words_of_text("he she it that there who what here where how when this")
_SUFFIXES = {"'re": " are", "'ve": " have", "'ll": " will", "'d": " would", "'m": " am"}

# Bounds the work that one sign causes: what stands further away says nothing about it.
_LONGEST_SENTENCE = 60
# These are sentences of their own, however short.
_OPENINGS = words_of_text(
    "hi hello hey ok okay yes no yeah thanks wait sorry please well good morning"
)
_GREETINGS = words_of_text("hi hello hey ok okay well ,")
_PAUSES = frozenset({",", "and", "but", "because", "so"})

_APOSTROPHES = re.compile("[\u2018\u2019\u201b\u02bc\u00b4`\u2032]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_SPELLED_OUT = re.compile(r"(?<![\w'])[a-z](?:[ .\-_*][a-z]){2,}(?![\w'])")
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s"})
_LEET_WORD = re.compile(r"(?<![\w@$*])[a-z][a-z@$]{0,15}[0-9@$*]{1,4}[a-z@$]{0,15}[a-z](?!\w)")
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)?|[^\W_]+(?:'[^\W_]+)*|[.!?;:\n\u2026()\"]+|[,\-\u2013\u2014/|]+"
)
_ENDS = frozenset('.!?;:\n\u2026()"')
_WORD_HYPHEN = re.compile(r"(?<=\w)[-_](?=\w)")
_JOINS = (
    (re.compile(r"\b(my|him|her|them|your) (self|selves)\b"), r"\1\2"),
    (re.compile(r"\bhart (attack|racing|is racing|pain)"), r"heart \1"),
    (re.compile(r"\b(heart attack|chest) (?:pian|pane|paine|paint|apin|painn)s?\b"), r"\1 pain"),
    (re.compile(r"\bsewer ?slid(?:e|ing)\b"), "suicide"),
    (re.compile(r"\bun aliv(e|ing)\b"), r"unaliv\1"),
    (re.compile(r"\ball of (?:a|the) sudden(?:ly)?\b"), "suddenly"),
    (re.compile(r"\b(?:kind|sort) of "), ""),
    (re.compile(r"\b(?:not|no) can\b"), "can not"),
    (re.compile(r"\b(want|wants|wish|ready|going) to dye(?= ,|$| and| please)"), r"\1 to die"),
)


def plain_sentences(text: str) -> List[str]:
    """The message as sentences of space-separated lower-case words.

    Pauses are kept as a word ",", a question's sentence ends in " ?", contractions are written out
    and a noun's "'s" is dropped. Very short sentences ("Chest. Hurts.") are joined.
    """
    text = unicodedata.normalize("NFKC", text).lower()
    text = _INVISIBLE.sub("", _APOSTROPHES.sub("'", text))
    decomposed = unicodedata.normalize("NFD", text)
    text = "".join(mark for mark in decomposed if unicodedata.category(mark) != "Mn")
    text = _SPELLED_OUT.sub(lambda found: re.sub(r"[^a-z]", "", found.group()), text)
    text = _LEET_WORD.sub(lambda found: _without_leet(found.group()), text)
    text = _WORD_HYPHEN.sub(" ", text)

    sentences: List[List[str]] = []
    words: List[str] = []
    for token in _TOKEN.findall(text):
        if token[0] in _ENDS:
            if "?" in token:
                words.append("?")
            # "Chest. Hurts. Bad." is one sentence to the one who types it.
            if len(words) > 2 or "?" in token or _OPENINGS.issuperset(words):
                sentences.append(words)
                words = []
        elif not token[0].isalnum():
            if words and words[-1] != ",":
                words.append(",")
        else:
            words.extend(_plain_words(token))
    sentences.append(words)
    return [
        _joined(" ".join(piece))
        for sentence in sentences
        for piece in _pieces(_without_greeting(sentence))
        if piece
    ]


def _without_greeting(words: List[str]) -> List[str]:
    """Some signs count only at the start of a sentence, which "Hi" or "ok," must not hide."""
    start = 0
    while start < len(words) and words[start] in _GREETINGS:
        start += 1
    return words[start:]


def _pieces(words: List[str]) -> List[List[str]]:
    """`words` cut after at most _LONGEST_SENTENCE words, at a pause where there is one."""
    pieces: List[List[str]] = []
    while len(words) > _LONGEST_SENTENCE:
        cut = _LONGEST_SENTENCE
        for place in range(_LONGEST_SENTENCE // 2, _LONGEST_SENTENCE):
            if words[place] in _PAUSES:
                cut = place
                break
        pieces.append(words[:cut])
        words = words[cut:]
    return [*pieces, words]


def _without_leet(word: str) -> str:
    plain = word.translate(_LEET).replace("*", "")
    return plain if plain in _WATCHED_LEET else word


_WATCHED_LEET = SIGN_WORDS | {"kill", "die", "kms", "dead", "unalive", "unaliving"}


def _joined(sentence: str) -> str:
    for pattern, replacement in _JOINS:
        sentence = pattern.sub(replacement, sentence)
    return sentence


@lru_cache(maxsize=20_000)
def _plain_words(token: str) -> Tuple[str, ...]:
    """The plain words one token stands for: none for a filler, two for "can't"."""
    token = token[:LONGEST_WORD]
    if token in FILLERS:
        return ()
    if token in EXPANSIONS:
        return tuple(EXPANSIONS[token].split())
    if token[0].isdigit():
        return (token,)
    token = _without_repeats(token)
    if token in EXPANSIONS:
        return tuple(EXPANSIONS[token].split())
    if "'" in token:
        return _expanded(token)
    if token.endswith("nt") and token[:-2] in _NEGATED_VERBS:
        return (token[:-2], "not")
    corrected = corrected_spelling(token)
    if corrected == token:
        return _plain_parts(token)
    return (corrected,)


def _plain_parts(token: str) -> Tuple[str, ...]:
    plain: List[str] = []
    for part in cut_apart(token) or [token]:
        plain.extend(EXPANSIONS.get(part, part).split())
    return tuple(plain)


def _without_repeats(token: str) -> str:
    if not _REPEATED.search(token):
        return token
    single = _REPEATED.sub(r"\1", token)
    double = _REPEATED.sub(r"\1\1", token)
    return double if double in _DOUBLED else single


_DOUBLED = SIGN_WORDS | {"kill", "feel", "need", "been", "all", "off", "well", "fell"}


def _expanded(token: str) -> Tuple[str, ...]:
    """`token` has an apostrophe: "she's", "don't", "mom's"."""
    if token.endswith("n't"):
        return (token[:-3], "not")
    for suffix, word in _SUFFIXES.items():
        if token.endswith(suffix):
            return (token[: -len(suffix)], *word.split())
    if token.endswith("'s"):
        noun = token[:-2]
        return (noun, "is") if noun in _IS_AFTER else (noun,)
    return (token.replace("'", ""),)
