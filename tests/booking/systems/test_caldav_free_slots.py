"""Free slots of a real calendar that staff have written into."""

from dataclasses import replace
from datetime import date, timedelta
from typing import List
from zoneinfo import ZoneInfo

import pytest

from assistant.booking.systems.caldav_system import CaldavSystem
from assistant.booking.systems.free_slots import list_candidate_slots
from tests.booking.slot_examples import NOW, SCHEDULE, wall_times
from tests.booking.systems.caldav_examples import (
    TUESDAY_9,
    make_system,
)
from tests.booking.systems.cutting_proxy import run_proxy
from tests.booking.systems.radicale_server import (
    PASSWORD,
    USERNAME,
    RadicaleServer,
    StaffCalendar,
)
from tests.booking.systems.system_contract import make_delivery


def free_times(system: CaldavSystem, day: date = date(2026, 11, 24)) -> List[str]:
    """When the free slots of a day begin on the clinic's wall clock."""
    return wall_times(system.free_slots(NOW), day)


def test_empty_calendar_offers_every_candidate(system: CaldavSystem) -> None:
    """Nothing is busy: all slots within hours, notice and horizon are free."""
    assert system.free_slots(NOW) == list_candidate_slots(SCHEDULE, NOW)


@pytest.mark.parametrize(
    ("lines", "gone"),
    [
        (["DTSTART:20261124T150000Z", "DTEND:20261124T153000Z"], ["09:00"]),
        (["DTSTART:20261124T151000Z", "DURATION:PT30M"], ["09:00", "09:30"]),
        (["DTSTART;TZID=America/Chicago:20261124T090000", "DURATION:PT30M"], ["09:00"]),
        # Without a zone it is the clinic's wall clock.
        (["DTSTART:20261124T090000", "DTEND:20261124T093000"], ["09:00"]),
        (["DTSTART:20261124T150000Z", "DURATION:PT1H", "STATUS:TENTATIVE"], ["09:00", "09:30"]),
        (["DTSTART:20261124T150000Z", "DURATION:PT1H", "STATUS:CANCELLED"], []),
        (["DTSTART:20261124T150000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT"], []),
        (["DTSTART:20261124T150000Z"], []),
        (
            ["DTSTART:20261103T160000Z", "DURATION:PT30M", "RRULE:FREQ=WEEKLY;BYDAY=TU,TH"],
            ["10:00"],
        ),
        (
            [
                "DTSTART:20261103T160000Z",
                "DURATION:PT30M",
                "RRULE:FREQ=WEEKLY",
                "EXDATE:20261124T160000Z",
            ],
            [],
        ),
        # Over the clock change of 2026-11-01 it stays at 10:00 on the clinic's clock.
        (
            [
                "DTSTART;TZID=America/Chicago:20261027T100000",
                "DURATION:PT30M",
                "RRULE:FREQ=WEEKLY;COUNT=6",
            ],
            ["10:00"],
        ),
    ],
)
def test_staff_event_takes_its_slots_out(
    system: CaldavSystem, calendar: StaffCalendar, lines: List[str], gone: List[str]
) -> None:
    """What staff write into the calendar is busy, unless it is cancelled, free or has no length."""
    every = free_times(make_system(calendar.url))
    calendar.put("staff.ics", *lines)
    assert free_times(system) == [clock for clock in every if clock not in gone]


def test_whole_day_is_the_clinics_day(system: CaldavSystem, calendar: StaffCalendar) -> None:
    """A closed day blocks all of itself and nothing of its neighbours, whatever the zone."""
    calendar.put("closed.ics", "DTSTART;VALUE=DATE:20261124", "SUMMARY:Closed")
    assert free_times(system, date(2026, 11, 24)) == []
    assert len(free_times(system, date(2026, 11, 23))) == 18
    assert len(free_times(system, date(2026, 11, 25))) == 18


def test_whole_day_in_the_far_west_blocks_its_evening(calendar: StaffCalendar) -> None:
    """4 pm in Honolulu is the next day in UTC, and the closed day blocks it nevertheless."""
    honolulu = ZoneInfo("Pacific/Honolulu")
    schedule = replace(SCHEDULE, time_zone=honolulu)
    calendar.put("closed.ics", "DTSTART;VALUE=DATE:20261124")
    system = CaldavSystem(calendar.url, USERNAME, PASSWORD, schedule, "Willow Creek")
    days = {slot.start.astimezone(honolulu).date() for slot in system.free_slots(NOW)}
    assert date(2026, 11, 23) in days
    assert date(2026, 11, 24) not in days
    assert date(2026, 11, 25) in days


def test_unreadable_event_does_not_hide_the_others(
    calendar: StaffCalendar, radicale: RadicaleServer
) -> None:
    """One event that makes no sense is passed over; the rest of the calendar still counts."""
    calendar.put("staff.ics", "DTSTART:20261124T150000Z", "DURATION:PT30M")
    calendar.put("broken.ics", "DTSTART:20261124T170000Z", "DTEND:20261124T173000Z")
    # Radicale itself refuses nonsense, so that it is written past it.
    stored = next(radicale.folder.rglob(calendar.url.split("/")[-2])) / "broken.ics"
    stored.write_text(stored.read_text().replace("DTEND:20261124T173000Z", "DURATION:nonsense"))
    with run_proxy(radicale.url) as proxy:
        system = make_system(calendar.url.replace(radicale.url, proxy.url))
        assert "09:00" not in free_times(system)


def test_free_slots_are_one_call_and_kept_for_a_moment(
    calendar: StaffCalendar, radicale: RadicaleServer
) -> None:
    """Asking again at once costs no call; the system's own booking is seen at once."""
    with run_proxy(radicale.url) as proxy:
        system = make_system(calendar.url.replace(radicale.url, proxy.url))
        assert TUESDAY_9 in system.free_slots(NOW)
        assert TUESDAY_9 in system.free_slots(NOW + timedelta(seconds=5))
        assert proxy.methods == ["REPORT"]
        system.deliver(make_delivery(slot=TUESDAY_9))
        assert TUESDAY_9 not in system.free_slots(NOW)
