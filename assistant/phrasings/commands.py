"""The staff's commands for phrasings: `python -m assistant.phrasings.commands`."""

import argparse
import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, List, Optional, Sequence

import structlog
from rich.console import Console

from assistant.nlu.sentence_encoder import EncoderMissing
from assistant.personal_data import mask_personal_data
from assistant.phrasing_words import normalise_phrasing
from assistant.phrasings.book import PhrasingBook
from assistant.phrasings.errors import ImpossibleChange, PhrasingError, UnreadableList
from assistant.phrasings.findings import Addition, Overrule
from assistant.phrasings.opening import open_book
from assistant.phrasings.phrasing_lists import read_lines, read_list_file
from assistant.phrasings.tables import (
    show_change,
    show_counts,
    show_history,
    show_outcome,
    show_phrasings,
    show_report,
    show_topics,
    write_history_csv,
)
from assistant.phrasings.topic_search import find_topics, resolve_topic
from assistant.phrasings.training_file import Phrasing
from assistant.settings import InvalidSetting, load_settings
from assistant.staff_commands import name_user, run_command
from assistant.staff_files import UnwritableFile, write_private_file
from assistant.staff_output import make_console

MAKE = 'make phrasings DO="{}"'
ERRORS = (EncoderMissing, InvalidSetting, PhrasingError, UnwritableFile)
BLOCKED_STATUS = 1
_ENCODINGS_BETWEEN_NOTES = 1000


@dataclass(frozen=True)
class Work:
    """The book; `out` shows results and `notes` everything beside them."""

    book: PhrasingBook
    out: Console
    notes: Console


def main(arguments: Sequence[str]) -> int:
    """Run one command. Returns the exit status: 0 done, 1 not done, 2 not understood."""
    options = _make_parser().parse_args(arguments)
    run: Callable[[Work, argparse.Namespace], int] = options.run
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    return run_command(lambda: run(_start_work(), options), ERRORS)


def list_topics(work: Work, options: argparse.Namespace) -> int:
    """Show the topics that can be taught, or those that have the words in them."""
    topics = find_topics(" ".join(options.words))
    if not topics:
        work.notes.print(f"No topic has these words. See them all: {MAKE.format('topics')}")
        return BLOCKED_STATUS
    show_topics(work.out, topics)
    return 0


def check(work: Work, options: argparse.Namespace) -> int:
    """Say what is to be said about a list; save nothing."""
    additions = _read_file(options)
    report = work.book.check(additions)
    show_report(work.out, report)
    show_counts(work.out, report)
    return BLOCKED_STATUS if report.refused or report.in_conflict else 0


def add(work: Work, options: argparse.Namespace) -> int:
    """Check phrasings and save them."""
    additions = _read_additions(options)
    overrules = _overrule_all(additions, options.because) if options.because else []
    outcome = work.book.add(
        additions, options.who, overrules, options.why, leave_out_blocked=options.leave_out
    )
    show_report(work.out, outcome.report)
    show_outcome(work.out, work.notes, outcome)
    return BLOCKED_STATUS if outcome.blocked else 0


def list_phrasings(work: Work, options: argparse.Namespace) -> int:
    """Show what staff have taught."""
    taught = work.book.list_phrasings()
    if options.topic:
        taught = [one for one in taught if one.topic == resolve_topic(options.topic)]
    if not taught:
        work.notes.print("Staff have taught no phrasings yet." if not options.topic else "None.")
        return 0
    show_phrasings(work.out, taught)
    return 0


def remove(work: Work, options: argparse.Namespace) -> int:
    """Take phrasings of staff out again."""
    chosen = [_find_taught(work, text, options.topic) for text in options.phrasings]
    change = work.book.remove(chosen, options.who, options.why)
    show_change(work.out, work.notes, change)
    return 0


def undo(work: Work, options: argparse.Namespace) -> int:
    """Take back the last change."""
    show_change(work.out, work.notes, work.book.undo(options.who))
    return 0


def history(work: Work, options: argparse.Namespace) -> int:
    """Show who changed what, when and why, or write it to a file."""
    changes = work.book.history()
    if options.out is None:
        if changes:
            show_history(work.out, changes)
        else:
            work.notes.print("Nothing has been changed yet.")
        return 0
    file = Path(options.out)
    # Without the mark, spreadsheets take UTF-8 for an older encoding.
    content = write_history_csv(changes).encode("utf-8-sig")
    write_private_file(file, content, may_overwrite=options.force)
    work.out.print(f"Changes written to {file}: {len(changes)}.")
    return 0


def _start_work() -> Work:
    notes = make_console(is_for_notes=True)

    def tell(done: int, total: int) -> None:
        if done % _ENCODINGS_BETWEEN_NOTES == 0 or done == total > _ENCODINGS_BETWEEN_NOTES:
            notes.print(f"Reading the phrasings anew (once): {done} of {total}")

    return Work(open_book(load_settings(), tell), make_console(), notes)


def _read_file(options: argparse.Namespace) -> List[Addition]:
    topic = resolve_topic(options.topic) if options.topic else None
    return read_list_file(Path(options.file), topic)


def _read_additions(options: argparse.Namespace) -> List[Addition]:
    if options.file is not None:
        if options.phrasings:
            raise UnreadableList("Give phrasings or a file, not both.")
        return _read_file(options)
    if not options.topic or not options.phrasings:
        raise UnreadableList('Say which topic they teach: add --topic TOPIC "phrasing" ...')
    return [
        Addition(one.text, one.topic)
        for text in options.phrasings
        for one in read_lines(text, options.topic) or [Addition("", options.topic)]
    ]


def _overrule_all(additions: Sequence[Addition], reason: str) -> List[Overrule]:
    return [Overrule(one.text, one.topic, reason) for one in additions]


def _find_taught(work: Work, text: str, topic: Optional[str]) -> Phrasing:
    """The phrasing of staff with these words, whatever their case and punctuation."""
    wanted = normalise_phrasing(text)
    found = [
        Phrasing(one.topic, one.text)
        for one in work.book.list_phrasings()
        if normalise_phrasing(one.text) == wanted
        and (topic is None or one.topic == resolve_topic(topic))
    ]
    if not found:
        raise ImpossibleChange(
            f'Staff have not taught "{mask_personal_data(text)}". See what they have: '
            f"{MAKE.format('list')}. What stands in the other files of data/nlu is changed by "
            "engineers."
        )
    exact = [one for one in found if one.text == text]
    return (exact or found)[0]


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="phrasings",
        description="What staff have taught the assistant; without a command: list.",
    )
    parser.set_defaults(run=list_phrasings, topic=None)
    commands = parser.add_subparsers(metavar="command")

    one = commands.add_parser("topics", help="the topics, or those with the given words")
    one.add_argument("words", nargs="*", help="such as: price insurance")
    one.set_defaults(run=list_topics)

    one = commands.add_parser("check", help="check a list and save nothing")
    one.add_argument("file", help="CSV with the headings phrasing and topic, or lines")
    one.add_argument("--topic", help="what all lines teach, if the file does not say")
    one.set_defaults(run=check)

    one = commands.add_parser("add", help="check phrasings and save them")
    one.add_argument("phrasings", nargs="*", help='such as "how much is it"')
    one.add_argument("--topic", help="id or title of the topic")
    one.add_argument("--file", help="CSV with the headings phrasing and topic, or lines")
    one.add_argument("--because", metavar="REASON", help="overrule conflicts, for this reason")
    one.add_argument(
        "--leave-out", action="store_true", help="save those that nothing speaks against"
    )
    _add_person(one)
    one.set_defaults(run=add)

    one = commands.add_parser("list", help="what staff have taught")
    one.add_argument("--topic", help="of this topic only")
    one.set_defaults(run=list_phrasings)

    one = commands.add_parser("remove", help="take phrasings of staff out again")
    one.add_argument("phrasings", nargs="+")
    one.add_argument("--topic", help="if the words stand under several")
    _add_person(one)
    one.set_defaults(run=remove)

    one = commands.add_parser("undo", help="take back the last change")
    _add_person(one)
    one.set_defaults(run=undo)

    one = commands.add_parser("history", help="who changed what, when and why")
    one.add_argument("--out", metavar="FILE", help="write it as CSV")
    one.add_argument("--force", action="store_true", help="overwrite the file")
    one.set_defaults(run=history)
    return parser


def _add_person(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--who", default=name_user(), help="who does it (%(default)s)")
    parser.add_argument("--why", help="a note for the history")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
