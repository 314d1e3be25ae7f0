"""Measures in a real browser how fast the widget shows answers, opens and scrolls."""

from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Dict, List, Sequence, Tuple

from playwright.sync_api import Browser, Page, expect

from tests.browser.demo_page import KeptVisitor, come_back, open_demo, talk_long
from tests.browser.widget_page import WidgetPage
from tests.conftest import Product

PROBE = Path(__file__).with_name("widget_probe.js")
RESULT = "probe.result"
DESK = {"width": 1280, "height": 800}
# A quick turn of the wheel: 7,200 px a second.
STEP_PIXELS = 120
ENOUGH_FRAMES = 600
OPENINGS = 5


@dataclass(frozen=True)
class AnswerTimes:
    """Milliseconds of one message: of the server, and until its answer stood and was painted.

    `standing` and `shown` count from the end of the server's answer, `whole` from the Enter key.
    """

    server: float
    standing: float
    shown: float
    whole: float


@dataclass(frozen=True)
class ConversationTimes:
    """Milliseconds of one long or short conversation, and the frames of scrolling through it."""

    messages: int
    opening: float
    reopening: float
    answer: float
    frames: Tuple[float, ...]
    dropped: int
    long_tasks: Tuple[float, ...]


def measure_answers(browser: Browser, product: Product, texts: Sequence[str]) -> List[AnswerTimes]:
    """Type every text into the widget, one after another."""
    page = _new_page(browser)
    try:
        widget = open_demo(page, product)
        widget.open()
        # The first message makes the visitor too, and warms the server up.
        _time_answer(widget, texts[-1])
        return [_time_answer(widget, text) for text in texts]
    finally:
        page.context.close()


def measure_conversation(browser: Browser, product: Product, turns: int) -> ConversationTimes:
    """Make a conversation of so many turns, open it, scroll through all of it, add to it."""
    visitor = talk_long(browser, product, turns)
    openings = [_time_first_opening(browser, product, visitor) for _ in range(OPENINGS)]
    page = _new_page(browser)
    try:
        widget = come_back(page, product, visitor)
        widget.open()
        expect(widget.of_assistant.last).to_be_visible()
        scrolled: Dict[str, Any] = page.evaluate(
            "([step, enough]) => probe.scroll(step, enough)", [STEP_PIXELS, ENOUGH_FRAMES]
        )
        reopenings = []
        for _ in range(OPENINGS):
            page.keyboard.press("Escape")
            expect(widget.panel).to_be_hidden()
            reopenings.append(_time_opening(widget))
        answers = [_time_answer(widget, "Are you open on Fridays?") for _ in range(OPENINGS)]
    finally:
        page.context.close()
    return ConversationTimes(
        messages=scrolled["messages"],
        opening=median(openings),
        reopening=median(reopenings),
        answer=median(one.shown for one in answers),
        frames=tuple(scrolled["times"]),
        dropped=scrolled["dropped"],
        long_tasks=tuple(scrolled["tasks"]),
    )


def _new_page(browser: Browser) -> Page:
    context = browser.new_context(viewport=DESK)  # type: ignore[arg-type]
    context.add_init_script(path=str(PROBE))
    return context.new_page()


def _time_first_opening(browser: Browser, product: Product, visitor: KeptVisitor) -> float:
    page = _new_page(browser)
    try:
        return _time_opening(come_back(page, product, visitor))
    finally:
        page.context.close()


def _time_opening(widget: WidgetPage) -> float:
    widget.page.evaluate("() => probe.watchOpening()")
    widget.launcher.click()
    taken: float = widget.page.evaluate(RESULT)
    return taken


def _time_answer(widget: WidgetPage, text: str) -> AnswerTimes:
    widget.input.fill(text)
    widget.page.evaluate("() => probe.watchAnswer()")
    widget.input.press("Enter")
    taken = AnswerTimes(**widget.page.evaluate(RESULT))
    expect(widget.panel.locator('[part~="typing"]')).to_be_hidden()
    return taken
