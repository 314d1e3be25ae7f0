"""The store under several threads and processes, some of which are killed."""

import random
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import List, Set

from assistant.booking.storage.store import BookingStore
from assistant.booking.systems.booking_system import Receipt
from assistant.settings import PROJECT
from tests.booking.store_examples import LEASE, NOW, make_details, submit, waiting
from tests.room_databases import run_sql


def start(job: str, url: str, *words: str) -> "subprocess.Popen[str]":
    """A process of `store_process` that the test talks to line by line."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.booking.storage.store_process", job, url, *words],
        cwd=PROJECT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def read_line(process: "subprocess.Popen[str]") -> str:
    """The next line of a process."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def kill(process: "subprocess.Popen[str]") -> List[str]:
    """Kill with -9; the whole lines that it still had to say."""
    process.kill()
    said, _ = process.communicate(timeout=30)
    return [line for line in said.splitlines(keepends=True) if line.endswith("\n")]


def let_go(*processes: "subprocess.Popen[str]") -> List[str]:
    """Start all of them at once when each is ready; what they say."""
    assert [read_line(process) for process in processes] == ["ready"] * len(processes)
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return said


def test_twenty_threads_with_one_key_make_one_request(store: BookingStore) -> None:
    """At the same time: one of them is new."""
    together = threading.Barrier(20)

    def tap(_number: int) -> "tuple[str, str, bool]":
        together.wait()
        submission = submit(store)
        return submission.request.id, waiting(submission).id, submission.is_new

    with ThreadPoolExecutor(20) as pool:
        taps = list(pool.map(tap, range(20)))
    assert len({tap[:2] for tap in taps}) == 1
    assert sum(is_new for *_, is_new in taps) == 1
    assert store.count_undelivered() == 1


def test_twenty_threads_with_one_change_make_one_event(store: BookingStore) -> None:
    """The same corrected details, at the same time."""
    submit(store)
    with ThreadPoolExecutor(20) as pool:
        changes = [
            pool.submit(store.submit, make_details(name="Ana"), "key", NOW) for _ in range(20)
        ]
    assert sum(change.result().is_new for change in changes) == 1
    assert store.count_undelivered() == 2


def test_two_processes_with_one_key_make_one_request(store: BookingStore, store_url: str) -> None:
    """Two action servers got the same turn."""
    for number in range(3):
        key = f"key {number}"
        said = let_go(*(start("submit_one", store_url, key) for _ in range(2)))
        references, are_new = zip(*(line.split() for line in said), strict=True)
        assert len(set(references)) == 1
        assert sorted(are_new) == ["False", "True"]
    assert store.count_undelivered() == 3


def test_a_killed_process_loses_no_request(store: BookingStore, store_url: str) -> None:
    """Every reference that was given has its request and one event, which can be claimed."""
    rng = random.Random(7)
    given: Set[str] = set()
    for life in range(3):
        process = start("submit_for_ever", store_url, f"{life}-")
        given.update(read_line(process) for _ in range(rng.randint(5, 40)))
        given.update(line.strip() for line in kill(process))
    claimed = store.claim(NOW, LEASE, 100_000)
    references = [one.delivery.reference for one in claimed]
    assert len(references) == len(set(references))
    # Killed after it was written and before it was said: kept as well.
    assert given <= set(references)
    assert len(references) <= len(given) + 3
    assert len(store.list_requests()) == len(references)


def test_a_process_killed_in_the_middle_leaves_nothing(store: BookingStore, store_url: str) -> None:
    """Half a transaction is no request, and nobody waits for it."""
    process = start("stop_in_the_middle", store_url)
    assert read_line(process) == "in the middle"
    kill(process)
    assert run_sql(store_url, "SELECT count(*) FROM booking_requests") == [(0,)]
    assert submit(store).is_new


def test_two_dispatchers_never_get_the_same_delivery(store: BookingStore, store_url: str) -> None:
    """Two processes and four threads claim at once: each delivery once."""
    ids = {waiting(submit(store, str(number))).id for number in range(120)}

    def claim_all() -> List[str]:
        claimed: List[str] = []
        while batch := store.claim(NOW, LEASE, 3):
            claimed += [one.delivery.id for one in batch]
        return claimed

    with ThreadPoolExecutor(4) as pool:
        threads = [pool.submit(claim_all) for _ in range(4)]
        said = let_go(*(start("claim_all", store_url) for _ in range(2)))
        got = [one for thread in threads for one in thread.result()]
    got += [line for lines in said for line in lines.split()]
    assert len(got) == len(set(got))
    # A batch that another had locked is passed over, so that some may be left for the next turn.
    got += [one.delivery.id for one in store.claim(NOW, LEASE, 1000)]
    assert sorted(got) == sorted(ids)


def test_writers_of_every_kind_do_not_wait_for_each_other_for_ever(store: BookingStore) -> None:
    """Visitors change and cancel what dispatchers claim and settle, and staff answer it."""
    requests = [submit(store, str(number)).request for number in range(8)]

    def visit(number: int) -> None:
        request = requests[number % 8]
        if number % 3 == 0:
            store.change(request.id, NOW, preferred_time=str(number), slot=None)
        elif number % 3 == 1:
            store.confirm(request.reference, NOW)
        else:
            store.submit(make_details(name=str(number)), str(number % 8), NOW)

    def dispatch(_number: int) -> None:
        for claimed in store.claim(NOW, LEASE, 4):
            store.settle(claimed.delivery.id, Receipt(), NOW)

    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(job, number) for number in range(60) for job in (visit, dispatch)]
    for job in jobs:
        job.result()
    while store.count_undelivered():
        dispatch(0)
    assert len(store.list_requests()) == 8


def test_several_processes_upgrade_at_once(store_url: str) -> None:
    """All of them open the store; one of them makes the tables."""
    said = let_go(*(start("wait_and_open", store_url) for _ in range(4)))
    assert said == ["opened\n"] * 4
    assert len(run_sql(store_url, "SELECT * FROM booking_schema_version")) == 1
