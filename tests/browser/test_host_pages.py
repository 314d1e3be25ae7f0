"""The widget on strict and on hostile pages of a clinic, and whom it asks for what."""

from typing import Any, List
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.conftest import Problems, Website
from tests.browser.demo_page import open_demo
from tests.browser.host_pages import NOTE_VIOLATIONS, MakeHostPage, host_page_maker, leave
from tests.browser.widget_page import WidgetPage
from tests.browser.widget_states import be_answered

# What themes, resets and page builders do to every element at once, and worse.
HOSTILE = """<style>
* { all: unset !important; display: block !important; font-size: 3px !important;
    color: red !important; letter-spacing: 9px !important; visibility: hidden !important }
html { font-size: 4px; line-height: 4; direction: ltr; word-spacing: 40px }
body { font: italic 40px/3 serif; text-transform: uppercase; text-align: center; zoom: 1 }
button { display: none !important }
dialog { position: static !important; width: 10px !important; opacity: 0 !important }
clinic-chat { display: none !important; transform: rotate(9deg) !important;
    opacity: 0.1 !important; pointer-events: none !important; filter: blur(3px) !important }
</style>"""
# What a visitor sees of every element of the widget: its box and its look.
APPEARANCE = """() => {
  const looks = ['color', 'backgroundColor', 'display', 'visibility', 'opacity', 'fontSize',
    'fontFamily', 'fontStyle', 'fontWeight', 'lineHeight', 'letterSpacing', 'wordSpacing',
    'textTransform', 'textAlign', 'borderRadius', 'borderTopWidth', 'padding', 'margin',
    'direction', 'cursor', 'pointerEvents', 'filter', 'transform'];
  const root = document.querySelector('clinic-chat').shadowRoot;
  return [...root.querySelectorAll('*')].filter((one) => one.tagName !== 'STYLE').map((one) => {
    const {x, y, width, height} = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    return [one.tagName, one.getAttribute('part'), [x, y, width, height].map(Math.round),
      ...looks.map((look) => look + ': ' + style[look])];
  });
}"""


@pytest.fixture
def host_page(context: BrowserContext, website: Website, problems: Problems) -> MakeHostPage:
    """Makes pages of the clinic's site."""
    return host_page_maker(context, website, problems)


def test_strict_policy_of_another_origin_is_kept(host_page: MakeHostPage, website: Website) -> None:
    """Two lines of policy are all that a strict page needs; nothing is blocked, all works."""
    origin = website.origin
    policy = f"default-src 'self'; script-src {origin}; connect-src {origin}"
    widget = host_page(policy=policy)
    _use_everything(widget)
    assert widget.page.evaluate("violations") == []
    # The Spanish words are a file of their own.
    spanish = host_page(html='lang="es"', policy=policy)
    expect(spanish.host.locator('[part~="launcher"]')).to_be_visible()
    assert spanish.page.evaluate("violations") == []


def test_demonstration_page_keeps_its_own_policy(context: BrowserContext, website: Website) -> None:
    """It is served with default-src 'self', and nothing is blocked."""
    page = context.new_page()
    page.add_init_script(NOTE_VIOLATIONS)
    with page.expect_response("**/webhooks/website/demo") as answer:
        widget = open_demo(page, website.product)
    assert "default-src 'self'" in answer.value.headers["content-security-policy"]
    _use_everything(widget)
    assert widget.page.evaluate("violations") == []


def test_hostile_css_changes_nothing(host_page: MakeHostPage) -> None:
    """Every element of the widget has the place and the look that it has on a plain page."""
    seen = []
    for head in ("", HOSTILE):
        widget = host_page(head=head)
        widget.page.emulate_media(reduced_motion="reduce")
        closed = widget.page.evaluate(APPEARANCE)
        be_answered(widget)
        # What is under the mouse looks different.
        widget.page.mouse.move(0, 0)
        seen.append((closed, widget.page.evaluate(APPEARANCE)))
        leave(widget)
    for plain, hostile in zip(*seen, strict=True):
        assert _differences(plain, hostile) == []


def test_requests_go_to_the_assistant_alone(
    host_page: MakeHostPage, website: Website, context: BrowserContext
) -> None:
    """No third origin is asked for anything, and no cookie is set or sent."""
    asked: List[Any] = []
    context.on("request", lambda request: asked.append(request))
    widget = host_page()
    _use_everything(widget)
    origins = {"{0.scheme}://{0.netloc}".format(urlsplit(one.url)) for one in asked}
    assert {one for one in origins if not one.startswith("blob:")} == {
        website.site.origin(),
        website.origin,
    }
    assert context.cookies() == []
    assert [one.url for one in asked if "cookie" in one.all_headers()] == []
    assert widget.page.evaluate("document.cookie") == ""


def test_language_written_with_a_line_below_is_answered(host_page: MakeHostPage) -> None:
    """What some systems write for a language is no reason to refuse a message."""
    widget = host_page(html='lang="en_US"')
    widget.open()
    assert "Peptides are" in widget.ask("what are peptides")
    spanish = host_page(html='lang="es_MX"')
    launcher = spanish.host.locator('[part~="launcher"]')
    expect(launcher).to_have_text("Chatee con nosotros")


def test_page_may_open_and_send_before_the_words_are_there(
    host_page: MakeHostPage, context: BrowserContext
) -> None:
    """On a page in another language, whose words are still on their way, no call is lost."""
    waiting: List[Route] = []
    context.route("**/chat.es.js", lambda route: waiting.append(route))
    widget = host_page(html='lang="es"')
    widget.page.evaluate(
        """() => {
          const chat = document.querySelector('clinic-chat');
          chat.open();
          window.sent = chat.send('what are peptides');
        }"""
    )
    expect(widget.panel).to_have_count(0)
    for route in waiting:
        route.continue_()
    expect(widget.panel).to_be_visible()
    widget.page.evaluate("() => window.sent")
    said = widget.panel.locator('[part~="message"]')
    expect(said.and_(widget.page.locator('[part~="visitor"]'))).to_have_count(1)
    expect(said.last).to_contain_text("Peptides are")


def test_half_written_words_outlive_a_change_of_the_page(host_page: MakeHostPage) -> None:
    """A page that tells the number or the language late does not take away what was written."""
    widget = host_page()
    widget.open()
    widget.input.fill("half a sentence\nof two lines")
    height = widget.input.bounding_box()
    widget.host.evaluate("(chat) => { chat.setAttribute('phone', '555-0100'); chat.lang = 'es' }")
    expect(widget.panel.get_by_role("button", name="Enviar")).to_be_visible()
    field = widget.panel.get_by_role("textbox")
    expect(field).to_have_value("half a sentence\nof two lines")
    expect(field).to_be_focused()
    after = field.bounding_box()
    assert height is not None
    assert after is not None
    assert after["height"] == height["height"]


def test_second_script_does_no_harm(host_page: MakeHostPage, website: Website) -> None:
    """A tag manager that brings it once more changes nothing."""
    again = f'<script type="module" src="{website.origin}/chat.js?again"></script>'
    widget = host_page(head=again)
    widget.open()
    expect(widget.panel).to_have_count(1)


def _use_everything(widget: WidgetPage) -> None:
    be_answered(widget)
    with widget.page.expect_download():
        widget.choose("Download chat")
    widget.choose("Delete my chat")
    widget.press("Delete")
    expect(widget.of_assistant).to_have_count(0)
    widget.page.keyboard.press("Escape")
    expect(widget.launcher).to_be_visible()


def _differences(plain: List[List[Any]], other: List[List[Any]]) -> List[str]:
    found = [
        f"{one[0]} {one[1]}: {mine} became {theirs}"
        for one, two in zip(plain, other, strict=False)
        for mine, theirs in zip(one[2:], two[2:], strict=True)
        if mine != theirs
    ]
    if [one[:2] for one in plain] != [two[:2] for two in other]:
        found.append("other elements stand there")
    return found
