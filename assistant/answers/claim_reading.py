"""Reads a text as a visitor's eye does, so that no spelling hides a claim: sentences, denials."""

import re
import unicodedata
from typing import List

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u00b4`", "'"))
_LETTERS_FOR_DIGITS = str.maketrans("013457@$", "oieastas")
_MIXED = re.compile(r"(?=[\w@$]*[a-z])(?=[\w@$]*[0-9@$])[\w@$]+")
# "s a f e", "s.a.f.e": three single letters or more are meant as one word; "a" may stand before it.
_SPELT_OUT = re.compile(r"(?<![a-z])((?:a )?)([a-z](?:[\W_]{1,3}[a-z](?![a-z])){2,})")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_FDA = re.compile(
    r"\bfood (?:and|&) drug administration\b|\bf\. ?d\. ?a\.|\bf[\W_]{0,2}d[\W_]{0,2}a\b(?:'s)?"
)
_SPACES = re.compile(r"\s+")


def fold_text(text: str) -> str:
    """The text in plain small letters: accents, joiners, digits within words and gaps undone."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    plain = "".join(_fold(character) for character in decomposed).lower()
    plain = _MIXED.sub(lambda word: word[0].translate(_LETTERS_FOR_DIGITS), plain)
    plain = _FDA.sub("fda", _SPACES.sub(" ", plain))
    return _SPELT_OUT.sub(lambda word: word[1] + re.sub(r"[\W_]", "", word[2]), plain).strip()


def split_sentences(text: str) -> List[str]:
    """Sentences as they are written, each with its full stop."""
    return [part for part in _SENTENCE_END.split(_SPACES.sub(" ", text).strip()) if part]


def spread(word: str, *, over_spaces: bool = True) -> str:
    """A pattern for the word with letters doubled, or set apart by signs and up to two spaces."""
    between = r"[^a-z0-9{}]{0,2}" if over_spaces else r"[^a-z0-9{}\s]{0,2}"
    return between.join(f"{letter}+" for letter in word)


def is_denied(before: str, after: str) -> bool:
    """Whether the sentence around a claim says that it does not hold, or asks about it.

    `before` and `after` are what stands in the folded sentence around the claim. Only what stands
    right at the claim counts: "no doubt it cures" and "not only cures" deny nothing.
    """
    if _WARNED.search(before):
        return True
    if _ASKED.search(before):
        # "Ask whether it cures and our doctors will say yes" asks nothing.
        return not _ANSWERED.search(after)
    if after.rstrip().endswith("?"):
        # "Is it not a cure?" says that it is one.
        return False
    if _TAKEN_BACK.search(after):
        return False
    following = _CLAUSE_END.split(after)[0]
    found = _DENIAL.search(before)
    if found:
        clause = _CLAUSE_END.split(before[: found.start()])[-1]
        return not (_DENIED_ALREADY.search(clause) or _UNDONE.search(following))
    return bool(_DENIED_AFTER.match(after))


def _fold(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Mn", "Cf"):
        return ""
    return "-" if category == "Pd" else character


_NOT = (
    r"(?:\b(?:can|could|do|does|did|will|would|may|might|is|are|was|were|has|have|had|must|should)"
    r"(?: not|n't)|\bcannot|\bwon't|\bnever|\bnot|\bnobody (?:can|could|may)|\bno one (?:can|could)"
    r"|\bnone(?: of (?:these|those|them|our))?|\bneither|\bnor|\black(?:s|ed|ing)?)"
)
_THING = (
    r"(?:products?|treatments?|therap(?:y|ies)|methods?|medicines?|doctors?|physicians?|clinics?"
    r"|injections?|one|use|source)"
)
_KIND = (
    r"(?:stem|cells?|exosomes?|prp|msc|fda|medical|single|such|cord|blood|umbilical|bone|marrow"
    r"|peptides?|regenerative|other)"
)
# What may stand between a denial and what it denies.
_FILLER = (
    r"(?:a|an|any|the|that|this|these|such|yet|be|been|being|is|are|was|as|of|to|by|for|it|its|you"
    r"|your|has|had|have|can|will|would|known|sure|certain|complete|full|lasting|results?|outcome"
    r"|promises?|promised|promising|claims?|claimed|mean|means|offer|offers|offered|say|says|said"
    r"|imply|implies|give|gives|given|currently|fully|officially|formally|guarantee|guarantees"
    rf"|there|completely|entirely|always|totally|{_THING}|{_KIND})"
)
_DENIAL = re.compile(
    rf"(?:(?:{_NOT}|\bno|\bwithout)(?: {_FILLER}){{0,8}}|\bno(?: {_KIND}){{0,4}} {_THING}"
    rf"(?: (?:here|yet|today|known))?(?: {_FILLER}){{0,4}})[ -]$"
)
_DENIED_ALREADY = re.compile(
    r"\b(?:not|never|nobody|no one|wrong|untrue|false|myth|lies?|deny|denies|doubt|mistake|no"
    r"|incorrect|nonsense)\b|n't\b"
)
_UNDONE = re.compile(
    r"\b(?:better|faster|sooner|more|less|like (?:we|ours|us)|unless|until|except|other than"
    r"|without (?!asking|promis)|than)\b"
)
_TAKEN_BACK = re.compile(r"\bbut (?:it|they|we|you) (?:do|does|is|are|will|can)\b")
_CLAUSE_END = re.compile(r"[,;:()]| - |\b(?:and|or|so|but)\b")
_DENIED_AFTER = re.compile(
    r"^s? (?:(?:is|are|was|were|can|could|has|have|had|will|would) ?(?:not|never|n't)|cannot)"
    r"(?: be| been| yet| ever)* (?:promised|guaranteed|known|given|expected|certain|proven|possible"
    r"|made|offered|claimed)\b|^(?:d|s)? (?:no|none|neither)\b"
    r"|^ (?:can|could) be (?:ruled out|excluded)"
)
_ASKED = re.compile(
    r"(?:\b(?:ask|asks|unknown|unclear|find out|check|cover|covers|can (?:tell you|say))"
    r"|(?:\bnot|\bcannot|n't) (?:\w+ )?(?:know|known|say|sure|clear|cover|tell))\b[^.,;:]{0,40}"
    r"\b(?:whether|if)\b[^.,;:]{0,60}$"
)
_ANSWERED = re.compile(
    r"\b(?:and|but|because|since|then)\b.{0,60}\b(?:yes|do|does|will|can|is|are)\b"
)
_WARNED = re.compile(
    r"\b(?:beware of|be (?:careful|wary|cautious) (?:of|with|about)|watch out for|do not trust"
    r"|do not believe|warn(?:s|ed)? (?:about|of|against))\b[^.,;:]{0,60}$"
)
