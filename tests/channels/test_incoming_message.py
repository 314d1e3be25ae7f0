"""What a visitor may send, and what is made of it."""

import dataclasses
import json
import sys
import unicodedata
from typing import Any, Callable, Union

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.channels.incoming_message import (
    TEXT_WITHOUT_WORDS,
    IncomingMessage,
    RejectedMessage,
    make_inert,
    read_incoming_message,
)
from assistant.settings import Settings, load_settings

JSON = "application/json"
COMMANDS = ["/restart", "/session_start", '/booking{"name": "x"}', "/faq/what_is_prp", "/back@0.5"]


def _refusal(body: bytes, content_type: Any = JSON, **changes: Any) -> RejectedMessage:
    settings = dataclasses.replace(load_settings(), **changes)
    with pytest.raises(RejectedMessage) as caught:
        read_incoming_message(content_type, body, settings)
    return caught.value


@pytest.mark.parametrize(
    "content_type",
    [
        JSON,
        "Application/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
    ],
)
def test_json_is_read(content_type: str, settings: Settings, body_of: Callable[..., bytes]) -> None:
    """A sender and a message in JSON become a message; what else the body holds is ignored."""
    body = body_of("visitor 81", "  is it safe?\n", input_channel="console", metadata={"a": 1})
    message = read_incoming_message(content_type, body, settings)
    assert message == IncomingMessage("visitor 81", "is it safe?")


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "application/json; charset=utf-16",
        "application/json, text/plain",
    ],
)
def test_other_content_types_are_refused(content_type: Any, body_of: Callable[..., bytes]) -> None:
    """Only JSON in UTF-8 is read: browsers post other types across sites without asking."""
    refusal = _refusal(body_of(), content_type)
    assert (refusal.status, refusal.field) == (415, "Content-Type")


def test_body_over_the_limit_is_refused(body_of: Callable[..., bytes]) -> None:
    """A body of the limit is read, a byte more is 413."""
    body = body_of(padding="")
    assert _refusal(body, max_body_bytes=len(body) - 1).status == 413
    settings = dataclasses.replace(load_settings(), max_body_bytes=len(body))
    assert read_incoming_message(JSON, body, settings).text == "hi"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"hello",
        b"{",
        b"null",
        b"3",
        b'"text"',
        b'[{"sender": "s", "message": "m"}]',
        b'{"sender": "s", "message": "m"} {}',
        b"{'sender': 's', 'message': 'm'}",
        b'{"sender": "s", "message": "m",}',
        b'{"sender": "s", "message": "a", "message": "b"}',
        b'{"sender": "s", "message": "m", "metadata": {"a": 1, "a": 2}}',
        b'{"sender": "s", "message": "m", "metadata": NaN}',
        b'{"sender": "s", "message": "m", "metadata": -Infinity}',
        b'{"sender": "s", "message": "line\nbreak"}',
        b'{"sender": "s", "message": "\xff"}',
        b'{"sender": "s", "message": "\xed\xa0\x80"}',
        b'\xef\xbb\xbf{"sender": "s", "message": "m"}',
        '{"sender": "s", "message": "m"}'.encode("utf-16"),
        b'{"sender": "s", "message": "m", "metadata": ' + b"9" * 5000 + b"}",
        b'{"sender": "s", "message": "m", "metadata": ' + b"[" * 60_000 + b"}",
        b'{"a":' * 10_000,
    ],
)
def test_bad_json_is_refused(body: bytes) -> None:
    """Whatever is not one strict JSON object in UTF-8 is 400 and names the body."""
    refusal = _refusal(body)
    assert (refusal.status, refusal.code, refusal.field) == (400, "invalid_json", "body")


@pytest.mark.parametrize("field", ["sender", "message"])
@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (None, "missing"),
        (3, "not_text"),
        (True, "not_text"),
        (["hi"], "not_text"),
        ({"text": "hi"}, "not_text"),
        ("", "empty"),
        (" \t\u00a0\u2003", "control_characters or empty"),
        ("   ", "empty"),
        ("\ud800", "not_unicode"),
        ("ok \udfff", "not_unicode"),
    ],
)
def test_bad_field_is_named(
    field: str, value: Any, fault: str, body_of: Callable[..., bytes]
) -> None:
    """A field that is missing, empty, of another type or not Unicode is 400 and named."""
    refusal = _refusal(body_of(**{field: value}))
    assert (refusal.status, refusal.field) == (400, field)
    assert refusal.code.removeprefix(f"{field}_") in fault


@pytest.mark.parametrize("field", ["sender", "message"])
def test_absent_field_is_missing(field: str) -> None:
    """A body without the field is told which one."""
    fields = {"sender": "s", "message": "m"}
    del fields[field]
    assert _refusal(json.dumps(fields).encode()).code == f"{field}_missing"


@pytest.mark.parametrize(("field", "limit"), [("sender", 255), ("message", 2000)])
def test_length_limits(
    field: str, limit: int, settings: Settings, body_of: Callable[..., bytes]
) -> None:
    """The limit counts characters, not bytes; one more is 400."""
    assert read_incoming_message(JSON, body_of(**{field: "\U0001f600" * limit}), settings)
    refusal = _refusal(body_of(**{field: "\U0001f600" * (limit + 1)}))
    assert (refusal.status, refusal.code, refusal.field) == (400, f"{field}_too_long", field)
    assert str(limit) in refusal.message


@pytest.mark.parametrize("sender", ["a\x00b", "a\nb", "\x7f", "a\x85", "\x1b[31m"])
def test_sender_without_control_characters(sender: str, body_of: Callable[..., bytes]) -> None:
    """A sender that could break a log line or a database is refused."""
    assert _refusal(body_of(sender)).code == "sender_control_characters"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("is\x00 it\x07 safe?", "is it safe?"),
        ("\x00hello\x1b[31m", "hello[31m"),
        ("one\x0btwo\x85three\x1ffour", "one two three four"),
        ("line one\r\nline\ttwo", "line one\r\nline\ttwo"),
    ],
)
def test_control_characters_are_stripped(
    raw: str, text: str, settings: Settings, body_of: Callable[..., bytes]
) -> None:
    """NUL and other control characters go; those that part words become a space."""
    assert read_incoming_message(JSON, body_of(message=raw), settings).text == text


def test_only_control_characters_are_empty(body_of: Callable[..., bytes]) -> None:
    """Nothing is left of it, so it counts as empty."""
    assert _refusal(body_of(message="\x00\x01 \x9f")).code == "message_empty"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "prefix",
    ["", "  ", "//", "/ / ", "\x00", "\u200b", "\ufeff/", "\uff0f", "\u2044", "\u2215", "\u3164/"],
)
def test_commands_are_inert(
    prefix: str, command: str, settings: Settings, body_of: Callable[..., bytes]
) -> None:
    """Rasa's own reader finds no intent in a text that was sent as a command."""
    text = read_incoming_message(JSON, body_of(message=prefix + command), settings).text
    message = Message({TEXT: text})
    assert YAMLStoryReader.unpack_regex_message(message) is message
    assert message.get(INTENT) is None
    assert text


@pytest.mark.parametrize(
    "text",
    ["/restart", " //restart", "/faq/safety", "\uff0frepeat", '/faq{"condition": "back pain"}'],
)
def test_bare_command_is_not_understood_as_its_word(text: str) -> None:
    """Without its slash "restart" is something that a visitor may say, so the word goes too."""
    assert make_inert(text) == TEXT_WITHOUT_WORDS


def test_words_behind_a_slash_stay() -> None:
    """A question keeps its words, whatever it begins with."""
    assert make_inert("/ is it safe") == "is it safe"
    assert make_inert("/is it safe?") == "is it safe?"


def test_slash_inside_a_text_stays() -> None:
    """Only the beginning makes a command."""
    assert make_inert("1/2 of my knee and/or hip") == "1/2 of my knee and/or hip"


@pytest.mark.parametrize("text", ["/", "///", " / / ", "\uff0f", "\u200b", "\u2060\ufe0f"])
def test_text_without_anything_to_read(text: str) -> None:
    """What is only slashes or only invisible becomes a text without words."""
    assert make_inert(text) == TEXT_WITHOUT_WORDS


@pytest.mark.parametrize(
    "text",
    ["EXTERNAL: faq", "external:faq", " EXTERNAL:: x", "/EXTERNAL: x", "\uff25XTERNAL\uff1a x"],
)
def test_external_events_cannot_be_imitated(text: str) -> None:
    """A visitor cannot write what Rasa writes for a reminder; the words stay."""
    inert = unicodedata.normalize("NFKC", make_inert(text)).upper()
    assert inert.startswith("EXTERNAL ")
    assert not inert.startswith("EXTERNAL:")


def test_no_character_turns_into_a_command() -> None:
    """Tried with every character of Unicode before a slash, and in place of it."""
    for number in range(sys.maxunicode + 1):
        character = chr(number)
        # Surrogates are refused, and private or unassigned characters have no other form.
        if unicodedata.category(character) in ("Cs", "Co", "Cn"):
            continue
        folded = unicodedata.normalize("NFKC", character)
        if folded == character and character.isalnum():
            continue
        for text in (f"{character}/restart", f"{character}restart"):
            _assert_inert(make_inert(text))


def _assert_inert(text: str) -> None:
    assert text
    for form in (text, *(unicodedata.normalize(name, text) for name in ("NFC", "NFKC", "NFKD"))):
        assert not form.strip().startswith("/"), ascii(text)
        assert not form.strip().upper().startswith("EXTERNAL:"), ascii(text)


visible_or_not = st.text(
    st.one_of(
        st.sampled_from("/\uff0f\u2044 \x00\u200b\ufe0f\u0338:\uff1aEXTERNALexternal"),
        st.characters(),
    ),
    max_size=60,
)


@given(visible_or_not)
@example("EXTERNAL:/restart")
@example("\u00a8/restart")
def test_every_text_is_inert(text: str) -> None:
    """No text begins with a command in any form, and a second pass changes nothing."""
    inert = make_inert(text)
    _assert_inert(inert)
    assert make_inert(inert) == inert


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | visible_or_not,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
bodies = st.binary(max_size=300) | st.one_of(
    values,
    st.fixed_dictionaries({"sender": values, "message": values}),
    st.fixed_dictionaries({"sender": st.text(min_size=1), "message": visible_or_not}),
).map(lambda value: json.dumps(value).encode("ascii"))


@given(st.sampled_from([JSON, "text/plain", None]) | st.text(max_size=30), bodies)
def test_any_request_is_read_or_refused(content_type: Any, body: bytes) -> None:
    """Nothing but RejectedMessage is raised, and what is read keeps every promise."""
    settings = dataclasses.replace(load_settings(), max_body_bytes=250)
    message: Union[IncomingMessage, RejectedMessage]
    try:
        message = read_incoming_message(content_type, body, settings)
    except RejectedMessage as refusal:
        message = refusal
    if isinstance(message, RejectedMessage):
        assert message.status in (400, 413, 415)
        assert message.field in ("body", "sender", "message", "Content-Type")
        assert message.message.isascii()
        return
    _assert_inert(message.text)
    assert message.text == message.text.strip()
    assert 0 < len(message.visitor_id) <= settings.max_sender_characters
    for text in (message.text, message.visitor_id):
        text.encode("utf-8")
        assert not any(unicodedata.category(c) == "Cc" and c not in "\t\r\n" for c in text)
