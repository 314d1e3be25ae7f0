"""Corrects misspelt words of an emergency and cuts words that were run together."""

import re
from typing import Dict, FrozenSet, List, Optional

from rapidfuzz.distance import OSA

from assistant.nlu.sign_patterns import words_of_text
from assistant.nlu.words_never_corrected import WORDS_NEVER_CORRECTED

# Misspelt words are mapped to these; each is a word of some emergency sign.
SIGN_WORDS: FrozenSet[str] = words_of_text(
    """
    allergic allergy ambulance anaphylactic anaphylaxis anymore arms attack bleeding blood blurry
    breath breathe breathing bridge burning chest choking clammy closing collapse collapsed
    confused conscious consciousness convulsing convulsion convulsions convulsive cough coughing
    crushing cutting diabetic dizzy drooping droopy droops drowning emergency epipen existing
    faint fainted fainting fever garbled gasping gibberish happening headache heart hives hurting
    hurts infected infection injection insulin jumping killing living losing lightheaded migraine
    mouth myself himself herself nosebleed numbness oozing overdose overdosed overdosing oxycodone
    paralyzed paralysed passed passing pills poison poisoned poisoning pounding pressure purple
    racing reaction responding seizing seizure seizures self severe shivering shortness slurred
    slurring speech speaking spurting squeezing stopped stopping stroke struggling suddenly
    suffocating sugar suicidal suicide swallow swallowed sweating sweaty swelling swells swollen
    tablets temperature throat throwing tightness tongue tonight trouble turning unalive
    unconscious unresponsive vision vomit vomiting waking weakness wheezing
    """
)

# Misspellings too short or too far off for the distance rule.
MISSPELLINGS: Dict[str, str] = {
    "anafilactic": "anaphylactic",
    "anaflactic": "anaphylactic",
    "anafilaxis": "anaphylaxis",
    "anaflaxis": "anaphylaxis",
    "blod": "blood",
    "breth": "breath",
    "ches": "chest",
    "chst": "chest",
    "cheast": "chest",
    "dieing": "dying",
    "diying": "dying",
    "headake": "headache",
    "hemorage": "hemorrhage",
    "hemorrage": "hemorrhage",
    "haemorrhage": "hemorrhage",
    "kil": "kill",
    "mysef": "myself",
    "myslef": "myself",
    "slf": "self",
    "stomache": "stomach",
    "sezure": "seizure",
    "throte": "throat",
    "toung": "tongue",
    "tounge": "tongue",
    "wak": "wake",
    "wrok": "work",
    "diabetick": "diabetic",
    "thorat": "throat",
    "grey": "gray",
    "vommiting": "vomiting",
}

# A message without spaces is cut into these words, if one of the first kind is in it.
_GLUED_CORES: FrozenSet[str] = words_of_text(
    """
    chest heart breathe breath breathing throat bleeding stroke seizure ambulance choking kill
    killing die suicide myself himself herself passed wake suicidal live unconscious dying fainted
    swelling emergency overdose
    """
)
_GLUED_WORDS: FrozenSet[str] = _GLUED_CORES | words_of_text(
    """
    i im am a an my his her he she is it not no cant can cannot dont do wont will want wanna to
    pain pains hurts hurt hurting tight attack attacks closing up out call help me having stop
    stopped end all now dad mom anymore more be dead of the blood trouble face numb
    """
)
_GLUED_CORE = re.compile("|".join(sorted(_GLUED_CORES)))
_LONGEST_GLUED_PART = 12
LONGEST_WORD = 60

_KNOWN_WORDS = SIGN_WORDS | WORDS_NEVER_CORRECTED


def corrected_spelling(word: str) -> str:
    """The sign word that `word` misspells, or `word` itself.

    One edit from five letters on, two from eight on (a swap of neighbours is one edit). The first
    letter must be right, or swapped with the second: that keeps "heading" from becoming "bleeding".
    """
    if word in MISSPELLINGS:
        return MISSPELLINGS[word]
    if len(word) < 5 or len(word) > 16 or word in _KNOWN_WORDS or not word.isalpha():
        return word
    limit = 2 if len(word) >= 8 else 1
    best: Optional[str] = None
    best_distance = limit + 1
    for sign in _BY_FIRST_LETTER.get(word[0], []) + _BY_FIRST_LETTER.get(word[1], []):
        if abs(len(sign) - len(word)) > limit:
            continue
        if sign[0] != word[0] and sign[:2] != word[1] + word[0]:
            continue
        distance = OSA.distance(word, sign, score_cutoff=best_distance)
        if distance < best_distance:
            best, best_distance = sign, distance
    return best or word


def cut_apart(word: str) -> Optional[List[str]]:
    """The words run together in `word` ("chestpain"), None if it is not made of watched words."""
    if not 7 <= len(word) <= LONGEST_WORD or word in _KNOWN_WORDS or not _GLUED_CORE.search(word):
        return None
    # ends[i] is where the last word of a cut of word[:i] starts; longer last words win.
    ends: List[Optional[int]] = [None] * (len(word) + 1)
    ends[0] = 0
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST_GLUED_PART), end):
            if ends[start] is not None and word[start:end] in _GLUED_WORDS:
                ends[end] = start
                break
    if ends[len(word)] is None:
        return None
    parts: List[str] = []
    end = len(word)
    while end > 0:
        start = ends[end] or 0
        parts.insert(0, word[start:end])
        end = start
    return parts


def _by_first_letter(words: FrozenSet[str]) -> Dict[str, List[str]]:
    groups: Dict[str, List[str]] = {}
    for word in sorted(words):
        if len(word) >= 5:
            groups.setdefault(word[0], []).append(word)
    return groups


_BY_FIRST_LETTER = _by_first_letter(SIGN_WORDS)
