"""Measures the widget in a real browser before the real product: `make bench-widget`."""

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from subprocess import CalledProcessError
from typing import Callable, List, Sequence, Tuple

import yaml
from playwright.sync_api import Browser

from assistant.settings import PROJECT
from benchmarks.widget_measures import (
    AnswerTimes,
    ConversationTimes,
    measure_answers,
    measure_conversation,
)
from benchmarks.widget_sizes import measure_sizes, print_sizes
from tests.browser.chromium import running_chromium
from tests.conftest import Product, running_product

SIZE_GOAL_BYTES = 15 * 1024
SHOWN_GOAL_MS = 100.0
SHORT_TURNS = 5
SEED = 4
TOPICS = ("faq.yml", "clinic.yml")


def main(arguments: List[str]) -> int:
    """Command line. Returns 0: whether the goals are met is said, and depends on the machine."""
    parser = argparse.ArgumentParser(prog="widget", description=__doc__)
    parser.add_argument("--answers", type=int, default=100, help="how many questions are typed")
    parser.add_argument("--messages", type=int, default=1000, help="of the long conversation")
    parser.add_argument("--without-peers", action="store_true", help="fetch no packages")
    options = parser.parse_args(arguments)
    if not options.without_peers:
        _print_sizes()
    with (
        tempfile.TemporaryDirectory() as name,
        running_product(Path(name)) as product,
        running_chromium() as browser,
    ):
        print(f"\nTyping {options.answers} questions ...", flush=True)
        print_answers(measure_answers(browser, product, choose_questions(options.answers)))
        print_conversations(*_measure_both(browser, product, options.messages // 2))
    return 0


def choose_questions(count: int) -> List[str]:
    """Questions that have answers, as visitors would type them; the same in every run."""
    texts: List[str] = []
    for name in TOPICS:
        content = yaml.safe_load((PROJECT / "data" / "nlu" / name).read_text(encoding="utf-8"))
        for block in content["nlu"]:
            texts += [line[2:] for line in block["examples"].splitlines()]
    return random.Random(SEED).choices(texts, k=count)


def print_answers(times: Sequence[AnswerTimes]) -> None:
    """A table for people, and whether the goal is met."""
    rows: List[Tuple[str, Callable[[AnswerTimes], float]]] = [
        ("server's answer to its words in the page", lambda one: one.standing),
        ("server's answer to the screen", lambda one: one.shown),
        ("Enter to the screen", lambda one: one.whole),
        ("  of which the server's own time", lambda one: one.server),
    ]
    print(f"\n{'milliseconds of ' + str(len(times)) + ' messages':<44}{'median':>9}{'worst':>9}")
    for title, value in rows:
        values = [value(one) for one in times]
        print(f"{title:<44}{median(values):>9.1f}{max(values):>9.1f}")
    worst = max(one.shown for one in times)
    print(f"\nThe goal of {SHOWN_GOAL_MS:.0f} ms after the server's answer {_verdict(worst)}.")


def print_conversations(short: ConversationTimes, long: ConversationTimes) -> None:
    """Both beside each other; a ratio of 1 is a length that nobody feels."""
    rows: List[Tuple[str, Callable[[ConversationTimes], float]]] = [
        ("opening, click to the newest message, ms", lambda one: one.opening),
        ("opening again with all messages shown, ms", lambda one: one.reopening),
        ("server's answer to the screen, ms", lambda one: one.answer),
        ("frame while scrolling, median, ms", lambda one: median(one.frames)),
        ("frame while scrolling, 99th percentile, ms", lambda one: _percentile_99(one.frames)),
        ("frame while scrolling, worst, ms", lambda one: max(one.frames)),
        ("frames dropped, of 1,000", lambda one: 1000 * one.dropped / len(one.frames)),
        ("tasks over 50 ms", lambda one: float(len(one.long_tasks))),
        ("longest of them, ms", lambda one: max(one.long_tasks, default=0.0)),
    ]
    head = f"{'messages in the conversation':<44}{short.messages:>9,}{long.messages:>9,}"
    print(f"\n{head}{'ratio':>9}")
    for title, value in rows:
        ours, theirs = value(short), value(long)
        ratio = f"{theirs / ours:.2f}" if ours else "-"
        print(f"{title:<44}{ours:>9.1f}{theirs:>9.1f}{ratio:>9}")
    print(f"({len(short.frames):,} and {len(long.frames):,} frames of scrolling)")
    # Frames are the first to suffer where something else wants the processor.
    print(f"Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.")


def _print_sizes() -> None:
    try:
        sizes = measure_sizes()
    except CalledProcessError:
        print("The packages of the others could not be fetched: no sizes.", file=sys.stderr)
        return
    print_sizes(sizes)
    verdict = "is met" if sizes[0].gzip_bytes <= SIZE_GOAL_BYTES else "IS NOT MET"
    print(f"\nThe goal of at most {SIZE_GOAL_BYTES:,} bytes {verdict}.")


def _measure_both(browser: Browser, product: Product, turns: int) -> List[ConversationTimes]:
    print(f"\nTalking for {SHORT_TURNS} and for {turns} turns ...", flush=True)
    return [measure_conversation(browser, product, count) for count in (SHORT_TURNS, turns)]


def _percentile_99(values: Sequence[float]) -> float:
    return quantiles(values, n=100)[-1]


def _verdict(worst: float) -> str:
    return "is met" if worst <= SHOWN_GOAL_MS else f"IS NOT MET by the worst, {worst:.0f} ms"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
