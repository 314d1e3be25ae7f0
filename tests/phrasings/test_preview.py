"""The reading of a change: what would be answered differently, told before anything is saved."""

from pathlib import Path
from typing import Dict, List, Optional, Sequence

import numpy as np
import pytest

from assistant.nlu.gate_rule import decide
from assistant.nlu.question_parts import choose_parts
from assistant.nlu.topic_model import TopicModel, train_topic_model
from assistant.nlu.topic_score import CANDIDATES, CLARIFY, DECLINE
from assistant.phrasings.errors import UnreadablePhrasings
from assistant.phrasings.preview.change_preview import ChangePreview, Preview
from assistant.phrasings.preview.pipeline_settings import read_pipeline_settings
from assistant.phrasings.preview.readings import Reading
from assistant.phrasings.training_file import Phrasing
from tests.phrasings.books import COST, HOURS, OUT, SAFETY, TAUGHT, WordEncoder, make_book

PARKING = "where can I leave my car near you"
MESSAGES = (
    *(PARKING, "where can I leave my car", "is it safe?", "opening hours on sunday please"),
    *("price of one knee visit", "tell me a joke", "hello there", "how much money is a visit"),
)
TAUGHT_PARKING = [Phrasing(HOURS, PARKING)]


def foresee(
    staff_file: Path,
    additions: Sequence[Phrasing],
    messages: Sequence[str] = MESSAGES,
    encoder: Optional[WordEncoder] = None,
) -> Preview:
    """A preview of a book that was just opened."""
    return ChangePreview(staff_file, encoder or WordEncoder()).foresee(additions, messages)


def train(more: Sequence[Phrasing] = ()) -> TopicModel:
    """The head as a training makes it."""
    texts = [text for of_topic in TAUGHT.values() for text in of_topic]
    topics = [topic for topic, of_topic in TAUGHT.items() for _ in of_topic]
    texts, topics = [*texts, *(one.text for one in more)], [*topics, *(one.topic for one in more)]
    embeddings = WordEncoder().encode_known(texts)
    return train_topic_model(texts, topics, embeddings, read_pipeline_settings().training)


def read(model: TopicModel, messages: Sequence[str]) -> Dict[str, Reading]:
    """What the pipeline does with messages that are not taught word by word."""
    encoder = WordEncoder()
    thresholds = read_pipeline_settings().thresholds

    def rank(text: str) -> List[object]:
        return list(model.score(text, encoder.encode_new([text])[0], CANDIDATES))

    readings = {}
    for text in messages:
        scores = rank(text)
        parts = [rank(part) for part in choose_parts(text, scores[0].confidence)]  # type: ignore[attr-defined]
        verdict = decide(scores, parts, thresholds)  # type: ignore[arg-type]
        readings[text] = Reading(verdict.decision, tuple(verdict.topics))
    return readings


def test_words_that_are_taught_are_certain(staff_file: Path) -> None:
    """The very message changes for certain, whatever its case; its look-alike is an estimate."""
    preview = foresee(staff_file, TAUGHT_PARKING, [PARKING.upper() + "?!", *MESSAGES[1:]])
    assert preview.messages == len(MESSAGES)
    first, second = preview.changes[:2]
    assert (first.text, first.is_certain, first.after) == (
        PARKING.upper() + "?!",
        True,
        Reading("answer", (HOURS,)),
    )
    assert (second.text, second.is_certain) == (MESSAGES[1], False)


def test_it_foresees_what_training_makes_of_it(staff_file: Path) -> None:
    """On a small folder, exactly the changes between two models that were really trained."""
    before, after = read(train(), MESSAGES[1:]), read(train(TAUGHT_PARKING), MESSAGES[1:])
    really = {text for text in before if not before[text].is_same_reply(after[text])}
    foreseen = foresee(staff_file, TAUGHT_PARKING, MESSAGES[1:]).changes
    known = {text for text in MESSAGES if text in ("is it safe?", "tell me a joke")}
    assert {one.text for one in foreseen} == really - known
    assert MESSAGES[1] in really
    assert [one.before for one in foreseen] == [before[one.text] for one in foreseen]
    assert [one.after for one in foreseen] == [after[one.text] for one in foreseen]


def test_nothing_taught_changes_nothing(staff_file: Path) -> None:
    """And without messages there is nothing to tell."""
    assert foresee(staff_file, []).changes == ()
    assert foresee(staff_file, TAUGHT_PARKING, []) == Preview(0, ())


def test_emergencies_and_unreadable_messages_never_change(staff_file: Path) -> None:
    """They are decided before anything that is taught is looked at."""
    texts = ["I can't breathe, my chest hurts", "???", "где вы"]
    assert foresee(staff_file, [Phrasing(HOURS, text) for text in texts], texts).changes == ()


def test_what_staff_save_is_taken_up_without_a_new_fit(staff_file: Path) -> None:
    """The next preview starts from it; so does one after a removal, from anew."""
    encoder = WordEncoder()
    preview = ChangePreview(staff_file, encoder)
    assert preview.foresee(TAUGHT_PARKING, MESSAGES).changes != ()
    known = len(encoder.encoded)
    book = make_book(staff_file)
    book.restore(TAUGHT_PARKING, "Kim", None)
    assert preview.foresee(TAUGHT_PARKING, MESSAGES).changes == ()
    assert encoder.encoded[known:] == [PARKING] * 2, "the messages are not encoded again"
    grown = preview.foresee([Phrasing(COST, PARKING + " cheaply")], MESSAGES)
    fresh = foresee(staff_file, [Phrasing(COST, PARKING + " cheaply")])
    assert [one.text for one in grown.changes] == [one.text for one in fresh.changes]
    book.restore((), "Kim", None)
    assert preview.foresee(TAUGHT_PARKING, MESSAGES).changes != ()


def test_words_under_two_topics_are_left_to_the_head(staff_file: Path) -> None:
    """As the assistant does it: neither claim counts word by word."""
    changes = foresee(staff_file, [Phrasing(SAFETY, "tell me a joke")], ["tell me a joke"]).changes
    assert [one.is_certain for one in changes] == [False]
    assert foresee(staff_file, [Phrasing(OUT, "tell me a joke")], ["tell me a joke"]).changes == ()


def test_a_topic_that_nothing_teaches_yet(staff_file: Path) -> None:
    """Its own words are certain; the head cannot tell more."""
    preview = foresee(staff_file, [Phrasing("faq/cytokines", PARKING)], [PARKING, "hello there"])
    assert [one.text for one in preview.changes] == [PARKING]


def test_what_is_offered_in_another_order_is_the_same_reply() -> None:
    """Visitors see the same buttons; what is answered in another order is another reply."""
    assert Reading(CLARIFY, (COST, HOURS)).is_same_reply(Reading(CLARIFY, (HOURS, COST)))
    assert not Reading("answer", (COST, HOURS)).is_same_reply(Reading("answer", (HOURS, COST)))
    assert Reading(DECLINE).is_same_reply(Reading(DECLINE, (OUT,)))
    assert not Reading(CLARIFY, (COST,)).is_same_reply(Reading("answer", (COST,)))


def test_a_config_without_the_gate_is_told_in_words(tmp_path: Path, staff_file: Path) -> None:
    """Nothing is foreseen by thresholds that nobody has chosen."""
    config = tmp_path / "config.yml"
    for content in ("pipeline: []", "pipeline:\n- name: x.TopicClassifier\n", "{", "- 1"):
        config.write_text(content, encoding="utf-8")
        with pytest.raises(UnreadablePhrasings, match="earlier version of the file from git"):
            ChangePreview(staff_file, WordEncoder(), config).foresee([], MESSAGES)


def test_the_training_folder_may_be_broken(staff_file: Path) -> None:
    """The error says where; once it is put right the preview works."""
    (staff_file.parent / "more.yml").write_text("nlu: [", encoding="utf-8")
    preview = ChangePreview(staff_file, WordEncoder())
    with pytest.raises(UnreadablePhrasings, match=r"more\.yml"):
        preview.foresee([], MESSAGES)
    (staff_file.parent / "more.yml").unlink()
    assert preview.foresee([], MESSAGES) == Preview(len(MESSAGES), ())
    assert np.isfinite(WordEncoder().encode_new(MESSAGES)).all()
