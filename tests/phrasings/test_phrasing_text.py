"""What the text of a phrasing shows by itself, and the form in which it is saved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.nlu.readable_text_guard import find_unreadable
from assistant.phrasings.findings import Kind, Severity
from assistant.phrasings.phrasing_text import (
    check_emergency,
    check_text,
    clean_phrasing,
    is_readable,
)
from assistant.topics import load_topics
from tests.phrasings.books import COST, LONGEST, mask_digits


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("  how \t much\r\n is it\u2028now ", "how much is it now"),
        ("cafe\u0301 near you", "caf\u00e9 near you"),
        ("\ufeffhow\u200b much\u00ad is\u202e it\x00", "how much is it"),
        ("how much \U0001f9b5\u200d\U0001fae0", "how much \U0001f9b5\u200d\U0001fae0"),
        ("half \ud800 a pair \ufffe", "half a pair"),
        ("\n\n", ""),
    ],
)
def test_phrasing_is_saved_on_one_line(typed: str, saved: str) -> None:
    """Line ends and what nobody sees are gone, emoji and accents are kept."""
    assert clean_phrasing(typed) == saved


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """What is saved is found again by the same text."""
    assert clean_phrasing(clean_phrasing(text)) == clean_phrasing(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.EMPTY),
        ("how much " * 30, Kind.TOO_LONG),
        ("\U0001f600\U0001f600", Kind.UNREADABLE),
        ("123 ?", Kind.UNREADABLE),
        ("\u0441\u043a\u043e\u043b\u044c\u043a\u043e \u044d\u0442\u043e", Kind.UNREADABLE),
        ("/restart", Kind.COMMAND),
        ("how much is [PRP](treatment)", Kind.MARKUP),
        ('how much is [PRP]{"entity": "x"}', Kind.MARKUP),
        ('how much is [PRP][{"entity": "x"}]', Kind.MARKUP),
        ("it costs ${HOME} dollars", Kind.MARKUP),
        ("how much \\u0041 is it", Kind.MARKUP),
        ("call me on 555-0134, how much is it", Kind.PERSONAL_DATA),
    ],
)
def test_unusable_text_is_refused(text: str, kind: Kind) -> None:
    """Each is refused with words that say what to do."""
    (finding,) = check_text(text, LONGEST, mask_digits)
    assert (finding.kind, finding.severity) == (kind, Severity.REFUSED)
    assert "555-0134" not in finding.message
    assert finding.message.endswith(".")


@pytest.mark.parametrize(
    "text",
    ["how much?", "it's $5 {roughly} [or] (so)?", "and/or what", '-5% # off: "really"', "C:\\x"],
)
def test_ordinary_signs_are_no_markup(text: str) -> None:
    """Punctuation that Rasa reads as it stands is kept."""
    assert check_text(text, LONGEST, mask_digits) == []


def test_long_and_masked_texts_are_noticed() -> None:
    """They may be saved; staff are told that there is something better."""
    assert [f.kind for f in check_text("how much " * 60, 2000, mask_digits)] == [Kind.LONG]
    (found,) = check_text("my name is [name], how much is it", LONGEST, mask_digits)
    assert (found.kind, found.severity) == (Kind.MASKED, Severity.NOTICE)


def test_emergency_words_are_refused_outside_their_topic() -> None:
    """Only the emergency topics may be taught them; the other emergency is a conflict."""
    topics = load_topics()
    text = "I have crushing chest pain right now"
    refused = check_emergency(text, topics[COST])
    assert refused is not None
    assert (refused.kind, refused.severity) == (Kind.EMERGENCY_WORDS, Severity.REFUSED)
    assert check_emergency(text, topics["emergency/medical"]) is None
    other = check_emergency(text, topics["emergency/self_harm"])
    assert other is not None
    assert (other.kind, other.severity) == (Kind.OTHER_EMERGENCY, Severity.CONFLICT)
    # The guard answers it before any topic is looked for, the advice topic included.
    assert check_emergency(text, topics["medical_advice"]) is not None
    assert check_emergency("how much is it", topics[COST]) is None


@given(st.text())
def test_readable_is_what_the_assistant_reads(text: str) -> None:
    """Nothing is taught that ReadableTextGuard would decline before it is understood."""
    assert not is_readable(text) or find_unreadable(text) is None
