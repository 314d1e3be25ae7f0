"""A clinic's hours and fixed moments, shared by the tests of what visitors say about time."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from assistant.clinic_schedule import ClinicSchedule, OpeningHours

ZONE = ZoneInfo("America/Chicago")
# Monday to Thursday 8 to 5, Friday 8 to 1, closed on Thanksgiving.
SCHEDULE = ClinicSchedule(
    time_zone=ZONE,
    region="US",
    opening_hours=(
        *(OpeningHours(weekday, time(8), time(17)) for weekday in range(4)),
        OpeningHours(4, time(8), time(13)),
    ),
    slot_minutes=30,
    notice_hours=12,
    horizon_days=28,
    closed_dates=frozenset({date(2026, 11, 26)}),
)
SUNDAY = datetime(2026, 11, 22, 14, 0, tzinfo=ZONE)
WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=ZONE)
NEW_YEAR = datetime(2027, 1, 5, 9, 0, tzinfo=ZONE)
# The days before the clocks go forward (2 am becomes 3 am) and back.
BEFORE_SPRING = datetime(2027, 3, 12, 9, 0, tzinfo=ZONE)
BEFORE_AUTUMN = datetime(2026, 10, 30, 9, 0, tzinfo=ZONE)
