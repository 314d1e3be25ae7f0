"""What staff see: clean words, tables with a line for each row in a pipe."""

import io
from typing import Iterator

import pytest
from rich.console import Console

from assistant.staff_output import (
    clean_text,
    describe_unexpected,
    make_console,
    print_details,
    print_rows,
    shorten_text,
)


def make_terminal() -> Console:
    """A terminal with colours, 40 characters wide."""
    return Console(
        file=io.StringIO(), force_terminal=True, width=40, color_system="standard", no_color=False
    )


def shown_on(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\x1b[31mAna\x9b0m\u202e\nSilva", "[31mAna 0m Silva"),
        ("a\tb\rc\u2028d", "a b c d"),
        ("a\u200cb", "a\u200cb"),
    ],
)
def test_words_do_not_steer_the_terminal(text: str, clean: str) -> None:
    """They stand on one line; joiners are part of some scripts' words and stay."""
    assert clean_text(text) == clean


@pytest.mark.parametrize(
    ("text", "short"),
    [("a  b\nc", "a b c"), ("1234567890", "1234567890"), ("a " * 9, "a a a a...")],
)
def test_long_words_are_cut(text: str, short: str) -> None:
    """To so many characters, the dots with them."""
    assert shorten_text(text, 10) == short


def test_a_row_is_one_plain_line_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """However long it is, without rich's markup, tabs or blanks at its end."""
    print_rows(
        make_console(), ("Name", "Words"), [("Ana", "[bold]\n" + "word " * 100), ("Bob", "")]
    )
    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading.split() == ["Name", "Words"]
    assert [row[:3] for row in rows] == ["Ana", "Bob"]
    assert rows[0].endswith("word")
    assert "[bold] word" in rows[0]
    assert rows[1] == "Bob"


def test_notes_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """So that a pipe gets results only."""
    make_console(is_for_notes=True).print("note")
    assert capsys.readouterr() == ("", "note\n")


def test_details_have_styles_and_clean_words() -> None:
    """By label; what has no value has no line."""
    console = make_terminal()
    details = (("State", "wait\x9bing"), ("Page", None), ("Note", ""))
    print_details(console, details, {"State": "yellow"})
    assert "\x1b[33mwait ing" in shown_on(console)
    assert "Page" not in shown_on(console)
    assert "Note" not in shown_on(console)


def test_rows_fit_a_terminal() -> None:
    """Long words are folded, not cut."""
    console = make_terminal()
    print_rows(console, ("Words",), [("x" * 100,)])
    assert shown_on(console).count("x") == 100
    assert all(len(line) <= 40 for line in shown_on(console).splitlines() if "x" in line)


def test_an_unexpected_error_is_told_by_type_and_place_only() -> None:
    """Our own last file and line; nothing of what the error says."""

    def break_off() -> Iterator[str]:
        raise ValueError("Ana Silva")
        yield

    with pytest.raises(ValueError, match="Ana") as caught:
        clean_text(break_off())
    assert describe_unexpected(caught.value).startswith("ValueError at staff_output.py:")
    assert "Ana" not in describe_unexpected(caught.value)
    assert describe_unexpected(ValueError("Ana Silva")) == "ValueError"
