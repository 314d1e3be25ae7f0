"""Booking end to end: the conversation, the dispatcher, and the clinic's own system."""

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import icalendar
import pytest

from assistant.booking.reading.times.wished_time import describe_slot
from assistant.booking.requests import BookingRequest, State
from assistant.clinic_profile import load_clinic_profile
from tests.booking.command_line import wait_until
from tests.booking.systems.radicale_server import (
    PASSWORD,
    USERNAME,
    RadicaleServer,
    StaffCalendar,
    run_radicale,
)
from tests.booking.systems.webhook_receiver import TEST_SECRET, Receiver, receive_webhooks
from tests.conftest import Product, running_product
from tests.live.booking_talk import (
    CANCEL,
    MOVE,
    PERSON,
    START,
    Talk,
    find_traces,
    read_requests,
)

SHORT_WAITS = {"BOOKING_FIRST_RETRY_SECONDS": "1", "BOOKING_LONGEST_RETRY_SECONDS": "1"}
OTHER_TIME = "Another time"


@pytest.fixture(scope="module")
def webhook(
    model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tuple[Product, Receiver]]:
    """The product and the clinic's end of the webhook."""
    folder = tmp_path_factory.mktemp("webhook")
    with receive_webhooks(folder / "calls.jsonl") as receiver:
        settings = {
            "BOOKING_SYSTEM": "webhook",
            "BOOKING_WEBHOOK_URL": receiver.url,
            "BOOKING_WEBHOOK_SECRET": TEST_SECRET,
            **SHORT_WAITS,
        }
        with running_product(folder, **settings) as product:
            yield product, receiver


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RadicaleServer]:
    with run_radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture(scope="module")
def calendar(radicale: RadicaleServer) -> StaffCalendar:
    return radicale.make_calendar("appointments")


@pytest.fixture(scope="module")
def caldav(
    model: Path, calendar: StaffCalendar, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """The product with the clinic's calendar."""
    settings = {
        "BOOKING_SYSTEM": "caldav",
        "BOOKING_CALDAV_URL": calendar.url,
        "BOOKING_CALDAV_USERNAME": USERNAME,
        "BOOKING_CALDAV_PASSWORD": PASSWORD,
        **SHORT_WAITS,
    }
    with running_product(tmp_path_factory.mktemp("caldav"), **settings) as product:
        yield product


def test_request_change_and_cancellation_arrive_signed_in_order_and_once(
    webhook: Tuple[Product, Receiver],
) -> None:
    """The clinic's system gets three events of one reference, with what was asked before."""
    product, receiver = webhook
    talk = Talk(product)
    talk.says("is it safe?", "how much does it cost?")
    reference = talk.books("tuesday afternoon")
    talk.looks_up(reference, MOVE)
    assert f"Shall I ask the clinic to move {reference}" in talk.says("friday morning")
    assert f"Your reference stays {reference}" in talk.says("yes")
    talk.looks_up(reference, CANCEL)
    assert f"{reference} is cancelled" in talk.says("yes")

    def bodies() -> List[Dict[str, Any]]:
        found = [json.loads(call.body) for call in receiver.received]
        return [body for body in found if body["data"]["reference"] == reference]

    wait_until(lambda: len(bodies()) == 3, "three events at the webhook")
    assert [body["type"] for body in bodies()] == [
        "appointment.requested",
        "appointment.changed",
        "appointment.cancelled",
    ]
    assert {call.status for call in receiver.calls} == {200}, "signed, and each once"
    requested, changed, _ = bodies()
    data = requested["data"]
    assert (data["name"], data["reason"]) == (talk.visitor.name, talk.visitor.reason)
    assert data["contact"] == {"kind": "phone", "value": f"+1312867{talk.visitor.digits}"}
    assert data["topics"] == ["faq/safety", "clinic/cost"]
    assert "Tuesday" in data["preferred_time"]
    assert "Friday" in changed["data"]["preferred_time"]
    assert find_traces(list(product.logs.glob("*.log")), talk.visitor) == []


def test_message_to_the_staff_arrives(webhook: Tuple[Product, Receiver]) -> None:
    """A message and its callback contact travel the same way."""
    product, receiver = webhook
    talk = Talk(product)
    talk.says(PERSON, talk.visitor.message, talk.visitor.name, talk.visitor.email)
    reference = talk.agrees()
    wait_until(lambda: any(reference in call.body for call in receiver.received), "the message")
    [body] = [json.loads(call.body) for call in receiver.received if reference in call.body]
    assert body["type"] == "message.requested"
    assert body["data"]["message"] == talk.visitor.message
    assert body["data"]["contact"] == {"kind": "email", "value": talk.visitor.email}


def test_booked_slot_is_in_the_calendar_and_can_be_moved_and_cancelled(
    caldav: Product, calendar: StaffCalendar
) -> None:
    """Three real slots as buttons; the calendar holds the one that was chosen, moved and freed."""
    talk = Talk(caldav)
    titles = offer_slots(talk)
    assert titles[3:] == [OTHER_TIME]
    assert f"Time: {titles[1]}" in talk.says(titles[1])
    reference = talk.agrees()
    [booked] = [r for r in talk.replies if titles[1] in r["text"]]
    request = find_request(caldav, reference)
    assert request.state is State.BOOKED
    assert say_slot(caldav, request) == titles[1]
    file = booked["custom"]["file"]
    assert (file["name"], file["media_type"]) == ("appointment.ics", "text/calendar")
    [saved] = icalendar.Calendar.from_ical(file["text"]).walk("VEVENT")
    [event] = calendar.events()
    assert request.appointment is not None
    assert saved.start == event.start == request.appointment.start
    assert str(event["STATUS"]) == "TENTATIVE"
    assert talk.visitor.word not in file["text"].lower()

    talk.looks_up(reference, MOVE)
    moved_to = talk.buttons[2]
    assert moved_to != titles[1]
    talk.says(moved_to)
    assert moved_to in talk.says("yes")
    assert any("file" in reply.get("custom", {}) for reply in talk.replies)
    request = find_request(caldav, reference)
    [event] = calendar.events()
    assert request.appointment is not None
    assert event.start == request.appointment.start
    assert say_slot(caldav, request) == moved_to

    talk.looks_up(reference, CANCEL)
    assert f"{reference} is cancelled" in talk.says("yes")
    wait_until(lambda: calendar.names() == [], "the event to go")
    assert find_traces(list(caldav.logs.glob("*.log")), talk.visitor) == []


def test_slot_that_another_visitor_takes_is_said_to_be_gone(
    caldav: Product, calendar: StaffCalendar
) -> None:
    """The visitor hears so, nothing is kept, and another slot is booked."""
    talk, before = Talk(caldav), len(calendar.names())
    titles = offer_slots(talk)
    talk.says(titles[0])
    other = Talk(caldav)
    offer_slots(other)
    other.says(titles[0])
    first = other.agrees()
    assert "somebody else took that time" in talk.says("yes")
    assert titles[0] not in talk.buttons
    assert talk.visitor.name not in [r.details.name for r in read_requests(caldav)]
    talk.says(talk.buttons[0])
    second = talk.agrees()
    taken = {find_request(caldav, reference).appointment for reference in (first, second)}
    assert len(taken) == len(calendar.names()) - before == 2


def test_request_is_kept_while_the_calendar_is_away(
    caldav: Product, calendar: StaffCalendar, radicale: RadicaleServer
) -> None:
    """No time is promised; the slot is booked once the calendar is back."""
    talk = Talk(caldav)
    chosen = offer_slots(talk)[0]
    talk.says(chosen)
    before = len(calendar.names())
    radicale.stop()
    try:
        text = talk.says("yes")
        assert "no time is booked yet" in text
        [reference] = [r.reference for r in read_requests(caldav) if r.reference in text]
        assert find_request(caldav, reference).state is State.WAITING
        assert not any("custom" in reply for reply in talk.replies)
        assert "not confirmed yet" in Talk(caldav, talk.visitor).looks_up(reference)
    finally:
        radicale.start()
    wait_until(lambda: find_request(caldav, reference).state is State.BOOKED, "the booking")
    assert len(calendar.names()) == before + 1
    assert "Your time is held" in Talk(caldav, talk.visitor).looks_up(reference)
    assert find_traces(list(caldav.logs.glob("*.log")), talk.visitor) == []


def offer_slots(talk: Talk) -> List[str]:
    """Answer the form up to the question for a time; the titles of its buttons."""
    visitor = talk.visitor
    assert "These times are free" in talk.says(START, visitor.name, visitor.phone, visitor.reason)
    return talk.buttons


def find_request(product: Product, reference: str) -> BookingRequest:
    [request] = [one for one in read_requests(product) if one.reference == reference]
    return request


def say_slot(product: Product, request: BookingRequest) -> str:
    """The appointment in the words of the buttons."""
    zone = load_clinic_profile(product.settings.clinic_profile).schedule.time_zone
    assert request.appointment is not None
    return describe_slot(request.appointment, zone, datetime.now(timezone.utc))
