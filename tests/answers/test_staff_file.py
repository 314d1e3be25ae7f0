"""The staff's file of answers: plain Rasa YAML that engineers may change as well."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.nlu.training_data.loading import load_data

from assistant.answers.errors import UnreadableStaffFile
from assistant.answers.opening import RESPONSES
from assistant.answers.plain_text import clean_answer
from assistant.answers.staff_file import parse_staff_answers

PATH = Path("staff_answers.yml")
ONE, TWO = "utter_clinic/hours", "utter_faq/safety"
ENTRY = {
    "text": "We are open. Call {clinic_phone}.",
    "metadata": {"source": 'A "B": c', "lines": [1, 2], "reviewed": "2026-11-22"},
}
OTHER = {"text": "First line.\n\nName: {name}", "metadata": {"filled": ["name"]}}


def test_written_file_is_read_again() -> None:
    """Sorted by name, a sentence a line, and empty again at the end."""
    empty = parse_staff_answers(PATH, b"")
    content = empty.change({TWO: (ENTRY,), ONE: (OTHER, ENTRY)})
    read = parse_staff_answers(PATH, content)
    assert read.answers == {ONE: (OTHER, ENTRY), TWO: (ENTRY,)}
    assert list(read.answers) == [ONE, TWO]
    assert "        We are open.\n        Call {clinic_phone}.\n" in read.text
    assert read.change({ONE: (OTHER, ENTRY)}) == content, "nothing to change, nothing changed"
    none = parse_staff_answers(PATH, read.change({ONE: None, TWO: None}))
    assert none.answers == {}
    assert parse_staff_answers(PATH, none.change({TWO: (ENTRY,)})).answers == {TWO: (ENTRY,)}


def test_what_engineers_have_written_stays() -> None:
    """Comments, other keys and the other answers are not touched."""
    written = b"""# Ours.
version: "3.1"

responses:
  # About hours.
  utter_clinic/hours:
    - text: Open   # as said
      channel: website
  # About safety.
  utter_faq/safety:
    - text: "Safe?"
# The end.
"""
    read = parse_staff_answers(PATH, written)
    assert read.answers[ONE] == ({"text": "Open", "channel": "website"},)
    changed = read.change({TWO: (ENTRY,), "utter_greet": (ENTRY,)}).decode()
    start, _ = written.decode().split('    - text: "Safe?"')
    assert changed.startswith(start)
    assert "# The end.\n" in changed
    kept = parse_staff_answers(
        PATH, read.change({ONE: ({**read.answers[ONE][0], "text": "Shut"},)})
    )
    assert kept.answers[ONE] == ({"text": "Shut", "channel": "website"},)


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=80))
def test_any_text_survives(text: str) -> None:
    """Whatever was typed, once it is cleaned."""
    cleaned = clean_answer(text) or "x"
    entry = {"text": cleaned, "metadata": {"source": cleaned}}
    content = parse_staff_answers(PATH, b"").change({ONE: (entry,)})
    assert yaml.safe_load(content)["responses"][ONE][0]["text"] == cleaned


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff", "not UTF-8"),
        (b"responses:\n<<<<<<< HEAD\n", "line 2.*merge"),
        (b"responses: [", "not valid YAML"),
        (b"nlu: []", "no 'responses:'"),
        (b"responses: [a]", "answers by their names"),
        (b"responses:\n  utter_greet: hello", "line 2.*no texts for 'utter_greet'"),
        (b"responses:\n  utter_greet:\n    - image: x", "no texts"),
    ],
)
def test_broken_file_is_not_touched(content: bytes, words: str) -> None:
    """The error names the line and says what to do."""
    with pytest.raises(UnreadableStaffFile, match=words):
        parse_staff_answers(PATH, content)


def test_rasa_says_what_staff_have_written(tmp_path: Path) -> None:
    """Its loader reads the file last, and the others stay as they are; an empty file is none."""
    (tmp_path / "smalltalk.yml").write_bytes((RESPONSES / "faq.yml").read_bytes())
    before = load_data(str(tmp_path)).responses
    content = parse_staff_answers(PATH, b"").change({TWO: (ENTRY,)})
    (tmp_path / PATH.name).write_bytes(content)
    after = load_data(str(tmp_path)).responses
    assert after[TWO][0]["text"] == ENTRY["text"]
    assert {n: v for n, v in after.items() if n != TWO} == {
        n: v for n, v in before.items() if n != TWO
    }
    (tmp_path / PATH.name).write_bytes(parse_staff_answers(PATH, content).change({TWO: None}))
    assert load_data(str(tmp_path)).responses == before
