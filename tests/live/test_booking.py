"""Booking with the real servers: privacy, crashes, two action servers, and the desk."""

import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Iterator, List

import pytest
import requests
import sqlalchemy as sa

from assistant.booking.requests import State
from assistant.processes import plan_processes, start_process, stop_processes, wait_until_healthy
from assistant.training import MODEL
from benchmarks.action_calls import ActionCall, recording_calls
from tests.booking.command_line import run_desk
from tests.conftest import Product, free_port, restart_process, running_product
from tests.live.booking_talk import (
    CHECK,
    PERSON,
    REFERENCE,
    START,
    Talk,
    Visitor,
    find_traces,
    read_requests,
)

EMERGENCY = "I have crushing chest pain"
VISITORS = 8
KILLS = 2
ROUNDS = 6
PATIENCE_SECONDS = 90


@pytest.fixture(scope="module")
def desk(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product with its default booking system; tests leave every process running."""
    with running_product(tmp_path_factory.mktemp("desk")) as product:
        yield product


@pytest.fixture
def talk(desk: Product) -> Talk:
    return Talk(desk)


def check_no_traces(product: Product, visitor: Visitor) -> None:
    """Neither a log nor the conversations' database holds anything of the visitor."""
    database = Path(product.settings.tracker_database)
    files = [*product.logs.glob("*.log"), *database.parent.glob(f"{database.name}*")]
    assert {file.suffix for file in files} >= {".log", ".db"}
    assert find_traces(files, visitor) == []


def check_logs(product: Product, visitor: Visitor) -> None:
    assert find_traces(list(product.logs.glob("*.log")), visitor) == []


def kept_traces(product: Product, visitor: Visitor) -> List[str]:
    """What of the visitor stands in the booking database."""
    return find_traces(list(product.logs.glob("bookings.db*")), visitor)


def test_booked_request_stands_in_the_booking_database_only(talk: Talk) -> None:
    """After consent no log and no conversation holds a name, number or reason."""
    reference = talk.books("tuesday afternoon")
    assert set(talk.decisions) == {"booking"}
    check_no_traces(talk.product, talk.visitor)
    assert kept_traces(talk.product, talk.visitor)
    [request] = [one for one in read_requests(talk.product) if one.reference == reference]
    assert (request.details.name, request.details.reason) == (
        talk.visitor.name,
        talk.visitor.reason,
    )


def test_message_stands_in_the_booking_database_only(talk: Talk) -> None:
    """So does a message to the staff, with an e-mail address."""
    visitor = talk.visitor
    talk.says(PERSON, visitor.message, visitor.name, visitor.email)
    reference = talk.agrees()
    check_no_traces(talk.product, visitor)
    [request] = [one for one in read_requests(talk.product) if one.reference == reference]
    assert (request.details.message, request.details.contact.value) == (
        visitor.message,
        visitor.email,
    )


def test_stopped_form_leaves_nothing(talk: Talk) -> None:
    """Who stops in the summary has left no trace anywhere, the booking database included."""
    talk.reaches_summary()
    check_logs(talk.product, talk.visitor)
    assert "stopped" in talk.says("stop")
    check_no_traces(talk.product, talk.visitor)
    assert kept_traces(talk.product, talk.visitor) == []


@pytest.mark.parametrize("ending", ["yes", "stop"])
def test_emergency_in_the_middle_leaves_nothing(talk: Talk, ending: str) -> None:
    """The form pauses, says nothing about booking, and goes on when the visitor does."""
    visitor = talk.visitor
    talk.says(START, visitor.name, visitor.phone)
    assert "911" in talk.says(EMERGENCY)
    assert (talk.decisions, talk.buttons) == (["safety"], [])
    check_logs(talk.product, visitor)
    assert "What is it about" in talk.says(START)
    talk.says(visitor.reason, "any time", ending)
    check_no_traces(talk.product, visitor)
    assert bool(kept_traces(talk.product, visitor)) == (ending == "yes")


def test_changed_appointment_leaves_nothing(talk: Talk) -> None:
    """The contact that proves who asks is forgotten as well, and so is a wrong one."""
    reference = talk.books("tuesday afternoon")
    other = Visitor()
    change = Talk(talk.product, talk.visitor)
    assert "could not find" in change.says(CHECK, reference, other.phone)
    assert "not confirmed yet" in change.says(reference, talk.visitor.phone)
    check_no_traces(talk.product, talk.visitor)
    check_no_traces(talk.product, other)


def test_database_that_fails_at_consent_loses_and_tells_nothing(talk: Talk) -> None:
    """The visitor gets 503 and no reference, no log their details; the next yes gets through."""
    talk.reaches_summary()
    engine = sa.create_engine(talk.product.settings.booking_database)

    def rename(old: str, new: str) -> None:
        with engine.begin() as connection:
            connection.execute(sa.text(f"ALTER TABLE {old} RENAME TO {new}"))

    rename("booking_requests", "away")
    try:
        failed = talk.product.post({"sender": talk.sender, "message": "yes"})
    finally:
        rename("away", "booking_requests")
        engine.dispose()
    assert failed.status_code == 503
    assert "reference" not in failed.text
    check_logs(talk.product, talk.visitor)
    logs = [file.read_text(encoding="utf-8") for file in talk.product.logs.glob("actions*.log")]
    assert any("actions.turn_failed" in log and "no such table" in log for log in logs)
    assert talk.visitor.word not in failed.text.lower()
    reference = talk.agrees()
    assert reference in [one.reference for one in read_requests(talk.product)]
    check_no_traces(talk.product, talk.visitor)


def test_staff_answer_and_the_visitor_hears_it(talk: Talk) -> None:
    """What staff do at the desk is what the visitor's check says; erased is not found."""
    first, second = talk.books("tuesday afternoon"), Talk(talk.product, talk.visitor).books()
    environment = {**talk.product.environment, "NO_COLOR": "1"}
    shown = run_desk(environment, "show", first).stdout
    for detail in (talk.visitor.name, talk.visitor.reason, f"867-{talk.visitor.digits}"):
        assert detail in shown
    assert first in run_desk(environment, "list").stdout
    assert "not confirmed yet" in Talk(talk.product, talk.visitor).looks_up(first)

    assert run_desk(environment, "confirm", first, "--at", "2030-07-08 14:30").returncode == 0
    text = Talk(talk.product, talk.visitor).looks_up(first)
    assert "is confirmed" in text
    assert "Monday, July 8, 2030 at 2:30 pm" in text
    assert run_desk(environment, "decline", second).returncode == 0
    assert "could not give you" in Talk(talk.product, talk.visitor).looks_up(second)

    erased = run_desk(environment, "erase", "--contact", talk.visitor.phone, "--yes")
    assert erased.returncode == 0, erased.stderr
    for reference in (first, second):
        assert reference in erased.stdout
        text = Talk(talk.product, talk.visitor).looks_up(reference)
        assert "could not find an appointment" in text
    assert kept_traces(talk.product, talk.visitor) == []


def test_wrong_contact_and_unknown_reference_read_alike(talk: Talk) -> None:
    """The words and buttons are the same, whatever exists."""
    reference = talk.books()
    answers = []
    for asked in (reference, "K7M4-P2XW"):
        stranger = Talk(talk.product)
        text = stranger.looks_up(asked)
        answers.append((text, stranger.buttons, stranger.decisions))
    assert answers[0] == answers[1]
    assert "could not find an appointment" in answers[0][0]


def test_killed_action_server_costs_nobody_a_request(desk: Product) -> None:
    """Eight visitors say yes again and again while it is killed: one request, one reference."""
    talks = [Talk(desk) for _ in range(VISITORS)]
    for talk in talks:
        talk.reaches_summary()
    with ThreadPoolExecutor(VISITORS) as pool:
        # The first kill comes before, the second in the middle of the consents.
        desk.processes["actions"].kill()
        desk.processes["actions"].wait()
        seen = [pool.submit(agree_with_patience, talk) for talk in talks]
        for _ in range(KILLS - 1):
            restart_process(desk, "actions")
            desk.processes["actions"].kill()
            desk.processes["actions"].wait()
        restart_process(desk, "actions")
        references = [found.result() for found in seen]
    assert len(set(references)) == VISITORS
    by_name = {one.details.name: one.reference for one in read_requests(desk)}
    kept = [one.details.name for one in read_requests(desk)]
    for talk, reference in zip(talks, references, strict=True):
        assert kept.count(talk.visitor.name) == 1
        assert by_name[talk.visitor.name] == reference
        check_no_traces(desk, talk.visitor)


def test_two_action_servers_give_one_request(desk: Product, tmp_path: Path) -> None:
    """The same consent at both servers at the same moment, several times: one reference."""
    talk = Talk(desk)
    talk.reaches_summary()
    before = len(read_requests(desk))
    desk.processes["actions"].kill()
    desk.processes["actions"].wait()
    try:
        with two_action_servers(desk, tmp_path) as urls:
            with recording_calls(desk.settings.actions_port, urls[0]) as recorder:
                talk.agrees()
            call = ActionCall("consent", recorder.bodies[-1])
            with ThreadPoolExecutor(4) as pool:
                for _ in range(ROUNDS):
                    body = call.for_another_request().body
                    posts = [pool.submit(post_call, url, body) for url in urls * 2]
                    assert len({post.result() for post in posts}) == 1
            assert post_call(urls[1], call.body) in {r.reference for r in read_requests(desk)}
    finally:
        restart_process(desk, "actions")
    assert len(read_requests(desk)) == before + 1 + ROUNDS
    assert {one.state for one in read_requests(desk)[:ROUNDS]} == {State.WAITING}


def agree_with_patience(talk: Talk) -> str:
    """Say yes until a reference is seen."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        answer = talk.product.post({"sender": talk.sender, "message": "yes"})
        # In the words only: the sender's id and the request's may hold what looks like one.
        said = answer.json() if answer.status_code == 200 else []
        found = [text for reply in said for text in REFERENCE.findall(reply["text"])]
        if found:
            assert len(set(found)) == 1
            return str(found[0])
        assert answer.status_code in (200, 503), answer.text
        time.sleep(0.1)
    raise AssertionError("no reference was seen")


@contextmanager
def two_action_servers(product: Product, folder: Path) -> Iterator[List[str]]:
    """Two more action servers on the product's booking database; their addresses."""
    plans = [
        plan_processes(replace(product.settings, actions_port=free_port()), MODEL)[0]
        for _ in range(2)
    ]
    processes: "List[subprocess.Popen[bytes]]" = []
    try:
        for number, plan in enumerate(plans):
            log = folder / f"actions-{number}.log"
            processes.append(start_process(plan, product.environment, log))
        for plan, process in zip(plans, processes, strict=True):
            wait_until_healthy(plan, lambda process=process: process.poll() is None)
        yield [str(plan.health_url).removesuffix("/health") for plan in plans]
    finally:
        stop_processes(processes)


def post_call(url: str, body: bytes) -> str:
    """Send Rasa's call to an action server; the reference that it says."""
    headers = {"Content-Type": "application/json"}
    answer = requests.post(f"{url}/webhook", data=body, headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text
    return str(json.loads(answer.text)["responses"][0]["reference"])
