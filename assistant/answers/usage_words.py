"""Says in words when a wording is used, and what answers and families are called."""

from typing import Any, List, Mapping, Sequence

from assistant.answers.facts import name_in_words
from assistant.topics import load_topics

PREFIX = "utter_"
FAMILY_TITLES = {
    "faq": "Regenerative medicine",
    "clinic": "The clinic",
    "safety": "Safety",
    "smalltalk": "Courtesies and the assistant itself",
    "booking": "Appointments and messages",
}
_WHEN = {
    "listed": "the visitor has named a condition that the guide lists",
    "unlisted": "the visitor has named a condition that the guide does not list",
    "mixed": "the visitor has named conditions, some of which the guide lists and some not",
    "unnamed": "the visitor has named no condition",
}
_AFTER = {
    "clarify": "the assistant has just asked which topic was meant",
    "emergency": "the assistant has just given an emergency message",
    "medical_advice": "the assistant has just declined a personal medical question",
    "booking": "a request has just been passed on to the clinic",
}
_FORMS = {
    "booking_": "Appointment",
    "change_": "Changing an appointment",
    "message_": "Message to the clinic",
    "form_": "In any form",
}
_NOT_A_TOPIC = {
    "possible_emergency": "Perhaps an emergency",
    "notice": "Notice on the first reply",
    "clarify": "Asks back which topic was meant",
    "offer_person": "Offers a person after two misunderstandings",
    "no_text": "A message without words",
    "unsupported_language": "A message in another language",
    "fallback": "Not understood",
    "first_answer": "First of two questions, not understood",
    "second_answer": "Second of two questions, not understood",
    "repeat": "Asked to repeat, with nothing said yet",
    "restart": "Starts again",
}


def name_answer(name: str) -> str:
    """What staff call the answer: its topic's button, or words for where it is said."""
    plain = name[len(PREFIX) :] if name.startswith(PREFIX) else name
    topic = load_topics().get(plain)
    if topic is not None and topic.title:
        return topic.title
    if plain in _NOT_A_TOPIC:
        return _NOT_A_TOPIC[plain]
    form = next((start for start in _FORMS if plain.startswith(start)), None)
    if form is not None:
        return f"{_FORMS[form]}: {plain[len(form) :].replace('_', ' ')}"
    return plain.replace("/", ": ").replace("_", " ").capitalize()


def describe_use(entry: Mapping[str, Any], all_entries: Sequence[Mapping[str, Any]]) -> str:
    """When this wording of an answer is said, as a sentence."""
    conditions = _conditions(entry.get("metadata") or {})
    same = sum(1 for one in all_entries if _conditions(one.get("metadata") or {}) == conditions)
    others = len(all_entries) - same
    if conditions:
        words = f"Said when {' and '.join(conditions)}."
    else:
        words = "Said in every other case." if others else "Said always."
    if same > 1:
        words += f" One of {same} wordings, chosen by chance."
    return words


def _conditions(metadata: Mapping[str, Any]) -> List[str]:
    conditions = []
    if metadata.get("needs"):
        facts = [name_in_words(fact) for fact in metadata["needs"]]
        conditions.append(f"the clinic's profile states {_join(facts)}")
    if metadata.get("when"):
        conditions.append(_WHEN.get(metadata["when"], str(metadata["when"])))
    if metadata.get("after"):
        conditions.append(_AFTER.get(metadata["after"], str(metadata["after"])))
    return conditions


def _join(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
