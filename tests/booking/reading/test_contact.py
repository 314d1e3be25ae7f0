"""Tests of finding a contact in what a visitor writes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.booking.reading.contact import (
    InvalidContact,
    find_contact,
    locate_contact,
    plain_contact_text,
)
from assistant.booking.requests import Contact

FOUND = (
    ("555-0134", "phone", "5550134", "555-0134"),
    ("5550134", "phone", "5550134", "555-0134"),
    ("call me on 555 0134", "phone", "5550134", "555-0134"),
    ("my number is (312) 555-0134 x12", "phone", "+13125550134x12", "(312) 555-0134 x12"),
    ("312.555.0134 ext 5", "phone", "+13125550134x5", "(312) 555-0134 x5"),
    ("+44 20 7946 0018", "phone", "+442079460018", "+44 20 7946 0018"),
    ("0044 20 7946 0018", "phone", "+442079460018", "+44 20 7946 0018"),
    ("011 44 20 7946 0018", "phone", "+442079460018", "+44 20 7946 0018"),
    ("1-800-555-0199", "phone", "+18005550199", "(800) 555-0199"),
    ("+1 312 555 0134", "phone", "+13125550134", "(312) 555-0134"),
    ("3125550134", "phone", "+13125550134", "(312) 555-0134"),
    ("3 1 2 5 5 5 0 1 3 4", "phone", "+13125550134", "(312) 555-0134"),
    ("five five five zero one three four", "phone", "5550134", "555-0134"),
    ("three one two, five five five, oh one three four", "phone", "+13125550134", "(312) 555-0134"),
    ("ana@example.com", "email", "ana@example.com", "ana@example.com"),
    ("Ana.Silva@Example.COM", "email", "ana.silva@example.com", "Ana.Silva@example.com"),
    ("ana@willowcreek.example", "email", "ana@willowcreek.example", "ana@willowcreek.example"),
    ("ana@x.test", "email", "ana@x.test", "ana@x.test"),
    ("ana at mail dot com", "email", "ana@mail.com", "ana@mail.com"),
    (
        "ana dot silva at mail dot co dot uk",
        "email",
        "ana.silva@mail.co.uk",
        "ana.silva@mail.co.uk",
    ),
    ("ana underscore s at gmail.com", "email", "ana_s@gmail.com", "ana_s@gmail.com"),
    ("ana(at)mail(dot)com", "email", "ana@mail.com", "ana@mail.com"),
    ("ana @ mail.com", "email", "ana@mail.com", "ana@mail.com"),
    ("ana@mail .com", "email", "ana@mail.com", "ana@mail.com"),
    ("<ana@mail.com>", "email", "ana@mail.com", "ana@mail.com"),
    ("mailto:ana@mail.com", "email", "ana@mail.com", "ana@mail.com"),
    ("my email is ana@mail.com.", "email", "ana@mail.com", "ana@mail.com"),
    ("555-0134 or ana@mail.com", "phone", "5550134", "555-0134"),
    ("ana@mail.com or 555-0134", "email", "ana@mail.com", "ana@mail.com"),
    ("josé@exämple.com", "email", "josé@exämple.com", "josé@exämple.com"),
    ("phone 555-0134 (after 5)", "phone", "5550134", "555-0134"),
    ("Ana Silva, 555-0134, thursday morning", "phone", "5550134", "555-0134"),
    ("book me thursday 3 december 2026 555-0134", "phone", "5550134", "555-0134"),
    ("2 4 5 0 1 3 4", "phone", "2450134", "245-0134"),
    ("(555) 010-0199", "phone", "+15550100199", "(555) 010-0199"),
    ("+1 555-010-0199", "phone", "+15550100199", "(555) 010-0199"),
    ("text me 312-555-0134", "phone", "+13125550134", "(312) 555-0134"),
    ("tel:3125550134", "phone", "+13125550134", "(312) 555-0134"),
    ("555-0134x12", "phone", "5550134x12", "555-0134 x12"),
    ("my cell number's 312 555 0134 thanks", "phone", "+13125550134", "(312) 555-0134"),
    ("ana@mail.com, ana2@mail.com", "email", "ana@mail.com", "ana@mail.com"),
    ("you can reach me at 555.0134 on weekdays between 2 and 4", "phone", "5550134", "555-0134"),
)
INVALID = (
    ("ana@mail", "email"),
    ("ana@", "email"),
    ("ana@@mail.com", "email"),
    ("ana@mail,com", "email"),
    ("ana@mail..com", "email"),
    ("12345", "phone_too_short"),
    ("31255501", "phone_too_short"),
    ("312 555 01345", "phone_too_long"),
    ("123456789012345678", "phone_too_long"),
    ("my number is 5550", "phone_too_short"),
    ("my number is 312555", "phone_too_short"),
    ("my phone: 12", "phone_too_short"),
    ("+999 1234567", "phone_not_possible"),
    ("+1 234", "phone_too_short"),
    ("60601-1234", "phone_too_short"),
    ("Ana Silva, 312 555 01345, thursday", "phone_too_long"),
    ("not-an-email@", "email"),
    ("my number is 555-01", "phone_too_short"),
    ("call me at 555-01", "phone_too_short"),
)
NO_CONTACT = (
    "123",
    "555",
    "call me at 1030",
    "call me at 10:30",
    "call me after 5",
    "after 5",
    "10:30",
    "2 weeks",
    "$1,500,000",
    "$1500000",
    "1500000 dollars",
    "I am 45",
    "45",
    "2026",
    "12/03/2026",
    "12-3-2026",
    "12.3.2026",
    "2026-11-24",
    "K7M4-P2XW",
    "k7m4-p2xw",
    "2-4",
    "9-5",
    "1000-1100 am",
    "call me on my cell",
    "tuesday @ 5",
    "tues@5pm",
    "meet @ 10:30",
    "see you @ the clinic",
    "meet me at clinic dot com",
    "arrive at noon. thanks",
    "I live at 1200 Main Street",
    "my zip is 60601",
    "1 2 3",
    "call 911",
    "911",
    "988",
    "no phone",
    "it's the same number",
    "@anasilva",
    "http://example.com/12345678",
    "ssn 123-45-6789",
    "10 to 2",
)
ELSEWHERE = (
    ("020 7946 0018", "GB", "+442079460018", "020 7946 0018"),
    ("+1 312 555 0134", "GB", "+13125550134", "+1 312-555-0134"),
    ("030 123456", "DE", "+4930123456", "030 123456"),
    ("123456", "DE", "+49123456", "123456"),
    ("01 12 20 26 33", "FR", "+33112202633", "01 12 20 26 33"),
    ("06 12 34 56 78", "FR", "+33612345678", "06 12 34 56 78"),
    ("0412 345 678", "AU", "+61412345678", "0412 345 678"),
    ("02 1234567", "IT", "+39021234567", "02 123 4567"),
)


@pytest.mark.parametrize(("text", "kind", "value", "shown"), FOUND)
def test_contact_is_found(text: str, kind: str, value: str, shown: str) -> None:
    """A number or an address is found in whatever way it is written."""
    assert find_contact(text, "US") == Contact(kind, value, shown)


@pytest.mark.parametrize(("text", "reason"), INVALID)
def test_wrong_contact_is_named(text: str, reason: str) -> None:
    """What is plainly meant for a contact and cannot be one is refused with its reason."""
    with pytest.raises(InvalidContact) as caught:
        find_contact(text, "US")
    assert caught.value.reason == reason


@pytest.mark.parametrize("text", NO_CONTACT)
def test_other_numbers_are_no_contact(text: str) -> None:
    """Dates, times, prices, ages, years and references are no contact."""
    assert find_contact(text, "US") is None


@pytest.mark.parametrize(("text", "region", "value", "shown"), ELSEWHERE)
def test_numbers_are_read_for_the_clinics_region(
    text: str, region: str, value: str, shown: str
) -> None:
    """A number without a country code is one of the region; a foreign one shows its code."""
    assert find_contact(text, region) == Contact("phone", value, shown)


def test_wide_digits_are_digits() -> None:
    """A phone with another keyboard types the same number."""
    wide = "312 555 0134".translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    assert find_contact(wide, "US") == Contact("phone", "+13125550134", "(312) 555-0134")


def test_invisible_marks_of_a_pasted_number_are_no_hindrance() -> None:
    """Address books put marks of writing direction around a number."""
    assert find_contact("\u202a+1 312 555 0134\u202c", "US") == Contact(
        "phone", "+13125550134", "(312) 555-0134"
    )


def test_place_tells_where_the_contact_stands() -> None:
    """The place can be cut out of the text."""
    plain = plain_contact_text("Ana Silva, 555-0134, thursday")
    place = locate_contact(plain, "US")
    assert place is not None
    assert plain[place.start : place.end] == "555-0134"


def test_error_holds_no_personal_data() -> None:
    """The error's text is its reason, so that it can be logged."""
    with pytest.raises(InvalidContact) as caught:
        find_contact("ana.silva@mail", "US")
    assert str(caught.value) == "email"


PIECES = st.sampled_from(
    [
        "555",
        "0134",
        "312",
        "+1",
        "(",
        ")",
        "-",
        " ",
        "@",
        "ana",
        ".com",
        "at",
        " dot ",
        "x12",
        "2026",
        "12/3",
    ]
)


@settings(max_examples=400, deadline=None)
@given(
    text=st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join)),
    region=st.sampled_from(["US", "GB", "DE", "FR", "IT", "BR"]),
)
def test_any_text_gives_a_contact_none_or_the_own_error(text: str, region: str) -> None:
    """Nothing but InvalidContact is raised, and what is found is found again in its own words."""
    try:
        contact = find_contact(text, region)
    except InvalidContact as error:
        reason = error.reason
    else:
        assert contact is None or (contact.kind in ("phone", "email") and contact.value)
        return
    assert reason in ("phone_too_short", "phone_too_long", "phone_not_possible", "email")


@pytest.mark.parametrize(
    "piece", ["1 ", "1", "a@", "@", "555-", "a at b dot ", "one ", "(", "a.b@c."]
)
def test_longest_message_is_read_to_its_end(piece: str) -> None:
    """2,000 characters of anything come to an answer."""
    plain = plain_contact_text((piece * 2000)[:2000])
    place = locate_contact(plain, "US")
    assert place is None or place.start < place.end
