"""The conditions that visitors name."""

from collections import Counter
from pathlib import Path

from assistant.conditions import Condition, load_conditions
from assistant.settings import PROJECT


def test_condition_is_read_with_its_synonyms(tmp_path: Path) -> None:
    """A row becomes a condition under its name; what the article does not list has no wording."""
    file = tmp_path / "conditions.yml"
    file.write_text(
        "conditions:\n"
        "  - {name: asthma, topic: t, listed_as: COPD and asthma, synonyms: [my asthma]}\n"
        "  - {name: acne, topic: t, listed_as: null, synonyms: []}\n",
        encoding="utf-8",
    )
    assert load_conditions(file) == {
        "asthma": Condition("asthma", "t", "COPD and asthma", ("my asthma",)),
        "acne": Condition("acne", "t", None, ()),
    }


def test_listed_wordings_are_quoted_from_the_article() -> None:
    """Every wording that is presented as a quotation stands in the article."""
    article = (PROJECT / "knowledge" / "article.txt").read_text(encoding="utf-8").casefold()
    article = " ".join(article.split())
    wordings = {c.listed_as for c in load_conditions().values() if c.listed_as}
    assert wordings
    assert [wording for wording in wordings if wording.casefold() not in article] == []


def test_a_word_names_one_condition_only() -> None:
    """No synonym belongs to two conditions, and conditions belong to the two topics about them."""
    conditions = load_conditions()
    words = Counter(word for c in conditions.values() for word in {*c.synonyms, c.name})
    assert [word for word, count in words.items() if count > 1] == []
    topics = {c.topic for c in conditions.values()}
    assert topics == {"faq/physical_conditions", "faq/physiological_conditions"}
