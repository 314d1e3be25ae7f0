"""A preview shows what the widget shows."""

from pathlib import Path

from tests.answers.answer_rooms import MEDICAL, PROFILE, SAFETY, SUMMARY, make_answers


def words(parts: object) -> str:
    """The text of a preview."""
    return "".join(part.text for part in parts)  # type: ignore[attr-defined]


def test_facts_are_filled_in_and_linked(tmp_path: Path) -> None:
    """With those of this clinic; the widget makes links of numbers and addresses."""
    shown = make_answers(tmp_path).preview(SAFETY, 1, "Call {clinic_phone} or 911. See {listed}.")
    assert words(shown.parts) == f"Call {PROFILE.phone} or 911. See knee pain."
    assert [part.text for part in shown.parts if part.is_link] == [PROFILE.phone, "911"]
    assert shown.source == "How Soon Can We Benefit From Regenerative Medicine?"
    assert not shown.is_urgent


def test_safety_message_has_its_calls(tmp_path: Path) -> None:
    """Each number once, as a button of its own."""
    answers = make_answers(tmp_path)
    shown = answers.preview(MEDICAL, 1, "Call {emergency_number}, call {emergency_number} now.")
    assert (shown.is_urgent, shown.calls) == (True, ("911",))
    assert not any(part.is_link for part in shown.parts)
    assert shown.source is None


def test_form_is_filled_with_examples(tmp_path: Path) -> None:
    """Nobody's details."""
    answers = make_answers(tmp_path)
    shown = answers.preview(SUMMARY, 1, answers.show(SUMMARY).wordings[0].text)
    assert "{" not in words(shown.parts)
    assert "\n" in words(shown.parts)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """What is no fact is shown as it was typed."""
    typed = "<b>{clinic_phone.__class__}</b> {nobody_knows_note} {0}"
    shown = make_answers(tmp_path).preview(SAFETY, 1, typed)
    assert words(shown.parts) == ("<b>{clinic_phone.__class__}</b> A short sentence goes here. {0}")
