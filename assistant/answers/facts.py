"""The facts that an answer may fill in, {clinic_phone} and the like, and what stands for them."""

import re
from typing import AbstractSet, Any, Dict, FrozenSet, Iterable, Mapping

from assistant.clinic_profile import BARE_NAMES, NOTES, OPTIONAL_TEXT, REQUIRED

VARIABLE = re.compile(r"\{([a-z_]+)\}")
EMERGENCY_FACTS = ("emergency_number", "crisis_line")


def name_facts(entries: Iterable[str]) -> FrozenSet[str]:
    """The variables that hold these entries of the clinic profile."""
    return frozenset(entry if entry in BARE_NAMES else f"clinic_{entry}" for entry in entries)


HELD_FACTS = name_facts(REQUIRED)
OPTIONAL_FACTS = name_facts((*OPTIONAL_TEXT, *NOTES, "hours"))
CONDITION_FACTS: Mapping[Any, AbstractSet[str]] = {
    "listed": {"listed", "listed_as"},
    "unlisted": {"unlisted"},
    "mixed": {"listed", "listed_as", "unlisted"},
    "unnamed": set(),
    None: set(),
}
# A typical text for each kind of fact: the reading grade depends on what is filled in.
SAMPLES = {
    **{"listed": "knee pain", "unlisted": "gout", "clinic_name": "the clinic"},
    **{"listed_as": "hip, knee, shoulder, or other joint injury and pain"},
    **{"clinic_phone": "the phone", "emergency_number": "911", "crisis_line": "988"},
}
SAMPLE_NOTE, SAMPLE_FACT = "A short sentence goes here.", "the place"
_IN_WORDS = {
    "listed": "the conditions that the visitor named and the guide lists",
    "listed_as": "how the guide puts these conditions",
    "unlisted": "the conditions that the visitor named and the guide does not list",
    "clinic_hours": "the opening hours",
    "clinic_email": "the e-mail address",
    "clinic_phone": "the phone number",
    "clinic_name": "the clinic's name",
    "emergency_number": "the emergency number",
    "crisis_line": "the crisis line",
}


def find_facts(text: str) -> FrozenSet[str]:
    """The names of the facts that the text fills in."""
    return frozenset(VARIABLE.findall(text))


def find_known_facts(metadata: Mapping[str, Any]) -> FrozenSet[str]:
    """The facts that can be held when a wording with this metadata is said."""
    known = HELD_FACTS | OPTIONAL_FACTS | CONDITION_FACTS[metadata.get("when")]
    return known | frozenset(metadata.get("filled", ()))


def fill_in_samples(text: str) -> str:
    """The text as some visitor may read it; the same for every clinic."""
    return VARIABLE.sub(lambda variable: _sample(variable[1]), text)


def fill_in(text: str, facts: Mapping[str, str]) -> str:
    """The text with these facts, and a sample for what only a conversation knows."""
    known: Dict[str, str] = {**SAMPLES, **facts}
    return VARIABLE.sub(lambda variable: known.get(variable[1]) or _sample(variable[1]), text)


def name_in_words(fact: str) -> str:
    """What the fact is, for staff."""
    if fact.endswith("_note"):
        return f"the note on {fact[: -len('_note')].replace('_', ' ')}"
    plain = fact[len("clinic_") :] if fact.startswith("clinic_") else fact
    return _IN_WORDS.get(fact, f"the {plain.replace('_', ' ')}")


def _sample(variable: str) -> str:
    return SAMPLES.get(variable, SAMPLE_NOTE if variable.endswith("_note") else SAMPLE_FACT)
