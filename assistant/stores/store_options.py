"""Checks the options of the tracker store, as endpoints.yml gives them."""

from typing import Any, List, Optional, Union

from rasa.shared.exceptions import InvalidConfigException


def read_turns(value: Union[int, str]) -> int:
    """The number of turns that are loaded. Raises InvalidConfigException."""
    # Filled in from the environment it arrives as text.
    turns = int(value) if str(value).isdecimal() else 0
    if turns < 2:
        raise InvalidConfigException(
            f"turns_loaded of the tracker store is '{value}'. Use a whole number from 2."
        )
    return turns


def read_personal_slots(value: Any) -> List[str]:
    """The names of slots that hold what was told to a form. Raises InvalidConfigException."""
    names = [] if value is None else value
    if not isinstance(names, (list, tuple)) or not all(n and isinstance(n, str) for n in names):
        raise InvalidConfigException(
            f"personal_slots of the tracker store is {value!r}. Use a list of names of slots."
        )
    return list(names)


def read_website_hours(value: Optional[Union[int, str]]) -> Optional[int]:
    """How long the website's conversations are kept. Raises InvalidConfigException."""
    if value is None:
        return None
    # Filled in from the environment it arrives as text.
    hours = int(value) if str(value).isdecimal() else 0
    if hours < 1:
        raise InvalidConfigException(
            f"website_hours of the tracker store is '{value}'. Use a whole number from 1, or "
            "leave it out to keep the website's conversations for ever."
        )
    return hours
