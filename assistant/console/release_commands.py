"""The staff's commands for releases: `python -m assistant.console.release_commands`."""

import argparse
import logging
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Callable, Mapping, Optional, Sequence
from zoneinfo import ZoneInfo

import structlog
from rich.console import Console

from assistant.answers.opening import open_answers
from assistant.clinic_profile import load_clinic_profile
from assistant.clinic_schedule import InvalidClinicProfile
from assistant.console.release_options import SHOWN_ENTRIES, make_parser
from assistant.console.release_training import wait_for_candidate
from assistant.console.release_views.history_rows import HEADINGS, list_cells, write_history
from assistant.console.release_views.tables import (
    show_changes,
    show_comparison,
    show_outcome,
    show_release,
    show_releases,
    show_servers,
    show_verdict,
)
from assistant.console.release_views.words import can_publish, tell_verdict
from assistant.console.source_files import restore_sources
from assistant.phrasings.opening import open_book
from assistant.releases.errors import ImpossibleCancel, MissingFiles, ReleaseError
from assistant.releases.records import Comparison, Publication
from assistant.releases.releases import Releases, open_releases
from assistant.review.inbox import open_inbox
from assistant.secret_file import UnusableSecretFile
from assistant.settings import InvalidSetting, Settings, load_settings
from assistant.sqlite_database import UnusableDatabase
from assistant.staff_changes.errors import StaffChangeError
from assistant.staff_commands import run_command
from assistant.staff_files import UnwritableFile, write_private_file
from assistant.staff_output import make_console, print_rows

MAKE = 'make releases DO="{}"'
ERRORS = (
    InvalidClinicProfile,
    InvalidSetting,
    ReleaseError,
    StaffChangeError,
    UnusableDatabase,
    UnusableSecretFile,
    UnwritableFile,
)
# A command that was understood, but after which not all is as it was asked for.
NOT_DONE_STATUS = 1
ALL = 1_000_000


@dataclass(frozen=True)
class Work:
    """What the commands work with; `out` shows results and `notes` everything beside them."""

    releases: Releases
    settings: Settings
    zone: ZoneInfo
    out: Console
    notes: Console


def main(arguments: Sequence[str]) -> int:
    """Run one command. Returns the exit status: 0 done, 1 not done, 2 not understood."""
    options = make_parser().parse_args(arguments)
    run = COMMANDS[options.command]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    return run_command(lambda: run(_open_work(), options), ERRORS)


def list_releases(work: Work, options: argparse.Namespace) -> int:
    """Show releases, the newest first."""
    shown = work.releases.list(ALL if options.all else SHOWN_ENTRIES)
    if not shown:
        work.notes.print(f"There is no release yet. Make one: {MAKE.format('train')}")
        return 0
    show_releases(work.out, shown, work.releases.live(), work.zone)
    left = work.releases.count() - len(shown)
    if left:
        work.notes.print(f"{left} earlier ones: add --all to see them.")
    return 0


def new(work: Work, options: argparse.Namespace) -> int:
    """Show what staff have saved that visitors are not answered by yet."""
    changes = work.releases.what_is_unpublished()
    if changes.is_empty:
        work.notes.print("Nothing new: the live release holds everything that is saved.")
        return 0
    show_changes(work.out, changes)
    work.notes.print(f"Train a candidate with it: {MAKE.format('train')}")
    return 0


def train(work: Work, options: argparse.Namespace) -> int:
    """Train a candidate with everything that is saved, and wait for it."""
    recent = open_inbox(work.settings.review_database)
    try:
        texts = [message.text for message in recent.list_recent()]
    finally:
        recent.close()
    asked = work.releases.request(options.who, options.why, texts)
    done = wait_for_candidate(work.releases, work.settings, asked.number, options.who, work.notes)
    live = work.releases.live()
    show_verdict(work.out, done, tell_verdict(done, _compare(work, done.number), live))
    if not can_publish(done, live):
        return NOT_DONE_STATUS
    work.notes.print(f"See what changes: {MAKE.format(f'compare {done.number}')}")
    work.notes.print(f"Publish it: {MAKE.format(f'publish {done.number}')}")
    return 0


def show(work: Work, options: argparse.Namespace) -> int:
    """Show one release and what staff changed in it."""
    release = work.releases.show(options.number)
    try:
        changes = work.releases.what_is_new(release.number)
    except MissingFiles as error:
        changes = None
        work.notes.print(str(error))
    show_release(work.out, release, work.releases.live(), changes, work.zone)
    return 0


def compare(work: Work, options: argparse.Namespace) -> int:
    """Show a release beside the one that was live when it was trained."""
    release, live = work.releases.show(options.number), work.releases.live()
    if release.verdict is None:
        # Nothing was measured: what has become of it says why.
        show_verdict(work.out, release, tell_verdict(release, None, live))
        return NOT_DONE_STATUS
    comparison = work.releases.comparison(release.number)
    show_comparison(work.out, release, comparison, live)
    return 0 if release.verdict.is_passed else NOT_DONE_STATUS


def publish(work: Work, options: argparse.Namespace) -> int:
    """Make a candidate the live release, on every server."""
    return _tell(work, work.releases.publish(options.number, options.who, options.why))


def roll_back(work: Work, options: argparse.Namespace) -> int:
    """Make an earlier release the live one again, with its phrasings and answers."""
    return _tell(work, work.releases.roll_back(options.number, options.who, options.why))


def cancel(work: Work, options: argparse.Namespace) -> int:
    """Stop the training that is under way."""
    number = options.number
    if number is None:
        running = work.releases.running()
        if running is None:
            raise ImpossibleCancel("No candidate is being made: there is nothing to cancel.")
        number = running.number
    work.releases.cancel(number, options.who, options.why)
    work.out.print(f"The training of candidate {number} is cancelled.")
    return 0


def show_log(work: Work, options: argparse.Namespace) -> int:
    """Show what the trainer wrote while it made a release."""
    work.releases.show(options.number)
    text = work.releases.read_log(options.number)
    if not text:
        work.notes.print(f"There is no log of release {options.number}.")
    sys.stdout.write(text)
    return 0


def history(work: Work, options: argparse.Namespace) -> int:
    """Show who did what, when and why, or write it to a file."""
    entries = work.releases.history(
        SHOWN_ENTRIES if options.csv is None and not options.all else ALL
    )
    if options.csv is None:
        cells = [list_cells(entry, work.zone) for entry in entries]
        print_rows(work.out, [heading.capitalize() for heading in HEADINGS], cells)
        return 0
    content = write_history(entries, work.zone)
    write_private_file(Path(options.csv), content, may_overwrite=options.force)
    work.out.print(f"Entries written to {options.csv}: {len(entries)}.")
    return 0


def servers(work: Work, options: argparse.Namespace) -> int:
    """Show what each server answers with, and tell those that are late."""
    if options.tell:
        work.releases.complete()
    late = show_servers(work.out, work.releases.servers(), work.releases.live())
    if late and not options.tell:
        work.notes.print(f"Tell them again: {MAKE.format('servers --tell')}")
    return NOT_DONE_STATUS if late else 0


def _tell(work: Work, done: Publication) -> int:
    work.out.print(f"Release {done.number} is live.")
    if show_outcome(work.out, done):
        return 0
    work.notes.print(f"Tell the others again: {MAKE.format('servers --tell')}")
    return NOT_DONE_STATUS


def _compare(work: Work, number: int) -> Optional[Comparison]:
    try:
        return work.releases.comparison(number)
    except ReleaseError:
        # One that was not measured; its own problem says more than this would.
        return None


def _open_work() -> Work:
    settings = load_settings()
    profile = load_clinic_profile(settings.clinic_profile)
    restore = partial(restore_sources, open_book(settings), open_answers(settings))
    return Work(
        releases=open_releases(settings, restore),
        settings=settings,
        zone=profile.schedule.time_zone,
        out=make_console(),
        notes=make_console(is_for_notes=True),
    )


COMMANDS: Mapping[str, Callable[[Work, argparse.Namespace], int]] = {
    "list": list_releases,
    "new": new,
    "train": train,
    "show": show,
    "compare": compare,
    "log": show_log,
    "publish": publish,
    "roll-back": roll_back,
    "cancel": cancel,
    "history": history,
    "servers": servers,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
