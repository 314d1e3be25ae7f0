"""Counts who gets the ten free times that 100 visitors race for: `make bench-slots`."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import List

from benchmarks.slot_race import SlotRace, run_race
from benchmarks.slot_racers import ResultKind


def main(arguments: List[str]) -> int:
    """Command line. Returns 1 where a slot was lost or doubled or a refusal was unkind, else 0."""
    parser = argparse.ArgumentParser(prog="slots", description=__doc__)
    parser.add_argument("--visitors", type=int, default=100)
    parser.add_argument("--slots", type=int, default=10)
    parser.add_argument("--at-once", type=int, default=25)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        race = run_race(Path(folder), say=lambda line: print(line, flush=True), **vars(options))
    print_race(race)
    return 0 if is_sound(race) else 1


def is_sound(race: SlotRace) -> bool:
    """Whether every slot went to exactly one visitor and all others were refused kindly."""
    slots, visitors = len(race.slots), len(race.results)
    return (
        race.count(ResultKind.BOOKED) == slots
        and race.count(ResultKind.REFUSED) == visitors - slots
        and len(race.events) == slots
        and race.bookings_with_their_event == slots
        and race.kept_as_booked == len(race.requests) == slots
        and race.overlaps == race.waiting == 0
    )


def print_race(race: SlotRace) -> None:
    """A table for people."""
    rows = [
        ("visitors", len(race.results)),
        ("free slots", len(race.slots)),
        ("booked", race.count(ResultKind.BOOKED)),
        ("  with exactly their event in the calendar", race.bookings_with_their_event),
        ("  kept as booked in the store", race.kept_as_booked),
        ("refused kindly", race.count(ResultKind.REFUSED)),
        ("  with other slots offered", race.refusals_with_others),
        ("  without any although one was free", race.refusals_that_hid_free_slots),
        ("  with one that had gone before", race.refusals_that_offered_gone_slots),
        ("told that the request is kept without a slot", race.count(ResultKind.KEPT)),
        ("anything else", race.count(ResultKind.OTHER)),
        ("messages left unanswered (503)", race.unanswered),
        ("messages that were not taken for a booking", race.misread),
        ("events in the calendar", len(race.events)),
        ("pairs of events that overlap", race.overlaps),
        ("requests in the store", len(race.requests)),
        ("deliveries still waiting", race.waiting),
    ]
    print()
    for label, count in rows:
        print(f"  {label:<46}{count:>8}")
    for reply in sorted({r.reply for r in race.results if r.kind is ResultKind.OTHER})[:5]:
        print(f"  something else was: {reply}")
    print(f"\nThe summaries took {race.summary_seconds:.1f} s, the race {race.race_seconds:.1f} s.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
