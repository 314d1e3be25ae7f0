"""Publishes releases while visitors ask, here and at stock Rasa: `make bench-publish`."""

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import List, Sequence, Tuple

import psutil

from benchmarks.publish_servers import (
    Contestant,
    running_product_server,
    running_stock_server,
)
from benchmarks.publish_visitors import Astray, Question, Visitors, find_astray

WAIT_SECONDS = 1.0
AIM_SECONDS = 0.2
MEMORY_AIM = 0.10


@dataclass(frozen=True)
class PublishPlan:
    """How much: publishes with so many seconds between them, clients, seconds between messages."""

    publishes: int
    clients: int
    gap_seconds: float
    pause_seconds: float


@dataclass(frozen=True)
class PublishRun:
    """What became of it. Seconds by the clock, memory in bytes, `others` in processors."""

    name: str
    publish_seconds: Tuple[float, ...]
    during: Tuple[float, ...]
    outside: Tuple[float, ...]
    astray: Astray
    memory_before: int
    memory_after: int
    others: float

    @property
    def growth(self) -> float:
        """By which share memory has grown."""
        return self.memory_after / self.memory_before - 1

    @property
    def is_whole(self) -> bool:
        """Whether every message was answered and kept, once, and nobody waited too long."""
        return self.astray == Astray(0, 0, 0, 0) and max(self.during) <= WAIT_SECONDS


def measure(contestant: Contestant, plan: PublishPlan) -> PublishRun:
    """Ask in peace, then publish again and again while the visitors go on asking."""
    server, visitors = psutil.Process(contestant.process_id), Visitors(contestant.url)
    own = psutil.Process()
    spans: List[Tuple[float, float]] = []
    with visitors.asking(plan.clients, plan.pause_seconds):
        # The first conversations fill what is computed once, on both sides.
        time.sleep(5 * plan.gap_seconds)
        before, started = server.memory_info().rss, time.perf_counter()
        busy = _busy_seconds() - _cpu_seconds(server) - _cpu_seconds(own)
        for publish in range(plan.publishes):
            began = time.perf_counter()
            contestant.publish(publish)
            spans.append((began, time.perf_counter()))
            time.sleep(plan.gap_seconds)
        seconds = time.perf_counter() - started
        busy = _busy_seconds() - _cpu_seconds(server) - _cpu_seconds(own) - busy
        after = server.memory_info().rss
    during = [q.seconds for q in visitors.asked if _is_within(q, spans)]
    outside = [q.seconds for q in visitors.asked if not _is_within(q, spans)]
    return PublishRun(
        name=contestant.name,
        publish_seconds=tuple(ended - began for began, ended in spans),
        during=tuple(during),
        outside=tuple(outside),
        astray=find_astray(visitors.asked, contestant.tracker_database),
        memory_before=before,
        memory_after=after,
        others=max(0.0, busy / seconds),
    )


def describe(run: PublishRun) -> str:
    """The figures of one run, one a line."""
    astray = run.astray
    return "\n".join(
        [
            f"{run.name}",
            f"  publishes       {len(run.publish_seconds)}, each "
            f"{median(run.publish_seconds):.2f} s, the longest {max(run.publish_seconds):.2f} s",
            f"  messages        {len(run.during) + len(run.outside)}: {astray.failed} failed, "
            f"{astray.wrong} with another answer, {astray.lost} lost, {astray.doubled} doubled",
            f"  wait meanwhile  {_of(run.during)} ({len(run.during)} messages)",
            f"  wait otherwise  {_of(run.outside)} ({len(run.outside)} messages)",
            f"  memory          {run.memory_before / 1e6:.0f} MB before, "
            f"{run.memory_after / 1e6:.0f} MB after: {run.growth:+.1%}",
            f"  other programs  {run.others:.1f} of {os.cpu_count()} processors meanwhile",
        ]
    )


def main(arguments: Sequence[str]) -> int:
    """Command line. Returns 1 where the product misses what it must reach."""
    parser = argparse.ArgumentParser(prog="bench-publish", description=__doc__)
    parser.add_argument("--publishes", type=int, default=10)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--gap", type=float, default=2.0, help="seconds between two publishes")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds a client reads")
    options = parser.parse_args(arguments)
    plan = PublishPlan(options.publishes, options.clients, options.gap, options.pause)
    pause = f"reading {plan.pause_seconds:g} s" if plan.pause_seconds else "without a pause"
    print(f"{plan.clients} clients ask {pause}; {plan.publishes} publishes, {plan.gap_seconds:g} s")
    print("apart. Seconds: median / 99th of a hundred / longest.\n", flush=True)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        ours = servers.enter_context(running_product_server(Path(folder) / "product"))
        run = measure(ours, plan)
        print(describe(run), flush=True)
        peer = servers.enter_context(running_stock_server(Path(folder) / "stock", ours))
        print(f"\n{describe(measure(peer, plan))}\n", flush=True)
    is_good = run.is_whole and run.growth <= MEMORY_AIM
    print(
        f"Needed: nothing astray, no wait over {WAIT_SECONDS:g} s, memory within {MEMORY_AIM:.0%}: "
        f"{'reached' if is_good else 'MISSED'}. Aim: {AIM_SECONDS:g} s at most: "
        f"{'reached' if max(run.during) <= AIM_SECONDS else 'not reached'}."
    )
    return 0 if is_good else 1


def _is_within(question: Question, spans: Sequence[Tuple[float, float]]) -> bool:
    return any(question.began < ended and question.ended > began for began, ended in spans)


def _of(seconds: Sequence[float]) -> str:
    return f"{median(seconds):.3f} / {quantiles(seconds, n=100)[98]:.3f} / {max(seconds):.3f} s"


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _busy_seconds() -> float:
    """What all programs of the machine have used of all processors since it was started."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
