"""The staff's training file: plain Rasa YAML, changed without touching anything else."""

import difflib
from pathlib import Path
from typing import List

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.shared.nlu.training_data.formats import RasaYAMLReader

from assistant.phrasings.errors import UnreadablePhrasings, UnwritablePhrasings
from assistant.phrasings.phrasing_text import check_text, clean_phrasing
from assistant.phrasings.training_file import Phrasing, parse_training_file
from tests.phrasings.books import COST, HOURS, SAFETY, mask_digits

PATH = Path("staff_phrasings.yml")
BY_HAND = """\
# Ours.
version: "3.1"
nlu:
  # About money.
  - intent: clinic/cost
    examples: |
      - b price
      - a price
  - lookup: colour
    examples: |
      - red
  # With metadata, which staff leave alone.
  - intent: clinic/cost
    metadata:
      hand: engineer
    examples: |
      - z price
  - intent: faq/safety  # the last one
    examples:
      - text: |
          is it listed
        metadata:
          a: 1
# The end.
"""


def change(text: str, added: List[Phrasing], removed: List[Phrasing]) -> str:
    """The text of the file after a change."""
    return parse_training_file(PATH, text.encode()).change(added, removed).decode()


def read_with_rasa(text: str) -> List[Phrasing]:
    """What Rasa's own reader finds."""
    examples = RasaYAMLReader().reads(text).training_examples
    return [Phrasing(one.get_full_intent(), one.get("text")) for one in examples]


def test_file_is_sorted_and_plain() -> None:
    """Topics and phrasings stand in their order whatever the order of adding."""
    one = [Phrasing(HOURS, "open now"), Phrasing(COST, "Price?"), Phrasing(COST, "a price")]
    text = change("", one, [])
    assert text[text.index("version") :] == (
        'version: "3.1"\nnlu:\n  - intent: clinic/cost\n    examples: |\n      - a price\n'
        "      - Price?\n  - intent: clinic/hours\n    examples: |\n      - open now\n"
    )
    other = change(change("", one[:1], []), one[1:], [])
    assert other == text
    assert change(other, [], one[1:]) == change("", one[:1], [])


def test_rasa_reads_a_file_from_which_all_was_removed() -> None:
    """It holds an empty list, and can be added to again."""
    one = [Phrasing(COST, "a price")]
    empty = change(change("", one, []), [], one)
    assert read_with_rasa(empty) == []
    assert read_with_rasa(change(empty, one, [])) == one


def test_what_was_written_by_hand_stays_line_for_line() -> None:
    """A comment, a look-up table, metadata: a change touches only its own lines."""
    added = [Phrasing(COST, "c price"), Phrasing(HOURS, "open now"), Phrasing("greet", "hiya")]
    text = change(BY_HAND, added, [Phrasing(COST, "b price")])
    compared = list(difflib.ndiff(BY_HAND.splitlines(), text.splitlines()))
    assert [line for line in compared if line[0] == "-"] == ["-       - b price"]
    assert len([line for line in compared if line[0] == "+"]) == 1 + 3 + 3
    assert set(read_with_rasa(text)) == (set(read_with_rasa(BY_HAND)) | set(added)) - {
        Phrasing(COST, "b price")
    }


def test_windows_line_ends_stay() -> None:
    """Git would otherwise show every line as changed."""
    text = BY_HAND.replace("\n", "\r\n")
    changed = change(text, [Phrasing(COST, "c price")], [])
    assert changed.count("\r\n") == changed.count("\n") == text.count("\n") + 1


@pytest.mark.parametrize("phrasing", [Phrasing(COST, "z price"), Phrasing(SAFETY, "is it listed")])
def test_lines_of_others_are_not_removed(phrasing: Phrasing) -> None:
    """What carries metadata is an engineer's; the message says what to do."""
    with pytest.raises(UnwritablePhrasings, match=r"by hand.*Nothing was changed"):
        change(BY_HAND, [], [phrasing])


def test_form_that_cannot_be_added_to_is_refused() -> None:
    """YAML may be written in one line; then nothing is guessed."""
    text = 'version: "3.1"\nnlu: [{intent: clinic/cost, examples: "- a price"}]\n'
    assert parse_training_file(PATH, text.encode()).phrasings == (Phrasing(COST, "a price"),)
    with pytest.raises(UnwritablePhrasings):
        change(text, [Phrasing(COST, "b price")], [])


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b'version: "3.1"\nnlu:\n\t- intent: x\n', 3, "not valid YAML"),
        (BY_HAND.replace("clinic/cost", "clinic/cots", 1).encode(), 5, "'clinic/cots'.*no topic"),
        (b"nlu:\n<<<<<<< HEAD\n  - intent: greet\n", 2, "marks of a merge"),
        (b"nlu: []\n=======\n", 2, "marks of a merge"),
        (BY_HAND.replace("- a price", "a price").encode(), 8, "begin with '- '"),
        (b'version: "3.1"\n# only a note\n', 1, "no 'nlu:'"),
        (b"nlu: 5\n", 1, "list of intents"),
        (b"nlu:\n  - 5\n", 1, "no block"),
        (b"nlu:\n  - intent: greet\n", 2, "no examples"),
        (b"version: '3.1'\nnlu: []\n# \xff\n", 3, "not UTF-8"),
        (b"nlu: []\nnlu: []\n", 2, "not valid YAML"),
    ],
)
def test_unreadable_file_is_named_with_its_line(content: bytes, line: int, words: str) -> None:
    """The message says what is wrong, where, and that nothing was changed."""
    with pytest.raises(UnreadablePhrasings, match=words) as caught:
        parse_training_file(PATH, content)
    assert f"'staff_phrasings.yml', line {line}:" in str(caught.value)
    assert "Nothing was changed" in str(caught.value)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.text(),
            st.text("[](){}$\\/#-:|>&*!%@`'\"uU0ab \n,?", min_size=1).map(lambda text: f"a{text}"),
        ),
        max_size=8,
    )
)
def test_rasa_reads_what_staff_have_written(texts: List[str]) -> None:
    """Whatever the checks let through comes out of Rasa's reader word by word."""
    cleaned = {clean_phrasing(text) for text in texts}
    accepted = [text for text in cleaned if not check_text(text, 200, mask_digits)]
    phrasings = {Phrasing(COST, text) for text in accepted}
    assert set(read_with_rasa(change("", list(phrasings), []))) == phrasings
