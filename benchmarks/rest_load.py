"""Loads one REST server with messages and measures what its visitors and its machine feel."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Dict, List, Sequence

import psutil
import requests


@dataclass(frozen=True)
class LoadFigures:
    """Of one load: milliseconds a message, messages a second, CPU milliseconds a message."""

    p50_ms: float
    p95_ms: float
    p99_ms: float
    messages_per_second: float
    cpu_ms: float


def measure_load(url: str, pid: int, texts: Sequence[str], clients: int) -> LoadFigures:
    """Send every text once, each from a new sender, by `clients` at a time."""
    process = psutil.Process(pid)
    cpu_before, started = _cpu_seconds(process), time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        chunks = [texts[client::clients] for client in range(clients)]
        taken = [
            seconds for chunk in pool.map(lambda c: _ask_all(url, c), chunks) for seconds in chunk
        ]
    wall = time.perf_counter() - started
    cpu = _cpu_seconds(process) - cpu_before
    cuts = quantiles(taken, n=100)
    return LoadFigures(
        p50_ms=1000 * median(taken),
        p95_ms=1000 * cuts[94],
        p99_ms=1000 * cuts[98],
        messages_per_second=len(taken) / wall,
        cpu_ms=1000 * cpu / len(taken),
    )


def measure_turns(
    url: str, texts: Sequence[str], turns: Sequence[int], conversations: int
) -> Dict[int, float]:
    """Median milliseconds at each turn of long conversations, over a window of five turns."""
    times: Dict[int, List[float]] = {turn: [] for turn in turns}
    for _ in range(conversations):
        sender = str(uuid.uuid4())
        with requests.Session() as session:
            taken = [
                _ask(session, url, sender, texts[number % len(texts)])
                for number in range(max(turns) + 4)
            ]
        for turn in turns:
            # The very first turn also starts the session, so it stands alone.
            window = taken[0:1] if turn == 1 else taken[turn - 1 : turn + 4]
            times[turn] += window
    return {turn: 1000 * median(values) for turn, values in times.items()}


def _ask_all(url: str, texts: Sequence[str]) -> List[float]:
    with requests.Session() as session:
        return [_ask(session, url, str(uuid.uuid4()), text) for text in texts]


def _ask(session: requests.Session, url: str, sender: str, text: str) -> float:
    started = time.perf_counter()
    answer = session.post(url, json={"sender": sender, "message": text}, timeout=120)
    taken = time.perf_counter() - started
    answer.raise_for_status()
    if not answer.json():
        raise RuntimeError(f"no reply to {text!r}")
    return taken


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
