"""What staff are told about phrasings before anything is saved."""

import json
from pathlib import Path
from typing import List

import pytest

from assistant.phrasings.errors import UnreadablePhrasings
from assistant.phrasings.findings import Addition, Finding, Kind, Severity
from assistant.phrasings.training_file import Phrasing
from tests.phrasings.books import (
    COST,
    EVALUATION,
    HOURS,
    OUT,
    SAFETY,
    WordEncoder,
    additions,
    kinds,
    make_checker,
)


def check_one(file: Path, text: str, topic: str = COST) -> List[Finding]:
    """What is found about one addition."""
    (checked,) = make_checker(file).check(additions(topic, text), ()).checked
    return list(checked.findings)


def test_good_phrasings_pass(staff_file: Path) -> None:
    """Nothing is said about phrasings that are new and near to their own topic."""
    report = make_checker(staff_file).check(
        additions(COST, "price of a shoulder injection in cash", "cost of a knee visit"), ()
    )
    assert kinds(report) == [[], []]
    assert (len(report.clear), report.refused, report.in_conflict) == (2, (), ())


def test_same_words_are_passed_over(staff_file: Path) -> None:
    """Case and punctuation make no new phrasing; the evidence says where it stands."""
    (found,) = check_one(staff_file, "what does it COST")
    assert (found.kind, found.severity) == (Kind.KNOWN, Severity.NOTICE)
    (evidence,) = found.evidence
    assert (evidence.text, evidence.topic) == ("What does it cost?", COST)
    assert evidence.place == "taught.yml"


def test_same_words_under_another_topic_are_refused(staff_file: Path) -> None:
    """The assistant would know them under neither; the message names the topic."""
    (found,) = check_one(staff_file, "what does it cost", HOURS)
    assert (found.kind, found.severity) == (Kind.OTHER_TOPIC, Severity.REFUSED)
    assert COST in found.message


def test_phrasings_of_staff_count_as_well(staff_file: Path) -> None:
    """What staff have taught is a duplicate and a contradiction like any other."""
    staff = [Phrasing(COST, "how deep must I dig into my purse")]
    again = additions(COST, "how deep must i dig into my purse!")
    other = additions(HOURS, "how deep must i dig into my purse!")
    checker = make_checker(staff_file)
    assert kinds(checker.check(again, staff)) == [[Kind.KNOWN]]
    assert kinds(checker.check(other, staff)) == [[Kind.OTHER_TOPIC]]
    assert kinds(checker.check(again, ())) != [[Kind.KNOWN]]


def test_nearly_the_same_words(staff_file: Path) -> None:
    """A light edit adds little to its own topic, and is a conflict under another."""
    (own,) = check_one(staff_file, "how much money is one visits")
    assert (own.kind, own.severity) == (Kind.NEARLY_KNOWN, Severity.NOTICE)
    (other,) = check_one(staff_file, "how much money is one visits", HOURS)
    assert (other.kind, other.severity) == (Kind.NEARLY_OTHER_TOPIC, Severity.CONFLICT)
    assert other.evidence[0].text == "how much money is one visit"
    similarity = other.evidence[0].similarity
    assert similarity is not None
    assert 0.88 <= similarity < 1


def test_phrasing_that_is_nearer_to_another_topic(staff_file: Path) -> None:
    """It is a conflict that shows the nearest examples of both topics."""
    (found,) = check_one(staff_file, "are you open for lunch at these hours on saturday", SAFETY)
    assert (found.kind, found.severity) == (Kind.NEARER_TO_OTHER_TOPIC, Severity.CONFLICT)
    assert '"When are you open?"' in found.message
    assert found.evidence[0].topic == HOURS
    assert found.evidence[-1].topic == SAFETY


@pytest.mark.parametrize(
    "text", ["skip my metformin beforehand then", "may I skip my metformin beforehands"]
)
@pytest.mark.parametrize("topic", [COST, OUT])
def test_medical_advice_cannot_be_taught_away(staff_file: Path, text: str, topic: str) -> None:
    """No reason is accepted for what plainly needs the safety answer; there it may be taught."""
    staff = [Phrasing("medical_advice", "may I skip my metformin beforehand")]
    (checked,) = make_checker(staff_file).check(additions(topic, text), staff).checked
    assert checked.is_refused
    refusals = [one for one in checked.findings if one.severity is Severity.REFUSED]
    assert all("safety answer" in one.message for one in refusals)
    (allowed,) = make_checker(staff_file).check(additions("medical_advice", text), staff).checked
    assert not allowed.is_refused


def test_out_of_scope_may_lie_further_away(staff_file: Path) -> None:
    """Its examples lie everywhere, so that only what is clearly a topic's own is a conflict."""
    assert check_one(staff_file, "is there a football joke about weather", OUT) == []
    (found,) = check_one(staff_file, "are you open for lunch at these hours on saturday", OUT)
    assert found.kind is Kind.NEARER_TO_OTHER_TOPIC


def test_evaluation_messages_are_refused_and_not_shown(staff_file: Path) -> None:
    """A light edit of one is refused too, without saying what the message is."""
    text = EVALUATION[0].replace("could", "can").upper()
    (found,) = check_one(staff_file, text, "clinic/location")
    assert (found.kind, found.severity) == (Kind.IN_EVALUATION, Severity.REFUSED)
    assert EVALUATION[0] not in str(found)
    assert found.evidence[0].place == "dev_messages.jsonl"


def test_evaluation_file_is_read_again_when_it_changes(staff_file: Path) -> None:
    """A checker that lives long knows messages that were added meanwhile."""
    checker = make_checker(staff_file)
    wanted = additions(COST, "do I pay the bill in silver coins")
    assert [Kind.IN_EVALUATION] not in kinds(checker.check(wanted, ()))
    file = staff_file.parent.parent / "evaluation" / "dev_messages.jsonl"
    file.write_text(json.dumps({"text": wanted[0].text}) + "\n", encoding="utf-8")
    assert kinds(checker.check(wanted, ())) == [[Kind.IN_EVALUATION]]


@pytest.mark.parametrize("content", ["no JSON\n", '{"topic": "x"}\n', "[1]\n", "\xff"])
def test_unreadable_evaluation_file_stops_the_check(staff_file: Path, content: str) -> None:
    """Without it nobody can say whether a phrasing is in it."""
    file = staff_file.parent.parent / "evaluation" / "dev_messages.jsonl"
    file.write_text(content, encoding="latin-1")
    with pytest.raises(UnreadablePhrasings, match=r"dev_messages.*Nothing was changed"):
        check_one(staff_file, "how much is a visit")
    file.unlink()
    with pytest.raises(UnreadablePhrasings, match="cannot be read"):
        check_one(staff_file, "how much is a visit")


def test_emergency_and_unknown_topic_are_refused(staff_file: Path) -> None:
    """Nobody teaches an emergency another answer, nor a topic that is not there."""
    (found,) = check_one(staff_file, "I have crushing chest pain, how much is it")
    assert (found.kind, found.severity) == (Kind.EMERGENCY_WORDS, Severity.REFUSED)
    (found,) = check_one(staff_file, "price of a visit", "clinic/price")
    assert (found.kind, found.severity) == (Kind.UNKNOWN_TOPIC, Severity.REFUSED)
    assert "'clinic/price'" in found.message


def test_one_list_is_seen_as_a_whole(staff_file: Path) -> None:
    """Of equal lines one is saved; equal words for two topics are refused, each with the other."""
    report = make_checker(staff_file).check(
        [
            Addition("cost of a knee visit", COST, "line 1"),
            Addition("Cost of a knee visit!", COST, "line 2"),
            Addition("treatment price is a danger", COST, "line 3"),
            Addition("Treatment price is a danger?", SAFETY, "line 4"),
        ],
        (),
    )
    assert kinds(report) == [[], [Kind.KNOWN], [Kind.OTHER_TOPIC], [Kind.OTHER_TOPIC]]
    evidence = [one.findings[0].evidence[0] for one in report.checked[1:]]
    assert [one.place for one in evidence] == [
        "this list, line 1",
        "this list, line 4",
        "this list, line 3",
    ]
    assert (len(report.clear), len(report.known), len(report.refused)) == (1, 1, 2)


def test_one_list_with_nearly_equal_lines(staff_file: Path) -> None:
    """For one topic the later line is told; for two topics both are in conflict."""
    near = ["price of treatment harm money one two", "price of treatment harms money one two"]
    checker = make_checker(staff_file)
    assert kinds(checker.check(additions(COST, *near), ())) == [[], [Kind.NEARLY_KNOWN]]
    report = checker.check([Addition(near[0], COST), Addition(near[1], SAFETY)], ())
    assert all(Kind.NEARLY_OTHER_TOPIC in one.conflicts for one in report.checked)


def test_refused_text_is_not_encoded(staff_file: Path) -> None:
    """What must not be kept goes no further than it has to."""
    encoder = WordEncoder()
    checker = make_checker(staff_file, encoder)
    checker.check(additions(COST, "price? call 555-0134", "What does it cost?", "a fair price"), ())
    assert encoder.encoded == ["a fair price"]


def test_folder_is_read_again_when_it_changes(staff_file: Path) -> None:
    """What an engineer adds to another file is known to the next check."""
    checker = make_checker(staff_file)
    wanted = additions(COST, "a fair price for a knee")
    assert kinds(checker.check(wanted, ())) == [[]]
    more = "nlu:\n- intent: clinic/hours\n  examples:\n  - text: A fair [price](p) for a knee\n"
    (staff_file.parent / "more.yml").write_text(more, encoding="utf-8")
    assert kinds(checker.check(wanted, ())) == [[Kind.OTHER_TOPIC]]


def test_unreadable_training_file_stops_the_check(staff_file: Path) -> None:
    """Nothing can be compared with it; the message names file and line."""
    (staff_file.parent / "taught.yml").write_text("nlu:\n  - a: [\n", encoding="utf-8")
    with pytest.raises(UnreadablePhrasings, match=r"taught.yml', line 3: this training file"):
        check_one(staff_file, "how much is a visit")


def test_topic_that_nothing_teaches_yet_is_compared_with_nothing(staff_file: Path) -> None:
    """The first phrasings of a topic are no conflict."""
    assert check_one(staff_file, "price of parking", "clinic/location") == []
