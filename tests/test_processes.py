"""What runs: commands, environment, ports, and waiting until a process answers."""

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Iterator, List

import pytest
import requests

from assistant import processes
from assistant.processes import (
    ALL_PORTS,
    PortTaken,
    ProcessPlan,
    StartFailed,
    check_ports,
    make_environment,
    plan_processes,
    plan_staff_processes,
    stop_processes,
    wait_until_healthy,
)
from assistant.settings import Settings, load_settings
from tests.conftest import free_port
from tests.small_server import Received, serve


def make_settings(
    assistant_port: int = 6001, actions_port: int = 6002, console_port: int = 6003
) -> Settings:
    return dataclasses.replace(
        load_settings(),
        assistant_port=assistant_port,
        actions_port=actions_port,
        console_port=console_port,
    )


def plan_for(port: int) -> ProcessPlan:
    return ProcessPlan("assistant", (), f"http://127.0.0.1:{port}/health")


def test_every_process_is_planned_rasa_last() -> None:
    """The ports of the settings are used, with the interpreter of this process."""
    plans = plan_processes(make_settings(), Path("models/assistant.tar.gz"))
    actions, dispatcher, assistant = plans
    assert [plan.name for plan in plans] == ["actions", "dispatcher", "assistant"]
    assert dispatcher.health_url is None, "nobody talks to it"
    assert actions.command[0] == assistant.command[0] == sys.executable
    assert actions.command[-2:] == ("--port", "6002")
    assert actions.health_url == "http://127.0.0.1:6002/health"
    assert assistant.health_url == "http://127.0.0.1:6001/webhooks/rest/"
    command = " ".join(assistant.command)
    assert "--interface 127.0.0.1 --port 6001" in command
    assert "--model models/assistant.tar.gz" in command


def test_staffs_processes_are_planned_apart() -> None:
    """Visitors are served without them; only the console is talked to."""
    trainer, console = plan_staff_processes(make_settings())
    assert (trainer.name, trainer.health_url) == ("trainer", None)
    assert (console.name, console.health_url) == ("console", "http://127.0.0.1:6003/health")
    for plan in (trainer, console):
        assert plan.command == (sys.executable, "-m", f"assistant.{plan.name}")


def test_servers_open_no_door_but_their_own() -> None:
    """Rasa's own HTTP API, CORS for all and debug logs stay off."""
    for plan in plan_processes(make_settings(), Path("m")):
        assert not {"--enable-api", "--cors", "--debug", "-vv"} & set(plan.command)


def test_environment_carries_the_checked_settings() -> None:
    """Both processes listen on the loopback, report to nobody and refuse huge bodies."""
    environment = make_environment(make_settings())
    assert environment["ASSISTANT_PORT"] == "6001"
    assert environment["ACTIONS_PORT"] == "6002"
    assert environment["WEBSITE_SESSION_HOURS"] == str(load_settings().website_session_hours)
    assert environment["SANIC_HOST"] == "127.0.0.1"
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"
    # Never below the channel's own limit, which answers in words.
    assert int(environment["SANIC_REQUEST_MAX_SIZE"]) >= load_settings().max_body_bytes
    assert environment["PATH"] == os.environ["PATH"]
    assert all(isinstance(value, str) for value in environment.values())


def test_environment_hands_the_websites_settings_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process reads the same settings as the one that started it."""
    given = {
        "WEBSITE_SECRET": "x" * 32,
        "WEBSITE_ORIGINS": "https://clinic.example",
        "WEBSITE_SESSION_HOURS": "48",
        "SESSION_RATE_LIMIT": "3/minute",
        "RATE_LIMIT_STORAGE": "redis://127.0.0.1:6379/0",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    environment = make_environment(load_settings())
    assert {name: environment[name] for name in given} == given


# As Rasa makes its server: Sanic reads SANIC_... by itself.
ADDRESS_SERVER = """
import sys
from sanic import Sanic
from sanic.response import text
from assistant.channels.client_address import read_client_address
app = Sanic("addresses", configure_logging=False)
app.get("/")(lambda request: text(read_client_address(request)))
app.run("127.0.0.1", int(sys.argv[1]), motd=False, access_log=False)
"""


@contextmanager
def address_server(trusted_proxies: int) -> Iterator[str]:
    """The URL of a server with the product's environment, which says whom it takes you for."""
    settings = dataclasses.replace(make_settings(), trusted_proxies=trusted_proxies)
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", ADDRESS_SERVER, str(port)], env=make_environment(settings)
    )
    try:
        url = f"http://127.0.0.1:{port}/"
        plan = ProcessPlan("addresses", (), url)
        wait_until_healthy(plan, partial(_is_alive, process))
        yield url
    finally:
        stop_processes([process])


VISITOR, FORGED, PROXY = "203.0.113.7", "198.51.100.66", "10.0.0.9"


@pytest.mark.parametrize(
    ("trusted_proxies", "seen"),
    [
        # No header, the proxy's own entry, a forged one before it, one more proxy before it.
        (0, ["127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1"]),
        (1, ["127.0.0.1", VISITOR, VISITOR, PROXY]),
        (2, ["127.0.0.1", "127.0.0.1", FORGED, VISITOR]),
    ],
)
def test_address_is_taken_from_trusted_proxies_only(
    monkeypatch: pytest.MonkeyPatch, trusted_proxies: int, seen: List[str]
) -> None:
    """As many entries as there are proxies count, from the last; without any the header does not.

    A variable of the machine that says otherwise does not either.
    """
    monkeypatch.setenv("SANIC_PROXIES_COUNT", "3")
    headers = [None, VISITOR, f"{FORGED}, {VISITOR}", f"{FORGED}, {VISITOR}, {PROXY}"]
    with address_server(trusted_proxies) as url:
        answers = [
            requests.get(url, headers={"X-Forwarded-For": header} if header else {}, timeout=10)
            for header in headers
        ]
    assert [answer.text for answer in answers] == seen


@pytest.mark.parametrize("header", ["Forwarded", "X-Real-IP", "True-Client-IP", "X-Forwarded"])
def test_other_headers_tell_no_address(header: str) -> None:
    """Proxies that add to X-Forwarded-For let a visitor's other headers through."""
    with address_server(1) as url:
        forged = {header: f"for={FORGED}" if header == "Forwarded" else FORGED}
        sent = {**forged, "X-Forwarded-For": VISITOR}
        assert requests.get(url, headers=sent, timeout=10).text == VISITOR
        assert requests.get(url, headers=forged, timeout=10).text == "127.0.0.1"


def test_free_ports_are_accepted() -> None:
    """Ports that nobody listens on raise nothing, and are free afterwards as well."""
    settings = make_settings(free_port(), free_port())
    check_ports(settings)
    check_ports(settings)


@pytest.mark.parametrize("name", ["ASSISTANT_PORT", "ACTIONS_PORT", "CONSOLE_PORT"])
def test_taken_port_is_named_with_a_way_out(name: str) -> None:
    """The message names the port and the setting that chooses another."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        settings = dataclasses.replace(
            make_settings(free_port(), free_port(), free_port()), **{name.lower(): taken}
        )
        with pytest.raises(PortTaken, match=rf"Port {taken} is in use .* {name}=\d+ make run"):
            check_ports(settings, ALL_PORTS)


def test_port_of_the_console_is_left_to_it_where_only_visitors_are_served() -> None:
    """A conversation in the terminal needs no console."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        check_ports(make_settings(free_port(), free_port(), other.getsockname()[1]))


def test_port_left_a_moment_ago_is_free() -> None:
    """A stopped server's closed connections do not keep the next one from starting."""
    port = free_port()
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", port))
        server.listen()
        with socket.create_connection(("127.0.0.1", port)) as client:
            connection, _ = server.accept()
            # The server's end closes first, so that its port stays in TIME_WAIT.
            connection.close()
            client.recv(1)
    check_ports(make_settings(port, free_port()))


def test_waiting_ends_once_the_process_answers() -> None:
    """Statuses other than 200 mean: not yet."""
    statuses = [503, 500, 200]

    def answer(request: Received) -> "tuple[int, bytes]":
        return statuses.pop(0), b""

    with serve(answer) as server:
        wait_until_healthy(plan_for(server.port), lambda: True)
        assert [request.path for request in server.received] == ["/health"] * 3


def test_process_that_stops_is_reported_at_once() -> None:
    """A process that ends while it starts is named; nobody waits three minutes for it."""
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(1)"])
    started = time.monotonic()
    with pytest.raises(StartFailed, match="'assistant' stopped while it was starting"):
        wait_until_healthy(plan_for(free_port()), partial(_is_alive, process))
    assert time.monotonic() - started < 10
    process.wait()


def test_process_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the allowed time the process and the time are named."""
    monkeypatch.setattr(processes, "START_SECONDS", 1)
    with pytest.raises(StartFailed, match="'assistant' did not answer within 1 s"):
        wait_until_healthy(plan_for(free_port()), lambda: True)


def test_process_that_does_not_listen_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server too busy to hear SIGTERM is killed after the allowed time."""
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.3)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{deaf}; time.sleep(60)"], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    stop_processes([process])
    process.stdout.close()
    assert process.returncode == -signal.SIGKILL


def _is_alive(process: "subprocess.Popen[bytes]") -> bool:
    return process.poll() is None
