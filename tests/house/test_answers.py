"""Every answer is plain, honest, cited, and made of facts that the assistant can hold."""

import re
from typing import Any, Dict, Set

import pytest
import textstat

from assistant.clinic_profile import BARE_NAMES, NOTES, OPTIONAL_TEXT, REQUIRED
from assistant.settings import PROJECT
from assistant.topics import load_topics
from tests.house.data_files import read_responses, read_variations

HIGHEST_GRADE = 8
WORDS = range(30, 91)
# Names that a visitor has come to ask about: each counts as one plain word of a sentence.
MEDICAL_NAMES = (
    *("regenerative", "mesenchymal", "exosomes?", "exomes", "cytokines", "platelets?"),
    *("platelet-rich plasma", "umbilical", "peptides?", "physician", "physiological"),
    *("osteoporosis", "arthritis", "medicines?", "therapy", "therapies"),
)
MEDICAL_NAME = re.compile(rf"\b({'|'.join(MEDICAL_NAMES)})(?!\w)", re.IGNORECASE)
# The grade depends on what is filled in, so a typical text stands for each kind of fact.
SAMPLES = {
    **{"listed": "knee pain", "unlisted": "gout", "clinic_name": "the clinic"},
    **{"listed_as": "hip, knee, shoulder, or other joint injury and pain"},
    **{"clinic_phone": "the phone", "emergency_number": "911", "crisis_line": "988"},
}
SAMPLE_NOTE, SAMPLE_FACT = "A short sentence goes here.", "the place"
VARIABLE = re.compile(r"\{(\w+)\}")
MARKUP = re.compile(r"<[^>]*>|[*_`#|~\[\]<>\\]|https?:|&\w+;|^\s*[-+]\s", re.MULTILINE)
FORBIDDEN = re.compile(r"\bcur(e[sd]?|ing|able)\b|guarant|\brisk-free\b|\bmiracle", re.IGNORECASE)
APPROVED_TREATMENT = re.compile(r"FDA[- ]approved (\w+ ){0,2}(treatment|therap)", re.IGNORECASE)
SENTENCE = re.compile(r"[^.?!]+[.?!]*")

VARIATIONS = read_variations()
each_variation = pytest.mark.parametrize(
    ("name", "text", "metadata"),
    [(name, text, metadata) for name, _, text, metadata in VARIATIONS],
    ids=[f"{name} {number}" for name, number, _, _ in VARIATIONS],
)
FAQ = [entry for entry in VARIATIONS if entry[0].startswith("utter_faq/")]
each_faq_answer = pytest.mark.parametrize(
    ("name", "text", "metadata"),
    [(name, text, metadata) for name, _, text, metadata in FAQ],
    ids=[f"{name} {number}" for name, number, _, _ in FAQ],
)


def name_facts(entries: "tuple[str, ...]") -> Set[str]:
    """The variables that hold these entries of the clinic profile."""
    return {entry if entry in BARE_NAMES else f"clinic_{entry}" for entry in entries}


HELD_FACTS = name_facts(REQUIRED)
OPTIONAL_FACTS = name_facts((*OPTIONAL_TEXT, *NOTES, "hours"))
CONDITION_FACTS = {
    "listed": {"listed", "listed_as"},
    "unlisted": {"unlisted"},
    "mixed": {"listed", "listed_as", "unlisted"},
    "unnamed": set(),
    None: set(),
}


def fill_in(text: str) -> str:
    """The text as a visitor may read it."""
    return VARIABLE.sub(lambda variable: _sample(variable[1]), text)


@each_variation
def test_answer_is_easy_to_read(name: str, text: str, metadata: Dict[str, Any]) -> None:
    """US school grade 8 or lower by Flesch-Kincaid; a medical name counts as a plain word."""
    plain = MEDICAL_NAME.sub("word", fill_in(text))
    assert textstat.flesch_kincaid_grade(plain) <= HIGHEST_GRADE


@each_faq_answer
def test_faq_answer_is_short(name: str, text: str, metadata: Dict[str, Any]) -> None:
    """30 to 90 words."""
    assert len(fill_in(text).split()) in WORDS


@each_variation
def test_answer_is_plain_text(name: str, text: str, metadata: Dict[str, Any]) -> None:
    """No HTML, no Markdown, no address, no exclamation mark."""
    without_variables = VARIABLE.sub("", text)
    assert MARKUP.search(without_variables) is None
    assert "!" not in text
    assert "{" not in without_variables


@each_variation
def test_answer_promises_nothing(name: str, text: str, metadata: Dict[str, Any]) -> None:
    """No cure, no guarantee, no approval of a treatment that there is not."""
    assert FORBIDDEN.search(text) is None
    assert APPROVED_TREATMENT.search(text) is None
    for sentence in SENTENCE.findall(text):
        if "safe and effective" in sentence.lower():
            assert "guide" in sentence, "whose claim it is"
            assert "not a promise" in sentence, "and what it is worth"


@each_faq_answer
def test_faq_answer_cites_the_article(name: str, text: str, metadata: Dict[str, Any]) -> None:
    """It names lines that have text, and a heading that is a line of the article."""
    article = (PROJECT / "knowledge" / "article.txt").read_text(encoding="utf-8").split("\n")
    assert metadata["lines"]
    for number in metadata["lines"]:
        assert 1 <= number <= len(article), number
        assert article[number - 1].strip(), f"line {number} is empty"
    assert metadata["source"] in {line.strip().rstrip(":") for line in article if line.strip()}


@each_variation
def test_answer_uses_facts_that_can_be_held(name: str, text: str, metadata: Dict[str, Any]) -> None:
    """Each variable is of the clinic profile, of the conditions `when` allows, or a form's."""
    known = HELD_FACTS | OPTIONAL_FACTS | CONDITION_FACTS[metadata.get("when")]
    known |= set(metadata.get("filled", ()))
    assert set(VARIABLE.findall(text)) - known == set()


@each_variation
def test_answer_needs_the_optional_facts_that_it_uses(
    name: str, text: str, metadata: Dict[str, Any]
) -> None:
    """`needs` lists them all and no other, so that no visitor reads a hole."""
    used = set(VARIABLE.findall(text)) & OPTIONAL_FACTS
    assert sorted(metadata.get("needs", [])) == sorted(used)


@pytest.mark.parametrize("name", list(read_responses()))
def test_answer_always_has_words(name: str) -> None:
    """Of each response one variation holds whatever the clinic states and whatever was said."""
    metadata = [variation.get("metadata") or {} for variation in read_responses()[name]]
    free = [entry for entry in metadata if not entry.get("needs") and not entry.get("after")]
    whens = {entry.get("when") for entry in free}
    assert None in whens or whens == {"listed", "unlisted", "mixed", "unnamed"}


def test_emergencies_have_no_buttons() -> None:
    """Nothing stands beside the instruction to call."""
    emergencies = [topic.id for topic in load_topics().values() if topic.is_emergency]
    for topic in emergencies:
        for variation in read_responses()[f"utter_{topic}"]:
            assert "buttons" not in variation
            assert "related" not in variation["metadata"]
            assert variation["metadata"]["decision"] == "safety"
            assert "{emergency_number}" in variation["text"]
            assert "book_appointment" not in variation["text"]


def test_smalltalk_has_wordings() -> None:
    """Each courtesy is said in two or more ways."""
    responses = read_responses()
    for topic in load_topics().values():
        if topic.family == "smalltalk":
            assert len(responses[f"utter_{topic.id}"]) >= 2, topic.id


def test_only_known_metadata_is_written() -> None:
    """A misspelt entry of an answer's metadata would be ignored without a word."""
    known = {"source", "lines", "related", "reviewed", "needs", "when", "after", "decision"}
    known |= {"topic", "filled", "personal", "passes_on"}
    for name, number, _, metadata in VARIATIONS:
        assert set(metadata) - known == set(), (name, number)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", metadata["reviewed"]), (name, number)


def _sample(variable: str) -> str:
    return SAMPLES.get(variable, SAMPLE_NOTE if variable.endswith("_note") else SAMPLE_FACT)
