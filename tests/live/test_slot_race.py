"""Visitors who race for the free times of a real calendar: `make bench-slots`, small."""

from pathlib import Path

from benchmarks.slot_race import run_race
from benchmarks.slot_racers import ResultKind

VISITORS = 12
SLOTS = 3


def test_every_slot_goes_to_one_visitor_and_the_others_are_refused_kindly(
    model: Path, tmp_path: Path
) -> None:
    """One event a slot, no overlap, and whoever comes too late hears so and can go on."""
    race = run_race(tmp_path, VISITORS, SLOTS, at_once=VISITORS)
    assert [r.reply for r in race.results if r.kind is ResultKind.OTHER] == []
    assert race.count(ResultKind.BOOKED) == SLOTS
    assert race.count(ResultKind.REFUSED) == VISITORS - SLOTS
    assert len(race.events) == SLOTS
    assert race.overlaps == 0
    assert race.bookings_with_their_event == SLOTS
    assert race.kept_as_booked == len(race.requests) == SLOTS
    assert race.waiting == 0
    assert race.refusals_that_hid_free_slots == 0
