"""What the widget's benchmark asks, and how it shows what it measured."""

import pytest

from benchmarks.widget import choose_questions, print_answers, print_conversations
from benchmarks.widget_measures import AnswerTimes, ConversationTimes

SHORT = ConversationTimes(10, 50.0, 40.0, 15.0, (16.7, 16.7, 16.8), 0, ())
LONG = ConversationTimes(1000, 100.0, 40.0, 30.0, (16.7, 16.7, 66.8), 3, (55.0,))


def test_questions_are_the_same_in_every_run() -> None:
    """As many as wanted, none of them empty."""
    questions = choose_questions(100)
    assert len(questions) == 100
    assert all(question.strip() for question in questions)
    assert choose_questions(100) == questions


@pytest.mark.parametrize(("worst", "verdict"), [(99.0, "is met"), (101.0, "IS NOT MET")])
def test_worst_answer_decides_about_the_goal(
    capsys: pytest.CaptureFixture[str], worst: float, verdict: str
) -> None:
    """A good median does not make up for it."""
    print_answers([AnswerTimes(20, 4, 20, 60), AnswerTimes(20, 4, worst, 60)])
    assert f"after the server's answer {verdict}" in capsys.readouterr().out


def test_long_conversation_is_shown_beside_a_short_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With the ratio; where the short one has nothing of a thing there is none."""
    print_conversations(SHORT, LONG)
    rows = capsys.readouterr().out.splitlines()
    opening = next(row for row in rows if row.startswith("opening, click"))
    assert opening.split()[-3:] == ["50.0", "100.0", "2.00"]
    dropped = next(row for row in rows if row.startswith("frames dropped"))
    assert dropped.split()[-3:] == ["0.0", "1000.0", "-"]
