"""What the widget may send. Over HTTP: tests/channels/test_website.py."""

from typing import Any, Dict

import pytest

from assistant.channels.incoming_message import RejectedMessage
from assistant.channels.website_requests import read_rating, read_website_message


def _fields(**more: Any) -> Dict[str, Any]:
    return {"id": "message-1", "message": "hi", **more}


def _code_of(fields: Dict[str, Any]) -> str:
    with pytest.raises(RejectedMessage) as caught:
        read_website_message(fields, 2000)
    assert caught.value.status == 400
    return caught.value.code


@pytest.mark.parametrize("message_id", ["a" * 8, "a" * 64, "_-A9_-A9"])
def test_message_ids(message_id: str) -> None:
    """Ids of 8 to 64 harmless characters."""
    assert read_website_message(_fields(id=message_id), 2000).id == message_id


@pytest.mark.parametrize(
    "message_id", ["a" * 7, "a" * 65, "a.b.c.d.e", "message-1\n", "\u00e9" * 9]
)
def test_other_message_ids(message_id: str) -> None:
    """No other is taken: ids are part of the ids of replies."""
    assert _code_of(_fields(id=message_id)) == "id_invalid"


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("https://clinic.example/knee", "https://clinic.example/knee"),
        ("https://clinic.example", "https://clinic.example"),
        ("http://localhost:8000/?name=Ann", "http://localhost:8000/"),
        ("https://clinic.example/a?b#c", "https://clinic.example/a"),
        ("https://Ann:pw@clinic.example/a", "https://clinic.example/a"),
        ("https://[::1]:8000/a#b", "https://[::1]:8000/a"),
        ("https://clinic.example?a@b/c", "https://clinic.example"),
        ("https://clinic.example/?" + "x" * 3000, "https://clinic.example/"),
        ("https://clinic.example/" + "x" * 477, "https://clinic.example/" + "x" * 477),
    ],
)
def test_page_is_kept_without_what_may_be_personal(page: str, kept: str) -> None:
    """Query, fragment and user are dropped before anything is counted or kept."""
    assert read_website_message(_fields(page=page), 2000).metadata == {"page": kept}


@pytest.mark.parametrize(
    "page",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "//clinic.example/a",
        "https://",
        "https://clinic.example:port/",
        "https://a@b@clinic.example/",
        "https://clinic.example/\u00e9",
        "https://[::1/",
        "https://clinic.example/a b",
        "https://clinic.example/\n",
        "https://clinic.example/" + "x" * 478,
        "",
        5,
        ["https://clinic.example"],
        "https://clinic.example/\ud800",
    ],
)
def test_what_is_no_page_is_left_out(page: Any) -> None:
    """The message is answered all the same."""
    assert read_website_message(_fields(page=page), 2000).metadata == {}


def test_nothing_is_said_of_the_page() -> None:
    """Page and language may be missing or null."""
    assert read_website_message(_fields(page=None, language=None), 2000).metadata == {}


@pytest.mark.parametrize("language", ["en", "es-MX", "zh-Hant-TW", "EN"])
def test_languages(language: str) -> None:
    """Language tags as a page has them."""
    message = read_website_message(_fields(language=language), 2000)
    assert message.metadata == {"language": language}


@pytest.mark.parametrize("language", ["e", "en_US", "en-", "/etc/x", "en\n", "x" * 50, 5])
def test_what_is_no_language_is_left_out(language: Any) -> None:
    """The message is answered all the same."""
    assert read_website_message(_fields(language=language), 2000).metadata == {}


@pytest.mark.parametrize("rating", ["up", "down", None])
def test_ratings(rating: Any) -> None:
    """Up, down, or taken back."""
    assert read_rating({"reply": "message-1.0", "rating": rating}).rating == rating


@pytest.mark.parametrize(
    "reply", ["message-1", "message-1.", "message-1.x", "m.0", "message-1.0.0"]
)
def test_other_reply_ids(reply: str) -> None:
    """400 for what cannot be the id of a reply."""
    with pytest.raises(RejectedMessage) as caught:
        read_rating({"reply": reply, "rating": "up"})
    assert caught.value.code == "reply_invalid"
