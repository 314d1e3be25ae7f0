"""Measures what the booking action adds to Rasa's own call: `make bench-action`."""

import argparse
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from typing import Callable, Dict, Iterator, List, Sequence, Tuple

import requests

from assistant.processes import (
    ProcessPlan,
    make_environment,
    plan_processes,
    start_process,
    stop_processes,
    wait_until_healthy,
)
from assistant.settings import Settings, load_settings
from assistant.training import MODEL
from benchmarks.action_calls import (
    BRIEF,
    CALL_SECONDS,
    STEP_BY_STEP,
    ActionCall,
    record_conversation,
    recording_calls,
)
from tests.conftest import free_port

GOAL_MS = 15.0
WARM_UP_CALLS = 20


@dataclass(frozen=True)
class StepTimes:
    """Milliseconds of each call at one step, to our action and to one that does nothing."""

    step: str
    ours: Tuple[float, ...]
    idle: Tuple[float, ...]

    @property
    def added_ms(self) -> float:
        """The difference of the medians."""
        return median(self.ours) - median(self.idle)


def main(arguments: List[str]) -> int:
    """Command line. Returns 0: whether the goal is met is said, and depends on the machine."""
    parser = argparse.ArgumentParser(prog="booking_action", description=__doc__)
    parser.add_argument("--calls", type=int, default=200, help="of each step, to each server")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        print_table(measure(Path(name), options.calls))
    return 0


def measure(folder: Path, count: int) -> List[StepTimes]:
    """Start the servers, record real calls, and send each of them `count` times to both."""
    settings, environment = _make_settings(folder)
    plans = {plan.name: plan for plan in plan_processes(settings, MODEL)}
    ours = f"http://127.0.0.1:{settings.actions_port}"
    idle_port, recorder_port = free_port(), free_port()
    # The dispatcher works on the same database, as it does in the product.
    with running(folder, [plans["actions"], plans["dispatcher"]], environment):
        print("Recording the calls of real conversations ...", flush=True)
        to_recorder = {**environment, "ACTIONS_PORT": str(recorder_port)}
        with (
            recording_calls(recorder_port, ours) as recorder,
            running(folder, [plans["assistant"]], to_recorder),
        ):
            url = f"http://127.0.0.1:{settings.assistant_port}/webhooks/rest/webhook"
            calls = record_conversation(url, recorder, STEP_BY_STEP)
            calls += record_conversation(url, recorder, BRIEF)
        # Rasa is stopped by now: nothing but the two action servers takes the processor's time.
        with running(folder, [_plan_idle(idle_port)], environment):
            print(f"Sending each call {count} times to either server ...", flush=True)
            return time_calls(ours, f"http://127.0.0.1:{idle_port}", calls, count)


@contextmanager
def running(
    folder: Path, plans: Sequence[ProcessPlan], environment: Dict[str, str]
) -> Iterator[None]:
    """Processes that answer; stopped at the end."""
    processes: "List[subprocess.Popen[bytes]]" = []
    try:
        for plan in plans:
            processes.append(start_process(plan, environment, folder / f"{plan.name}.log"))
            wait_until_healthy(plan, _is_running(processes[-1]))
        yield
    finally:
        stop_processes(processes)


def _is_running(process: "subprocess.Popen[bytes]") -> Callable[[], bool]:
    return lambda: process.poll() is None


def time_calls(ours: str, idle: str, calls: Sequence[ActionCall], count: int) -> List[StepTimes]:
    """Send every call in turn to both servers, so that whatever slows the machine slows both."""
    taken: Dict[Tuple[str, str], List[float]] = {}
    with requests.Session() as to_ours, requests.Session() as to_idle:
        for number in range(-WARM_UP_CALLS, count):
            for call in calls:
                sent = call.for_another_request() if call.is_consent else call
                pair = [(ours, to_ours), (idle, to_idle)]
                # Neither is always the first.
                for url, session in pair if number % 2 else reversed(pair):
                    milliseconds = _time_call(session, url, sent)
                    if number >= 0:
                        taken.setdefault((call.step, url), []).append(milliseconds)
    return [
        StepTimes(call.step, tuple(taken[call.step, ours]), tuple(taken[call.step, idle]))
        for call in calls
    ]


def print_table(steps: Sequence[StepTimes]) -> None:
    """A table for people, and whether the goal is met."""
    print(f"\n{'milliseconds, median (p95)':<28}{'ours':>16}{'no-op':>16}{'added':>9}")
    for step in steps:
        print(f"{step.step:<28}{_show(step.ours):>16}{_show(step.idle):>16}{step.added_ms:>9.1f}")
    largest = max(steps, key=lambda step: step.added_ms)
    verdict = "is met" if largest.added_ms <= GOAL_MS else "IS NOT MET"
    print(f"\nThe most is added at '{largest.step}': {largest.added_ms:.1f} ms.")
    print(f"The goal of at most {GOAL_MS:.0f} ms {verdict}.")


def _make_settings(folder: Path) -> Tuple[Settings, Dict[str, str]]:
    database = folder / "bookings.db"
    settings = replace(
        load_settings(),
        assistant_port=free_port(),
        actions_port=free_port(),
        tracker_database=str(folder / "conversations.db"),
        booking_database=f"sqlite:///{database}",
    )
    return settings, {**make_environment(settings), "BOOKING_DATABASE": str(database)}


def _plan_idle(port: int) -> ProcessPlan:
    command = ("-m", "rasa_sdk", "--actions", "benchmarks.idle_action", "--port", str(port))
    return ProcessPlan("idle", (sys.executable, *command), f"http://127.0.0.1:{port}/health")


def _time_call(session: requests.Session, url: str, call: ActionCall) -> float:
    headers = {"Content-Type": "application/json"}
    started = time.perf_counter()
    answer = session.post(f"{url}/webhook", data=call.body, headers=headers, timeout=CALL_SECONDS)
    taken = time.perf_counter() - started
    answer.raise_for_status()
    return 1000 * taken


def _show(values: Sequence[float]) -> str:
    return f"{median(values):.1f} ({quantiles(values, n=20)[-1]:.1f})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
