"""Answers are text only, in signs that every phone shows, and short."""

from typing import List

import pytest

from assistant.answers.findings import Kind
from assistant.answers.plain_text import LONGEST_CHARACTERS, check_form, clean_answer

GOOD = "You can call us at {clinic_phone}. It’s open from 8:00 to 17:00 – come in."  # noqa: RUF001


def kinds(text: str, *, is_from_guide: bool = False) -> List[Kind]:
    """The kinds of what is found."""
    return [finding.kind for finding in check_form(text, is_from_guide=is_from_guide)]


def test_plain_sentence_passes() -> None:
    """With facts, curly quotes and dashes."""
    assert kinds(GOOD) == []


@pytest.mark.parametrize(
    "text",
    [
        *("<b>bold</b>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a < b"),
        *("**bold**", "`code`", "[plan](javascript:alert(1))", "&lt;b&gt;", "&#60;", "# Title"),
        *("- first\n- second", "1. first\n2. second", "a | b", "a_b", "~no~", "back\\slash"),
    ],
)
def test_markup_is_refused(text: str) -> None:
    """HTML, Markdown and lists would be shown as signs."""
    assert Kind.MARKUP in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        *("https://evil.example/x", "http://x", "javascript:alert(1)", "data:text/html,x"),
        *("mailto:a@b.example", "tel:911", "www.clinic.com", "see clinic.example for more"),
        "//evil.example",
    ],
)
def test_address_is_refused(text: str) -> None:
    """The clinic's own addresses are facts; no other link reaches a visitor."""
    assert Kind.ADDRESS in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        *("{clinic_phone.__class__}", "{clinic_phone!r}", "{clinic_phone:>99}", "{0}", "{}"),
        *("{{clinic_phone}}", "{ clinic_phone }", "{clinic", "phone}", "{% set x %}", "${HOME}"),
        *("{Clinic_Phone}", "{clinic-phone}", "{clinic_phone[0]}"),
    ],
)
def test_braces_are_for_facts_only(text: str) -> None:
    """No format, no attribute, no template of any kind."""
    assert Kind.FACT in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        *("с\u0443re", "\uff43ure", "\U0001d41cure", "c\u0131nic", "αpproved"),  # noqa: RUF001
        *("call \U0001f4de", "5 × 3", "№ 5", "\u0661\u0662", "Call us!"),  # noqa: RUF001
    ],
)
def test_strange_sign_is_refused(text: str) -> None:
    """Letters that only look like ours, pictures, other digits, exclamation marks."""
    assert Kind.SIGN in kinds(text)


def test_source_line_is_not_written_by_hand() -> None:
    """The assistant adds it; a second one could name a source that is none."""
    assert kinds('It helps.\nFrom our guide: "Whatever"') == [Kind.SOURCE]


def test_length() -> None:
    """Too long is refused, long needs a reason, short is a note for answers from the guide."""
    assert kinds("a" * (LONGEST_CHARACTERS + 1)) == [Kind.TOO_LONG]
    assert kinds("word " * 91) == [Kind.LONG]
    assert kinds("word " * 90) == []
    assert kinds("word " * 29, is_from_guide=True) == [Kind.SHORT]
    assert kinds("word " * 29) == []
    assert kinds("") == [Kind.EMPTY]


def test_invisible_signs_are_taken_out() -> None:
    """Line breaks stay as they are written, whatever the browser sends for them."""
    typed = "\ufeff One\u200b  two\u00ad.\r\n\r\n\r\n\r\nThree\u202e.\t\x00 "
    assert clean_answer(typed) == "One two.\n\nThree."
    assert clean_answer(clean_answer(typed)) == clean_answer(typed)
