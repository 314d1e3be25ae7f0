"""Reading labelled messages, and what is said about a bad line."""

import json
from pathlib import Path

import pytest

from assistant.evaluation.labelled_messages import (
    InvalidMessageFile,
    LabelledMessage,
    read_labelled_messages,
)
from assistant.settings import PROJECT

GOOD = '{"text": "is it safe?", "topic": "faq/safety"}'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "messages.jsonl"


def test_messages_are_read_in_order(file: Path) -> None:
    """The topic may be missing or null; blank lines and further keys do not matter."""
    lines = [GOOD, "", '{"text": "hm", "topic": null}', '  {"text": "", "writer": 3}  ', ""]
    file.write_text("\r\n".join(lines), encoding="utf-8")
    assert read_labelled_messages(file) == [
        LabelledMessage("is it safe?", "faq/safety"),
        LabelledMessage("hm", None),
        LabelledMessage("", None),
    ]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\U0001f600"])
def test_text_may_hold_any_character(file: Path, mark: str) -> None:
    """Only a line feed ends a line: the rarer line ends of Unicode belong to the text."""
    text = f"is it{mark}safe"
    encoded = json.dumps({"text": text}, ensure_ascii=mark < " ")
    file.write_text(encoded + "\n" + GOOD, encoding="utf-8")
    assert [message.text for message in read_labelled_messages(file)] == [text, "is it safe?"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("not json", "line 2: not JSON ("),
        ('{"text": "a"', "line 2: not JSON ("),
        ('["text"]', 'line 2: wanted an object such as {"text": "is it safe?", "topic": "faq/'),
        ('"text"', "line 2: wanted an object such as"),
        ("null", "line 2: wanted an object such as"),
        ('{"topic": "faq/safety"}', "line 2: wanted an object such as"),
        ('{"text": 7}', "line 2: wanted an object such as"),
        ('{"text": null}', "line 2: wanted an object such as"),
        (
            '{"text": "a", "topic": "faq/none"}',
            "line 2: 'faq/none' is no topic. The topics stand in",
        ),
        ('{"text": "a", "topic": ""}', "line 2: '' is no topic"),
        ('{"text": "a", "topic": 7}', "line 2: '7' is no topic"),
        ('{"text": "a", "topic": ["faq/safety"]}', "is no topic"),
        ('{"text": "a", "topic": {"a": 1}}', "is no topic"),
        ('{"text": "a\\ud800"}', "line 2: the text holds half a surrogate pair"),
    ],
)
def test_bad_line_is_named(file: Path, line: str, words: str) -> None:
    """The message names the file, the line and what was wanted."""
    file.write_text(f"{GOOD}\n{line}\n{GOOD}\n", encoding="utf-8")
    with pytest.raises(InvalidMessageFile) as caught:
        read_labelled_messages(file)
    assert str(caught.value).startswith(f"{file}, line 2: ")
    assert words in str(caught.value)


def test_unusable_file_is_named(tmp_path: Path) -> None:
    """A missing, empty or binary file and a folder each get their words."""
    binary, empty = tmp_path / "binary", tmp_path / "empty"
    binary.write_bytes(b'{"text": "\xff\xfe"}')
    empty.write_text("\n \n", encoding="utf-8")
    for path, words in {
        tmp_path / "none": "There is no file ",
        binary: f"{binary} is not UTF-8 text.",
        empty: f"{empty} holds no messages.",
        tmp_path: f"{tmp_path} cannot be read: Is a directory.",
    }.items():
        with pytest.raises(InvalidMessageFile) as caught:
            read_labelled_messages(path)
        assert words in str(caught.value)


@pytest.mark.parametrize("name", ["calibration_messages.jsonl", "safety_messages.jsonl"])
def test_files_that_thresholds_are_chosen_on_can_be_read(name: str) -> None:
    """Every line of them has a topic of the catalogue."""
    messages = read_labelled_messages(PROJECT / "evaluation" / name)
    assert all(message.topic for message in messages)
