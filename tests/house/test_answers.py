"""Every answer is plain, honest, cited, and made of facts that the assistant can hold."""

import re
from typing import Any, Dict

import pytest

from assistant.answers.answers import Answers
from assistant.answers.claim_guard import find_claims, list_sentences
from assistant.answers.claims import CLAIMS
from assistant.answers.facts import OPTIONAL_FACTS, VARIABLE, find_facts, find_known_facts
from assistant.answers.opening import open_answers
from assistant.answers.plain_text import (
    FEWEST_WORDS_OF_A_GUIDE_ANSWER,
    MOST_WORDS,
    check_form,
    clean_answer,
    count_words,
)
from assistant.answers.reading_grade import HIGHEST_GRADE, measure_grade
from assistant.settings import PROJECT, load_settings
from assistant.topics import load_topics
from tests.house.data_files import DATA, read_responses, read_variations

# What a rule of the guard for staff would refuse, and a reader of the article has let pass.
READ_AGAINST_THE_ARTICLE = {
    "utter_faq/stem_cell_sources": ("the fda approves a product for a use, not a source.",),
    "utter_faq/platelets": ("to heal injuries.",),
    "utter_faq/regulation": (
        "it has approved some cord blood products for blood disorders.",
        "in 2024 it approved one bone marrow msc product, ryoncil,",
    ),
    "utter_faq/alternative_to_surgery": ("or promise that you can avoid any of them.",),
}

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


@pytest.fixture(scope="module")
def answers() -> Answers:
    """The answers as staff see them."""
    return open_answers(load_settings())


@each_variation
def test_answer_is_easy_to_read(name: str, text: str, metadata: Dict[str, Any]) -> None:
    """US school grade 8 or lower by Flesch-Kincaid; a medical name counts as a plain word."""
    assert measure_grade(text) <= HIGHEST_GRADE


@each_faq_answer
def test_faq_answer_is_short(name: str, text: str, metadata: Dict[str, Any]) -> None:
    """30 to 90 words."""
    assert FEWEST_WORDS_OF_A_GUIDE_ANSWER <= count_words(text) <= MOST_WORDS


@each_variation
def test_answer_is_plain_text(name: str, text: str, metadata: Dict[str, Any]) -> None:
    """No HTML, no Markdown, no address, no exclamation mark."""
    assert check_form(text, is_from_guide=False) == []
    assert clean_answer(text) == text


@each_variation
def test_answer_promises_nothing(name: str, text: str, metadata: Dict[str, Any]) -> None:
    """No cure, no guarantee, no approval that there is not: the guard's own rules."""
    allowed = READ_AGAINST_THE_ARTICLE.get(name, ())
    sentences = {one for one in list_sentences(text) if any(part in one for part in allowed)}
    assert find_claims(text, sentences) == []
    assert len(sentences) == len(allowed)
    assert all(find_claims(one) for one in sentences), "the exception is needed no longer"


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
    assert find_facts(text) - find_known_facts(metadata) == set()
    assert "{" not in VARIABLE.sub("", text)


@each_variation
def test_answer_needs_the_optional_facts_that_it_uses(
    name: str, text: str, metadata: Dict[str, Any]
) -> None:
    """`needs` lists them all and no other, so that no visitor reads a hole."""
    used = find_facts(text) & OPTIONAL_FACTS
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
    known = {"source", "lines", "related", "written", "reviewed", "needs", "when", "after"}
    known |= {"decision", "topic", "filled", "personal", "passes_on"}
    for name, number, _, metadata in VARIATIONS:
        assert set(metadata) - known == set(), (name, number)
        # What a clinician has read bears the date of that as well.
        for date in (metadata["written"], metadata.get("reviewed", "2026-11-22")):
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", date), (name, number)


def test_every_answer_passes_the_check_for_staff(answers: Answers) -> None:
    """What stands in the files now could be saved again: staff never begin with a complaint."""
    for answer in answers.list_answers():
        for wording in answer.wordings:
            report = answers.check(answer.name, wording.number, wording.text)
            assert report.refused == (), (answer.name, wording.number)


def test_staff_file_is_read_last() -> None:
    """Rasa takes the files by name, and the last one that words an answer is heard."""
    staff_file = load_settings().staff_answers.name
    names = [path.name for path in (DATA / "responses").glob("*.yml")]
    assert max([*names, staff_file]) == staff_file


def test_claims_are_told_apart() -> None:
    """Each kind of claim has a name, a reason and an advice of its own."""
    assert len({claim.name for claim in CLAIMS}) == len(CLAIMS)
    assert len({claim.reason for claim in CLAIMS}) == len(CLAIMS)
    assert all(claim.suggestion for claim in CLAIMS)
