# ruff: noqa: RUF001
# Names are written in many scripts.
"""Tests of reading a person's name."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.booking.reading.person_name import find_name, read_name

NAMES = (
    ("John Smith, 52 years old", "John Smith"),
    ("Hi this is Karen", "Karen"),
    ("Ana Silva", "Ana Silva"),
    ("my name is ana silva", "Ana Silva"),
    ("it's Ana", "Ana"),
    ("im Bob", "Bob"),
    ("ANA SILVA", "Ana Silva"),
    ("this is Mrs. O'Neil-Garcia", "Mrs. O'Neil-Garcia"),
    ("Silva, Ana", "Ana Silva"),
    ("José", "José"),
    ("Nguyễn Văn An", "Nguyễn Văn An"),
    ("John Q Public", "John Q Public"),
    ("ana silva thanks", "Ana Silva"),
    ("My Nguyen", "My Nguyen"),
    ("An Do", "An Do"),
    ("Hi, I'm Ana Silva.", "Ana Silva"),
    ("hello my name is Ana", "Ana"),
    ("its bob", "Bob"),
    ("I am Robert Smith Jr.", "Robert Smith Jr"),
    ("Smith, Jr.", "Smith Jr"),
    ("maria del carmen de la cruz", "Maria del Carmen de la Cruz"),
    ("MARIA DEL CARMEN", "Maria del Carmen"),
    ("李明", "李明"),
    ("王", "王"),
    ("Мария Иванова", "Мария Иванова"),
    ("محمد علي", "محمد علي"),
    ("o'neil", "O'Neil"),
    ("mcdonald", "McDonald"),
    ("ronald mcdonald", "Ronald McDonald"),
    ("jean-luc picard", "Jean-Luc Picard"),
    ("call me Al", "Al"),
    ("you can call me Bob", "Bob"),
    ("name: Ana Silva", "Ana Silva"),
    ("Name Ana Silva", "Ana Silva"),
    ("Ana", "Ana"),
    ("Ana Price", "Ana Price"),
    ("Mark Young", "Mark Young"),
    ("Mark", "Mark"),
    ("Will", "Will"),
    ("May", "May"),
    ("Ana Silva, 555-0134", "Ana Silva"),
    ("Ana Silva 555-0134", "Ana Silva"),
    ("Ana Silva ana@mail.com", "Ana Silva"),
    ("Dr. Smith", "Dr. Smith"),
    ("Dr Maria Lopez", "Dr Maria Lopez"),
    ("john smith md", "John Smith MD"),
    ("John Smith III", "John Smith III"),
    ("Ana Silva and my phone is 555-0134", "Ana Silva"),
    ("Ana.", "Ana"),
    ("Silva", "Silva"),
    ("J. R. R. Tolkien", "J. R. R. Tolkien"),
    ("j r ewing", "J R Ewing"),
    ("D'Angelo", "D'Angelo"),
    ("Ms. Lee", "Ms. Lee"),
    ("Ana Maria Silva Santos Pereira Costa Lima", "Ana Maria Silva Santos Pereira Costa Lima"),
    ("it is Ana Silva", "Ana Silva"),
    ("the name is Bond", "Bond"),
    ("Bond, James Bond", "James Bond"),
    ("Good morning, Ana Silva", "Ana Silva"),
    ("ana silva is my name", "Ana Silva"),
    ("put me down as Ana", "Ana"),
    ("Ng", "Ng"),
    ("Xi", "Xi"),
    ("Jo", "Jo"),
    ("Abdul-Rahman ibn Khalid", "Abdul-Rahman ibn Khalid"),
    ("Vincent van Gogh", "Vincent van Gogh"),
    ("vincent van gogh", "Vincent van Gogh"),
    ("Søren Kierkegaard", "Søren Kierkegaard"),
    ("Zoë", "Zoë"),
    ("Patient: Ana Silva", "Ana Silva"),
    ("ana s.", "Ana S"),
    ("grace", "Grace"),
    ("Hope Long", "Hope Long"),
    ("My name is Inigo Montoya!", "Inigo Montoya"),
    ("Anne-Marie", "Anne-Marie"),
    ("ana silva, please", "Ana Silva"),
    ("O’Brien", "O'Brien"),
    ("Ann  Lee", "Ann Lee"),
    ("Ana	Silva", "Ana Silva"),
)
NO_NAMES = (
    "price",
    "parking",
    "prp",
    "stem cells",
    "insurance",
    "yes",
    "no",
    "ok",
    "hello",
    "Hi there",
    "I don't know",
    "why do you need that",
    "rather not say",
    "what is prp",
    "how much does it cost?",
    "12345",
    "555-0134",
    "ana@mail.com",
    "https://example.com",
    "example.com",
    "",
    "   ",
    "!!!",
    "[Ana]",
    "{Ana}",
    "<script>",
    "Ana <b>",
    "Ana\x00Silva",
    "asdf",
    "aaaaaa",
    "my knee hurts",
    "knee pain",
    "Monday",
    "tomorrow morning",
    "tuesday",
    "none of your business",
    "skip",
    "stop",
    "cancel",
    "nvm",
    "go back",
    "first name ana last name silva",
    "I'm not telling you",
    "I am in pain",
    "im worried",
    "im not sure",
    "this is a test",
    "nobody",
    "anonymous",
    "thank you",
    "good morning",
    "X Æ A-12",
    "B",
    "Ana 😀",
    "speak to a human",
    "book an appointment",
    "Ana Silva for Tuesday",
    "pain",
    "No Name",
    "can I speak to Ana",
    "fibromyalgia",
    "acupuncture",
    "who are you",
    "it's me",
    "me",
    "patient",
    "123 Ana",
)
NAMES_INSIDE = (
    ("book me, Ana Silva, 555-0134, thursday morning, knee pain", "Ana Silva"),
    ("Hi my name is ana silva and I need an appointment", "Ana Silva"),
    ("my name is Ana Silva, can I come tuesday", "Ana Silva"),
    ("This is Ana Silva", "Ana Silva"),
    ("I'm Ana", "Ana"),
    ("an appointment for Ana Silva on Tuesday", "Ana Silva"),
    ("name: ana silva", "Ana Silva"),
    ("name: ana silva, phone 555-0134", "Ana Silva"),
    ("my name's Bob.", "Bob"),
    ("this is Mrs. O'Neil-Garcia calling", "Mrs. O'Neil-Garcia"),
    ("Best Regards, Ana Silva", "Ana Silva"),
    ("I'm Bob Jones and I have knee pain", "Bob Jones"),
    ("my name is José García Márquez.", "José García Márquez"),
)
NO_NAMES_INSIDE = (
    "this is urgent",
    "I'm Canadian",
    "I'm in pain",
    "an appointment for Tuesday",
    "for Knee Pain",
    "Thursday Morning, Knee Pain",
    "New York, can I come",
    "Stem Cells, PRP",
    "I want to book for my mother Maria Lopez",
    "BOOK ME, ANA SILVA",
    "Hello There, can I book",
    "Dr. Smith, please",
    "with Dr. Smith",
    "I am worried about my knee",
    "my name is on the list",
    "Is this for Real?",
    "my name is not important",
    "call me on my cell",
    "call me tomorrow",
    "call me at 5",
    "This is my first visit",
    "Good Morning",
    "Book Appointment",
    "I need it for Monday Morning",
)


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_name_is_read(text: str, name: str) -> None:
    """A name is taken out of its phrase and written as names are."""
    assert read_name(text) == name


@pytest.mark.parametrize("text", NO_NAMES)
def test_other_answers_are_no_name(text: str) -> None:
    """Questions, sentences, refusals, numbers and the clinic's words are no name."""
    assert read_name(text) is None


@pytest.mark.parametrize(("text", "name"), NAMES_INSIDE)
def test_name_is_found_inside_a_message(text: str, name: str) -> None:
    """A cue or a part of a list tells that words are a name."""
    assert find_name(text) == name


@pytest.mark.parametrize("text", NO_NAMES_INSIDE)
def test_name_is_not_guessed(text: str) -> None:
    """Capitals and cues before other words make no name."""
    assert find_name(text) is None


@pytest.mark.parametrize("mark", ["{", "}", "[", "]", "<", "\x00", "\u202e", "\u200b"])
def test_marks_of_machines_never_pass(mark: str) -> None:
    """Brackets and characters that cannot be seen make no name."""
    assert read_name(f"Ana {mark}Silva") is None


def test_long_name_is_refused() -> None:
    """A name has at most 80 characters."""
    assert read_name("Ana " + "b" * 10 + "ac" * 40) is None


PIECES = st.sampled_from(
    [
        "my name is",
        "im",
        "Ana",
        "silva",
        "O'Neil",
        "-",
        "'",
        ".",
        ",",
        "{",
        "thanks",
        "Jr",
        "de",
        "王",
        "é",
    ]
)


@settings(max_examples=400, deadline=None)
@given(text=st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=8).map(" ".join)))
def test_any_text_gives_a_clean_name_or_none(text: str) -> None:
    """Nothing is raised, and what is found is short and holds letters and name marks only."""
    for name in (read_name(text), find_name(text)):
        if name is None:
            continue
        assert 1 <= len(name) <= 80
        assert name[0].isalpha() or name[0] == "'"
        assert all(
            letter in " '.-·" or unicodedata.category(letter)[0] in ("L", "M") for letter in name
        )


@pytest.mark.parametrize(
    "piece", ["a ", "Ana ", "my name is ", ",", "i'm ", "ok ", "x", "thanks ", "1"]
)
def test_longest_message_is_read_to_its_end(piece: str) -> None:
    """2,000 characters of anything come to an answer."""
    text = (piece * 2000)[:2000]
    assert read_name(text) is None
    assert find_name(text) is None or len(find_name(text) or "") <= 80
