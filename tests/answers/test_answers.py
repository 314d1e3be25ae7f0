"""What staff can do with the answers."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from assistant.answers.answer_views import REVIEW_DAYS
from assistant.answers.changes import Action
from assistant.answers.errors import ImpossibleChange, UnknownAnswer, UnreadableStaffFile
from assistant.answers.findings import Kind
from assistant.answers.opening import open_answers
from assistant.settings import load_settings
from tests.answers.answer_rooms import (
    BETTER,
    CONDITIONS,
    HOURS,
    MEDICAL,
    NOW,
    REASON,
    SAFETY,
    SUMMARY,
    history_of,
    make_answers,
    staff_file_of,
)

HARD = (
    "Our guide characterises contemporary methodologies as safe and effective, which is not a "
    "promise concerning individual therapeutic outcomes, since physiological circumstances "
    "differ considerably."
)


def text_of(folder: Path, name: str = SAFETY) -> str:
    """What the answer's first wording says now."""
    return make_answers(folder).show(name).wordings[0].text


def test_answers_are_listed_with_their_use(tmp_path: Path) -> None:
    """Each with a title, a family, when its wordings are said, and the facts they may have."""
    answers = {one.name: one for one in make_answers(tmp_path).list_answers()}
    safety = answers[SAFETY]
    assert (safety.title, safety.family, safety.topic) == (
        "Is it safe and does it work?",
        "faq",
        "faq/safety",
    )
    assert safety.wordings[0].used_when == "Said always."
    assert safety.wordings[0].lines == (123, 125)
    conditions = [one.used_when for one in answers[CONDITIONS].wordings]
    assert conditions[0] == "Said when the visitor has named a condition that the guide lists."
    hours = answers[HOURS].wordings
    assert hours[1].used_when == "Said when the clinic's profile states the opening hours."
    assert "clinic_hours" in hours[1].facts
    assert "clinic_hours" not in hours[2].facts
    assert "One of 2 wordings" in answers["utter_greet"].wordings[0].used_when
    assert answers[MEDICAL].wordings[0].is_urgent


def test_saved_words_take_the_place_of_the_engineers(tmp_path: Path) -> None:
    """The other wordings and everything that belongs to the answer stay as they are."""
    answers = make_answers(tmp_path)
    before = answers.show(CONDITIONS)
    text = before.wordings[1].text.replace("so I cannot say", "and I cannot say")
    outcome = answers.save(CONDITIONS, 2, text, "Jo", "Softer.")
    assert outcome.is_saved
    after = make_answers(tmp_path).show(CONDITIONS)
    assert after.wordings[1].text == text
    assert after.wordings[1].original == before.wordings[1].text
    assert [w.is_changed for w in after.wordings] == [False, True, False, False]
    assert [w.metadata for w in after.wordings] == [w.metadata for w in before.wordings]
    assert after.is_changed
    (change,) = answers.history(CONDITIONS)
    assert (change.who, change.why, change.action) == ("Jo", "Softer.", Action.EDIT)
    assert change.answers[0].texts_before[1] == before.wordings[1].text
    assert answers.history(SAFETY) == ()


def test_refused_words_are_not_saved(tmp_path: Path) -> None:
    """With the reason of each; nothing is written, not even with a reason from staff."""
    answers = make_answers(tmp_path)
    outcome = answers.save(SAFETY, 1, f"{BETTER} It cures. See <b>us</b>.", "Jo", REASON)
    assert not outcome.is_saved
    assert {one.kind for one in outcome.report.refused} == {Kind.CLAIM, Kind.MARKUP}
    assert all(one.advice for one in outcome.report.refused)
    assert not staff_file_of(tmp_path).exists()


def test_conflict_needs_a_written_reason(tmp_path: Path) -> None:
    """Too hard to read: a word is no reason, a sentence is, and the history keeps it."""
    answers = make_answers(tmp_path)
    for why in (None, "", "ok"):
        outcome = answers.save(SAFETY, 1, HARD, "Jo", why)
        assert not outcome.is_saved
        assert "say why" in (outcome.problem or "")
    assert outcome.report.conflicts == {Kind.HARD_TO_READ}
    assert "too hard" in outcome.report.grade_in_words
    saved = answers.save(SAFETY, 1, HARD, "Jo", "The lawyer of 555-0134 wants it so.")
    assert saved.change is not None
    assert saved.change.overruled == ("hard_to_read",)
    assert saved.change.why == "The lawyer of [phone] wants it so."


def test_emergency_answer_keeps_its_number(tmp_path: Path) -> None:
    """The call stays, whatever reason is given, and other words need one."""
    answers = make_answers(tmp_path)
    lost = answers.save(MEDICAL, 1, "Please wait for an answer here.", "Jo", REASON)
    assert not lost.is_saved
    text = "Call {emergency_number} now. Do not wait here. Staff do not watch this chat."
    assert not answers.save(MEDICAL, 1, text, "Jo").is_saved
    assert answers.save(MEDICAL, 1, text, "Jo", REASON).is_saved
    # Step by step nothing more is lost either.
    assert not answers.save(MEDICAL, 1, "Staff do not watch this chat.", "Jo", REASON).is_saved


def test_summary_of_a_form_keeps_what_it_reads_back(tmp_path: Path) -> None:
    """Its lines stay lines."""
    answers = make_answers(tmp_path)
    text = answers.show(SUMMARY).wordings[0].text
    assert answers.save(SUMMARY, 1, text.replace("Please check", "Do check"), "Jo").is_saved
    assert text_of(tmp_path, SUMMARY).count("\n") == text.count("\n")
    assert not answers.save(SUMMARY, 1, text.replace("{contact}", "you"), "Jo").is_saved


def test_nobody_overwrites_what_they_have_not_seen(tmp_path: Path) -> None:
    """Two editors open the same answer: the second is told."""
    answers = make_answers(tmp_path)
    seen = text_of(tmp_path)
    assert answers.save(SAFETY, 1, BETTER, "Jo", seen=seen.replace(" ", "\r\n", 1)).is_saved
    with pytest.raises(ImpossibleChange, match="Somebody else has changed"):
        answers.save(SAFETY, 1, f"{BETTER} Ask us.", "Kim", seen=seen)
    assert text_of(tmp_path) == BETTER


def test_same_words_again_are_no_change(tmp_path: Path) -> None:
    """Nothing is written into the history."""
    answers = make_answers(tmp_path)
    outcome = answers.save(SAFETY, 1, text_of(tmp_path), "Jo")
    assert not outcome.is_saved
    assert "already" in (outcome.problem or "")
    assert answers.history() == ()


def test_review_dates(tmp_path: Path) -> None:
    """An edit makes an answer due until somebody has read it; the date is the clinic's day."""
    late = datetime(2026, 12, 2, 3, 0, tzinfo=timezone.utc)
    answers = make_answers(tmp_path, lambda: late)
    assert answers.show(SAFETY).is_overdue, "no clinician has read the engineers' words"
    answers.save(SAFETY, 1, BETTER, "Jo")
    edited = answers.show(SAFETY)
    assert (edited.is_edited_since_review, edited.reviewed) == (True, None)
    answers.mark_reviewed(SAFETY, "Dr. Lee")
    reviewed = answers.show(SAFETY)
    assert (reviewed.is_overdue, reviewed.reviewed) == (False, date(2026, 12, 1))
    with pytest.raises(ImpossibleChange, match="already"):
        answers.mark_reviewed(SAFETY, "Dr. Lee")
    answers.save(SAFETY, 1, f"{BETTER} Ask us.", "Jo")
    answers.mark_reviewed(SAFETY, "Dr. Lee")
    assert not answers.show(SAFETY).is_overdue, "although the date is the same"
    answers.save(SAFETY, 1, f"{BETTER} Ask us too.", "Jo", reviewed=True)
    assert not answers.show(SAFETY).is_overdue
    answers.undo("Jo")
    assert not answers.show(SAFETY).is_overdue, "those words had been read"
    with pytest.raises(ImpossibleChange, match="ahead"):
        answers.save(SAFETY, 1, BETTER, "Jo", reviewed=date(2026, 12, 3))


def test_overdue_after_a_year(tmp_path: Path) -> None:
    """To the day."""
    read = datetime(2026, 11, 22, 18, 0, tzinfo=timezone.utc)
    make_answers(tmp_path, lambda: read).mark_reviewed(SAFETY, "Dr. Lee")
    due = make_answers(tmp_path, lambda: read + timedelta(days=REVIEW_DAYS))
    assert not due.show(SAFETY).is_overdue
    overdue = make_answers(tmp_path, lambda: read + timedelta(days=REVIEW_DAYS + 1))
    assert overdue.show(SAFETY).is_overdue


def test_undo_takes_back_the_latest(tmp_path: Path) -> None:
    """Of one answer if it is named; back at the engineers' words the file holds it no longer."""
    answers = make_answers(tmp_path)
    original = text_of(tmp_path)
    answers.save(SAFETY, 1, BETTER, "Jo")
    answers.save(MEDICAL, 1, "Call {emergency_number} now.", "Jo", REASON)
    answers.undo("Kim", SAFETY)
    assert text_of(tmp_path) == original
    assert not answers.show(SAFETY).is_changed
    assert answers.show(MEDICAL).is_changed
    answers.undo("Kim")
    assert not answers.show(MEDICAL).is_changed
    with pytest.raises(ImpossibleChange, match="nothing to take back"):
        answers.undo("Kim")
    assert [change.undoes for change in answers.history()] == [2, 1, None, None]


def test_nobody_acts_on_words_that_they_have_not_seen(tmp_path: Path) -> None:
    """A review or an undo of an answer that somebody has changed meanwhile is refused."""
    answers = make_answers(tmp_path)
    answers.save(SAFETY, 1, BETTER, "Jo")
    answers.save(SAFETY, 1, f"{BETTER} Ask us.", "Kim")
    answers.save(MEDICAL, 1, "Call {emergency_number} now.", "Jo", REASON)
    for seen in (0, 1, 3, -1):
        with pytest.raises(ImpossibleChange, match="since you opened it"):
            answers.mark_reviewed(SAFETY, "Dr. Lee", seen=seen)
        with pytest.raises(ImpossibleChange, match="since you opened it"):
            answers.undo("Jo", SAFETY, seen=seen)
    assert text_of(tmp_path) == f"{BETTER} Ask us."
    assert answers.show(SAFETY).is_overdue
    assert answers.mark_reviewed(SAFETY, "Dr. Lee", seen=2).number == 4
    assert answers.undo("Jo", SAFETY, seen=4).undoes == 4
    with pytest.raises(ImpossibleChange, match="since you opened it"):
        answers.undo("Jo", seen=4)
    answers.mark_reviewed(HOURS, "Dr. Lee", seen=0)


def test_what_a_treatment_does_needs_a_reason(tmp_path: Path) -> None:
    """Unless it is an engineers' sentence word for word, wherever that stands."""
    answers = make_answers(tmp_path)
    text = f"{BETTER} PRP moves stiff knees to work again."
    asked = answers.save(SAFETY, 1, text, "Jo")
    assert (asked.is_saved, asked.report.conflicts) == (False, frozenset({Kind.OUTCOME}))
    saved = answers.save(SAFETY, 1, text, "Jo", REASON)
    assert saved.change is not None
    assert saved.change.overruled == ("outcome",)
    other = "The therapies assist your body in healing itself."
    assert answers.check(SAFETY, 1, f"{BETTER} {other}").conflicts == frozenset()


def test_restore_makes_the_file_that_of_a_release(tmp_path: Path) -> None:
    """Byte for byte, also where the release had none; the history says so."""
    answers = make_answers(tmp_path)
    answers.save(SAFETY, 1, BETTER, "Jo")
    kept = tmp_path / "release.yml"
    kept.write_bytes(staff_file_of(tmp_path).read_bytes() + b"# A note.\n")
    answers.save(SAFETY, 1, f"{BETTER} Ask us.", "Jo")
    change = answers.restore(kept, "Kim", "Back to release 3.")
    assert change is not None
    assert change.action is Action.RESTORE
    assert staff_file_of(tmp_path).read_bytes() == kept.read_bytes()
    assert text_of(tmp_path) == BETTER
    assert answers.restore(kept, "Kim", "Again.") is None
    answers.restore(tmp_path / "none.yml", "Kim", "Back to release 1.")
    assert staff_file_of(tmp_path).read_bytes() == b""
    assert not answers.show(SAFETY).is_changed
    (tmp_path / "broken.yml").write_bytes(b"nlu: []")
    with pytest.raises(UnreadableStaffFile):
        answers.restore(tmp_path / "broken.yml", "Kim", "No.")


def test_engineers_newer_words_are_pointed_out(tmp_path: Path) -> None:
    """Staff's words stay in force, and whoever opens the answer is told."""
    (tmp_path / "own").mkdir()
    file = tmp_path / "own" / "faq.yml"
    file.write_text("responses:\n  utter_faq/safety:\n    - text: Old words.\n")
    answers = make_answers(tmp_path, responses=tmp_path / "own")
    answers.save(SAFETY, 1, "Other words.", "Jo")
    assert not answers.show(SAFETY).is_original_newer
    file.write_text("responses:\n  utter_faq/safety:\n    - text: Much newer words.\n")
    shown = answers.show(SAFETY)
    assert shown.is_original_newer
    assert (shown.wordings[0].text, shown.wordings[0].original) == (
        "Other words.",
        "Much newer words.",
    )
    assert shown.reviewed is None


def test_unknown_answers_and_wordings(tmp_path: Path) -> None:
    """Said in words; so is a name that nobody gave."""
    answers = make_answers(tmp_path)
    for call in (
        lambda: answers.show("utter_nothing"),
        lambda: answers.check(SAFETY, 2, BETTER),
        lambda: answers.preview(SAFETY, 0, BETTER),
        lambda: answers.save(SAFETY, 9, BETTER, "Jo"),
        lambda: answers.mark_reviewed("utter_nothing", "Jo"),
    ):
        with pytest.raises(UnknownAnswer):
            call()
    with pytest.raises(ImpossibleChange, match="who"):
        answers.save(SAFETY, 1, BETTER, " ")


def test_broken_engineers_file_is_named(tmp_path: Path) -> None:
    """An engineer has to put it right."""
    (tmp_path / "faq.yml").write_text("responses: [")
    with pytest.raises(UnreadableStaffFile, match=r"faq\.yml"):
        make_answers(tmp_path, responses=tmp_path).list_answers()


def test_settings_open_the_projects_answers() -> None:
    """With the real masking of personal data: a phone number is refused."""
    answers = open_answers(load_settings())
    report = answers.check(SAFETY, 1, f"{BETTER} Call Dr. Lee at 212-555-0134.")
    assert Kind.PERSONAL_DATA in [one.kind for one in report.refused]


def test_clock_and_history_are_in_step(tmp_path: Path) -> None:
    """A change is dated by the room's clock and stands in the file that the settings name."""
    answers = make_answers(tmp_path)
    answers.save(SAFETY, 1, BETTER, "Jo")
    assert answers.history()[0].when == NOW
    assert history_of(tmp_path).read_text(encoding="utf-8").count("\n") == 2
