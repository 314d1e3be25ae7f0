"""What a clinic chooses: side, language, words, colours; and pages that are read from the right."""

from typing import Any, List

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Problems, Website
from tests.browser.host_pages import MakeHostPage, host_page_maker, leave, middle, style
from tests.browser.widget_states import be_answered


@pytest.fixture
def host_page(context: BrowserContext, website: Website, problems: Problems) -> MakeHostPage:
    """Makes pages of the clinic's site."""
    return host_page_maker(context, website, problems)


def test_right_to_left_page_turns_the_widget_round(host_page: MakeHostPage) -> None:
    """Launcher and panel stand on the left, texts begin at the right, the visitor's at the left."""
    widget = host_page('lang="en" dir="rtl"')
    size = widget.page.viewport_size
    assert size is not None
    assert middle(widget.launcher) < size["width"] / 2
    be_answered(widget)
    assert middle(widget.panel) < size["width"] / 2
    assert style(widget.log, "direction") == style(widget.input, "direction") == "rtl"
    # What is written has its own direction: Latin words stay as they are read.
    text = widget.of_assistant.first.locator('[part~="text"]')
    assert style(text, "direction") == "ltr"
    widget.input.fill("שלום")
    assert (style(widget.input, "direction"), style(widget.input, "textAlign")) == ("rtl", "start")
    assert middle(widget.of_visitor.first.locator('[part~="text"]')) < middle(text)


def test_left_to_right_page_has_it_on_the_right(host_page: MakeHostPage) -> None:
    """The visitor's words stand at the right, as in every messenger."""
    widget = host_page()
    size = widget.page.viewport_size
    assert size is not None
    assert middle(widget.launcher) > size["width"] / 2
    be_answered(widget)
    assert middle(widget.panel) > size["width"] / 2
    own = middle(widget.of_visitor.first.locator('[part~="text"]'))
    assert own > middle(widget.of_assistant.first.locator('[part~="text"]'))


@pytest.mark.parametrize(("html", "is_left"), [("", True), ('dir="rtl"', False)])
def test_position_chooses_the_corner(host_page: MakeHostPage, html: str, is_left: bool) -> None:
    """`start` is the left corner, or the right one where a page is read from there."""
    widget = host_page(f'lang="en" {html}', attributes='position="start"')
    size = widget.page.viewport_size
    assert size is not None
    assert (middle(widget.launcher) < size["width"] / 2) is is_left
    widget.open()
    assert (middle(widget.panel) < size["width"] / 2) is is_left


@pytest.mark.parametrize(
    ("html", "attributes"),
    [('lang="es"', ""), ('lang="es-MX"', ""), ('lang="en"', 'lang="es"')],
    ids=["page", "region", "attribute"],
)
def test_spanish_page_gets_spanish_words(
    host_page: MakeHostPage, html: str, attributes: str
) -> None:
    """By the nearest lang; no control of the widget keeps an English name."""
    names: List[List[str]] = []
    for page in ({}, {"html": html, "attributes": attributes}):
        widget = host_page(**page)
        widget.host.locator('[part~="launcher"]').click()
        expect(widget.panel).to_be_visible()
        buttons = widget.panel.locator('button:not([part~="reply"]), textarea')
        names.append(
            buttons.evaluate_all(
                "all => all.map(one => one.ariaLabel || one.textContent || one.placeholder)"
            )
        )
        leave(widget)
    english, spanish = names
    assert len(english) == len(spanish) >= 4
    assert {name for name in set(english) & set(spanish) if name.strip()} == set()


def test_own_words_take_the_place_of_ours(host_page: MakeHostPage) -> None:
    """A page may say some words its own way, at any time; the others stay."""
    widget = host_page()
    widget.page.evaluate(
        "document.querySelector('clinic-chat').words = {launcher: 'Ask us', send: 'Off it goes'}"
    )
    widget.page.get_by_role("button", name="Ask us").click()
    expect(widget.button("Off it goes")).to_be_visible()
    expect(widget.button("Close chat")).to_be_visible()


def test_words_set_before_the_script_came_are_taken(host_page: MakeHostPage) -> None:
    """The property may be set on an element that is not defined yet."""
    widget = host_page()
    page = widget.page
    page.add_init_script(
        """document.addEventListener('readystatechange', () => {
             const chat = document.querySelector('clinic-chat');
             if (chat && !customElements.get('clinic-chat')) chat.words = {launcher: 'Ask us'};
           })"""
    )
    page.reload()
    expect(page.get_by_role("button", name="Ask us")).to_be_visible()


def test_greeting_is_the_pages(host_page: MakeHostPage) -> None:
    """The attribute takes the place of ours, as text."""
    widget = host_page(attributes='greeting="Hello from &lt;b&gt;us&lt;/b&gt;"')
    widget.open()
    expect(widget.of_widget.first).to_contain_text("Hello from <b>us</b>")


def test_custom_properties_theme_it(host_page: MakeHostPage) -> None:
    """Colours, font and corners follow the page's own."""
    widget = host_page(
        head="""<style>clinic-chat { --clinic-chat-accent: rgb(120, 20, 90);
          --clinic-chat-accent-text: rgb(255, 250, 240); --clinic-chat-background: rgb(1, 2, 3);
          --clinic-chat-text: rgb(250, 251, 252); --clinic-chat-font: monospace;
          --clinic-chat-radius: 3px; --clinic-chat-z-index: 77 }</style>"""
    )
    assert style(widget.launcher, "backgroundColor") == "rgb(120, 20, 90)"
    assert style(widget.launcher, "color") == "rgb(255, 250, 240)"
    widget.open()
    assert style(widget.panel, "backgroundColor") == "rgb(1, 2, 3)"
    assert style(widget.panel, "color") == "rgb(250, 251, 252)"
    assert "monospace" in style(widget.input, "fontFamily")
    assert style(widget.panel, "borderTopLeftRadius") == "3px"


def test_parts_are_styled_from_the_page(host_page: MakeHostPage) -> None:
    """`::part` reaches what is named in the documentation."""
    widget = host_page(
        head="""<style>
          clinic-chat::part(launcher) { background: rgb(9, 9, 9) }
          clinic-chat::part(panel) { border: 7px solid rgb(8, 8, 8) }
          clinic-chat::part(message visitor) { margin-top: 33px }
        </style>"""
    )
    assert style(widget.launcher, "backgroundColor") == "rgb(9, 9, 9)"
    be_answered(widget)
    assert style(widget.panel, "borderTopWidth") == "7px"
    assert style(widget.of_visitor.first, "marginTop") == "33px"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_attribute_beats_the_systems(host_page: MakeHostPage, theme: str) -> None:
    """A clinic whose site is light may keep the widget light on a dark system."""
    other: Any = "dark" if theme == "light" else "light"
    system: Any = theme
    followed = host_page()
    followed.page.emulate_media(color_scheme=system)
    followed.open()
    wanted = [style(followed.panel, name) for name in ("backgroundColor", "color")]
    leave(followed)
    fixed = host_page(attributes=f'theme="{theme}"')
    fixed.page.emulate_media(color_scheme=other)
    fixed.open()
    assert [style(fixed.panel, name) for name in ("backgroundColor", "color")] == wanted
