"""Checks new words of an answer before anything is saved."""

from typing import Any, Callable, FrozenSet, List, Mapping

from assistant.answers.article import read_article_lines
from assistant.answers.claim_guard import find_claims, find_outcome, list_sentences
from assistant.answers.claim_reading import fold_text, split_sentences
from assistant.answers.fact_checks import (
    check_emergency,
    check_facts,
    check_numbers,
    check_vanished,
)
from assistant.answers.facts import VARIABLE
from assistant.answers.findings import Finding, Kind, Report, ask_for_reason, refuse
from assistant.answers.plain_text import (
    LONGEST_CHARACTERS,
    check_form,
    clean_answer,
    count_words,
)
from assistant.answers.reading_grade import HIGHEST_GRADE, describe_grade, measure_grade
from assistant.answers.response_files import OriginalAnswer
from assistant.answers.usage_words import PREFIX

POSSIBLE_EMERGENCY = f"{PREFIX}possible_emergency"


class AnswerChecker:
    """Knows the engineers' answers, whose statements were read against the guide.

    May be shared by threads.
    """

    def __init__(self, mask_personal_data: Callable[[str], str]) -> None:
        self._mask_personal_data = mask_personal_data
        self._known: Mapping[str, OriginalAnswer] = {}
        self._sentences: FrozenSet[str] = frozenset()

    def check(
        self,
        name: str,
        text: str,
        before: str,
        original: str,
        metadata: Mapping[str, Any],
        originals: Mapping[str, OriginalAnswer],
    ) -> Report:
        """What is to be said about the text in the place of `before`.

        `original` is the engineers' wording at that place, empty where there is none.
        """
        text = clean_answer(text)
        is_from_guide = bool(metadata.get("source"))
        findings = check_form(text, is_from_guide=is_from_guide)
        grade = measure_grade(text[:LONGEST_CHARACTERS]) if text else 0.0
        # What is far too long is refused, and the rest of the checks would take their time with it.
        if text and len(text) <= LONGEST_CHARACTERS:
            findings += self._check_words(name, text, before, original, metadata, originals)
            if grade > HIGHEST_GRADE:
                findings.append(_find_hard(grade))
            findings += check_vanished(text, f"{before} {original}")
            if is_from_guide:
                article = " ".join(
                    line.text for line in read_article_lines(metadata.get("lines", ()))
                )
                number = check_numbers(text, f"{before} {original}", article)
                findings += [number] if number else []
        order = {"refused": 0, "conflict": 1, "notice": 2}
        findings.sort(key=lambda one: order[one.severity.value])
        return Report(text, tuple(findings), grade, describe_grade(grade), count_words(text))

    def _check_words(
        self,
        name: str,
        text: str,
        before: str,
        original: str,
        metadata: Mapping[str, Any],
        originals: Mapping[str, OriginalAnswer],
    ) -> List[Finding]:
        findings = check_facts(text, before, original or before, metadata)
        if text != clean_answer(original):
            is_emergency = name.startswith(f"{PREFIX}emergency/") or name == POSSIBLE_EMERGENCY
            findings += check_emergency(text, original or before, is_emergency=is_emergency)
        reviewed = self._list_reviewed(originals)
        for found in find_claims(text, reviewed):
            findings.append(
                refuse(
                    Kind.CLAIM,
                    f'"{found.words}": {found.claim.reason}',
                    found.claim.suggestion,
                )
            )
        outcome = find_outcome(text, reviewed)
        if outcome is not None:
            findings.append(
                ask_for_reason(
                    Kind.OUTCOME,
                    f'"{outcome}": it says what a treatment does, and nobody is known to have read '
                    "it against the guide.",
                    "Say in the reason who has checked this; or take a sentence of our answers "
                    "word for word.",
                )
            )
        # Some answers of the engineers give an example of a name or a number.
        own = [one for one in split_sentences(text) if fold_text(one) not in reviewed]
        plain = VARIABLE.sub("that", " ".join(own))
        masked = self._mask_personal_data(plain)
        if masked != plain:
            findings.append(
                refuse(
                    Kind.PERSONAL_DATA,
                    f'It holds what looks like a name, a number or an address: "{masked}".',
                    "Take the clinic's facts listed below; leave everybody else's out.",
                )
            )
        return findings

    def _list_reviewed(self, originals: Mapping[str, OriginalAnswer]) -> FrozenSet[str]:
        if originals is not self._known:
            self._sentences = frozenset(
                sentence
                for answer in originals.values()
                for entry in answer.entries
                for sentence in list_sentences(entry["text"])
            )
            self._known = originals
        return self._sentences


def _find_hard(grade: float) -> Finding:
    return ask_for_reason(
        Kind.HARD_TO_READ,
        f"{describe_grade(grade)}. Most patients read best at grade {HIGHEST_GRADE} or lower.",
        "Make two sentences of a long one, and take shorter words; or say why it must be so.",
    )
