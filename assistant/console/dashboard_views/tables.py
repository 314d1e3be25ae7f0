"""The dashboard's tables: what a page shows, plots and exports, all from the same rows."""

from dataclasses import dataclass
from typing import Callable, Dict, List, Optional, Tuple

from assistant.console.dashboard_views.figures import Figures
from assistant.console.web.template_filters import name_topic
from assistant.staff_files import write_csv

# More bars than this would be too thin to be told apart.
MOST_DAYS = 45
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
OUTCOMES = ("Answered", "Asked back", "Declined", "Safety message")


@dataclass(frozen=True)
class Plot:
    """How a table is drawn: "columns" or "rows", one above the other where it is stacked.

    `series` are the places of its columns, from 1 on, `most` is how many rows have room, and
    `together` how many rows one bar stands for.
    """

    kind: str
    series: Tuple[int, ...]
    is_stacked: bool = False
    most: Optional[int] = None
    together: int = 1


@dataclass(frozen=True)
class Row:
    """A line: what it is about and its numbers. `group` is the inbox's, where it is of one."""

    label: str
    numbers: Tuple[int, ...]
    group: Optional[int] = None


@dataclass(frozen=True)
class Table:
    """A table with the plot above it; `name` stands in addresses and `empty` in its place."""

    name: str
    title: str
    about: str
    headings: Tuple[str, ...]
    rows: Tuple[Row, ...]
    plot: Plot
    empty: str

    @property
    def has_numbers(self) -> bool:
        """Whether there is anything but nought to plot."""
        return any(row.numbers[place - 1] for row in self.rows for place in self.plot.series)

    @property
    def left_out(self) -> int:
        """How many rows the plot has no room for."""
        return max(0, len(self.rows) - self.plot.most) if self.plot.most else 0

    def write_csv(self) -> str:
        """The table with a line of headings."""
        rows = ([row.label, *map(str, row.numbers)] for row in self.rows)
        return write_csv(self.headings, rows)


def make_days(figures: Figures) -> Table:
    """Questions by day and how they went."""
    return Table(
        name="days",
        title="Questions by day",
        about="How the assistant dealt with what it was asked.",
        headings=("Day", "Questions", *OUTCOMES),
        rows=tuple(
            Row(
                day.isoformat(),
                (one.questions, one.answered, one.clarified, one.declined, one.safety),
            )
            for day, one in figures.activity.days.items()
        ),
        plot=Plot("columns", (2, 3, 4, 5), is_stacked=True, together=_put_together(figures)),
        empty="Nothing was asked.",
    )


def make_handed_off(figures: Figures) -> Table:
    """What went on to people, by day."""
    return Table(
        name="handed-off",
        title="Handed off and booked by day",
        about="Visitors who asked for a person, what the assistant passed on to staff, and the "
        "requests that came of it. Confirmed are those of the day's requests that staff have "
        "confirmed since.",
        headings=(
            *("Day", "Asked for a person", "Passed on", "Appointment requests"),
            *("Messages to staff", "Confirmed"),
        ),
        rows=tuple(
            Row(
                day.isoformat(),
                (
                    tally.asked_for_person,
                    tally.passed_on,
                    figures.bookings[day].appointments,
                    figures.bookings[day].messages,
                    figures.bookings[day].confirmed,
                ),
            )
            for day, tally in figures.activity.days.items()
        ),
        plot=Plot("columns", (1, 2, 3), together=_put_together(figures)),
        empty="Nobody asked for a person, and nothing was passed on.",
    )


def make_topics(figures: Figures) -> Table:
    """What was asked about each topic."""
    return Table(
        name="topics",
        title="Questions by topic",
        about="Where the assistant asked back or declined, the topic is the likeliest one.",
        headings=("Topic", "Questions", *OUTCOMES),
        rows=tuple(
            Row(
                name_topic(one.topic),
                (
                    one.tally.questions,
                    one.tally.answered,
                    one.tally.clarified,
                    one.tally.declined,
                    one.tally.safety,
                ),
            )
            for one in figures.topics
            if one.tally.questions
        ),
        plot=Plot("rows", (2, 3, 4, 5), is_stacked=True, most=15),
        empty="Nothing was asked.",
    )


def make_thumbs(figures: Figures) -> Table:
    """Thumbs by topic, those with the most first."""
    rated = [one for one in figures.topics if one.up or one.down]
    return Table(
        name="thumbs",
        title="Thumbs by topic",
        about="Answers that visitors found helpful, and those that they did not.",
        headings=("Topic", "Thumbs up", "Thumbs down"),
        rows=tuple(
            Row(name_topic(one.topic), (one.up, one.down))
            for one in sorted(rated, key=lambda one: (-(one.up + one.down), -one.down))
        ),
        plot=Plot("rows", (1, 2), most=15),
        empty="Nobody gave a thumb.",
    )


def make_hours(figures: Figures) -> Table:
    """Questions by the hour, and by the weekday."""
    week = figures.activity.week
    rows = []
    for hour in range(24):
        by_day = [week[weekday][hour] for weekday in range(7)]
        rows.append(Row(f"{hour:02}:00", (sum(by_day), *by_day)))
    return Table(
        name="hours",
        title="Busiest hours",
        about="Questions by the hour in which they came, on the clinic's clock.",
        headings=("Hour", "All days", *WEEKDAYS),
        rows=tuple(rows),
        plot=Plot("columns", (1,)),
        empty="Nothing was asked.",
    )


def make_growing(figures: Figures) -> Table:
    """Groups of the inbox that grow."""
    return Table(
        name="growing",
        title="Open groups that grow",
        about="Look-alike messages in the inbox of which more came than in as many days before.",
        headings=("Newest message", "New", "Before", "More", "Open now"),
        rows=tuple(
            Row(
                one.group.example.text,
                (one.new, one.before, one.growth, one.group.open_count),
                one.group.id,
            )
            for one in figures.growing
        ),
        plot=Plot("rows", (1, 2)),
        empty="No open group grew.",
    )


MAKERS: Dict[str, Callable[[Figures], Table]] = {
    "days": make_days,
    "handed-off": make_handed_off,
    "topics": make_topics,
    "thumbs": make_thumbs,
    "hours": make_hours,
    "growing": make_growing,
}


def make_tables(figures: Figures) -> List[Table]:
    """All of them, in the order in which the page shows them."""
    return [make(figures) for make in MAKERS.values()]


def _put_together(figures: Figures) -> int:
    """How many days one bar stands for: a week where there are many."""
    return 7 if len(figures.activity.days) > MOST_DAYS else 1
