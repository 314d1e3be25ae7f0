"""Finds how to reach a visitor, a phone number or an e-mail address, in what they wrote."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Iterator, List, Optional

from assistant.booking.reading.email_addresses import find_email_addresses
from assistant.booking.reading.phone_numbers import find_phone_numbers
from assistant.booking.requests import Contact

# The work on any message is bounded; a contact further on is not missed in a form.
LONGEST = 2000


class InvalidContact(ValueError):
    """What looks like a contact cannot be one.

    `reason` is "phone_too_short", "phone_too_long", "phone_not_possible" or "email".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class ContactPlace:
    """A contact, or why it cannot be one, and where it stands in the plain text."""

    start: int
    end: int
    contact: Optional[Contact]
    reason: Optional[str]


def find_contact(text: str, region: str) -> Optional[Contact]:
    """The first contact in `text`, or None where nothing looks like one.

    `region` is the two-letter country whose phone numbers need no prefix. A number is taken if it
    is possible there, with or without its area code. Raises InvalidContact where the text plainly
    tries to give a contact that cannot be right, and gives no other.
    """
    place = locate_contact(plain_contact_text(text), region)
    if place is None:
        return None
    if place.contact is None:
        raise InvalidContact(place.reason or "email")
    return place.contact


def plain_contact_text(text: str) -> str:
    """`text` in the characters that contacts are written in; `locate_contact` counts in it."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", plain)
    return re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", plain)


def locate_contact(plain: str, region: str) -> Optional[ContactPlace]:
    """The first contact in the plain text; where there is none, the first try at one."""
    places = sorted(_places(plain, region), key=lambda place: place.start)
    usable = [place for place in places if place.contact is not None]
    return next(iter(usable or places), None)


def _places(plain: str, region: str) -> Iterator[ContactPlace]:
    taken: List[ContactPlace] = []
    for email in find_email_addresses(plain):
        contact = None if email.value is None else Contact("email", email.value, email.shown)
        taken.append(ContactPlace(email.start, email.end, contact, "email"))
    yield from taken
    rest = plain
    for place in taken:
        # The digits of an address are no phone number; a line break cannot be within one.
        rest = rest[: place.start] + "\n" * (place.end - place.start) + rest[place.end :]
    for phone in find_phone_numbers(rest, region):
        contact = None if phone.value is None else Contact("phone", phone.value, phone.shown)
        yield ContactPlace(phone.start, phone.end, contact, phone.reason)
