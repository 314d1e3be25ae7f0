"""The product's processes: their commands, environment, ports, and when they truly answer."""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Iterable, Mapping, Optional, Tuple

import requests

from assistant.settings import PROJECT, Settings

HOST = "127.0.0.1"
# Settings that name a port: those that visitors need, and those of the whole product.
VISITORS_PORTS = ("ASSISTANT_PORT", "ACTIONS_PORT")
ALL_PORTS = (*VISITORS_PORTS, "CONSOLE_PORT")
START_SECONDS = 180
STOP_SECONDS = 10
SERVER_MAX_BODY_BYTES = 1024 * 1024


class PortTaken(RuntimeError):
    """A port that the product needs is in use; the message names it and the setting."""


class StartFailed(RuntimeError):
    """A process did not begin to answer."""


@dataclass(frozen=True)
class ProcessPlan:
    """One process: its name, its command line and the address that answers once it is up.

    A process that nobody talks to has no address.
    """

    name: str
    command: Tuple[str, ...]
    health_url: Optional[str]


def plan_processes(settings: Settings, model: Path) -> Tuple[ProcessPlan, ...]:
    """What has to run for visitors, the Rasa server last: servers listen on the loopback only."""
    actions = ("-m", "rasa_sdk", "--actions", "actions", "--port", str(settings.actions_port))
    assistant = (
        *("-m", "rasa", "run", "--interface", HOST, "--port", str(settings.assistant_port)),
        *(
            "--model",
            str(model),
            "--endpoints",
            "endpoints.yml",
            "--credentials",
            "credentials.yml",
        ),
    )
    return (
        ProcessPlan(
            "actions",
            (sys.executable, *actions),
            f"http://{HOST}:{settings.actions_port}/health",
        ),
        ProcessPlan(
            "dispatcher", (sys.executable, "-m", "assistant.booking.dispatcher"), health_url=None
        ),
        ProcessPlan(
            "assistant",
            (sys.executable, *assistant),
            f"http://{HOST}:{settings.assistant_port}/webhooks/rest/",
        ),
    )


def plan_staff_processes(settings: Settings) -> Tuple[ProcessPlan, ...]:
    """What has to run for staff besides, the console last. Visitors are served without them."""
    return (
        ProcessPlan("trainer", (sys.executable, "-m", "assistant.trainer"), health_url=None),
        ProcessPlan(
            "console",
            (sys.executable, "-m", "assistant.console"),
            f"http://{HOST}:{settings.console_port}/health",
        ),
    )


def make_environment(settings: Settings) -> Dict[str, str]:
    """The environment of every process of the product."""
    return {
        **os.environ,
        "ASSISTANT_PORT": str(settings.assistant_port),
        "ACTIONS_PORT": str(settings.actions_port),
        "TRACKER_DATABASE": settings.tracker_database,
        "WEBSITE_SESSION_HOURS": str(settings.website_session_hours),
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_HOST": HOST,
        # With 0, the default, nobody can make up an address in a header.
        "SANIC_PROXIES_COUNT": str(settings.trusted_proxies),
        # The channel refuses a smaller body itself, in its own words; this is the last wall.
        "SANIC_REQUEST_MAX_SIZE": str(max(SERVER_MAX_BODY_BYTES, settings.max_body_bytes)),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
        # Each message needs one core for some milliseconds; idle threads would only spin.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "PYTHONPATH": str(PROJECT),
    }


def check_ports(settings: Settings, names: Iterable[str] = VISITORS_PORTS) -> None:
    """Raise PortTaken where one of the ports is in use; they are named as their settings are."""
    for name in names:
        port = getattr(settings, name.lower())
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                raise PortTaken(
                    f"Port {port} is in use by another program. Stop that program, or choose "
                    f"another port: {name}={port + 10} make run"
                ) from error


def start_process(
    plan: ProcessPlan, environment: Mapping[str, str], log: Path
) -> "subprocess.Popen[bytes]":
    """Start one process; what it prints goes to the file `log`."""
    with log.open("wb") as output:
        return subprocess.Popen(
            plan.command, cwd=PROJECT, env=environment, stdout=output, stderr=output
        )


def stop_processes(processes: "Iterable[subprocess.Popen[bytes]]") -> None:
    """Ask every process to stop, and kill those that have not within STOP_SECONDS."""
    running = [process for process in processes if process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            # A busy server does not hear SIGTERM.
            process.kill()
            process.wait()


def wait_until_healthy(plan: ProcessPlan, is_running: Callable[[], bool]) -> None:
    """Return once the process answers with status 200. Raises StartFailed."""
    if plan.health_url is None:
        if not is_running():
            raise StartFailed(f"The process '{plan.name}' stopped while it was starting.")
        return
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if not is_running():
            raise StartFailed(f"The process '{plan.name}' stopped while it was starting.")
        try:
            if requests.get(plan.health_url, timeout=5).status_code == 200:
                return
        except requests.RequestException:
            pass
        time.sleep(0.3)
    raise StartFailed(f"The process '{plan.name}' did not answer within {START_SECONDS} s.")
