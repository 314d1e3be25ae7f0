"""The staff's commands, each through its real command line."""

import csv
import io
import os
import pty
import stat
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Tuple

import pytest
from icalendar import Calendar

from assistant.booking.requests import BookingRequest, Contact, Kind, Slot, State
from assistant.booking.storage.store import BookingStore, open_booking_store
from assistant.booking.systems.booking_system import Receipt
from tests.booking.command_line import (
    PROJECT,
    make_details,
    make_environment,
    read_lines,
    run_desk,
    utc_now,
    webhook_settings,
)

UNKNOWN = "K7M4-P2XW"
# 9:00 in Chicago.
SLOT = Slot(
    datetime(2030, 1, 7, 15, tzinfo=timezone.utc), datetime(2030, 1, 7, 15, 30, tzinfo=timezone.utc)
)
BOB = Contact("email", "bob@example.org", "bob@example.org")


@pytest.fixture
def environment(tmp_path: Path) -> Dict[str, str]:
    """Commands on a database of the test's own; the clinic is the sample, in Chicago."""
    return make_environment(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[BookingStore]:
    """The database that the commands read."""
    opened = open_booking_store(f"sqlite:///{tmp_path / 'bookings.db'}")
    yield opened
    opened.close()


def keep(
    store: BookingStore, key: str, *, at: Optional[datetime] = None, **changes: object
) -> BookingRequest:
    """A request in the store, handed off already."""
    submission = store.submit(make_details(**changes), key, at or utc_now())
    assert submission.delivery is not None
    slot = submission.request.details.slot
    store.settle(submission.delivery.id, Receipt(booked=slot), utc_now())
    kept = store.get(submission.request.reference)
    assert kept is not None
    return kept


def give_up(store: BookingStore, key: str) -> BookingRequest:
    """A request whose hand-off has failed."""
    submission = store.submit(make_details(), key, utc_now())
    assert submission.delivery is not None
    store.bury(submission.delivery.id, "The webhook refused the delivery.", utc_now())
    return submission.request


def read_csv(text: str) -> List[Dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def run_in_terminal(environment: Dict[str, str], answer: str, *arguments: str) -> Tuple[int, str]:
    """Run a command in a terminal of its own and type an answer; gives status and output."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant.booking.desk.commands", *arguments],
        cwd=PROJECT,
        env={**environment, "TERM": "xterm-256color", "COLUMNS": "80"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, answer.encode())
    output = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            # The terminal's other end is closed: the command has ended.
            break
        if not part:
            break
        output += part
    os.close(ours)
    return process.wait(60), output.decode()


def assert_one_line_error(ended: "subprocess.CompletedProcess[str]", wanted: str) -> None:
    assert ended.returncode == 1
    assert wanted in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""


# list


def test_no_database_yet_is_said_kindly(environment: Dict[str, str]) -> None:
    """Before the first request the list says what will appear, and is no error."""
    ended = run_desk(environment)
    assert ended.returncode == 0
    assert "No requests yet" in ended.stdout
    assert "make run" in ended.stdout


def test_list_shows_open_requests_newest_last(
    environment: Dict[str, str], store: BookingStore
) -> None:
    """Without a command: waiting and booked ones, in the clinic's time, a plain line each."""
    asked = datetime(2026, 7, 1, 20, 5, tzinfo=timezone.utc)
    first = keep(store, "a", at=asked)
    second = keep(store, "b", name="Bob", contact=BOB, slot=SLOT)
    answered = keep(store, "c")
    store.confirm(answered.reference, utc_now())
    ended = run_desk(environment)
    assert (ended.returncode, ended.stderr) == (0, "")
    heading, *rows = read_lines(ended.stdout)
    assert heading.split() == [
        *("Reference", "Asked", "Name", "Contact", "Kind", "About", "Time", "State", "Hand-off")
    ]
    assert [row.split()[0] for row in rows] == [first.reference, second.reference]
    for part in ("2026-07-01 15:05", "Ana Silva", "+1 555-010-0134", "knee pain", "waiting"):
        assert part in rows[0]
    for part in ("Bob", "bob@example.org", "Mon 2030-01-07 09:00-09:30", "booked"):
        assert part in rows[1]
    assert "\t" not in ended.stdout
    assert "\x1b" not in ended.stdout


def test_list_by_state_and_all(environment: Dict[str, str], store: BookingStore) -> None:
    """Staff choose states, or see every request."""
    waiting, declined = keep(store, "a"), keep(store, "b")
    store.decline(declined.reference, utc_now())
    only = run_desk(environment, "list", "--state", "declined", "cancelled").stdout
    assert declined.reference in only
    assert waiting.reference not in only
    everything = run_desk(environment, "list", "--all").stdout
    assert declined.reference in everything
    assert waiting.reference in everything
    assert "list --all" in run_desk(environment, "list", "--state", "booked").stdout


def test_list_shortens_long_words_and_shows_failures(
    environment: Dict[str, str], store: BookingStore
) -> None:
    """A long message is cut in the list, and a failed hand-off is seen there."""
    keep(store, "a", kind=Kind.MESSAGE, message="word " * 100)
    given_up = give_up(store, "b")
    ended = run_desk(environment)
    rows = read_lines(ended.stdout)
    assert len(max(rows, key=len)) < 250
    assert "word wo..." in rows[1]
    assert rows[2].startswith(given_up.reference)
    assert rows[2].endswith("failed")
    assert 'make bookings DO="failed"' in ended.stderr


def test_visitors_words_do_not_steer_the_terminal(
    environment: Dict[str, str], store: BookingStore
) -> None:
    """Escape sequences, line breaks and rich's own markup are shown as plain words."""
    keep(store, "a", name="\x1b[31mAna\x9b0m\u202e\n[bold]Silva[/bold]", reason="a\tb\rc\u2028d")
    plain = run_desk(environment).stdout
    status, shown = run_in_terminal({**environment, "NO_COLOR": ""}, "", "list")
    assert status == 0
    assert "[31mAna 0m [bold]Silva[/bold]" in plain
    assert "a b c d" in plain
    for output in (plain, shown):
        assert "\x1b[31m" not in output
        assert not any(char in output for char in "\x9b\u202e\u2028\t")


def test_terminal_gets_colours_within_its_width(
    environment: Dict[str, str], store: BookingStore
) -> None:
    """In a terminal states have colours, unless NO_COLOR is set, and no line is too long."""
    keep(store, "a", reason="pain " * 30)
    coloured = {name: value for name, value in environment.items() if name != "NO_COLOR"}
    _, shown = run_in_terminal(coloured, "")
    assert "\x1b[33mwaiting" in shown
    _, plain = run_in_terminal(environment, "")
    assert "\x1b[33m" not in plain
    assert "+1 555-010-0134" in plain


def test_reader_that_stops_early_is_no_error(
    environment: Dict[str, str], store: BookingStore
) -> None:
    """`make bookings | head -1` prints no traceback."""
    for number in range(100):
        store.submit(make_details(message="pain " * 1000), f"key-{number}", utc_now())
    for command in (["list"], ["export", "--format", "csv"]):
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant.booking.desk.commands", *command],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        with process.stdout, process.stderr:
            assert len(process.stdout.read(10)) == 10
            process.stdout.close()
            assert process.stderr.read() == b""
        process.wait(60)


# show, confirm, decline


def test_show_tells_everything(environment: Dict[str, str], store: BookingStore) -> None:
    """A reference is found however it is typed; every detail stands on a line."""
    request = keep(store, "a", slot=SLOT, page="https://clinic.example/knees", language="pt")
    typed = request.reference.replace("-", " ").lower()
    ended = run_desk(environment, "show", typed)
    assert ended.returncode == 0
    lines = {line[:16].strip(): line[16:].strip() for line in read_lines(ended.stdout)}
    assert lines["Reference"] == request.reference
    assert lines["Contact"] == "+1 555-010-0134"
    assert lines["Appointment"] == "Mon 2030-01-07 09:00-09:30"
    assert lines["Asked about"] == "what_is_prp, cost"
    assert lines["Page"] == "https://clinic.example/knees"
    assert "Message" not in lines


def test_confirm_at_a_time_of_the_clinic(environment: Dict[str, str], store: BookingStore) -> None:
    """The time is the clinic's, the appointment lasts as long as its slots."""
    request = keep(store, "a")
    ended = run_desk(environment, "confirm", request.reference, "--at", "2030-07-08 14:30")
    assert ended.returncode == 0
    assert "confirmed for Mon 2030-07-08 14:30-15:00" in ended.stdout
    kept = store.get(request.reference)
    assert kept is not None
    start = datetime(2030, 7, 8, 19, 30, tzinfo=timezone.utc)
    assert kept.appointment == Slot(start, start + timedelta(minutes=30))
    assert kept.state is State.CONFIRMED


def test_confirm_without_a_time_keeps_the_slot(
    environment: Dict[str, str], store: BookingStore
) -> None:
    """A booked slot stays; a slot asked for becomes the appointment; else there is none."""
    booked = keep(store, "a", slot=SLOT)
    wished = store.submit(make_details(slot=SLOT), "b", utc_now()).request
    neither = keep(store, "c")
    for request in (booked, wished):
        ended = run_desk(environment, "confirm", request.reference)
        assert "confirmed for Mon 2030-01-07 09:00-09:30" in ended.stdout
    assert "without a time" in run_desk(environment, "confirm", neither.reference).stdout
    states = {request.state for request in store.list_requests()}
    assert states == {State.CONFIRMED}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2030-03-10 02:30", "does not exist"),
        ("2030-11-03 01:30", "happens twice"),
        ("2020-01-01 09:00", "in the past"),
        ("tomorrow", "is not a time"),
        ("2030-01-07", "is not a time"),
    ],
)
def test_unusable_times_are_refused_with_words(
    environment: Dict[str, str], store: BookingStore, text: str, wanted: str
) -> None:
    """A time that the clocks skip or have twice, a past one, and what is no time."""
    request = keep(store, "a")
    ended = run_desk(environment, "confirm", request.reference, "--at", text)
    assert_one_line_error(ended, wanted)
    assert store.list_requests()[0].state is State.WAITING


def test_decline(environment: Dict[str, str], store: BookingStore) -> None:
    """A declined request is so in the store, and the list of open ones is shorter."""
    request = keep(store, "a")
    ended = run_desk(environment, "decline", request.reference)
    assert (ended.returncode, ended.stdout) == (0, f"{request.reference} is declined.\n")
    assert "no message is sent" in ended.stderr
    assert store.list_requests()[0].state is State.DECLINED


def test_cancelled_request_cannot_be_answered(
    environment: Dict[str, str], store: BookingStore
) -> None:
    """What the visitor has called off is neither confirmed nor declined."""
    request = keep(store, "a")
    store.cancel(request.id, utc_now())
    for command in ("confirm", "decline"):
        ended = run_desk(environment, command, request.reference)
        assert_one_line_error(ended, "visitor has cancelled")


@pytest.mark.parametrize("command", ["show", "confirm", "decline", "retry"])
def test_unknown_references_are_one_line(environment: Dict[str, str], command: str) -> None:
    """A reference that nobody has, and a word that is none."""
    assert_one_line_error(run_desk(environment, command, UNKNOWN), UNKNOWN)
    assert_one_line_error(run_desk(environment, command, "hello"), "is not a reference")


# export


def test_csv_is_safe_in_spreadsheets_and_readable(
    environment: Dict[str, str], store: BookingStore
) -> None:
    """Cells that spreadsheets take for formulas get an apostrophe, and lose no character."""
    dangerous = ['=HYPERLINK("http://evil")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1"]  # noqa: RUF001
    for number, words in enumerate(dangerous):
        at = utc_now() + timedelta(seconds=number)
        keep(store, str(number), at=at, name=words, reason=words, preferred_time=words)
    ended = run_desk(environment, "export", "--format", "csv")
    assert (ended.returncode, ended.stderr) == (0, "")
    rows = read_csv(ended.stdout)
    assert [row["name"] for row in rows] == [f"'{words}" for words in dangerous]
    assert {row["contact"] for row in rows} == {"'+1 555-010-0134"}
    for row in rows:
        assert not any((cell or "").startswith(tuple("=+-@\t\r＝")) for cell in row.values())  # noqa: RUF001


def test_csv_keeps_lines_and_letters(environment: Dict[str, str], store: BookingStore) -> None:
    """Line breaks, quotes and letters of any script come through; escape sequences do not."""
    message = 'Two\nlines, "quoted"'
    keep(store, "a", kind=Kind.MESSAGE, name="李小龙\x1b[2J", message=message, slot=SLOT)
    [row] = read_csv(run_desk(environment, "export", "--format", "csv").stdout)
    assert (row["name"], row["message"]) == ("李小龙[2J", message)
    assert (row["appointment"], row["appointment ends"]) == ("2030-01-07 09:00", "2030-01-07 09:30")


def test_export_file_is_private_and_never_overwritten_by_chance(
    environment: Dict[str, str], store: BookingStore, tmp_path: Path
) -> None:
    """Mode 0600, nothing else left in the folder, and --force to replace it."""
    folder = tmp_path / "out"
    folder.mkdir()
    file = folder / "requests.csv"
    keep(store, "a", name="José")
    export = ("export", "--format", "csv", "--out", str(file))
    ended = run_desk(environment, *export)
    assert (ended.returncode, ended.stdout) == (0, f"Requests written to {file}: 1.\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "José" in file.read_text(encoding="utf-8-sig")
    # Spreadsheets know UTF-8 by this mark.
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")

    keep(store, "b")
    assert_one_line_error(run_desk(environment, *export), "is there already")
    assert len(read_csv(file.read_text(encoding="utf-8-sig"))) == 1
    assert run_desk(environment, *export, "--force").returncode == 0
    assert len(read_csv(file.read_text(encoding="utf-8-sig"))) == 2
    assert list(folder.iterdir()) == [file]


@pytest.mark.parametrize("place", ["nowhere/requests.csv", "."])
def test_unwritable_export_is_one_line(
    environment: Dict[str, str], store: BookingStore, tmp_path: Path, place: str
) -> None:
    """A folder that is not there, and a folder in the place of a file."""
    keep(store, "a")
    ended = run_desk(environment, "export", "--format", "csv", "--out", str(tmp_path / place))
    assert_one_line_error(ended, str(tmp_path / place))


def test_calendar_export_reads_back(
    environment: Dict[str, str], store: BookingStore, tmp_path: Path
) -> None:
    """iCalendar holds the appointments, and says how many requests have none."""
    request = keep(store, "a", slot=SLOT)
    keep(store, "b")
    file = tmp_path / "clinic.ics"
    ended = run_desk(environment, "export", "--format", "ical", "--out", str(file))
    assert (ended.returncode, ended.stdout) == (0, f"Requests written to {file}: 1.\n")
    assert "no appointment: 1" in ended.stderr
    [event] = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert (event.start, event.end) == (SLOT.start, SLOT.end)
    assert request.reference in event["SUMMARY"]


# failed and retry


def test_failed_hand_offs_are_listed_and_retried(
    environment: Dict[str, str], store: BookingStore
) -> None:
    """`failed` says why, `retry` takes one request or all."""
    assert "No hand-off has failed" in run_desk(environment, "failed").stdout
    requests = [give_up(store, key) for key in "abc"]
    shown = run_desk(environment, "failed").stdout
    for request in requests:
        assert request.reference in shown
    assert "The webhook refused the delivery." in shown
    one = requests[0].reference
    assert "The webhook refused" in run_desk(environment, "show", one).stdout
    assert run_desk(environment, "retry", one).stdout == "Back on their way: 1.\n"
    assert_one_line_error(run_desk(environment, "retry", one), one)
    assert run_desk(environment, "retry", "--all").stdout == "Back on their way: 2.\n"
    assert store.list_failed() == []
    assert store.count_undelivered() == 3


# erase


def test_erase_says_what_it_deleted(
    environment: Dict[str, str], store: BookingStore, tmp_path: Path
) -> None:
    """A person's requests go, nobody else's; copies elsewhere are named."""
    theirs = [keep(store, "a"), keep(store, "b", kind=Kind.MESSAGE, message="Call me")]
    waiting = store.submit(make_details(), "c", utc_now()).request
    other = keep(store, "d", name="Bob", contact=BOB)
    environment.update(make_environment(tmp_path, **webhook_settings("http://127.0.0.1:1/")))
    ended = run_desk(environment, "erase", "--contact", "+1 555 010 0134", "--yes")
    assert ended.returncode == 0
    before, after = ended.stdout.split("Deleted 3 requests:")
    for request in [*theirs, waiting]:
        assert request.reference in before
        assert request.reference in after
    assert "message" in after
    assert f"{utc_now():%Y-}" in after
    [copies] = [line for line in read_lines(after) if "handed to" in line]
    assert "webhook" in copies
    assert all(request.reference in copies for request in theirs)
    assert waiting.reference not in copies
    assert [request.reference for request in store.list_requests()] == [other.reference]
    files = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert b"Ana Silva" not in files


def test_erase_asks_in_a_terminal(environment: Dict[str, str], store: BookingStore) -> None:
    """It says what it is about to delete, and deletes only after a yes."""
    request = keep(store, "a", contact=BOB)
    command = ("erase", "--contact", "Bob@Example.org")
    status, shown = run_in_terminal(environment, "\n", *command)
    assert status == 1
    assert request.reference in shown
    assert "Nothing was deleted" in shown
    assert len(store.list_requests()) == 1
    status, shown = run_in_terminal(environment, "yes\n", *command)
    assert status == 0
    assert "Deleted 1 request:" in shown
    assert store.list_requests() == []


def test_erase_refuses_where_nobody_can_be_asked(
    environment: Dict[str, str], store: BookingStore
) -> None:
    """Without a terminal and without --yes nothing is deleted."""
    keep(store, "a", contact=BOB)
    ended = run_desk(environment, "erase", "--contact", "bob@example.org")
    assert ended.returncode == 1
    assert "--yes" in ended.stderr
    assert len(store.list_requests()) == 1


@pytest.mark.parametrize("text", ["Ana Silva", "12", "ana@"])
def test_what_is_no_contact_is_refused_without_repeating_it(
    environment: Dict[str, str], text: str
) -> None:
    """A name or half an address finds nobody, and stands in no error message."""
    ended = run_desk(environment, "erase", "--contact", text, "--yes")
    assert_one_line_error(ended, "neither a phone number nor an e-mail address")
    assert text not in ended.stderr


def test_erase_of_an_unknown_contact_deletes_nothing(
    environment: Dict[str, str], store: BookingStore
) -> None:
    """It says so and is no error."""
    keep(store, "a")
    ended = run_desk(environment, "erase", "--contact", "bob@example.org", "--yes")
    assert ended.returncode == 0
    assert "Nothing was deleted" in ended.stdout
    assert len(store.list_requests()) == 1


def test_erase_by_age(environment: Dict[str, str], store: BookingStore) -> None:
    """Requests that nothing has happened to for so long go, newer ones stay."""
    old = store.submit(make_details(), "a", utc_now() - timedelta(days=40))
    assert old.delivery is not None
    store.settle(old.delivery.id, Receipt(), utc_now() - timedelta(days=40))
    new = keep(store, "b")
    ended = run_desk(environment, "erase", "--older-than", "30", "--yes")
    assert ended.returncode == 0
    assert "Deleted 1 request." in ended.stdout
    assert [request.reference for request in store.list_requests()] == [new.reference]


# Mistakes


@pytest.mark.parametrize(
    "arguments",
    [
        ("dance",),
        ("show",),
        ("list", "--state", "lost"),
        ("export",),
        ("retry",),
        ("erase",),
        ("erase", "--older-than", "0"),
        ("erase", "--older-than", "5", "--contact", "x"),
    ],
)
def test_wrong_usage_is_explained(environment: Dict[str, str], arguments: Tuple[str, ...]) -> None:
    """Usage errors have the status 2 and show the usage."""
    ended = run_desk(environment, *arguments)
    assert ended.returncode == 2
    assert "usage:" in ended.stderr


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("BOOKING_DATABASE", "/proc/bookings.db", "/proc/bookings.db"),
        ("BOOKING_DATABASE", "mysql://host/bookings", "Use a SQLite file or a PostgreSQL"),
        ("BOOKING_SYSTEM", "fax", "BOOKING_SYSTEM is 'fax'"),
        ("CLINIC_PROFILE", "nowhere.yml", "no clinic profile"),
    ],
)
def test_unusable_settings_are_one_line(tmp_path: Path, name: str, value: str, wanted: str) -> None:
    """A setting, a database or a profile that cannot be used is named."""
    assert_one_line_error(run_desk(make_environment(tmp_path, **{name: value})), wanted)
