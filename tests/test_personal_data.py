"""What is masked before anybody reads a visitor's words, and what is left as it was written."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.clinic_schedule import InvalidClinicProfile
from assistant.personal_data import MARKS, mask_personal_data
from assistant.settings import PROJECT

US = "US"
TEXTS = st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=120)


def mask(text: str) -> str:
    return mask_personal_data(text, US)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("call me at (312) 555-0134 please", "call me at [phone] please"),
        ("my cell is 312.555.0134.", "my cell is [phone]."),
        ("+44 20 7946 0958 is my number", "[phone] is my number"),
        ("3125550134", "[phone]"),
        ("ring 555-0134", "ring [phone]"),
        ("five five five zero one three four", "[phone]"),
        ("write to Ana.Silva+knee@example.co.uk!", "write to [e-mail]!"),
        ("ana dot silva at gmail dot com", "[e-mail]"),
        ("my name is Ana Silva and my knee hurts", "my name is [name] and my knee hurts"),
        ("my name is ana silva, is it safe", "my name is [name], is it safe"),
        ("My name's José María de la Cruz.", "My name's [name]."),
        ("i am called jean-luc o'brien", "i am called [name]"),
        ("this is Ana speaking", "this is [name] speaking"),
        ("this is ana silva calling about prp", "this is [name] calling about prp"),
        ("This is Mrs. Wendell. Do you do knees?", "This is Mrs. [name]. Do you do knees?"),
        ("me llamo Rosa y quiero una cita", "me llamo [name] y quiero una cita"),
        ("Hi, I'm Ana. Is it safe?", "Hi, I'm [name]. Is it safe?"),
        ("I'm Ana Silva and I have a bad knee", "I'm [name] and I have a bad knee"),
        ("does prp hurt? Thanks, Walter Boyd", "does prp hurt? Thanks, [name]"),
        ("Ana Silva, ana@example.org, knee pain", "[name], [e-mail], knee pain"),
        ("i was born on 3/14/1956, too old?", "i was born on [date of birth], too old?"),
        ("born in 1956, am I too old", "born in [date of birth], am I too old"),
        ("DOB: March 14, 1956", "DOB: [date of birth]"),
        ("my birthday is the 3rd of May", "my birthday is the [date of birth]"),
        ("nací el 14 de marzo de 1956", "nací el [date of birth]"),
        ("I had surgery on 14 March 2019", "I had surgery on [date]"),
        ("card 4111 1111 1111 1111 exp 12/27", "card [card number] exp 12/27"),
        ("378282246310005", "[card number]"),
        ("my ssn is 123-45-6789", "my ssn is [social security number]"),
        ("social security number 123456789", "social security number [social security number]"),
        ("I live at 12 North Oak Street, is it far", "I live at [address], is it far"),
        ("member id 8847-2210-093-77", "member id [number]"),
        ("what about my booking K7M4-P2XW", "what about my booking [number]"),
    ],
)
def test_personal_data_is_masked(text: str, masked: str) -> None:
    """The mark says what stood there, the words around it stay."""
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        *("I am in pain", "I'm scared of needles", "I am 67 years old", "im diabetic"),
        *("I'm Type 2 diabetic", "is this painful?", "this is confusing", "soy diabetico"),
        *("how many shots, 2-3 injections?", "8-12 weeks", "it cost 1500-2000 dollars elsewhere"),
        *("50,000,000 stem cells", "is it 10 000 000 cells", "between 2019-2021 i had 3 surgeries"),
        *("call me back tomorrow", "can I call you", "people call it stem cell therapy"),
        *("it is called PRP", "what is it called?", "my name is on your list", "broadly speaking"),
        *("you open 9-5?", "at 10:30 or 11:15", "1, 2, 3, 4, 5, 6, 7", "L4-L5 disc", "24/7"),
        *("my son was born with a bad hip", "i was born blind", "meet at the office", "look at it"),
        *("COVID-19", "50%", "$1,200.50", "Thanks, bye", "thank you doctor", "Dr. Lee is nice"),
        *("IS STEM CELL THERAPY SAFE FOR ME", "What Is Platelet Rich Plasma"),
        *("4111 1111 1111 1112 cells", "what about 300 million cells and 20 ml"),
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    """Staff must be able to read what was asked."""
    assert mask(text) == text


def test_questions_of_the_training_data_are_left_alone() -> None:
    """Of some 8,000 questions about medicine, hardly one is taken for personal data."""
    asked = [
        example[2:]
        for entry in yaml.safe_load((PROJECT / "data/nlu/faq.yml").read_text("utf-8"))["nlu"]
        for example in entry["examples"].splitlines()
    ]
    # A third is enough to tell, and takes half a second.
    asked = asked[::3]
    assert len(asked) > 1000
    changed = [text for text in asked if mask(text) != text]
    assert len(changed) <= len(asked) / 1000, changed


@pytest.mark.parametrize("unit", ["1 ", "1-", "one-", "é", "A'", "a."])
def test_long_odd_text_is_read(unit: str) -> None:
    """Each of these once took minutes, in which no visitor was answered; the words stay."""
    text = unit * (20_000 // len(unit))
    assert "[name]" not in mask(text)


def test_phones_are_read_as_in_the_region() -> None:
    """Without a prefix a number is a number of one country only."""
    assert mask_personal_data("0171 234567", "DE") == "[phone]"


def test_the_region_is_that_of_the_clinic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody has to name it; a profile that cannot be read is said, not passed over."""
    assert mask_personal_data("312-555-0134") == "[phone]"
    monkeypatch.setenv("CLINIC_PROFILE", str(tmp_path / "none.yml"))
    with pytest.raises(InvalidClinicProfile):
        mask_personal_data("312-555-0134")


@given(TEXTS)
def test_masking_twice_is_masking_once(text: str) -> None:
    """A mark is never masked, nor what stands beside it read anew."""
    once = mask(text)
    assert mask(once) == once


@given(TEXTS)
def test_what_is_not_masked_is_not_changed(text: str) -> None:
    """Between the marks stand the visitor's own words, in their order."""
    kept = re.split("|".join(map(re.escape, MARKS)), mask(text))
    place = 0
    for part in kept:
        assert part in text[place:]
        place = text.index(part, place) + len(part)


@given(
    area=st.integers(200, 989).filter(lambda number: number % 100 != 11),
    exchange=st.integers(200, 989).filter(lambda number: number % 100 != 11),
    line=st.integers(0, 9999),
    form=st.sampled_from(
        ["{}-{}-{}", "({}) {}-{}", "{}.{}.{}", "{} {} {}", "+1 {} {} {}", "1-{}-{}-{}", "{}{}{}"]
    ),
    words=st.sampled_from(["call {}", "it is {}.", "{}, please", "my number ({})", "knee? {} ok"]),
)
def test_no_digit_of_a_phone_is_left(
    area: int, exchange: int, line: int, form: str, words: str
) -> None:
    """However it is written and wherever it stands."""
    number = form.format(area, exchange, f"{line:04}")
    assert not re.search(r"\d", mask(words.format(number)))


@given(st.integers(10**14, 10**15 - 1), st.sampled_from(["", " ", "-"]))
def test_no_digit_of_a_card_is_left(start: int, between: str) -> None:
    """Every number with a right check digit, in groups of four or in one piece."""
    digits = [int(digit) for digit in str(start)]
    total = sum(sum(divmod(2 * d, 10)) if i % 2 == 0 else d for i, d in enumerate(digits))
    number = f"{start}{-total % 10}"
    grouped = between.join(number[i : i + 4] for i in range(0, 16, 4))
    assert mask(f"my card is {grouped} ok") == "my card is [card number] ok"


@given(
    st.from_regex(r"[a-z][a-z0-9._-]{0,20}[a-z0-9]@[a-z]{1,12}\.(com|org|example)", fullmatch=True)
)
def test_no_part_of_an_address_is_left(address: str) -> None:
    """The name before the @ is as telling as the rest."""
    assert mask(f"mail {address} now") == "mail [e-mail] now"


@given(
    st.from_regex(r"[A-Z][a-z]{2,9}x( [A-Z][a-z]{2,9}x)?", fullmatch=True),
    st.sampled_from(["my name is {}", "I am called {}", "this is {} speaking", "me llamo {}"]),
    st.booleans(),
)
def test_no_name_behind_a_cue_is_left(name: str, cue: str, is_small: bool) -> None:
    """With capitals or without."""
    told = name.lower() if is_small else name
    assert mask(cue.format(told)) == cue.format("[name]")
