"""The history of releases: chosen by filters, a page at a time, and as CSV."""

from dataclasses import dataclass, replace
from datetime import date
from typing import List, Sequence, Tuple
from zoneinfo import ZoneInfo

from assistant.console.release_views.words import HAPPENINGS
from assistant.releases.records import Entry
from assistant.staff_files import write_csv

PAGE_SIZE = 50
HEADINGS = ("when", "who", "what", "release", "why", "details")
FIRST_DAY, LAST_DAY = date.min.isoformat(), date.max.isoformat()


@dataclass(frozen=True)
class HistoryFilter:
    """Which entries are looked at; an empty word stands for all. Days are the clinic's."""

    who: str = ""
    what: str = ""
    number: str = ""
    since: str = ""
    until: str = ""
    page: int = 1


@dataclass(frozen=True)
class HistoryPage:
    """A page of entries and what can be filtered by."""

    entries: Tuple[Entry, ...]
    total: int
    chosen: HistoryFilter
    pages: int
    people: Tuple[str, ...]
    happenings: Tuple[Tuple[str, str], ...]


def choose_entries(entries: Sequence[Entry], chosen: HistoryFilter, zone: ZoneInfo) -> List[Entry]:
    """The entries that the filter lets through, in their order."""
    return [entry for entry in entries if _is_chosen(entry, chosen, zone)]


def page_entries(entries: Sequence[Entry], chosen: HistoryFilter, zone: ZoneInfo) -> HistoryPage:
    """A page of the chosen entries; a page beyond the last is the last."""
    found = choose_entries(entries, chosen, zone)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(1, chosen.page), pages)
    happened = {entry.what for entry in entries}
    return HistoryPage(
        entries=tuple(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        total=len(found),
        chosen=replace(chosen, page=page),
        pages=pages,
        people=tuple(sorted({entry.who for entry in entries}, key=str.casefold)),
        happenings=tuple(
            (what.value, words) for what, words in HAPPENINGS.items() if what in happened
        ),
    )


def list_cells(entry: Entry, zone: ZoneInfo) -> Tuple[str, ...]:
    """An entry as cells of a table; times on the clinic's clock, with their distance from UTC."""
    return (
        entry.when.astimezone(zone).isoformat(timespec="seconds"),
        entry.who,
        HAPPENINGS[entry.what],
        "" if entry.number is None else str(entry.number),
        entry.why or "",
        entry.details,
    )


def write_history(entries: Sequence[Entry], zone: ZoneInfo) -> bytes:
    """Entries as a CSV file; the mark at its start tells spreadsheets that it is UTF-8."""
    return write_csv(HEADINGS, [list_cells(one, zone) for one in entries]).encode("utf-8-sig")


def _is_chosen(entry: Entry, chosen: HistoryFilter, zone: ZoneInfo) -> bool:
    day = entry.when.astimezone(zone).date().isoformat()
    return (
        (not chosen.who or entry.who == chosen.who)
        and (not chosen.what or entry.what.value == chosen.what)
        and (not chosen.number or str(entry.number) == chosen.number)
        and (chosen.since or FIRST_DAY) <= day <= (chosen.until or LAST_DAY)
    )
