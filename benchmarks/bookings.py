"""Counts what becomes of 1,000 bookings while servers crash and fail: `make bench-bookings`."""

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import List

from benchmarks.booking_run import BookingPlan, BookingRun, run_bookings

FAULTS = 0.33


def main(arguments: List[str]) -> int:
    """Command line. Returns 1 where a booking was lost or doubled, else 0."""
    parser = argparse.ArgumentParser(prog="bookings", description=__doc__)
    parser.add_argument("--bookings", type=int, default=1000)
    parser.add_argument("--visitors", type=int, default=50, help="how many book at a time")
    parser.add_argument("--kills", type=int, default=5, help="of the action server, by kill -9")
    parser.add_argument("--dispatcher-kills", type=int, default=1)
    parser.add_argument("--faults", type=float, default=FAULTS, help="share of failing calls")
    parser.add_argument("--seed", type=int, default=3, help="of the receiver's faults")
    parser.add_argument("--drain-seconds", type=float, default=1800)
    options = parser.parse_args(arguments)
    plan = BookingPlan(**vars(options))
    with tempfile.TemporaryDirectory() as folder:
        run = run_bookings(Path(folder), plan, lambda line: print(line, flush=True))
    print_run(run)
    return 0 if is_sound(run, plan) else 1


def is_sound(run: BookingRun, plan: BookingPlan) -> bool:
    """Whether nothing was lost or doubled, and the run was what it was meant to be."""
    counts = run.counts
    was_complete = len(run.outages) == plan.kills + plan.dispatcher_kills
    return was_complete and not (counts.faults or counts.waiting or counts.given_up_deliveries)


def print_run(run: BookingRun) -> None:
    """Tables for people."""
    counts, visits = run.counts, run.visits
    _print_rows(
        "What happened",
        [
            ("visitors", counts.visitors),
            ("  who saw a reference", counts.visitors_with_reference),
            ("  who gave up", counts.visitors_who_gave_up),
            ("messages sent", sum(visit.messages for visit in visits)),
            ("  left unanswered (503, broken connection)", sum(v.unanswered for v in visits)),
            ("questions for what had been told", sum(v.asked_again for v in visits)),
            ("replies that were no question of the form", sum(len(v.surprises) for v in visits)),
            ("consents left unanswered", sum(v.uncertain_since is not None for v in visits)),
            ("  whose request was kept and found again", counts.kept_before_the_answer_was_lost),
            ("action server killed", sum(o.process == "actions" for o in run.outages)),
            ("dispatcher killed", sum(o.process == "dispatcher" for o in run.outages)),
            ("references seen", counts.references_seen),
            ("requests kept", counts.requests_kept),
            ("  whose reference nobody saw", counts.requests_nobody_saw),
            ("webhook ids received", counts.delivered_ids),
            ("  received again (fault after, lease)", counts.repeated_calls),
        ],
    )
    _print_rows(
        "What has to be 0",
        [
            ("seen references not delivered exactly once", counts.seen_and_not_delivered_once),
            ("events under two ids", counts.events_under_two_ids),
            ("ids with two bodies", counts.ids_with_two_bodies),
            ("visitors with two requests", counts.visitors_with_two_requests),
            ("references of somebody else", counts.references_of_somebody_else),
            ("deliveries still waiting", counts.waiting),
            ("deliveries given up (dead letters)", counts.given_up_deliveries),
        ],
    )
    for surprise in sorted({s for visit in visits for s in visit.surprises})[:5]:
        print(f"  a reply that was no question of the form: {surprise}")
    print_durations(run)


def print_durations(run: BookingRun) -> None:
    """How long everything took; nothing depends on it."""
    seconds = [visit.seconds for visit in run.visits]
    p95 = quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
    print(
        f"Booking took {run.booking_seconds:.0f} s, delivery went on for "
        f"{run.draining_seconds:.0f} s."
    )
    print(f"A visitor needed {median(seconds):.1f} s (median), {p95:.1f} s (p95).")
    # Nobody talks to the dispatcher, so nobody knows when it is back.
    for process in ("actions",):
        away = [outage.seconds for outage in run.outages if outage.process == process]
        if away:
            print(f"Killed, '{process}' was back after {median(away):.1f} s (median).")


def _print_rows(title: str, rows: "list[tuple[str, int]]") -> None:
    print(f"\n{title}")
    for label, count in rows:
        print(f"  {label:<46}{count:>8}")
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
