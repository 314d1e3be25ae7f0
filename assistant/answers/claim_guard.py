"""Finds claims that the clinic must not make, however they are spelt; denials are fine."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import AbstractSet, List, Optional

from assistant.answers.claim_reading import fold_text, is_denied, split_sentences
from assistant.answers.claims import CLAIMS, Claim

_TREATMENTS = re.compile(
    r"\b(?:prp|stem cells?|exosomes?|injections?|shots?|treatments?|therap(?:y|ies)|procedures?)\b"
)
_OUTCOMES = re.compile(
    r"\b(?:pain(?:ful)?|hurts?|heal(?:s|ed|ing)?|better|works?|worked|working|results?|recover\w*"
    r"|improv\w*|help(?:s|ed|ing)?|relie[fv]\w*|eas(?:e|es|ed|ing)|repair\w*|restor\w*|reduc\w*"
    r"|regrow\w*|regenerates?|benefit\w*|success\w*|safe(?:ly)?)\b"
)
_GUIDE = re.compile(r"\bguide\b")
_WORTH = re.compile(r"\b(?:not a|no) promise\b|\bnot (?:mean|proven)\b|\bno proof\b")
_ASKS_FIRST = re.compile(
    r"\b(?:without asking|unless|before you (?:ask|speak|talk)|tells you to)\b"
)


@dataclass(frozen=True)
class FoundClaim:
    """A claim and the words that make it, in small letters."""

    claim: Claim
    words: str


def find_claims(text: str, reviewed_sentences: AbstractSet[str] = frozenset()) -> List[FoundClaim]:
    """Every kind of claim that the text makes, each once, in the order of CLAIMS.

    Sentences in `reviewed_sentences` (folded) are passed over: they stand in the engineers'
    answers, which were read against the article.
    """
    sentences = [fold_text(sentence) for sentence in split_sentences(fold_text(text))]
    own = [sentence for sentence in sentences if sentence not in reviewed_sentences]
    # "Does it heal? Of course it does." is a claim of two sentences.
    own += [
        f"{question} {answer}"
        for question, answer in pairwise(sentences)
        if question.endswith("?") and not {question, answer} <= reviewed_sentences
    ]
    found: List[FoundClaim] = []
    for claim in CLAIMS:
        words = next(filter(None, (_find(claim, sentence) for sentence in own)), None)
        if words:
            found.append(FoundClaim(claim, words))
    return found


def find_outcome(text: str, reviewed_sentences: AbstractSet[str] = frozenset()) -> Optional[str]:
    """The first sentence that says what a treatment does, and that was read by nobody.

    It is what no pattern of a claim catches; what is denied or asked is no such sentence.
    """
    for sentence in list_sentences(text):
        if sentence in reviewed_sentences or not _TREATMENTS.search(sentence):
            continue
        for match in _OUTCOMES.finditer(sentence):
            if not is_denied(sentence[: match.start()], sentence[match.end() :]):
                return sentence
    return None


def list_sentences(text: str) -> List[str]:
    """The text's sentences as `find_claims` compares them with reviewed ones."""
    return [fold_text(sentence) for sentence in split_sentences(fold_text(text))]


def _find(claim: Claim, sentence: str) -> str:
    """The words of the first such claim that the sentence makes; empty if it makes none."""
    if claim.about is not None and not claim.about.search(sentence):
        return ""
    if claim.may_be_attributed and _GUIDE.search(sentence) and _WORTH.search(sentence):
        return ""
    for match in claim.pattern.finditer(sentence):
        before, after = sentence[: match.start()], sentence[match.end() :]
        if is_denied(before, after):
            continue
        if claim.name == "change of medicine" and _ASKS_FIRST.search(after):
            continue
        return match[0].strip()
    return ""
