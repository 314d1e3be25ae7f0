"""The clinic profile: what it gives to the answers, and what it refuses with which words."""

from pathlib import Path

import pytest

from assistant.clinic_profile import ClinicProfile, InvalidClinicProfile, load_clinic_profile
from assistant.settings import PROJECT

REQUIRED = """
name: Test Clinic
phone: "+1 555-0100"
emergency_number: "911"
crisis_line: "988"
"""
HOURS = """
time_zone: America/New_York
hours:
  - {days: Monday to Friday, open: "00:05", close: "12:00"}
  - {days: Saturday, open: "13:30", close: "23:59"}
"""


def read(folder: Path, text: str) -> ClinicProfile:
    file = folder / "clinic.yml"
    file.write_text(text, encoding="utf-8")
    return load_clinic_profile(file)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(InvalidClinicProfile) as caught:
        read(folder, text)
    return str(caught.value)


def test_required_entries_are_enough(tmp_path: Path) -> None:
    """What the clinic does not state is no fact; clinic entries get their prefix."""
    profile = read(tmp_path, REQUIRED)
    assert (profile.name, profile.phone, profile.is_sample) == ("Test Clinic", "+1 555-0100", False)
    assert profile.facts == {
        "clinic_name": "Test Clinic",
        "clinic_phone": "+1 555-0100",
        "emergency_number": "911",
        "crisis_line": "988",
    }


def test_optional_entries_become_facts(tmp_path: Path) -> None:
    """Texts and notes are facts, with line breaks made spaces; `sample` is marked."""
    text = REQUIRED + "sample: true\naddress: |\n  1 Street\n  Town\ninsurance_note: We ask.\n"
    profile = read(tmp_path, text)
    assert profile.is_sample
    assert profile.facts["clinic_address"] == "1 Street Town"
    assert profile.facts["insurance_note"] == "We ask."


def test_hours_are_spoken_on_the_twelve_hour_clock(tmp_path: Path) -> None:
    """Midnight and noon are 12, and the city of the time zone is said."""
    assert read(tmp_path, REQUIRED + HOURS).facts["clinic_hours"] == (
        "Monday to Friday 12:05 am to 12:00 pm; Saturday 1:30 pm to 11:59 pm (New York time)"
    )


@pytest.mark.parametrize("hours", ["", "hours: []", "hours: null"])
def test_no_hours_are_no_fact(tmp_path: Path, hours: str) -> None:
    """A clinic that states no hours has none, not an empty sentence."""
    assert "clinic_hours" not in read(tmp_path, f"{REQUIRED}time_zone: UTC\n{hours}\n").facts


def test_shipped_profile_is_a_marked_sample() -> None:
    """The profile of the repository can be read and says that it is a sample."""
    profile = load_clinic_profile(PROJECT / "knowledge" / "clinic.yml")
    assert profile.is_sample
    assert "sample" in profile.name


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A profile that is not there gives its path."""
    path = tmp_path / "nowhere.yml"
    with pytest.raises(InvalidClinicProfile, match=f"There is no clinic profile at {path}"):
        load_clinic_profile(path)


def test_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are refused in words, not by a traceback."""
    file = tmp_path / "clinic.yml"
    file.write_bytes(REQUIRED.encode() + "address: Straße".encode("latin-1"))
    with pytest.raises(InvalidClinicProfile, match="not readable as YAML"):
        load_clinic_profile(file)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: [", "clinic.yml is not readable as YAML"),
        ("- a list", "clinic.yml must hold entries such as 'name: My Clinic'"),
        ("", "clinic.yml must hold entries such as 'name: My Clinic'"),
        (REQUIRED + "fax: '1'", "unknown entry 'fax'. Known are: address, "),
        (REQUIRED + "1: x", "unknown entry '1'"),
        (REQUIRED.replace("Test Clinic", '""'), "'name' in clinic.yml is ''"),
        (REQUIRED.replace('"911"', "911"), "'emergency_number' in clinic.yml is 911. Write it as "),
        (REQUIRED.replace('crisis_line: "988"', ""), "'crisis_line' in clinic.yml is None"),
        (
            REQUIRED + "website: http://a.example",
            "'website' in clinic.yml must begin with https://",
        ),
        (REQUIRED + "booking_page: a.example", "'booking_page' in clinic.yml must begin with http"),
        (REQUIRED + 'parking: "{free}"', "'parking' in clinic.yml must not hold curly brackets"),
        (REQUIRED + HOURS.replace("America/New_York", "Mars"), "is 'Mars'. Use a name such as"),
        (REQUIRED + HOURS.replace("America/New_York", "America"), "is 'America'. Use a name such"),
        (REQUIRED + HOURS.replace("America/New_York", '""'), "is ''. Use a name such as"),
        (REQUIRED + HOURS.replace("America/New_York", "../../etc"), "'time_zone' in clinic.yml"),
        (REQUIRED + "hours: daily", "'time_zone' in clinic.yml is 'None'"),
        (REQUIRED + "time_zone: UTC\nhours: daily", "'hours' in clinic.yml needs rows such as"),
        (REQUIRED + "time_zone: UTC\nhours: [{days: Friday}]", "'hours' in clinic.yml needs rows"),
        (REQUIRED + HOURS.replace('"13:30"', "13:30"), "'open' of Saturday in clinic.yml is 810."),
        (
            REQUIRED + HOURS.replace('"23:59"', '"24:00"'),
            "'close' of Saturday in clinic.yml is '24",
        ),
        (REQUIRED + HOURS.replace('"00:05"', '"8:00"'), 'such as "08:00"'),
        (REQUIRED + HOURS.replace("Saturday", "[Sat, Sun]"), "'days' in clinic.yml is ['Sat', 'S"),
        (REQUIRED + HOURS.replace("Saturday", '"{x}"'), "'days' in clinic.yml is '{x}'"),
        (REQUIRED + HOURS.replace("Saturday", "null"), "'days' in clinic.yml is None"),
    ],
)
def test_unusable_profile_says_what_was_wanted(tmp_path: Path, text: str, words: str) -> None:
    """Each refusal names the entry, its value and how it is written."""
    assert words in refusal(tmp_path, text)


BOOKING_PAGE = "booking_page: https://clinic.example/book\n"


def test_profile_without_a_schedule_has_usable_defaults(tmp_path: Path) -> None:
    """A clinic that states no hours can still take wishes for a time."""
    profile = read(tmp_path, REQUIRED)
    assert profile.schedule.opening_hours == ()
    assert profile.schedule.region == "US"
    assert profile.booking_page_fields == {}


def test_schedule_is_read_with_the_profile(tmp_path: Path) -> None:
    """The opening hours are both a sentence and rows."""
    schedule = read(tmp_path, REQUIRED + HOURS).schedule
    assert str(schedule.time_zone) == "America/New_York"
    assert [row.weekday for row in schedule.opening_hours] == [0, 1, 2, 3, 4, 5]


def test_names_of_the_booking_page_are_read(tmp_path: Path) -> None:
    """Every detail may have a name of the page's own; the page is a fact."""
    fields = "{name: n, email: e, phone: p, reason: r, reference: ref}"
    profile = read(tmp_path, f"{REQUIRED}{BOOKING_PAGE}booking_page_fields: {fields}\n")
    assert profile.facts["clinic_booking_page"] == "https://clinic.example/book"
    assert profile.booking_page_fields == {
        "name": "n",
        "email": "e",
        "phone": "p",
        "reason": "r",
        "reference": "ref",
    }


@pytest.mark.parametrize("fields", ["", "null", "{}", "[]"])
def test_booking_page_may_have_no_fields(tmp_path: Path, fields: str) -> None:
    """Left empty, the link is given to nobody."""
    text = f"{REQUIRED}{BOOKING_PAGE}booking_page_fields: {fields}\n"
    assert not read(tmp_path, text).booking_page_fields


@pytest.mark.parametrize(
    "fields", ["[name]", "full_name", "{telefax: t}", "{name: 1}", '{name: ""}', "{name: null}"]
)
def test_unusable_fields_of_the_booking_page_are_refused(tmp_path: Path, fields: str) -> None:
    """The message shows how they are written and which there are."""
    words = refusal(tmp_path, f"{REQUIRED}{BOOKING_PAGE}booking_page_fields: {fields}\n")
    assert words == (
        "'booking_page_fields' in clinic.yml names what the booking page calls its fields, such "
        "as {name: full_name}. Known are: name, email, phone, reason, reference."
    )
