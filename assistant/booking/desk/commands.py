"""The staff's commands for booking requests: `python -m assistant.booking.desk.commands`."""

import argparse
import sys
from pathlib import Path
from typing import Callable, Iterable, List, Optional, Sequence, TypeVar

from rich.progress import track

from assistant.booking.desk.command_desk import CommandDesk, open_desk
from assistant.booking.desk.desk import DESK_ERRORS, DeskError, Done, read_reference
from assistant.booking.desk.erasure import erase
from assistant.booking.desk.export import EXPORTED, write_requests_csv
from assistant.booking.desk.tables import show_failed, show_request, show_requests
from assistant.booking.desk.times import UnusableClinicTime
from assistant.booking.requests import State
from assistant.clinic_schedule import InvalidClinicProfile
from assistant.settings import InvalidSetting
from assistant.sqlite_database import UnusableDatabase
from assistant.staff_commands import run_command
from assistant.staff_files import UnwritableFile, write_private_file

T = TypeVar("T")

OPEN = (State.WAITING, State.BOOKED)
MAKE = 'make bookings DO="{}"'
ERRORS = (
    *DESK_ERRORS,
    InvalidClinicProfile,
    InvalidSetting,
    UnusableClinicTime,
    UnusableDatabase,
    UnwritableFile,
)


def main(arguments: Sequence[str]) -> int:
    """Run one command. Returns the exit status."""
    options = _make_parser().parse_args(arguments)
    run: Callable[[CommandDesk, argparse.Namespace], None] = options.run
    return run_command(lambda: run(open_desk(), options), ERRORS)


def list_requests(desk: CommandDesk, options: argparse.Namespace) -> None:
    """Show requests, newest last, and what else needs staff."""
    requests = desk.store.list_requests(_read_states(options, OPEN))[::-1]
    failed = desk.store.list_failed()
    if requests:
        show_requests(desk.out, requests, {one.reference for one in failed}, desk.zone)
    elif desk.store.list_requests(limit=1):
        desk.out.print(f"No such requests. See every one: {MAKE.format('list --all')}")
    else:
        desk.out.print(
            "No requests yet. They appear here once a visitor has asked the assistant for an "
            "appointment (make run)."
        )
    waiting = desk.count_on_their_way()
    if waiting:
        desk.notes.print(f"On their way to the booking system: {waiting}.")
    if failed:
        desk.notes.print(
            f"Hand-offs that failed: {len(failed)}. See why: {MAKE.format('failed')}", style="red"
        )


def show(desk: CommandDesk, options: argparse.Namespace) -> None:
    """Show everything that is kept of one request."""
    request = desk.find(options.reference)
    show_request(desk.out, request, desk.list_failed(request), desk.zone)


def confirm(desk: CommandDesk, options: argparse.Namespace) -> None:
    """Confirm a request: at the given time, or else at the slot that it holds or asks for."""
    done = desk.confirm(options.reference, options.at, desk.now)
    hint = "" if done.request.appointment else " (--at gives it one)"
    _tell(desk, done, hint)


def decline(desk: CommandDesk, options: argparse.Namespace) -> None:
    """Decline a request."""
    _tell(desk, desk.decline(options.reference, desk.now))


def export(desk: CommandDesk, options: argparse.Namespace) -> None:
    """Write requests as CSV or iCalendar, to a file or to standard output."""
    found = desk.store.list_requests(_read_states(options, EXPORTED))[::-1]
    if options.format == "csv":
        chosen = found
        text = write_requests_csv(_watch(desk, chosen, "Exporting"), desk.zone)
    else:
        # The calendar library is slow to load, and only this needs it.
        from assistant.booking.calendar_file import write_staff_calendar

        chosen = [request for request in found if request.appointment is not None]
        text = write_staff_calendar(_watch(desk, chosen, "Exporting"), desk.profile, desk.now)
    if len(chosen) < len(found):
        desk.notes.print(f"Left out, as they have no appointment: {len(found) - len(chosen)}.")
    if options.out is None:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return
    # Without the mark, spreadsheets take UTF-8 for an older encoding.
    encoding = "utf-8-sig" if options.format == "csv" else "utf-8"
    content = text.encode(encoding, "replace")
    write_private_file(Path(options.out), content, may_overwrite=options.force)
    desk.out.print(f"Requests written to {options.out}: {len(chosen)}.")
    desk.notes.print(
        "The file holds personal data: only this user may read it, and nothing deletes it."
    )


def list_failed(desk: CommandDesk, options: argparse.Namespace) -> None:
    """Show the hand-offs that were given up."""
    failed = desk.store.list_failed()
    if not failed:
        desk.out.print("No hand-off has failed.")
        return
    show_failed(desk.out, failed, desk.zone)
    desk.notes.print(f"When the cause is mended: {MAKE.format('retry --all')}")


def retry(desk: CommandDesk, options: argparse.Namespace) -> None:
    """Put failed hand-offs of one request, or all of them, back on their way."""
    failed = desk.store.list_failed()
    if not options.all:
        reference = read_reference(options.reference)
        failed = [one for one in failed if one.reference == reference]
        if not failed:
            raise DeskError(
                f"No hand-off of {reference} has failed. 'failed' lists those that did."
            )
    for one in _watch(desk, failed, "Retrying"):
        desk.store.retry(one.delivery_id, desk.now)
    desk.out.print(f"Back on their way: {len(failed)}.")


def _tell(desk: CommandDesk, done: Done, hint: str = "") -> None:
    desk.out.print(f"{done.words}{hint}.")
    for note in done.notes:
        desk.notes.print(note)


def _erase(desk: CommandDesk, options: argparse.Namespace) -> None:
    erase(desk, options.contact, options.older_than, is_agreed=options.yes)


def _watch(desk: CommandDesk, items: Sequence[T], text: str) -> Iterable[T]:
    """The items, with their progress shown while they are worked on in a terminal."""
    is_hidden = not desk.notes.is_terminal
    return track(items, text, console=desk.notes, transient=True, disable=is_hidden)


def _read_states(options: argparse.Namespace, default: Sequence[State]) -> Sequence[State]:
    if options.all:
        return ()
    return [State(name) for name in options.state] if options.state else default


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bookings", description="The clinic's booking requests; without a command: list."
    )
    parser.set_defaults(run=list_requests, state=None, all=False)
    commands = parser.add_subparsers(metavar="command")

    one = commands.add_parser("list", help="waiting and booked requests, newest last")
    _add_states(one)
    one.set_defaults(run=list_requests)

    for name, run, text in (
        ("show", show, "everything about one request"),
        ("confirm", confirm, "confirm a request"),
        ("decline", decline, "decline a request"),
    ):
        one = commands.add_parser(name, help=text)
        one.add_argument("reference", help="such as K7M4-P2XW")
        one.set_defaults(run=run)
        if name == "confirm":
            one.add_argument("--at", metavar="TIME", help='such as "2026-11-24 09:00"')

    one = commands.add_parser("export", help="write waiting, booked and confirmed requests")
    one.add_argument("--format", choices=("csv", "ical"), required=True)
    one.add_argument("--out", metavar="FILE", help="instead of standard output")
    one.add_argument("--force", action="store_true", help="overwrite the file")
    _add_states(one)
    one.set_defaults(run=export)

    one = commands.add_parser("failed", help="hand-offs that were given up, and why")
    one.set_defaults(run=list_failed)

    one = commands.add_parser("retry", help="put failed hand-offs back on their way")
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("reference", nargs="?", help="such as K7M4-P2XW")
    which.add_argument("--all", action="store_true")
    one.set_defaults(run=retry)

    one = commands.add_parser("erase", help="delete requests of one person, or old ones")
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--contact", metavar="TEXT", help="phone number or e-mail address")
    which.add_argument("--older-than", metavar="DAYS", type=_read_days)
    one.add_argument("--yes", action="store_true", help="do not ask")
    one.set_defaults(run=_erase)
    return parser


def _add_states(parser: argparse.ArgumentParser) -> None:
    states: List[str] = [state.value for state in State]
    parser.add_argument("--state", nargs="+", choices=states, help="only these")
    parser.add_argument("--all", action="store_true", help="in every state")


def _read_days(text: str) -> Optional[int]:
    days = int(text) if text.isdecimal() else 0
    if not 1 <= days <= 36_500:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of days from 1 to 36500")
    return days


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
