"""The book of staff's phrasings: teaching, removing, taking back, and its history."""

from pathlib import Path

import pytest

from assistant.phrasings.errors import (
    ImpossibleChange,
)
from assistant.phrasings.findings import Addition, Kind, Overrule
from assistant.phrasings.history import Action
from assistant.phrasings.tables import write_history_csv
from assistant.phrasings.training_file import Phrasing, read_training_file
from tests.phrasings.books import (
    COST,
    HOURS,
    SAFETY,
    additions,
    history_of,
    make_book,
    texts,
)

GOOD = ("cost of a knee visit", "price of a shoulder injection in cash")
# Nearer to the opening hours than to its own topic.
CONFLICT = Addition("are you open for lunch at these hours on saturday", SAFETY)
REASON = "They ask whether the danger is lower on Saturdays."


def test_added_phrasings_are_in_the_file_with_who_and_when(staff_file: Path) -> None:
    """A change of two phrasings; the next book reads them with their history."""
    outcome = make_book(staff_file).add(additions(COST, *GOOD), "Jo", why="from the inbox")
    assert outcome.is_saved
    assert outcome.blocked == ()
    taught = make_book(staff_file).list_phrasings()
    assert [(one.topic, one.text, one.who, one.why) for one in taught] == [
        (COST, text, "Jo", "from the inbox") for text in GOOD
    ]
    (change,) = make_book(staff_file).history()
    assert (change.number, change.action, change.who) == (1, Action.ADD, "Jo")
    assert change.when == taught[0].when
    assert change.when.tzinfo is not None


def test_what_is_taught_already_is_passed_over(staff_file: Path) -> None:
    """Adding twice saves once, and the second time changes nothing at all."""
    book = make_book(staff_file)
    book.add(additions(COST, GOOD[0]), "Jo")
    content = staff_file.read_bytes()
    outcome = book.add(additions(COST, GOOD[0].upper(), "What does it cost?"), "Jo")
    assert (outcome.is_saved, outcome.blocked) == (False, ())
    assert staff_file.read_bytes() == content
    assert len(book.history()) == 1


def test_refused_one_stops_the_whole_list(staff_file: Path) -> None:
    """Unless it may be left out, nothing is saved; no reason overrules a refusal."""
    book = make_book(staff_file)
    refused = Addition("What does it cost?", HOURS)
    wanted = [*additions(COST, *GOOD), refused]
    overrule = [Overrule(refused.text, refused.topic, REASON)]
    outcome = book.add(wanted, "Jo", overrule)
    assert (outcome.is_saved, [one.addition for one in outcome.blocked]) == (False, [refused])
    assert not staff_file.exists()
    outcome = book.add(wanted, "Jo", overrule, leave_out_blocked=True)
    assert outcome.is_saved
    assert texts(staff_file) == list(GOOD)


def test_conflict_needs_a_written_reason(staff_file: Path) -> None:
    """The reason stands in the history, and beside the phrasing."""
    book = make_book(staff_file)
    assert not book.add([CONFLICT], "Jo").is_saved
    for reason in ("", "ok", "          ", "1234567890 !!"):
        with pytest.raises(ImpossibleChange, match="written reason"):
            book.add([CONFLICT], "Jo", [Overrule(CONFLICT.text, SAFETY, reason)])
    outcome = book.add([CONFLICT], "Jo", [Overrule(CONFLICT.text, SAFETY, REASON)])
    assert outcome.change is not None
    (overruled,) = outcome.change.overruled
    assert (overruled.reason, overruled.kinds) == (REASON, ("nearer_to_other_topic",))
    (taught,) = make_book(staff_file).list_phrasings()
    assert taught.why == REASON
    assert book.history()[0].overruled == (overruled,)


def test_only_a_conflict_that_was_seen_is_overruled(staff_file: Path) -> None:
    """Another one that has arisen since stops the saving."""
    book = make_book(staff_file)
    seen = frozenset({Kind.NEARLY_OTHER_TOPIC})
    overrule = Overrule(CONFLICT.text, SAFETY, REASON, kinds=seen)
    assert not book.add([CONFLICT], "Jo", [overrule]).is_saved
    seen = frozenset({Kind.NEARER_TO_OTHER_TOPIC})
    overrule = Overrule(f" {CONFLICT.text}\n", SAFETY, REASON, kinds=seen)
    assert book.add([CONFLICT], "Jo", [overrule]).is_saved


def test_notes_hold_no_personal_data(staff_file: Path) -> None:
    """The history is kept for ever, so that reasons are masked like everything else."""
    book = make_book(staff_file)
    reason = "Asked on 555-0134, and again yesterday"
    book.add([CONFLICT], "Jo", [Overrule(CONFLICT.text, SAFETY, reason)], why="call 555-0134")
    assert "555-0134" not in history_of(staff_file).read_text(encoding="utf-8")
    assert "[phone]" in history_of(staff_file).read_text(encoding="utf-8")


def test_somebody_makes_every_change(staff_file: Path) -> None:
    """Without a name nothing is changed."""
    book = make_book(staff_file)
    for run in (
        lambda: book.add(additions(COST, *GOOD), " "),
        lambda: book.remove([Phrasing(COST, GOOD[0])], ""),
        lambda: book.undo("\n"),
    ):
        with pytest.raises(ImpossibleChange, match="Say who"):
            run()
    assert not staff_file.exists()


def test_removed_phrasing_is_gone_and_remembered(staff_file: Path) -> None:
    """The history keeps who removed it and why; what is not there cannot be removed."""
    book = make_book(staff_file)
    book.add(additions(COST, *GOOD), "Jo")
    book.remove([Phrasing(COST, GOOD[0])], "Kim", "nobody says this")
    assert texts(staff_file) == [GOOD[1]]
    change = book.history()[-1]
    assert (change.who, change.why, change.action) == ("Kim", "nobody says this", Action.REMOVE)
    for gone in (Phrasing(COST, GOOD[0]), Phrasing(HOURS, GOOD[1])):
        with pytest.raises(ImpossibleChange, match="Nothing was removed"):
            book.remove([gone, Phrasing(COST, GOOD[1])], "Kim")
    with pytest.raises(ImpossibleChange):
        book.remove([], "Kim")
    assert texts(staff_file) == [GOOD[1]]


def test_changes_are_taken_back_one_after_the_other(staff_file: Path) -> None:
    """The file is byte for byte as it was before each; the history tells of it."""
    book = make_book(staff_file)
    states = []
    book.add(additions(COST, GOOD[0]), "Jo")
    states.append(staff_file.read_bytes())
    book.add(additions(COST, GOOD[1]), "Jo")
    states.append(staff_file.read_bytes())
    book.remove([Phrasing(COST, GOOD[0])], "Jo")
    for state in reversed(states):
        book.undo("Kim")
        assert staff_file.read_bytes() == state
    book.undo("Kim")
    assert texts(staff_file) == []
    with pytest.raises(ImpossibleChange, match="nothing to take back"):
        book.undo("Kim")
    assert [change.undoes for change in book.history()] == [None, None, None, 3, 2, 1]


def test_only_the_expected_change_is_taken_back(staff_file: Path) -> None:
    """It is compared where nobody else can write; what is gone by hand is not offered."""
    book = make_book(staff_file)
    book.add(additions(COST, GOOD[0]), "Jo")
    book.add(additions(COST, GOOD[1]), "Lee")
    with pytest.raises(ImpossibleChange, match="in the meantime"):
        book.undo("Jo", 1)
    assert len(texts(staff_file)) == 2
    written = staff_file.read_text(encoding="utf-8")
    staff_file.write_text(written.replace(GOOD[1], "cost by hand"), encoding="utf-8")
    last = book.last_undoable()
    assert last is not None
    assert book.undo("Jo", last.number).undoes == last.number == 1
    with pytest.raises(ImpossibleChange, match="in the meantime"):
        book.undo("Jo", 2)


def test_what_contradicts_now_is_not_taught_again(staff_file: Path) -> None:
    """Taking back a removal may not put one phrasing under two topics."""
    book = make_book(staff_file)
    book.add(additions(COST, GOOD[0]), "Jo")
    book.remove([Phrasing(COST, GOOD[0])], "Jo")
    more = f'nlu:\n- intent: clinic/hours\n  examples: "- {GOOD[0].upper()}?"\n'
    (staff_file.parent / "more.yml").write_text(more, encoding="utf-8")
    with pytest.raises(ImpossibleChange, match=r"already teach clinic/hours.*Nothing was changed"):
        book.undo("Jo")
    assert texts(staff_file) == []


def test_file_is_put_back_to_what_a_release_held(staff_file: Path) -> None:
    """Exactly those phrasings, in one change that says so and can be taken back."""
    book = make_book(staff_file)
    book.add(additions(COST, GOOD[0]), "Jo")
    release = staff_file.parent.parent / "release.yml"
    release.write_bytes(staff_file.read_bytes())
    book.add(additions(COST, GOOD[1]), "Jo")
    book.remove([Phrasing(COST, GOOD[0])], "Jo")
    latest = staff_file.read_bytes()
    change = book.restore(read_training_file(release).phrasings, "Kim", "back to release 3")
    assert change is not None
    assert (change.action, change.who, change.why) == (Action.RESTORE, "Kim", "back to release 3")
    assert change.added == (Phrasing(COST, GOOD[0]),)
    assert change.removed == (Phrasing(COST, GOOD[1]),)
    assert staff_file.read_bytes() == release.read_bytes()
    assert "put back" in write_history_csv(book.history())
    book.undo("Kim")
    assert staff_file.read_bytes() == latest


def test_nothing_to_put_back_is_no_change(staff_file: Path) -> None:
    """Going back to what the file holds leaves file and history alone, however often."""
    book = make_book(staff_file)
    assert book.restore((), "Kim", "back to the first release") is None
    assert not staff_file.exists()
    book.add(additions(COST, GOOD[0]), "Jo")
    held = [Phrasing(COST, GOOD[0]), Phrasing(COST, GOOD[0])]
    assert book.restore(held, "Kim", None) is None
    assert book.restore((), "Kim", None) is not None
    assert texts(staff_file) == []
    assert len(book.history()) == 2
