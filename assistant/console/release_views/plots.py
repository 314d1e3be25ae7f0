"""Where the bars and dots of the comparison's plots stand; a template draws them as SVG.

All lengths are in the plot's own units, which the browser scales. Every plot has a table beside it.
"""

from dataclasses import dataclass
from typing import Optional, Sequence, Tuple

from assistant.console.release_views.figures import TopicRow
from assistant.console.release_views.message_changes import MessageRow

WIDTH = 800
LEFT = 320
RIGHT = 730
TOP = 34
BAR_ROW, BAR_HEIGHT = 36, 12
DOT_ROW = 28
# More would not fit on a sheet of paper; the tables have them all.
MOST_BARS, MOST_DOTS = 20, 20
LONGEST_LABEL = 45
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Tick:
    """A line across the plot and the words over it."""

    x: float
    words: str


@dataclass(frozen=True)
class Bars:
    """Two bars of one topic: the share that is understood before (None: unknown) and after."""

    label: str
    middle: float
    before_y: float
    before_width: Optional[float]
    before_words: str
    after_y: float
    after_width: float
    after_words: str


@dataclass(frozen=True)
class Dots:
    """How sure the models are of one message: before and after."""

    label: str
    middle: float
    before_x: float
    after_x: float
    kind: str
    words: str


@dataclass(frozen=True)
class Plot:
    """A plot's size, its scale and what is drawn; `left_out` says how many rows had no place."""

    width: int
    height: int
    left: int
    right: int
    ticks: Tuple[Tick, ...]
    left_out: int
    bars: Tuple[Bars, ...] = ()
    dots: Tuple[Dots, ...] = ()


def plot_topics(rows: Sequence[TopicRow]) -> Plot:
    """Bars for the topics that changed, or for the weakest where none has."""
    changed = [row for row in rows if row.change] or sorted(
        rows, key=lambda row: (row.after / max(row.messages, 1), row.title)
    )
    shown = changed[:MOST_BARS]
    bars = [_place_bars(row, place) for place, row in enumerate(shown)]
    return _make_plot(len(bars) * BAR_ROW, len(changed) - len(shown), bars=tuple(bars))


def plot_confidence(rows: Sequence[MessageRow]) -> Plot:
    """A line of dots for each message, those that changed most first."""
    by_change = sorted(rows, key=lambda row: -abs(row.after.confidence - row.before.confidence))
    shown = by_change[:MOST_DOTS]
    dots = [_place_dots(row, place) for place, row in enumerate(shown)]
    return _make_plot(len(dots) * DOT_ROW, len(rows) - len(shown), dots=tuple(dots))


def _make_plot(
    rows_height: int, left_out: int, bars: Tuple[Bars, ...] = (), dots: Tuple[Dots, ...] = ()
) -> Plot:
    ticks = tuple(Tick(_place(share), f"{share:.0%}") for share in QUARTERS)
    return Plot(WIDTH, TOP + rows_height, LEFT, RIGHT, ticks, left_out, bars, dots)


def _place_bars(row: TopicRow, place: int) -> Bars:
    top = TOP + place * BAR_ROW + (BAR_ROW - 2 * BAR_HEIGHT) / 2
    return Bars(
        label=_shorten(row.title),
        middle=top + BAR_HEIGHT,
        before_y=top,
        before_width=None if row.before is None else _measure(row.before, row.messages),
        before_words="" if row.before is None else f"{row.before} of {row.messages}",
        after_y=top + BAR_HEIGHT,
        after_width=_measure(row.after, row.messages),
        after_words=f"{row.after} of {row.messages}",
    )


def _place_dots(row: MessageRow, place: int) -> Dots:
    before, after = row.before.confidence, row.after.confidence
    return Dots(
        label=_shorten(row.text),
        middle=TOP + place * DOT_ROW + DOT_ROW / 2,
        before_x=_place(before),
        after_x=_place(after),
        kind=row.kind,
        words=f"{before:.0%} to {after:.0%}",
    )


def _measure(part: int, whole: int) -> float:
    return round(part / max(whole, 1) * (RIGHT - LEFT), 1)


def _place(share: float) -> float:
    return round(LEFT + min(max(share, 0.0), 1.0) * (RIGHT - LEFT), 1)


def _shorten(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_LABEL else f"{plain[: LONGEST_LABEL - 1].rstrip()}…"
