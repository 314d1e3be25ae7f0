"""Where the bars and dots of the plots stand."""

from dataclasses import replace

from assistant.console.release_views.figures import TopicOrder, list_topics
from assistant.console.release_views.message_changes import list_rows
from assistant.console.release_views.plots import (
    LEFT,
    LONGEST_LABEL,
    MOST_BARS,
    MOST_DOTS,
    RIGHT,
    plot_confidence,
    plot_topics,
)
from tests.console.release_views.comparisons import COST, make_comparison


def test_bars_are_as_long_as_the_shares() -> None:
    """Half of the messages is half of the scale."""
    rows = [row for row in list_topics(make_comparison(), TopicOrder.CHANGE) if row.topic == COST]
    (bar,) = plot_topics(rows).bars
    assert bar.before_width == (RIGHT - LEFT) / 2
    assert bar.after_width == RIGHT - LEFT
    assert (bar.before_words, bar.after_words) == ("1 of 2", "2 of 2")


def test_bars_have_no_before_without_a_base() -> None:
    """Nothing is drawn that is not known; the weakest topics are shown."""
    rows = list_topics(make_comparison(has_base=False), TopicOrder.CHANGE)
    bars = plot_topics(rows).bars
    assert {bar.before_width for bar in bars} == {None}
    widths = [bar.after_width for bar in bars]
    assert widths == sorted(widths)


def test_plots_fit_on_a_sheet() -> None:
    """What has no place is counted, and nothing is drawn outside of the plot."""
    comparison = make_comparison()
    topic = list_topics(comparison, TopicOrder.CHANGE)[0]
    plot = plot_topics([topic] * (MOST_BARS + 3))
    assert (len(plot.bars), plot.left_out) == (MOST_BARS, 3)
    assert all(bar.after_y + 12 <= plot.height for bar in plot.bars)
    message = replace(list_rows(comparison)[0], text="a long message " * 20)
    plot = plot_confidence([message] * (MOST_DOTS + 2))
    assert (len(plot.dots), plot.left_out) == (MOST_DOTS, 2)
    assert all(LEFT <= x <= RIGHT for dot in plot.dots for x in (dot.before_x, dot.after_x))
    assert all(len(dot.label) <= LONGEST_LABEL for dot in plot.dots)
    assert plot.dots[-1].middle < plot.height


def test_dots_are_where_the_confidence_is() -> None:
    """From the left for 0 % to the right for 100 %; the greatest change comes first."""
    first, *others = plot_confidence(list_rows(make_comparison())).dots
    assert (first.label, first.words) == ("he fell down", "100% to 50%")
    assert (first.before_x, first.after_x) == (RIGHT, (LEFT + RIGHT) / 2)
    assert [dot.kind for dot in others].count("better") == 1
