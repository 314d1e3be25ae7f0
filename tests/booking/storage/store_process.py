"""A process beside the test's: `python -m tests.booking.storage.store_process JOB URL [PREFIX]`."""

import resource
import sys
import time
from datetime import datetime, timezone
from itertools import count

from assistant.booking.storage.store import open_booking_store
from assistant.sqlite_database import UnusableDatabase
from tests.booking.store_examples import LEASE, NOW, make_details, submit


def say(*words: object) -> None:
    """A line that the test reads at once."""
    print(*words, flush=True)  # noqa: T201


def main(job: str, url: str, prefix: str = "") -> None:
    """Do one job; those that wait are ended by the test."""
    if job == "wait_and_open":
        say("ready")
        sys.stdin.readline()
    store = open_booking_store(url)
    if job in ("open", "wait_and_open"):
        say("opened")
    elif job == "submit_one":
        say("ready")
        sys.stdin.readline()
        submission = submit(store, prefix)
        say(submission.request.reference, submission.is_new)
    elif job == "submit_for_ever":
        for number in count():
            submission = submit(store, f"{prefix}{number}")
            say(submission.request.reference)
    elif job == "stop_in_the_middle":
        with store._database.writing() as connection:
            connection.exec_driver_sql(
                "INSERT INTO booking_requests (id, reference, idempotency_key, kind, "
                "contact_value, details, state, created_at, updated_at) VALUES ('1', 'r', 'k', "
                "'appointment', 'c', '{}', 'waiting', '2030-01-01', '2030-01-01')"
            )
            say("in the middle")
            time.sleep(60)
    elif job == "claim_all":
        say("ready")
        sys.stdin.readline()
        while claimed := store.claim(NOW, LEASE, 3):
            for one in claimed:
                say(one.delivery.id)
    elif job == "fill_disk":
        # Linux then refuses to let any file grow further, as a full disk does.
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        now = datetime.now(timezone.utc)
        for number in range(1000):
            try:
                store.submit(make_details(), str(number), now)
            except UnusableDatabase as error:
                say(error)
                return


if __name__ == "__main__":
    main(*sys.argv[1:])
