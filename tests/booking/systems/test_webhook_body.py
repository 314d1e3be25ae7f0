"""The webhook's body: as the schema in docs/ says, and always the same bytes."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, Dict
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from jsonschema import Draft202012Validator

from assistant.booking.requests import BookingDetails, Contact, Kind, Slot
from assistant.booking.systems.booking_system import Delivery, Event
from assistant.booking.systems.webhook_body import build_body
from assistant.settings import PROJECT

SCHEMA: Dict[str, Any] = json.loads(
    (PROJECT / "docs" / "booking-webhook.schema.json").read_text(encoding="utf-8")
)
START = datetime(2026, 12, 1, 15, 0, tzinfo=timezone.utc)

moments = some.datetimes(
    min_value=datetime(2000, 1, 1),
    max_value=datetime(2200, 1, 1),
    timezones=some.sampled_from([timezone.utc, ZoneInfo("America/Chicago")]),
)
slots = some.builds(Slot, start=moments, end=moments)
texts = some.text(max_size=40)
deliveries = some.builds(
    Delivery,
    id=some.uuids().map(str),
    event=some.sampled_from(Event),
    request_id=texts,
    reference=some.text(min_size=1, max_size=12),
    occurred_at=moments,
    details=some.builds(
        BookingDetails,
        kind=some.sampled_from(Kind),
        name=texts,
        contact=some.builds(
            Contact,
            kind=some.sampled_from(["phone", "email"]),
            value=some.text(min_size=1, max_size=20),
            shown=texts,
        ),
        reason=some.none() | texts,
        preferred_time=some.none() | texts,
        slot=some.none() | slots,
        message=some.none() | texts,
        topics=some.lists(texts, max_size=3).map(tuple),
        language=some.sampled_from(["en", "es", "pt-BR"]),
        page=some.none() | texts,
    ),
    previous_slot=some.none() | slots,
)


def make_full_delivery() -> Delivery:
    """A delivery in which everything is set."""
    return Delivery(
        id="0d5f2f0e-6f5c-4a52-9a55-3f7a53b1f7c1",
        event=Event.CHANGED,
        request_id="r-1",
        reference="KX4P-7RTM",
        occurred_at=datetime(2026, 11, 24, 16, 5, 9, 120_000, tzinfo=timezone.utc),
        details=BookingDetails(
            kind=Kind.APPOINTMENT,
            name="Ana Souza-Łęcka",
            contact=Contact("phone", "+15550134477", "(555) 013-4477"),
            reason="knee pain",
            preferred_time="Tuesday, December 1, in the morning",
            slot=Slot(START, START + timedelta(minutes=30)),
            message=None,
            topics=("faq/what_is_prp", "faq/cost"),
            language="en",
            page="https://clinic.example/knee",
        ),
        previous_slot=Slot(START - timedelta(days=1), START - timedelta(hours=23, minutes=30)),
    )


@given(deliveries)
def test_every_body_is_valid_by_the_schema(delivery: Delivery) -> None:
    """Whatever a delivery holds, its body is what docs/booking-webhook.schema.json describes."""
    document = json.loads(build_body(delivery).decode("utf-8"))
    errors = [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)]
    assert errors == []


@given(deliveries)
def test_every_field_is_described(delivery: Delivery) -> None:
    """The schema allows unknown fields, so that a new one needs an entry of its own."""
    document = json.loads(build_body(delivery))
    assert set(document) == set(SCHEMA["properties"])
    assert set(document["data"]) == set(SCHEMA["properties"]["data"]["properties"])


def test_schema_is_a_schema() -> None:
    """The file itself is valid JSON Schema 2020-12."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "damage",
    [
        {"version": 2},
        {"type": "appointment.moved"},
        {"timestamp": "2026-11-24 16:05"},
        {"data": {}},
    ],
)
def test_schema_refuses_what_is_not_said(damage: Dict[str, Any]) -> None:
    """It would find another version, an unknown event, a local time, a missing field."""
    document = {**json.loads(build_body(make_full_delivery())), **damage}
    assert not Draft202012Validator(SCHEMA).is_valid(document)


def test_body_says_everything() -> None:
    """The details are all there, times in UTC, nothing escaped that UTF-8 can say."""
    body = build_body(make_full_delivery())
    assert json.loads(body) == {
        "version": 1,
        "type": "appointment.changed",
        "timestamp": "2026-11-24T16:05:09.120Z",
        "data": {
            "reference": "KX4P-7RTM",
            "kind": "appointment",
            "name": "Ana Souza-Łęcka",
            "contact": {"kind": "phone", "value": "+15550134477"},
            "reason": "knee pain",
            "preferred_time": "Tuesday, December 1, in the morning",
            "slot": {"start": "2026-12-01T15:00:00.000Z", "end": "2026-12-01T15:30:00.000Z"},
            "previous_slot": {
                "start": "2026-11-30T15:00:00.000Z",
                "end": "2026-11-30T15:30:00.000Z",
            },
            "message": None,
            "topics": ["faq/what_is_prp", "faq/cost"],
            "language": "en",
            "page": "https://clinic.example/knee",
        },
    }
    assert "Łęcka".encode() in body


def test_times_are_in_utc_on_both_sides_of_a_clock_change() -> None:
    """The hour that a clinic's clock shows twice is two different hours."""
    chicago = ZoneInfo("America/Chicago")
    twice = [datetime(2026, 11, 1, 1, 30, tzinfo=chicago, fold=fold) for fold in (0, 1)]
    full = make_full_delivery()
    bodies = [build_body(replace(full, occurred_at=moment)) for moment in twice]
    assert [json.loads(body)["timestamp"] for body in bodies] == [
        "2026-11-01T06:30:00.000Z",
        "2026-11-01T07:30:00.000Z",
    ]


def test_body_is_always_the_same_bytes() -> None:
    """A try after a restart repeats the first one: keys in order, no spaces."""
    body = build_body(make_full_delivery())
    assert body == build_body(make_full_delivery())
    ordered = json.dumps(
        json.loads(body), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert body == ordered.encode()


def test_half_a_surrogate_pair_does_not_hold_up_the_request() -> None:
    """What UTF-8 cannot say arrives as a question mark."""
    full = make_full_delivery()
    broken = replace(full, details=replace(full.details, name="Ana \ud83d"))
    assert json.loads(build_body(broken))["data"]["name"] == "Ana ?"


def test_example_in_the_guide_is_a_real_body() -> None:
    """The document that docs/booking-webhook.md shows is what this delivery gives."""
    guide = (PROJECT / "docs" / "booking-webhook.md").read_text(encoding="utf-8")
    example = guide.split("```json\n", 1)[1].split("```", 1)[0]
    assert json.loads(example) == json.loads(build_body(make_full_delivery()))
