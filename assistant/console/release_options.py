"""What the commands for releases can be told."""

import argparse

from assistant.staff_commands import name_user

# Lists show so many lines, the newest first, unless all are asked for.
SHOWN_ENTRIES = 20


def make_parser() -> argparse.ArgumentParser:
    """The parser; `options.command` is the name of the command, "list" where none was given."""
    parser = argparse.ArgumentParser(
        prog="releases",
        description="What the assistant has learnt, and which of it is live; without a command: "
        "list.",
    )
    parser.set_defaults(command="list", all=False)
    commands = parser.add_subparsers(metavar="command")

    one = commands.add_parser("list", help="releases, the newest first")
    one.add_argument("--all", action="store_true", help=f"more than {SHOWN_ENTRIES}")
    one.set_defaults(command="list")

    one = commands.add_parser("new", help="what staff have saved since the live release")
    one.set_defaults(command="new")

    one = commands.add_parser("train", help="train a candidate and wait for it")
    _add_person(one)
    one.set_defaults(command="train")

    for name, words in (
        ("show", "one release and what is new in it"),
        ("compare", "a release beside the live one, and its verdict"),
        ("log", "what the trainer wrote"),
    ):
        one = commands.add_parser(name, help=words)
        one.add_argument("number", type=_read_number)
        one.set_defaults(command=name)

    one = commands.add_parser("publish", help="make a candidate the live release")
    one.add_argument("number", type=_read_number)
    _add_person(one)
    one.set_defaults(command="publish")

    one = commands.add_parser("roll-back", help="make an earlier release live again")
    one.add_argument("number", type=_read_number)
    _add_person(one, is_why_needed=True)
    one.set_defaults(command="roll-back")

    one = commands.add_parser("cancel", help="stop the training that is under way")
    one.add_argument("number", nargs="?", type=_read_number)
    _add_person(one)
    one.set_defaults(command="cancel")

    one = commands.add_parser("history", help="who did what, when and why")
    one.add_argument("--all", action="store_true", help=f"more than {SHOWN_ENTRIES}")
    one.add_argument("--csv", metavar="FILE", help="write all of it as CSV")
    one.add_argument("--force", action="store_true", help="overwrite the file")
    one.set_defaults(command="history")

    one = commands.add_parser("servers", help="what each server answers with")
    one.add_argument("--tell", action="store_true", help="tell those that are late again")
    one.set_defaults(command="servers")
    return parser


def _add_person(parser: argparse.ArgumentParser, *, is_why_needed: bool = False) -> None:
    parser.add_argument("--who", default=name_user(), help="who does it (%(default)s)")
    parser.add_argument("--why", required=is_why_needed, help="a note for the history")


def _read_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not the number of a release")
    return number
