"""Every word of the widget stands out from what is behind it, also where axe cannot measure it."""

from typing import Any, List, Tuple

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.conftest import Problems
from tests.browser.demo_page import open_demo
from tests.browser.widget_states import STATES, be_answered, be_typing
from tests.conftest import Product

# WCAG 1.4.3 and 1.4.11.
LEAST_FOR_TEXT = 4.5
LEAST_FOR_EDGES = 3.0
MORE_THAN_BLACK_ON_WHITE = 21.1
SCHEMES: Tuple[Any, ...] = ("light", "dark")
MEASURES = """
const paint = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const mix = (layers) => {
  paint.clearRect(0, 0, 1, 1);
  for (const colour of layers) {
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
  }
  return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
};
const luminance = (rgb) => rgb.map((one) => one / 255)
  .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
  .reduce((sum, one, index) => sum + one * [0.2126, 0.7152, 0.0722][index], 0);
const contrast = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
const parentOf = (one) => one.parentElement || (one.getRootNode().host ?? null);
const behind = (one) => {
  const layers = [];
  for (let up = one; up; up = parentOf(up)) {
    layers.unshift(getComputedStyle(up).backgroundColor);
    // What a dialog is in front of is not behind its words.
    if (up.tagName === 'DIALOG') break;
  }
  return ['white', ...layers];
};
"""
POOR_TEXT = (
    """(host, least) => {"""
    + MEASURES
    + """
  const found = [];
  for (const one of host.shadowRoot.querySelectorAll('*')) {
    const style = getComputedStyle(one);
    const texts = [...one.childNodes].filter((node) => node.nodeType === 3);
    const words = texts.map((text) => text.data.trim()).join('') || one.placeholder || '';
    const box = one.getBoundingClientRect();
    // Words for screen readers only are clipped to a pixel.
    if (!words || !one.checkVisibility() || box.width <= 1 || one.tagName === 'STYLE') continue;
    const colours = [style.color];
    if (one.placeholder) colours.push(getComputedStyle(one, '::placeholder').color);
    for (const colour of colours) {
      const layers = behind(one);
      const ratio = contrast(mix(layers), mix([...layers, colour]));
      if (ratio < least) found.push(words.slice(0, 30) + ': ' + ratio.toFixed(2));
    }
  }
  return found;
}"""
)
EDGE = (
    """(one) => {"""
    + MEASURES
    + """
  const {borderTopColor, backgroundColor} = getComputedStyle(one);
  const outside = mix(behind(parentOf(one)));
  const ratios = [borderTopColor, backgroundColor].map(
    (colour) => contrast(outside, mix([...behind(parentOf(one)), colour])));
  return Math.max(...ratios);
}"""
)


@pytest.mark.parametrize("state", sorted(STATES))
def test_words_stand_out(
    context: BrowserContext, product: Product, problems: Problems, state: str
) -> None:
    """4.5 to 1 for every text, in light and dark; nothing is large enough for less."""
    problems.allow("Failed to load resource")
    widget = open_demo(context.new_page(), product)
    STATES[state](widget)
    for scheme in SCHEMES:
        widget.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        poor: List[str] = widget.host.evaluate(POOR_TEXT, LEAST_FOR_TEXT)
        assert poor == [], scheme
    assert widget.host.evaluate(POOR_TEXT, MORE_THAN_BLACK_ON_WHITE), "the measure sees words"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_of_controls_stand_out(
    context: BrowserContext, product: Product, scheme: Any
) -> None:
    """3 to 1 for what shows where a field or a button is, and for the dots of typing."""
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    widget = open_demo(page, product)
    assert _edge(widget.launcher) >= LEAST_FOR_EDGES
    be_answered(widget)
    for part in ("input", "send", "reply"):
        assert _edge(widget.panel.locator(f'[part~="{part}"]').last) >= LEAST_FOR_EDGES, part
    widget.page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    be_typing(widget)
    dot = widget.panel.locator('[part~="typing"] > :last-child')
    assert _edge(dot) >= LEAST_FOR_EDGES


def _edge(element: Locator) -> float:
    ratio: float = element.evaluate(EDGE)
    return ratio
