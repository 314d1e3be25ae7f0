"""Takes out of a stored event what a visitor told a form; what replies depend on stays."""

from typing import Any, Callable, Collection, Dict, Mapping, Optional, Sequence

from rasa.shared.constants import ASSISTANT_ID_KEY
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.nlu.constants import (
    ENTITIES,
    FULL_RETRIEVAL_INTENT_NAME_KEY,
    INTENT,
    INTENT_NAME_KEY,
    METADATA_MODEL_ID,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)

from assistant.nlu.topic_prediction import TOPIC_DECISION

REMOVED = "[removed]"
# The command that begins a conversation anew. Nobody can type it: it tells nothing of a visitor.
RESTART = "/restart"
# What the marking of a reply says: it reads details back.
PERSONAL = "personal"

# What stays is listed, not what goes: a later component may write the words somewhere else.
_EVENT = ("event", "timestamp")
_IDS = (METADATA_MODEL_ID, ASSISTANT_ID_KEY)
_INTENT = (INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, FULL_RETRIEVAL_INTENT_NAME_KEY)
_DECISION = ("decision", "topic", "topics", "confidence", "reason", "candidates")
_REPLY = ("topic", "decision", "source", PERSONAL)

Data = Dict[str, Any]


def is_personal(bot_metadata: Optional[Mapping[str, Any]]) -> bool:
    """Whether a bot event with this metadata reads details back."""
    return bool(((bot_metadata or {}).get("metadata") or {}).get(PERSONAL))


def mask_event(data: Data, personal_slots: Collection[str]) -> Data:
    """The event without details, in Rasa's form; the same object if it holds none."""
    mask = _MASKS.get(data["event"])
    return mask(data, personal_slots) if mask else data


def _mask_user(data: Data, _: Collection[str]) -> Data:
    parsed = data.get("parse_data") or {}
    # What the channel says about the visitor (page, language) is not from the visitor's words.
    about = _pick(data, ("metadata", "input_channel", "message_id"))
    # Without a text Rasa takes the event for one that something outside has triggered.
    text = data.get("text")
    text = REMOVED if text and text != RESTART else text
    return {
        **_pick(data, _EVENT),
        **about,
        "text": text,
        "parse_data": {
            TEXT: text,
            INTENT: _pick(parsed.get(INTENT), _INTENT),
            ENTITIES: [],
            **_pick(parsed, ("message_id", "metadata")),
            TOPIC_DECISION: _pick(parsed.get(TOPIC_DECISION), _DECISION),
        },
    }


def _mask_bot(data: Data, _: Collection[str]) -> Data:
    metadata = data.get("metadata") or {}
    if not is_personal(metadata):
        return data
    return {
        **_pick(data, _EVENT),
        "text": REMOVED if data.get("text") else data.get("text"),
        "data": {},
        "metadata": {**_pick(metadata, _IDS), "metadata": _pick(metadata["metadata"], _REPLY)},
    }


def _mask_slot(data: Data, personal_slots: Collection[str]) -> Data:
    is_clean = data.get("name") not in personal_slots or data.get("value") is None
    return data if is_clean else {**data, "value": None}


def _pick(data: Optional[Mapping[str, Any]], keys: Sequence[str]) -> Data:
    return {key: data[key] for key in keys if key in data} if data else {}


_MASKS: Dict[str, Callable[[Data, Collection[str]], Data]] = {
    UserUttered.type_name: _mask_user,
    BotUttered.type_name: _mask_bot,
    SlotSet.type_name: _mask_slot,
}
MASKED_TYPES = tuple(_MASKS)
