"""Properties that the reading of times has for any text."""

from datetime import datetime, timedelta
from typing import Union

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.booking.reading.times.preferred_time import (
    PreferredTime,
    UnusableTime,
    read_preferred_time,
)
from assistant.booking.reading.word_lists import split_words
from tests.booking.reading.clinic_times import SCHEDULE, SUNDAY

WORDS = st.sampled_from(
    sorted(
        split_words(
            """
        monday tue sat weekdays next this last in on at after before between and or - to
        until 1 2 5 12 24 30 2026 3rd the of december feb may week weekend month tomorrow
        yesterday today morning afternoons noon midnight half past quarter am pm o'clock
        10:30 25:99 12/3 2/30 13/45 asap any time not no but except can't do late early
        end beginning couple few days weeks ago from now 2026-13-45 ish around , . ; ? ¤
            """
        )
    )
)


def read_or_reason(text: str, now: datetime) -> Union[PreferredTime, str, None]:
    """What is read, or the reason why it is refused."""
    try:
        return read_preferred_time(text, now, SCHEDULE)
    except UnusableTime as error:
        return error.reason


@pytest.mark.parametrize(
    "piece",
    ["tuesday or ", "dec 3 ", "12/3 ", "at 5 ", "a ", "1", "since ", "5:", "not ", "mondya ", "x"],
)
def test_longest_message_is_read_to_its_end(piece: str) -> None:
    """2,000 characters of anything come to an answer."""
    text = (piece * 2000)[:2000]
    wish = read_or_reason(text, SUNDAY)
    assert wish is None or isinstance(wish, (PreferredTime, str))


@settings(max_examples=400, deadline=None)
@given(
    text=st.one_of(st.text(max_size=120), st.lists(WORDS, max_size=9).map(" ".join)),
    now=st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)),
)
def test_any_text_gives_a_sound_wish_or_its_own_error(text: str, now: datetime) -> None:
    """Whatever is written: None, the reader's own error, or a wish that is ahead and keeps."""
    wish = read_or_reason(text, now)
    if not isinstance(wish, PreferredTime):
        assert wish in (None, "past", "too_far", "impossible")
        return
    assert PreferredTime.from_dict(wish.to_dict()) == wish
    assert wish.words
    assert "¤" not in wish.words
    assert wish.weekdays == tuple(sorted(set(wish.weekdays)))
    if wish.day is not None:
        assert now.date() <= (wish.until or wish.day)
        assert wish.day <= now.date() + timedelta(days=366)
        assert wish.until is None or wish.day < wish.until
    if wish.is_exact:
        assert wish.earliest == wish.latest
    elif wish.earliest is not None and wish.latest is not None:
        assert wish.earliest < wish.latest
