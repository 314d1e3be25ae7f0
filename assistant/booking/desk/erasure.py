"""Deletes requests at the clinic's desk: those of one person, or those of a certain age."""

import sys
from datetime import timedelta
from typing import Optional

from assistant.booking.desk.command_desk import CommandDesk
from assistant.booking.desk.desk import COPIES, DeskError, count_requests
from assistant.booking.desk.tables import show_erasable
from assistant.booking.desk.times import show_moment


def erase(
    desk: CommandDesk, contact: Optional[str], days: Optional[int], *, is_agreed: bool
) -> None:
    """Delete by contact or, without one, by age in days. Raises DeskError."""
    if contact is not None:
        _erase_contact(desk, contact, is_agreed)
    elif days is not None:
        _erase_older(desk, days, is_agreed)


def _erase_contact(desk: CommandDesk, text: str, is_agreed: bool) -> None:
    value = desk.read_contact(text)
    theirs = desk.list_of_contact(value)
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
    desk.out.print(f"Deleted {count_requests(len(erased))}:")
    show_erasable(
        desk.out,
        [(one.reference, one.kind.value, show_moment(one.created_at, desk.zone)) for one in erased],
    )
    elsewhere = desk.describe_elsewhere(erased)
    if elsewhere is not None:
        desk.out.print(elsewhere)
    desk.out.print(COPIES)


def _erase_older(desk: CommandDesk, days: int, is_agreed: bool) -> None:
    moment = desk.now - timedelta(days=days)
    desk.out.print(
        f"Requests that nothing has happened to since {show_moment(moment, desk.zone)}, "
        f"{days} days ago, will be deleted."
    )
    _ask(desk, is_agreed)
    count = desk.store.erase_before(moment)
    desk.out.print(f"Deleted {count_requests(count)}.")
    if count:
        desk.out.print(COPIES)


def _ask(desk: CommandDesk, is_agreed: bool) -> None:
    """Return once staff agree. Raises DeskError."""
    if is_agreed:
        return
    if not sys.stdin.isatty():
        raise DeskError("Nothing was deleted: nobody can be asked here. Add --yes to agree.")
    answer = desk.notes.input("This cannot be undone. Delete? [y/N] ")
    if answer.strip().lower() not in ("y", "yes"):
        raise DeskError("Nothing was deleted.")


def _are(requests: int) -> str:
    return f"{'is' if requests == 1 else 'are'} {count_requests(requests)}"
