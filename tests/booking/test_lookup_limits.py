"""How often somebody may guess which requests exist."""

import pytest

from assistant.booking import lookup_limits
from assistant.booking.lookup_limits import LookUpLimits
from tests.clock import Clock


@pytest.fixture
def limits(clock: Clock) -> LookUpLimits:
    return LookUpLimits(clock)


def fail(limits: LookUpLimits, count: int, **names: str) -> None:
    """Fail so often with the given parts the same and the others new each time."""
    for number in range(count):
        pair = {part: f"{part}-{number}" for part in ("conversation", "reference", "contact")}
        limits.count_failure(**{**pair, **names})


def test_looking_up_does_not_count(limits: LookUpLimits) -> None:
    """Only a wrong pair does: whoever has the right one may look as often as they like."""
    assert all(limits.allows("v", "K7M4-P2XW", "+1") for _ in range(100))


@pytest.mark.parametrize(
    ("part", "allowed", "minutes"),
    [("conversation", 5, 15), ("reference", 10, 60), ("contact", 10, 60)],
)
def test_wrong_pairs_are_limited_by_each_part(
    limits: LookUpLimits, clock: Clock, part: str, allowed: int, minutes: int
) -> None:
    """Somebody who changes conversations is stopped by the reference or the contact."""
    asked = {"conversation": "v", "reference": "r", "contact": "c"}
    fail(limits, allowed - 1, **{part: asked[part]})
    assert limits.allows(**asked)
    fail(limits, 1, **{part: asked[part]})
    assert not limits.allows(**asked)
    assert limits.allows(**{**asked, part: "another"})
    clock.now += 60 * minutes + 1
    assert limits.allows(**asked)


def test_parts_are_not_taken_for_each_other(limits: LookUpLimits) -> None:
    """A contact that is written like a reference has a count of its own."""
    fail(limits, 10, contact="same")
    assert limits.allows("v", "same", "other")


def test_only_digests_are_kept(limits: LookUpLimits) -> None:
    """A dump of the memory shows no contact."""
    limits.count_failure("visitor", "K7M4-P2XW", "ana@clinic.example")
    kept = " ".join(limits._storage._windows)
    for part in ("visitor", "K7M4", "ana"):
        assert part not in kept


def test_half_a_character_does_no_harm(limits: LookUpLimits) -> None:
    """A conversation's id may hold what is no text in UTF-8."""
    limits.count_failure("\ud800", "r", "c")
    assert limits.allows("\ud800", "r", "c")


def test_memory_is_bounded(limits: LookUpLimits, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up pairs push the oldest out, not the memory up."""
    monkeypatch.setattr(lookup_limits, "MAX_REMEMBERED", 30)
    small = LookUpLimits(Clock())
    fail(small, 200)
    assert len(small._storage._windows) <= 30
