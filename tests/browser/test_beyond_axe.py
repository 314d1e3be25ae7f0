"""What axe cannot see: what is announced, sizes, small screens, forced colours and motion."""

import io
import re
from typing import Callable, Dict, List, Tuple

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.conftest import Problems
from tests.browser.demo_page import open_demo
from tests.browser.widget_page import WidgetPage, open_and_ask
from tests.browser.widget_states import STATES, be_answered, be_typing, hold
from tests.conftest import Product

SMALLEST_TARGET = 24
# 1280 x 1024 at 400 %.
ZOOMED = {"width": 320, "height": 256}
NEEDS_A_NAME = ("button", "textbox", "dialog", "log", "link", "menu", "group", "form", "region")
NAMELESS = re.compile(rf"^\s*- (?:{'|'.join(NEEDS_A_NAME)})(?: \[[^\]]*\])*:?\s*$", re.MULTILINE)
# Each message that is put into the log, with what the log says about announcing at that moment.
WATCH_LOG = """() => {
  window.noted = [];
  const root = document.querySelector('clinic-chat').shadowRoot;
  const log = () => root.querySelector('[role=log]');
  const note = (records) => {
    for (const {addedNodes} of records) {
      for (const node of addedNodes) {
        const words = node.textContent || '';
        if (log() && log().contains(node) && words) window.noted.push([log().ariaLive, words]);
      }
    }
  };
  new MutationObserver(note).observe(root, {subtree: true, childList: true});
}"""
RUNNING = """() => [document, document.querySelector('clinic-chat').shadowRoot]
  .flatMap((root) => root.getAnimations())
  .filter((animation) => animation.playState === 'running').length"""
TOO_WIDE = """() => {
  const root = document.querySelector('clinic-chat').shadowRoot;
  const all = [document.documentElement, ...root.querySelectorAll('*')];
  return all.filter((one) => one.getClientRects().length && one.clientWidth > 1
      && one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX !== 'visible')
    .map((one) => one.tagName + ' ' + (one.getAttribute('part') || ''));
}"""


@pytest.fixture
def demo(context: BrowserContext, product: Product) -> WidgetPage:
    """The demonstration page, the widget closed."""
    return open_demo(context.new_page(), product)


def come_back(demo: WidgetPage) -> Callable[[], None]:
    """Ask, load the page again, watch the log and open the chat; what lets its history arrive."""
    open_and_ask(demo, "Are you open on Fridays?")
    demo.page.keyboard.press("Escape")
    release = hold(demo.page, "**/webhooks/website/conversation*")
    demo.reload()
    demo.page.evaluate(WATCH_LOG)
    demo.open()
    return release


def test_new_messages_are_announced_politely(demo: WidgetPage) -> None:
    """Question and answer are put into a log that announces them, each by itself."""
    demo.open()
    expect(demo.log).to_have_attribute("aria-live", "polite")
    assert demo.log.get_attribute("aria-atomic") in (None, "false")
    demo.page.evaluate(WATCH_LOG)
    demo.ask("Are you open on Fridays?")
    noted: List[Tuple[str, str]] = demo.page.evaluate("noted")
    assert any("opening hours" in words for _, words in noted)
    assert {live for live, _ in noted} == {"polite"}


def test_history_is_not_announced(demo: WidgetPage) -> None:
    """What was said before comes back in silence; what is said next is announced."""
    release = come_back(demo)
    release()
    expect(demo.of_assistant).to_have_count(1)
    expect(demo.log).to_have_attribute("aria-live", "polite")
    noted: List[Tuple[str, str]] = demo.page.evaluate("noted")
    assert [live for live, words in noted if "opening hours" in words] == ["off"]
    demo.ask("Where can I park?")
    noted = demo.page.evaluate("noted")
    assert [live for live, words in noted if "100 Sample Street" in words] == ["polite"]


def test_what_is_said_while_history_is_awaited_is_announced(demo: WidgetPage) -> None:
    """An answer that cannot wait is not kept quiet because the chat of before is still loading."""
    release = come_back(demo)
    assert "911" in demo.ask("I have crushing chest pain")
    assert demo.log.get_attribute("aria-busy") in (None, "false")
    release()
    expect(demo.of_visitor).to_have_count(2)
    noted: List[Tuple[str, str]] = demo.page.evaluate("noted")
    mine = [live for live, words in noted if re.search("crushing|Call 911 now", words)]
    assert mine == ["polite", "polite"]
    assert [live for live, words in noted if "opening hours" in words] == ["off"]


def test_log_can_be_reached_and_each_message_says_who_speaks(demo: WidgetPage) -> None:
    """The log takes the focus, and every message begins with its speaker."""
    be_answered(demo)
    expect(demo.log).to_have_attribute("tabindex", "0")
    assert all(text.startswith("You:") for text in _texts(demo.of_visitor))
    assert all(text.startswith("Assistant:") for text in _texts(demo.of_assistant))


@pytest.mark.parametrize("state", sorted(STATES))
def test_controls_have_names_and_are_large_enough(
    demo: WidgetPage, problems: Problems, state: str
) -> None:
    """Each has a name for a screen reader, and 24 by 24 px; links in sentences are not meant."""
    problems.allow("Failed to load resource")
    STATES[state](demo)
    shown = demo.panel if demo.panel.is_visible() else demo.launcher
    spoken = shown.aria_snapshot()
    assert "- button " in spoken
    assert NAMELESS.findall(spoken) == []
    for width in (320, 1280):
        demo.page.set_viewport_size({"width": width, "height": 800})
        boxes = _boxes(demo.host.locator('button, textarea, [part="call"]'))
        assert boxes
        small = [name for name, box in boxes.items() if min(box) < SMALLEST_TARGET]
        assert small == [], width


@pytest.mark.parametrize("state", sorted(STATES))
def test_everything_can_be_used_at_400_percent(
    demo: WidgetPage, problems: Problems, state: str
) -> None:
    """At 320 by 256 px nothing scrolls sideways, and every control can be brought into view."""
    problems.allow("Failed to load resource")
    demo.page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    STATES[state](demo)
    assert demo.page.evaluate(TOO_WIDE) == []
    for control in demo.host.locator("button, textarea, a").all():
        if control.is_visible():
            control.scroll_into_view_if_needed()
            expect(control).to_be_in_viewport(ratio=0.9)


def test_conversation_can_be_read_and_answered_at_400_percent(demo: WidgetPage) -> None:
    """The newest words and the field are both there to be seen while one writes."""
    demo.page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    open_and_ask(demo, "Are you open on Fridays?")
    demo.input.focus()
    expect(demo.input).to_be_in_viewport(ratio=0.9)
    expect(demo.button("Send")).to_be_in_viewport(ratio=0.9)
    text = demo.of_assistant.last.locator('[part~="text"]')
    text.scroll_into_view_if_needed()
    expect(text).to_be_in_viewport()
    height = demo.log.evaluate("log => log.clientHeight")
    assert height >= 48, "two lines of the conversation at least"


def test_forced_colours_keep_edges_and_states(demo: WidgetPage) -> None:
    """What only a background tells apart otherwise has an edge, and what is pressed shows it."""
    demo.page.emulate_media(forced_colors="active")
    assert _stands_out(demo.launcher)
    be_answered(demo)
    assert _stands_out(demo.panel)
    for part in ("input", "send", "reply"):
        assert _stands_out(demo.panel.locator(f'[part~="{part}"]').last), part
    for message in (demo.of_visitor.first, demo.of_assistant.first):
        assert _stands_out(message.locator('[part~="text"]'))
    pressed = _look(demo.panel.get_by_role("button", name="This helped").first)
    assert pressed != _look(demo.panel.get_by_role("button", name="This did not help").first)


def test_typing_can_be_seen_in_forced_colours(demo: WidgetPage) -> None:
    """The dots are not painted in the colour of what is behind them."""
    demo.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    be_typing(demo)
    dot = demo.panel.locator('[part~="typing"] > :last-child').screenshot()
    with Image.open(io.BytesIO(dot)) as picture:
        shades = picture.convert("L").tobytes()
    assert max(shades) - min(shades) > 128, "the dot and what is behind it"


def test_nothing_moves_where_motion_is_unwanted(demo: WidgetPage) -> None:
    """No animation and no smooth scrolling, while a sign of typing still stands there."""
    demo.page.emulate_media(reduced_motion="reduce")
    be_typing(demo)
    assert demo.page.evaluate(RUNNING) == 0
    assert demo.log.evaluate("log => getComputedStyle(log).scrollBehavior") == "auto"
    expect(demo.panel.locator('[part~="typing"]')).to_be_visible()


def test_typing_moves_where_motion_is_welcome(demo: WidgetPage) -> None:
    """So that the test above can see something."""
    demo.page.emulate_media(reduced_motion="no-preference")
    be_typing(demo)
    assert demo.page.evaluate(RUNNING) > 0


def _texts(messages: Locator) -> List[str]:
    return [text.strip() for text in messages.all_text_contents()]


def _boxes(controls: Locator) -> Dict[str, Tuple[float, float]]:
    found = {}
    for number, control in enumerate(controls.all()):
        box = control.bounding_box() if control.is_visible() else None
        if box is not None:
            found[f"{number} {control.text_content()}"] = box["width"], box["height"]
    return found


def _stands_out(element: Locator) -> bool:
    """Whether it has an edge that can be seen, or a ground of its own."""
    found: bool = element.evaluate(
        """(one) => {
          const style = getComputedStyle(one);
          const isSeen = (colour) => !/^rgba.*, 0\\)$/.test(colour);
          const ground = getComputedStyle(one.closest('dialog') ?? document.body).backgroundColor;
          return (parseFloat(style.borderTopWidth) >= 1 && isSeen(style.borderTopColor))
            || (isSeen(style.backgroundColor) && style.backgroundColor !== ground);
        }"""
    )
    return found


def _look(element: Locator) -> List[str]:
    look: List[str] = element.evaluate(
        """(one) => { const style = getComputedStyle(one);
             return [style.backgroundColor, style.color, style.borderTopWidth, style.outlineStyle];
           }"""
    )
    return look
