"""Reads which days staff want to see, out of the address of the dashboard."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Dict, Mapping, Optional
from zoneinfo import ZoneInfo

from assistant.review.periods import Period, make_period

LENGTHS = (7, 30, 90)
USUAL = 30
LONGEST = 366


class UnusablePeriod(ValueError):
    """Staff gave days that cannot be shown; the message says what was wanted."""


@dataclass(frozen=True)
class ChosenPeriod:
    """The days to show; `length` is set where so many days up to today were asked for."""

    period: Period
    length: Optional[int]

    @property
    def query(self) -> Dict[str, str]:
        """What an address needs to choose the same."""
        if self.length is not None:
            return {"days": str(self.length)}
        return {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}

    @property
    def words(self) -> str:
        """From which day to which: "22 Oct 2026 to 20 Nov 2026"."""
        first, last = name_day(self.period.first), name_day(self.period.last)
        return first if first == last else f"{first} to {last}"


def name_day(day: date) -> str:
    """A day as pages write it: "20 Nov 2026"."""
    return f"{day.day} {day:%b %Y}"


def read_period(asked: Mapping[str, str], zone: ZoneInfo, now: datetime) -> ChosenPeriod:
    """The days that `days`, or else `from` and `to`, name. Raises UnusablePeriod."""
    today = now.astimezone(zone).date()
    first, last = asked.get("from", "").strip(), asked.get("to", "").strip()
    if not first and not last:
        return _choose_last_days(_read_length(asked.get("days", str(USUAL))), zone, now)
    if not first:
        raise UnusablePeriod("Give the first day as well.")
    period = Period(_read_day(first), min(_read_day(last), today) if last else today, zone)
    if period.first > today:
        raise UnusablePeriod("The first day is still to come. Use one up to today.")
    if period.days < 1:
        raise UnusablePeriod("The first day comes after the last. Exchange them.")
    if period.days > LONGEST:
        raise UnusablePeriod(f"That is more than {LONGEST} days. Choose fewer.")
    return ChosenPeriod(period, None)


def _choose_last_days(days: int, zone: ZoneInfo, now: datetime) -> ChosenPeriod:
    """So many days up to today."""
    return ChosenPeriod(make_period(now.astimezone(zone).date(), days, zone), days)


def _read_length(text: str) -> int:
    if text not in map(str, LENGTHS):
        raise UnusablePeriod(f"Choose {', '.join(map(str, LENGTHS[:-1]))} or {LENGTHS[-1]} days.")
    return int(text)


def _read_day(text: str) -> date:
    try:
        # The earliest day leaves room for the period before it.
        return max(date.fromisoformat(text), date(1970, 1, 1))
    except ValueError:
        raise UnusablePeriod(
            "That is not a day. Write it such as 2026-11-24, or choose it from the calendar."
        ) from None
