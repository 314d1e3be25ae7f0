"""The staff's commands for unclear messages: `python -m assistant.review.commands`."""

import argparse
import sys
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Callable, Optional, Sequence
from zoneinfo import ZoneInfo

from rich.console import Console

from assistant.clinic_profile import load_clinic_profile
from assistant.clinic_schedule import InvalidClinicProfile
from assistant.nlu.sentence_encoder import EncoderMissing
from assistant.review.grouping import MessageGroups
from assistant.review.inbox import Inbox
from assistant.review.inbox_records import (
    ImpossibleDecision,
    InboxError,
    Kind,
    Question,
    Ruling,
    Sort,
    State,
)
from assistant.review.message_encoder import load_message_encoder
from assistant.review.shown import (
    describe_ruling,
    list_decided_cells,
    list_history_cells,
    show_group,
    show_groups,
)
from assistant.review.storage.database import open_review_database
from assistant.review.topic_names import find_topic
from assistant.review.turns import Reason
from assistant.settings import InvalidSetting, load_settings
from assistant.sqlite_database import UnusableDatabase
from assistant.staff_changes.atomic_files import hold_lock
from assistant.staff_changes.errors import StaffChangeError
from assistant.staff_changes.teaching_lock import find_teaching_lock
from assistant.staff_commands import name_user, run_command
from assistant.staff_files import UnwritableFile, write_csv, write_private_file
from assistant.staff_output import make_console, print_rows
from assistant.topics import OUT_OF_SCOPE, load_topics

MAKE = 'make inbox DO="{}"'
TEACH = 'make phrasings DO="{}"'
SHOWN, ALL = 20, 1_000_000
ERRORS = (
    *(InboxError, InvalidClinicProfile, InvalidSetting, StaffChangeError),
    *(UnusableDatabase, UnwritableFile),
)
DECIDED = (
    *("message", "asked", "words", "decision", "topic", "note", "decided by", "decided"),
    "decision number",
)
HISTORY = (
    *("decision number", "decided", "decided by", "decision", "topic", "note", "messages"),
    *("undone by", "undone"),
)


@dataclass(frozen=True)
class Desk:
    """What the commands work with; `out` shows results and `notes` everything beside them."""

    inbox: Inbox
    lock_file: Path
    group_new: Callable[[], None]
    zone: ZoneInfo
    out: Console
    notes: Console
    now: datetime


def main(arguments: Sequence[str]) -> int:
    """Run one command. Returns the exit status."""
    options = _make_parser().parse_args(arguments)
    run: Callable[[Desk, argparse.Namespace], None] = options.run
    return run_command(lambda: run(_open_desk(), options), ERRORS)


def list_groups(desk: Desk, options: argparse.Namespace) -> None:
    """Show groups of look-alike messages, a page at a time."""
    desk.group_new()
    question = Question(
        sort=Sort(options.sort),
        state=State(options.state),
        search=" ".join(options.search or ()),
        topic=find_topic(options.topic) if options.topic else None,
        reason=Reason(options.reason) if options.reason else None,
        page=options.page,
        size=options.size,
    )
    page = desk.inbox.list_groups(question)
    if page.groups:
        show_groups(desk.out, page.groups, desk.zone)
        desk.notes.print(f"Page {page.page} of {page.pages}, {page.total} groups.")
        desk.notes.print(f"See one: {MAKE.format(f'show {page.groups[0].id}')}")
    elif desk.inbox.list_groups(Question(state=State.ALL, size=1)).groups:
        desk.out.print(f"Nothing here. See everything: {MAKE.format('list --state all')}")
    else:
        desk.out.print("No unclear messages yet.")


def show(desk: Desk, options: argparse.Namespace) -> None:
    """Show one group with its messages."""
    group = desk.inbox.show_group(options.group)
    shown = desk.inbox.show_messages(group.id, ALL if options.all else SHOWN)
    show_group(desk.out, group, shown, desk.zone)
    if len(shown) < group.total_count:
        desk.notes.print(f"{group.total_count - len(shown)} more: add --all to see them.")


def decide(desk: Desk, options: argparse.Namespace) -> None:
    """Say what groups, or single messages, mean."""
    if options.this:
        if options.messages:
            raise ImpossibleDecision("--this is for groups. Name the messages' topic by --topic.")
        for number in options.numbers:
            suggested = desk.inbox.show_group(number).example.candidates
            if not suggested:
                raise ImpossibleDecision(f"Nothing is suggested for group {number}. Use --topic.")
            _decide(desk, options, [number], Ruling(Kind.TOPIC, suggested[0].topic))
        return
    ruling = Ruling(Kind.OUT_OF_SCOPE if options.out_of_scope else Kind.IGNORE)
    if options.topic:
        ruling = Ruling(Kind.TOPIC, find_topic(options.topic))
    _decide(desk, options, options.numbers, ruling)


def undo(desk: Desk, options: argparse.Namespace) -> None:
    """Take a decision back."""
    number: Optional[int] = options.decision
    if number is None:
        last = desk.inbox.last_decision(options.by)
        if last is None:
            raise ImpossibleDecision(f"{options.by} has decided nothing that could be undone.")
        number = last.id
    with hold_lock(desk.lock_file):
        undone = desk.inbox.undo(number, options.by, desk.now)
    desk.out.print(f"Decision {undone.id} is undone: {_count(len(undone.message_ids))} open again.")
    if undone.ruling.kind is not Kind.IGNORE:
        desk.notes.print(
            "If it was made on the staff's pages, what it taught stays taught, and stays a test: "
            "take it out there, under Phrasings. They undo a decision with all that it taught."
        )


def export(desk: Desk, options: argparse.Namespace) -> None:
    """Write decided messages, or the history of decisions, as CSV."""
    if options.history:
        headings = HISTORY
        rows = [list_history_cells(one, desk.zone) for one in desk.inbox.list_history()]
    else:
        headings = DECIDED
        rows = [list_decided_cells(one, desk.zone) for one in desk.inbox.list_decided()]
    text = write_csv(headings, rows)
    if options.out is None:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return
    # Without the mark, spreadsheets take UTF-8 for an older encoding.
    content = text.encode("utf-8-sig", "replace")
    write_private_file(Path(options.out), content, may_overwrite=options.force)
    desk.out.print(f"Rows written to {options.out}: {len(rows)}.")
    desk.notes.print("Only this user may read the file, and nothing deletes it.")


def list_topics(desk: Desk, options: argparse.Namespace) -> None:
    """Show every topic with the words on its button."""
    rows = [(topic.id, topic.title or "") for topic in load_topics().values()]
    print_rows(desk.out, ("Topic", "Button"), rows)


def _decide(
    desk: Desk, options: argparse.Namespace, numbers: Sequence[int], ruling: Ruling
) -> None:
    run = desk.inbox.decide if options.messages else desk.inbox.decide_groups
    with hold_lock(desk.lock_file):
        decision = run(numbers, ruling, options.by, desk.now, options.note)
    count = _count(len(decision.message_ids))
    desk.out.print(f"Decision {decision.id}: {count} {describe_ruling(decision.ruling)}.")
    if ruling.kind is not Kind.IGNORE:
        topic = ruling.topic or OUT_OF_SCOPE
        desk.notes.print(
            "This records the decision and teaches the assistant nothing. Teach it: "
            + TEACH.format(f"add --topic {topic} 'the words'")
            + ". Or decide on the staff's pages, where both are done at once."
        )
    desk.notes.print(f"Undo it: {MAKE.format(f'undo {decision.id}')}")


def _count(messages: int) -> str:
    return "1 message is" if messages == 1 else f"{messages} messages are"


def _open_desk() -> Desk:
    settings = load_settings()
    profile = load_clinic_profile(settings.clinic_profile)
    database = open_review_database(settings.review_database)
    notes = make_console(is_for_notes=True)

    def group_new() -> None:
        try:
            encoder_id, encode = load_message_encoder(settings.encoder_folder)
        except EncoderMissing as error:
            notes.print(f"Look-alikes are not put together: {error}")
            return
        MessageGroups(database, encoder_id, encode).group_new()

    return Desk(
        inbox=Inbox(database),
        lock_file=find_teaching_lock(settings),
        group_new=group_new,
        zone=profile.schedule.time_zone,
        out=make_console(),
        notes=notes,
        now=datetime.now(timezone.utc),
    )


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="inbox", description="What the assistant did not understand; without a command: list."
    )
    commands = parser.add_subparsers(metavar="command")

    one = commands.add_parser("list", help="groups of look-alike messages, the largest first")
    one.add_argument("--sort", choices=[sort.value for sort in Sort])
    one.add_argument("--state", choices=[state.value for state in State])
    one.add_argument("--search", nargs="+", metavar="WORD", help="all of these words")
    one.add_argument("--topic", help="only what the assistant took for this topic")
    one.add_argument("--reason", choices=[reason.value for reason in Reason])
    one.add_argument("--page", type=_read_number)
    one.add_argument("--size", type=_read_number)
    # Without a command, these hold as well.
    for known in (parser, one):
        known.set_defaults(run=list_groups, sort=Sort.COUNT.value, state=State.OPEN.value)
        known.set_defaults(search=None, topic=None, reason=None, page=1, size=Question.size)

    one = commands.add_parser("show", help="one group with its messages")
    one.add_argument("group", type=_read_number)
    one.add_argument("--all", action="store_true", help=f"more than {SHOWN} messages")
    one.set_defaults(run=show)

    one = commands.add_parser("decide", help="say what groups of messages mean")
    one.add_argument("numbers", nargs="+", type=_read_number, metavar="group")
    what = one.add_mutually_exclusive_group(required=True)
    what.add_argument("--this", action="store_true", help="each group's first suggestion")
    what.add_argument("--topic", help='such as faq/safety, safety or "Is it safe?"')
    what.add_argument("--out-of-scope", action="store_true", help="not for this assistant")
    what.add_argument("--ignore", action="store_true", help="not worth teaching")
    one.add_argument("--messages", action="store_true", help="the numbers are messages'")
    one.add_argument("--note", help="why, for colleagues")
    _add_by(one)
    one.set_defaults(run=decide)

    one = commands.add_parser("undo", help="take a decision back; without a number, your last")
    one.add_argument("decision", nargs="?", type=_read_number)
    _add_by(one)
    one.set_defaults(run=undo)

    one = commands.add_parser("export", help="write what was decided as CSV")
    one.add_argument("--history", action="store_true", help="every decision, undone ones too")
    one.add_argument("--out", metavar="FILE", help="instead of standard output")
    one.add_argument("--force", action="store_true", help="overwrite the file")
    one.set_defaults(run=export)

    one = commands.add_parser("topics", help="every topic that a message can be about")
    one.set_defaults(run=list_topics)
    return parser


def _add_by(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", default=name_user(), help="who decides, if not this user")


def _read_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1")
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
