"""What visitors get, and what the logs keep, when a part of the product is broken or guarded."""

import sqlite3
import subprocess
import time
import uuid
from pathlib import Path

import pytest
import requests

from assistant.clinic_profile import load_clinic_profile
from assistant.processes import make_environment, plan_processes
from assistant.settings import PROJECT, load_settings
from tests.conftest import (
    Product,
    free_port,
    restart_process,
    running_product,
    stop_product,
)

BOOKING = "I would like to book an appointment"
EMERGENCY = "I have crushing chest pain"
START_SECONDS = 60


def test_only_what_needs_it_fails_without_the_action_server(tmp_path: Path) -> None:
    """Answers and emergencies go on; booking gets 503 with the phone number, never `200 []`."""
    secret = f"zq{uuid.uuid4().hex}"
    with running_product(tmp_path) as product:
        sender, booker = f"visitor-{secret}", f"booker-{secret}"
        assert product.ask(booker, BOOKING)[0]["metadata"]["decision"] == "booking"
        product.processes["actions"].kill()
        product.processes["actions"].wait()

        assert product.ask(sender, "is it safe?")[0]["metadata"]["topic"] == "faq/safety"
        _check_emergency(product, sender)
        _check_unavailable(product.post({"sender": sender, "message": BOOKING}))
        streamed = requests.post(
            f"{product.url}?stream=true", json={"sender": sender, "message": BOOKING}, timeout=60
        )
        _check_unavailable(streamed)
        again = product.ask(sender, "what are peptides")
        assert again[0]["metadata"]["topic"] == "faq/peptides", "a failed turn opens no form"
        product.post({"sender": sender, "message": f"book an appointment {secret}"})

        # Inside a form everything needs it, but for an emergency.
        _check_unavailable(product.post({"sender": booker, "message": f"Zoe {secret}"}))
        _check_emergency(product, booker)
        restart_process(product, "actions")
        assert "name" in product.ask(booker, BOOKING)[-1]["text"], "the form goes on"
    assert secret not in _read_logs(tmp_path)


def test_emergencies_are_answered_without_a_database(tmp_path: Path) -> None:
    """Whatever happens to the conversations' database, an emergency gets its answer."""
    with running_product(tmp_path) as product:
        database = Path(product.settings.tracker_database)
        product.ask("before", "hello")

        blocker = sqlite3.connect(database, isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        _check_emergency(product, "visitor-while-it-cannot-be-written")
        blocker.rollback()
        blocker.close()

        _overwrite(database)
        for sender in ("before", "visitor-after-it-was-overwritten"):
            _check_emergency(product, sender)
            assert product.ask(sender, "is it safe?")[0]["metadata"]["topic"] == "faq/safety"

        for file in tmp_path.glob(f"{database.name}*"):
            file.unlink()
        for sender in ("before", "visitor-after-it-was-removed"):
            _check_emergency(product, sender)


def test_logs_keep_nothing_of_a_visitor_when_the_database_fails(tmp_path: Path) -> None:
    """The error of the database is logged without the words and the name of the visitor."""
    secret = f"zq{uuid.uuid4().hex}"
    with running_product(tmp_path) as product:
        database = Path(product.settings.tracker_database)
        product.ask(f"visitor-{secret}", f"is it safe? {secret}")
        blocker = sqlite3.connect(database, isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        product.post({"sender": f"visitor-{secret}", "message": f"is it safe? {secret}"})
        blocker.rollback()
        blocker.close()
        _overwrite(database)
        product.post({"sender": f"visitor-{secret}", "message": f"is it safe? {secret}"})
    log = _read_logs(tmp_path)
    assert "database is locked" in log
    assert secret not in log


def test_conversation_survives_a_restart(tmp_path: Path) -> None:
    """After the product was stopped and started again, "repeat" says the last answer."""
    with running_product(tmp_path) as product:
        said = product.ask("visitor", "what are exosomes")
    with running_product(tmp_path) as product:
        repeated = product.ask("visitor", "repeat that")
        assert repeated[0]["text"] == said[0]["text"]
        assert repeated[0]["metadata"] == said[0]["metadata"]
        answered = product.ask("visitor", "what are cytokines")
        assert "Please note" not in answered[0]["text"], "it is not taken for a first message"


def test_key_and_rate_limit_guard_the_channel(tmp_path: Path) -> None:
    """Without the key 401, past a sender's limit 429 with Retry-After, others are not touched."""
    key = "a-key-of-this-test"
    extra = {"ASSISTANT_API_KEY": key, "SENDER_RATE_LIMIT": "3/minute"}
    with running_product(tmp_path, **extra) as product:
        body = {"sender": "visitor", "message": "hello"}
        for headers in ({}, {"Authorization": "Bearer another"}, {"X-API-Key": ""}):
            refused = product.post(body, headers)
            assert refused.status_code == 401
            assert refused.headers["WWW-Authenticate"] == "Bearer"
            assert refused.json()["error"]["code"] == "invalid_api_key"
        accepted = [
            product.post(body, {"Authorization": f"Bearer {key}"}),
            product.post(body, {"X-API-Key": key}),
            product.post(body, {"Authorization": f"bearer {key}"}),
        ]
        assert [answer.status_code for answer in accepted] == [200, 200, 200]
        limited = product.post(body, {"X-API-Key": key})
        assert limited.status_code == 429
        # Rounded up to whole seconds, so that nobody comes back too early.
        assert 1 <= int(limited.headers["Retry-After"]) <= 61
        assert limited.json()["error"]["code"] == "rate_limited"
        other = product.post({**body, "sender": "another"}, {"X-API-Key": key})
        assert other.status_code == 200
    assert key not in _read_logs(tmp_path)


def test_broken_model_is_said_and_not_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a model that cannot be loaded, messages and the health probe get 503."""
    model = tmp_path / "broken.tar.gz"
    model.write_bytes(b"this is no archive")
    monkeypatch.setenv("ASSISTANT_PORT", str(free_port()))
    monkeypatch.setenv("ACTIONS_PORT", str(free_port()))
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "conversations.db"))
    settings = load_settings()
    plan = plan_processes(settings, model)[-1]
    with (tmp_path / "assistant.log").open("wb") as log:
        process = subprocess.Popen(
            plan.command, cwd=PROJECT, env=make_environment(settings), stdout=log, stderr=log
        )
    product = Product(f"{plan.health_url}webhook", settings, {plan.name: process}, tmp_path, {})
    try:
        _check_unavailable(_first_answer(plan.health_url), "no_model")
        for message in ("is it safe?", EMERGENCY):
            answer = product.post({"sender": "visitor", "message": message})
            _check_unavailable(answer, "no_model")
    finally:
        stop_product(product)


def test_logs_keep_nothing_that_a_visitor_wrote(product: Product) -> None:
    """Good, bad and refused messages leave neither their words nor their sender in any log."""
    secret = f"zq{uuid.uuid4().hex}"
    sender = f"visitor-{secret}"
    for message in (
        f"is it safe? {secret}",
        f"my email is {secret}@mail.example",
        f"{EMERGENCY} {secret}",
        f"/restart {secret}",
        f'/greet{{"condition": "{secret}"}}',
        f"book an appointment for {secret}",
        f"{secret} " * 50,
    ):
        assert product.post({"sender": sender, "message": message}).status_code == 200
    for body in (
        {"sender": sender, "message": secret * 100},
        {"sender": secret * 20, "message": "hello"},
        {"sender": sender, "message": [secret]},
        {"sender": {secret: secret}, "message": secret},
        {"sender": sender, "message": f"\ud800{secret}"},
        [secret],
    ):
        assert product.post(body).status_code == 400
    for data, kind, query in (
        (f'{{"sender": "{sender}", "message": ', "application/json", ""),
        (f'{{"sender": "{sender}", "message": "{secret}"}}', "text/plain", ""),
        (f'{{"sender": "{sender}", "message": "{secret}"}}', "application/json", secret),
        (secret * 3000, "application/json", ""),
    ):
        refused = requests.post(
            f"{product.url}?stream={query}" if query else product.url,
            data=data,
            headers={"Content-Type": kind},
            timeout=60,
        )
        assert refused.status_code in (400, 413, 415), (refused.status_code, data[:50])
    assert "rest.refused" in _read_logs(product.logs), "the events themselves are logged"
    assert secret not in _read_logs(product.logs)
    kept = [path for path in (PROJECT / ".state").rglob("*") if path.is_file()]
    assert [path.name for path in kept if secret.encode() in path.read_bytes()] == []


def _check_emergency(product: Product, sender: str) -> None:
    replies = product.ask(sender, EMERGENCY)
    profile = load_clinic_profile(product.settings.clinic_profile)
    assert replies[0]["metadata"] == {"topic": "emergency/medical", "decision": "safety"}
    assert profile.facts["emergency_number"] in replies[0]["text"]


def _check_unavailable(answer: requests.Response, code: str = "") -> None:
    assert answer.status_code == 503, (answer.status_code, answer.text)
    error = answer.json()["error"]
    profile = load_clinic_profile(load_settings().clinic_profile)
    assert profile.phone in error["message"]
    assert profile.facts["emergency_number"] in error["message"]
    assert "Traceback" not in answer.text
    assert not code or error["code"] == code


def _overwrite(database: Path) -> None:
    for file in database.parent.glob(f"{database.name}*"):
        with file.open("r+b") as opened:
            opened.write(b"no database " * (1 + file.stat().st_size // 12))


def _first_answer(url: str) -> requests.Response:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return requests.get(url, timeout=5)
        except requests.RequestException:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.3)


def _read_logs(folder: Path) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.glob("*.log"))
    )
