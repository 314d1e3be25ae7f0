"""Checks of an answer's form: text only, in signs that every phone shows, short enough for one."""

import re
import unicodedata
from typing import List

from assistant.answers.facts import VARIABLE, fill_in_samples
from assistant.answers.findings import Finding, Kind, ask_for_reason, note, refuse
from assistant.staff_changes.notes import clean_line

# A bubble of 90 words fills a phone's window; twice that is no answer any more.
MOST_WORDS = 90
FEWEST_WORDS_OF_A_GUIDE_ANSWER = 30
LONGEST_CHARACTERS = 900
MARKUP = re.compile(r"<[^>]*>|[*_`#|~\[\]<>\\]|&\w+;|&#|^\s*[-+]\s|^\s*\d+[.)]\s", re.MULTILINE)
ADDRESS = re.compile(
    r"\b(?:https?|ftp|javascript|data|mailto|tel|sms|file|vbscript)\s*:(?=\S)|\bwww\.|//"
    r"|\b[\w-]+\.(?:com|org|net|info|io|co|us|gov|edu|example|clinic|health)\b",
    re.IGNORECASE,
)
# Beside the keyboard's: curly quotation marks, dashes, the ellipsis.
_SIGNS = frozenset(" \n.,;:?'\"()-/%$&°+=¿\u2018\u2019\u201c\u201d\u2013\u2014\u2026")
_BLANK_LINES = re.compile(r"\n{3,}")
# A line like the one that the assistant adds by itself would be taken for it.
_SOURCE_LINE = re.compile(r"^\s*from our guide\s*:", re.IGNORECASE | re.MULTILINE)


def clean_answer(text: str) -> str:
    """The text in composed characters, without what nobody can see; line breaks stay."""
    lines = [clean_line(line) for line in re.split(r"\r\n|[\r\n]", text)]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).replace("\u200c", "").strip()


def count_words(text: str) -> int:
    """How many words a visitor reads."""
    return len(fill_in_samples(text).split())


def check_form(text: str, *, is_from_guide: bool) -> List[Finding]:
    """What the cleaned text shows by itself."""
    if not text:
        return [refuse(Kind.EMPTY, "There are no words. An answer cannot be left empty.")]
    findings = [*_check_signs(text), *_check_length(text, is_from_guide)]
    if _SOURCE_LINE.search(text):
        findings.append(
            refuse(
                Kind.SOURCE,
                "The line 'From our guide' is added by itself.",
                "Leave it out: it stands below the preview.",
            )
        )
    return findings


def _check_signs(text: str) -> List[Finding]:
    findings = []
    plain = VARIABLE.sub("", text)
    for found in dict.fromkeys(re.findall(r"\{[^{}\n]*\}?|\}", plain)):
        findings.append(
            refuse(
                Kind.FACT,
                f"'{found}' has curly brackets, which stand for a fact of the clinic.",
                "Take one of the facts listed below exactly as it stands, or leave the brackets "
                "out.",
            )
        )
    address = ADDRESS.search(plain)
    if address:
        findings.append(
            refuse(
                Kind.ADDRESS,
                f"'{address[0]}' looks like an address of the internet. Answers hold no links.",
                "Take {clinic_website} or {clinic_email} where they are listed below: the chat "
                "makes a link of them.",
            )
        )
    markup = MARKUP.search(plain)
    if markup:
        findings.append(
            refuse(
                Kind.MARKUP,
                f"'{markup[0].strip()}' is formatting. The chat shows plain text, so visitors "
                "would see the signs.",
                "Write it as a sentence; a new line may begin where you press Enter.",
            )
        )
    if "!" in plain or "¡" in plain:
        findings.append(
            refuse(
                Kind.SIGN,
                "There is an exclamation mark. Answers speak calmly.",
                "End with a full stop.",
            )
        )
    strange = [c for c in dict.fromkeys(plain) if not _is_usual(c) and c not in "!¡{}@"]
    strange = [c for c in strange if not MARKUP.match(c)]
    if strange:
        names = ", ".join(f"'{c}' ({unicodedata.name(c, 'no name').lower()})" for c in strange[:3])
        findings.append(
            refuse(
                Kind.SIGN,
                f"It holds {names}. That is no letter or sign of English, even if it looks so.",
                "Type it again on the keyboard; write a symbol or a picture as a word.",
            )
        )
    return findings


def _check_length(text: str, is_from_guide: bool) -> List[Finding]:
    words = count_words(text)
    if len(text) > LONGEST_CHARACTERS:
        return [
            refuse(
                Kind.TOO_LONG,
                f"It has {len(text)} characters; {LONGEST_CHARACTERS} is the most.",
                "Keep what answers the question, in a few sentences.",
            )
        ]
    if words > MOST_WORDS:
        return [
            ask_for_reason(
                Kind.LONG,
                f"It has {words} words. Beyond {MOST_WORDS} a phone does not show it at once.",
                "Shorten it, or say why every word is needed.",
            )
        ]
    if is_from_guide and words < FEWEST_WORDS_OF_A_GUIDE_ANSWER:
        return [
            note(
                Kind.SHORT,
                f"It has {words} words; answers from the guide have "
                f"{FEWEST_WORDS_OF_A_GUIDE_ANSWER} to {MOST_WORDS}.",
            )
        ]
    return []


def _is_usual(character: str) -> bool:
    if character.isascii() and character.isalnum():
        return True
    base = unicodedata.normalize("NFD", character)[0]
    is_letter = character.isalpha() and base.isascii() and base.isalpha()
    return is_letter or character in _SIGNS
