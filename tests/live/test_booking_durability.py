"""Bookings while processes are killed and the receiver fails: `make bench-bookings`, small."""

from pathlib import Path

from benchmarks.booking_run import BookingPlan, run_bookings

# Of this seed's first calls some are dropped, some fail and few hang: a hanging one costs 10 s.
SEED = 21
# A killed dispatcher's deliveries rest for the minute of its lease, so only the benchmark kills it.
PLAN = BookingPlan(
    bookings=24,
    visitors=8,
    kills=2,
    dispatcher_kills=0,
    faults=0.33,
    seed=SEED,
    drain_seconds=120,
)


def test_nothing_that_a_visitor_saw_is_lost_or_doubled(model: Path, tmp_path: Path) -> None:
    """Every reference that was seen is delivered under one id, whatever crashed meanwhile."""
    run = run_bookings(tmp_path, PLAN)
    counts = run.counts
    assert [outage.process for outage in run.outages] == ["actions"] * PLAN.kills
    assert counts.visitors_with_reference == PLAN.bookings
    assert counts.references_seen == counts.requests_kept == PLAN.bookings
    assert counts.requests_nobody_saw == 0
    assert (counts.waiting, counts.given_up_deliveries) == (0, 0)
    assert counts.faults == {}
