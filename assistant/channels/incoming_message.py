"""Reads what a visitor sends, for every channel: bounded, checked, and never a command to Rasa."""

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, NoReturn, Optional, Tuple

from assistant.settings import Settings

# Rasa hears commands such as "/restart" or '/intent{"slot": "x"}' in a text that begins with this.
COMMAND_MARK = "/"
# Not turned into "/" by NFKC, but drawn like it: a later clean-up of text must find nothing here.
COMMAND_LOOK_ALIKES = "\u2044\u2215\u2571\u29f8"
# Rasa writes an event that did not come from the visitor as a text with this beginning.
EXTERNAL_MARK = "EXTERNAL:"
# What is understood in place of a text that holds nothing to read: a text without words.
TEXT_WITHOUT_WORDS = "..."

# A word alone, or with entities: "restart", 'faq{"condition": "x"}'.
_COMMAND = re.compile(r"[^\s{]*(?:\{.*)?", re.DOTALL)
_CONTROL_SPACES = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f]")
_ANY_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class IncomingMessage:
    """One checked message: the conversation that it belongs to and an inert text."""

    visitor_id: str
    text: str


class RejectedMessage(ValueError):
    """A message that is refused, with the HTTP status, a stable code and the field at fault.

    The words never quote the visitor.
    """

    def __init__(self, status: int, code: str, field: Optional[str], message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.field = field
        self.message = message


def read_incoming_message(
    content_type: Optional[str], body: bytes, settings: Settings
) -> IncomingMessage:
    """Check one request's body and give its message. Raises RejectedMessage."""
    check_content_type(content_type)
    fields = read_json_object(body, settings.max_body_bytes)
    visitor_id = read_sender(fields, settings.max_sender_characters)
    return IncomingMessage(visitor_id, read_text(fields, settings.max_message_characters))


def check_content_type(content_type: Optional[str]) -> None:
    """Accept `application/json`, in UTF-8 if it names a character set. Raises RejectedMessage.

    Browsers may post any other type to a foreign site without asking it first.
    """
    media_type, *parameters = (content_type or "").lower().split(";")
    accepted = media_type.strip() == "application/json"
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in ("utf-8", "utf8"):
            accepted = False
    if not accepted:
        raise RejectedMessage(
            415,
            "unsupported_content_type",
            "Content-Type",
            "Send the message as JSON in UTF-8, with the header 'Content-Type: application/json'.",
        )


def read_json_object(body: bytes, max_body_bytes: int) -> Mapping[str, Any]:
    """Read a body as one JSON object, strictly. Raises RejectedMessage."""
    if len(body) > max_body_bytes:
        raise body_too_large(max_body_bytes)
    try:
        # Not json.loads(body), which would guess UTF-16 and UTF-32 as well.
        fields = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object_without_duplicates,
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError as error:
        raise _bad_json("The body is not valid UTF-8.") from error
    except RecursionError as error:
        raise _bad_json("The body is JSON nested too deeply.") from error
    except ValueError as error:
        raise _bad_json("The body is not valid JSON.") from error
    if not isinstance(fields, dict):
        raise _bad_json('The body is not a JSON object such as {"sender": "s", "message": "m"}.')
    return fields


def read_sender(fields: Mapping[str, Any], max_characters: int) -> str:
    """Read who is speaking: the name of the conversation. Raises RejectedMessage."""
    sender = read_string(fields, "sender", max_characters)
    if _ANY_CONTROL.search(sender):
        raise bad_field("sender", "control_characters", "must not hold control characters")
    if not sender.strip():
        raise bad_field("sender", "empty", "must not be empty")
    return sender


def read_text(fields: Mapping[str, Any], max_characters: int) -> str:
    """Read what the visitor says, made inert. Raises RejectedMessage."""
    text = read_string(fields, "message", max_characters)
    text = _CONTROL_CHARACTERS.sub("", _CONTROL_SPACES.sub(" ", text)).strip()
    if not text:
        raise bad_field("message", "empty", "must not be empty")
    return make_inert(text)


def make_inert(text: str) -> str:
    """Give the text without anything that Rasa reads as a command or as its own event.

    Holds for the text as Rasa strips it and for its NFKC form. Buttons send their title, so nobody
    has to send a command.
    """
    without_marks = _without_command_marks(text.strip())
    if without_marks != text.strip() and _COMMAND.fullmatch(without_marks.strip()):
        # A bare command: its word alone ("restart") would be understood as said by the visitor.
        return TEXT_WITHOUT_WORDS
    text = _without_external_mark(without_marks)
    if all(_is_invisible(character) for character in text):
        return TEXT_WITHOUT_WORDS
    return text


def read_string(fields: Mapping[str, Any], name: str, max_characters: int) -> str:
    """Read one entry that must be a text. Raises RejectedMessage."""
    value = fields.get(name)
    if value is None:
        raise bad_field(name, "missing", "is missing")
    if not isinstance(value, str):
        raise bad_field(name, "not_text", "must be a text")
    if not value:
        raise bad_field(name, "empty", "must not be empty")
    if len(value) > max_characters:
        raise bad_field(name, "too_long", f"must not be over {max_characters} characters")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise bad_field(name, "not_unicode", "holds half of a surrogate pair") from error
    return value


def bad_field(name: str, fault: str, words: str) -> RejectedMessage:
    """The refusal of one entry, for what is wrong with it."""
    return RejectedMessage(400, f"{name}_{fault}", name, f"'{name}' {words}.")


def body_too_large(max_body_bytes: int) -> RejectedMessage:
    """The refusal of a body over the limit, for those who see its size before they read it."""
    return RejectedMessage(
        413, "body_too_large", "body", f"The body is over the limit of {max_body_bytes} bytes."
    )


def _without_command_marks(text: str) -> str:
    marks_seen = False
    for position, character in enumerate(text):
        if _is_command_mark(character):
            marks_seen = True
        elif not _is_invisible(character):
            return text[position:] if marks_seen else text
    return "" if marks_seen else text


def _without_external_mark(text: str) -> str:
    if not unicodedata.normalize("NFKC", text).lstrip().upper().startswith(EXTERNAL_MARK):
        return text
    # Only the colon goes: a visitor may well begin with this word.
    for position, character in enumerate(text):
        if ":" in unicodedata.normalize("NFKC", character):
            return f"{text[:position]} {text[position + 1 :]}".strip()
    return text


def _is_command_mark(character: str) -> bool:
    normal = unicodedata.normalize("NFKC", character)
    return normal.startswith(COMMAND_MARK) or character in COMMAND_LOOK_ALIKES


def _is_invisible(character: str) -> bool:
    # Separators, controls and format characters, and marks that only change the letter before them.
    return character.isspace() or unicodedata.category(character)[0] in "ZCM"


def _bad_json(words: str) -> RejectedMessage:
    return RejectedMessage(400, "invalid_json", "body", words)


def _object_without_duplicates(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        # Which of two values counts differs from parser to parser.
        raise ValueError("duplicate key")
    return fields


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
