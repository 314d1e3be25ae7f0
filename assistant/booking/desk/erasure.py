"""Deletes requests at the clinic's desk: those of one person, or those of a certain age."""

import sys
from datetime import timedelta
from typing import Optional

from assistant.booking.desk.desk import Desk, DeskError
from assistant.booking.desk.tables import show_erasable
from assistant.booking.desk.times import show_moment
from assistant.booking.reading.contact import InvalidContact, find_contact

COPIES = "Files that were exported before hold copies, which this does not delete."


def erase(desk: Desk, contact: Optional[str], days: Optional[int], *, is_agreed: bool) -> None:
    """Delete by contact or, without one, by age in days. Raises DeskError."""
    if contact is not None:
        _erase_contact(desk, contact, is_agreed)
    elif days is not None:
        _erase_older(desk, days, is_agreed)


def _erase_contact(desk: Desk, text: str, is_agreed: bool) -> None:
    value = _read_contact(desk, text)
    theirs = [one for one in desk.store.list_requests() if one.details.contact.value == value]
    if not theirs:
        desk.out.print("There is no request with this contact. Nothing was deleted.")
        return
    desk.out.print(f"With this contact there {_are(len(theirs))}:")
    show_erasable(
        desk.out,
        [
            (one.reference, one.details.kind.value, show_moment(one.created_at, desk.zone))
            for one in theirs
        ],
    )
    _ask(desk, is_agreed)
    erased = desk.store.erase_contact(value)
    desk.out.print(f"Deleted {_count(len(erased))}:")
    show_erasable(
        desk.out,
        [(one.reference, one.kind.value, show_moment(one.created_at, desk.zone)) for one in erased],
    )
    handed_off = sorted(one.reference for one in erased if one.was_delivered)
    if handed_off and desk.settings.booking_system != "desk":
        desk.out.print(
            f"Already handed to the clinic's {desk.settings.booking_system}, and to be deleted "
            f"there too: {', '.join(handed_off)}"
        )
    desk.out.print(COPIES)


def _erase_older(desk: Desk, days: int, is_agreed: bool) -> None:
    moment = desk.now - timedelta(days=days)
    desk.out.print(
        f"Requests that nothing has happened to since {show_moment(moment, desk.zone)}, "
        f"{days} days ago, will be deleted."
    )
    _ask(desk, is_agreed)
    count = desk.store.erase_before(moment)
    desk.out.print(f"Deleted {_count(count)}.")
    if count:
        desk.out.print(COPIES)


def _read_contact(desk: Desk, text: str) -> str:
    try:
        found = find_contact(text, desk.profile.schedule.region)
    except InvalidContact:
        found = None
    if found is None:
        # The text may be somebody's address with a typing error: it is not repeated.
        raise DeskError(
            "That is neither a phone number nor an e-mail address. "
            "Write it as the list shows it, in quotes."
        )
    return found.value


def _ask(desk: Desk, is_agreed: bool) -> None:
    """Return once staff agree. Raises DeskError."""
    if is_agreed:
        return
    if not sys.stdin.isatty():
        raise DeskError("Nothing was deleted: nobody can be asked here. Add --yes to agree.")
    answer = desk.notes.input("This cannot be undone. Delete? [y/N] ")
    if answer.strip().lower() not in ("y", "yes"):
        raise DeskError("Nothing was deleted.")


def _count(requests: int) -> str:
    return "1 request" if requests == 1 else f"{requests} requests"


def _are(requests: int) -> str:
    return f"{'is' if requests == 1 else 'are'} {_count(requests)}"
