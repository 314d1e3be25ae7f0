"""Counting and wording the figures of an evaluation."""

from typing import List

import pytest

from assistant.evaluation.evaluation_report import (
    WORST,
    Prediction,
    format_report,
    make_report,
)
from assistant.nlu.topic_prediction import ANSWER, CLARIFY, DECLINE, SAFETY


def predicted(topic: "str | None", found: str, decision: str = ANSWER) -> Prediction:
    return Prediction("words", topic, found, 0.5, decision, ())


MIXED: List[Prediction] = [
    predicted("faq/safety", "faq/safety"),
    predicted("faq/safety", "clinic/cost"),
    predicted("faq/safety", "clinic/cost", CLARIFY),
    predicted("clinic/cost", "clinic/cost", CLARIFY),
    predicted("clinic/cost", "out_of_scope", DECLINE),
    predicted("medical_advice", "medical_advice", SAFETY),
    predicted("greet", "emergency/medical", SAFETY),
    predicted("emergency/medical", "emergency/medical", SAFETY),
    predicted("emergency/medical", "emergency/self_harm", SAFETY),
    predicted("emergency/self_harm", "faq/safety", ANSWER),
    predicted("emergency/self_harm", "emergency/self_harm", CLARIFY),
    predicted("out_of_scope", "out_of_scope", DECLINE),
    predicted("out_of_scope", "faq/safety", CLARIFY),
    predicted("out_of_scope", "faq/safety", ANSWER),
    predicted(None, "faq/safety"),
]


def test_figures_are_counted_as_written() -> None:
    """Each share has its own whole; messages without a right topic count nowhere."""
    report = make_report(MIXED)
    assert report.messages == 14
    assert report.in_scope_right == pytest.approx(5 / 11)
    # faq/safety as cost, greet as emergency, one emergency as another, one as a question, and
    # one message out of scope that was answered.
    assert report.confidently_wrong == pytest.approx(5 / 14)
    assert report.out_of_scope_held_back == pytest.approx(2 / 3)
    assert report.in_scope_declined == pytest.approx(1 / 11)
    assert report.in_scope_clarified == pytest.approx(3 / 11)


def test_emergencies_are_missed_unless_acted_on() -> None:
    """Any emergency answer counts for an emergency, a question back about one does not."""
    report = make_report(MIXED)
    assert (report.emergencies, report.emergencies_missed) == (4, 2)
    # Medical advice is a matter of safety, but raises no alarm.
    assert report.false_emergencies == 1


def test_families_are_counted_in_the_catalogues_order() -> None:
    """Every family has its right ones and its number, also where there are none."""
    assert make_report(MIXED).by_family == (
        ("faq", 1, 3),
        ("clinic", 1, 2),
        ("booking", 0, 0),
        ("safety", 3, 5),
        ("smalltalk", 0, 1),
        ("none", 1, 3),
    )


def test_worst_confusions_come_first() -> None:
    """Ten at most, the frequent ones first."""
    many = [predicted("greet", topic) for topic in ("thanks", "deny", "affirm") for _ in range(2)]
    others = [
        predicted("thanks", f"faq/{name}")
        for name in ("safety", "regulation", "exosomes", "peptides", "platelets", "cytokines")
    ]
    more = [predicted("deny", f"clinic/{name}") for name in ("cost", "hours", "contact")]
    report = make_report([*others, *more, *many])
    assert len(report.confusions) == WORST
    assert {confusion[2] for confusion in report.confusions[:3]} == {2}
    assert make_report(MIXED).confusions[0] == ("faq/safety", "clinic/cost", 2)


def test_nothing_counted_is_no_zero() -> None:
    """A share of nothing is unknown, and printed as a dash."""
    report = make_report([predicted("out_of_scope", "out_of_scope", DECLINE)])
    assert report.in_scope_right is None
    assert report.out_of_scope_held_back == 1.0
    text = format_report(report)
    assert "right topic, in-scope messages               -" in text
    assert "emergencies missed                       0 of 0" in text
    assert text.endswith("worst confusions (right -> predicted)\n  none")


def test_report_is_said_in_words() -> None:
    """The figures of the issue's table stand in the text, families without messages do not."""
    text = format_report(make_report(MIXED))
    assert text.startswith("14 labelled messages\n")
    assert "right topic, in-scope messages            45.5 %" in text
    assert "emergencies missed                       2 of 4" in text
    assert "false emergencies                        1 of 10" in text
    assert "  clinic        50.0 %   1 of 2" in text
    assert "booking" not in text
    assert "  2 x  faq/safety -> clinic/cost" in text
