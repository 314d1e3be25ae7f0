"""The widget with the keyboard alone."""

from typing import List

from playwright.sync_api import expect

from tests.browser.conftest import MakePage
from tests.browser.widget_page import WidgetPage, expect_said

# More than there are things to focus in a short chat.
ROUND = 25


def tab_to(widget: WidgetPage, part: str, key: str = "Tab") -> None:
    """Press Tab until something with this part has the focus."""
    for _ in range(ROUND):
        if widget.focused() == f"part:{part}":
            return
        widget.page.keyboard.press(key)
    raise AssertionError(f"{part} was not reached; the focus is on {widget.focused()}")


def open_by_key(widget: WidgetPage) -> None:
    """From the top of the page to the open dialog."""
    expect(widget.launcher).to_be_visible()
    tab_to(widget, "launcher")
    widget.page.keyboard.press("Enter")
    expect(widget.panel).to_be_visible()


def named_focus(widget: WidgetPage) -> str:
    """The words on what has the focus."""
    words: str = widget.host.evaluate("chat => chat.shadowRoot.activeElement.textContent")
    return words


def test_focus_moves_in_stays_and_comes_back(widget_page: MakePage) -> None:
    """Open by Enter, go round by Tab both ways, close by Escape."""
    widget = widget_page()
    open_by_key(widget)
    assert widget.focused() == "part:input"
    for key in ("Tab", "Shift+Tab"):
        been: List[str] = []
        for _ in range(ROUND):
            widget.page.keyboard.press(key)
            been.append(widget.focused())
        # Between the last and the first the browser's own controls have their turn.
        assert {place for place in been if not place.startswith("part:")} <= {"BODY", ""}
        for part in ("menu-button", "close", "log", "reply", "input", "send"):
            assert f"part:{part}" in been, f"{part} is not reached by {key}"
    widget.page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_visible()
    expect(widget.launcher).to_be_focused()
    widget.page.keyboard.press("Space")
    expect(widget.panel).to_be_visible()
    tab_to(widget, "close", "Shift+Tab")
    widget.page.keyboard.press("Enter")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()


def test_question_is_written_in_lines_and_sent(widget_page: MakePage) -> None:
    """Shift+Enter begins a line, Enter sends, and the focus stays where people write."""
    widget = widget_page()
    open_by_key(widget)
    widget.page.keyboard.type("what are")
    widget.page.keyboard.press("Shift+Enter")
    widget.page.keyboard.type("peptides")
    widget.page.keyboard.press("Enter")
    widget.wait_for_answer(0)
    assert widget.bodies("/messages")[0]["message"] == "what are\npeptides"
    expect(widget.input).to_have_value("")
    expect(widget.input).to_be_focused()
    widget.page.keyboard.press("Enter")
    widget.page.keyboard.type("  ")
    widget.page.keyboard.press("Enter")
    expect(widget.of_visitor).to_have_count(1)


def test_enter_that_chooses_a_character_does_not_send(widget_page: MakePage) -> None:
    """People who compose characters press Enter to take one."""
    widget = widget_page()
    open_by_key(widget)
    keyboard = widget.page.context.new_cdp_session(widget.page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "たん", "selectionStart": 2, "selectionEnd": 2}
    )
    for kind in ("rawKeyDown", "keyUp"):
        # 229 is what a browser reports of a key that goes to the input method.
        keyboard.send(
            "Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "windowsVirtualKeyCode": 229}
        )
    expect(widget.of_visitor).to_have_count(0)
    keyboard.send("Input.insertText", {"text": "短"})
    expect(widget.input).to_have_value("短")
    widget.page.keyboard.press("Enter")
    expect(widget.of_visitor).to_have_count(1)


def test_quick_reply_keeps_the_focus_once_used(widget_page: MakePage) -> None:
    """A used reply is not taken away under the finger that pressed it, and works once."""
    widget = widget_page()
    open_by_key(widget)
    tab_to(widget, "reply", "Shift+Tab")
    title = named_focus(widget)
    widget.page.keyboard.press("Enter")
    widget.wait_for_answer(0)
    used = widget.panel.get_by_role("button", name=title, exact=True).first
    expect(used).to_be_focused()
    expect(used).to_have_attribute("aria-disabled", "true")
    assert used.get_attribute("disabled") is None
    widget.page.keyboard.press("Enter")
    widget.page.keyboard.press("Tab")
    assert widget.focused() != "BODY"
    expect(widget.of_visitor).to_have_count(1)


def test_thumb_and_menu_by_keyboard(widget_page: MakePage) -> None:
    """Escape closes the innermost thing only, and its opener has the focus again."""
    widget = widget_page()
    open_by_key(widget)
    widget.page.keyboard.type("what are peptides")
    widget.page.keyboard.press("Enter")
    widget.wait_for_answer(0)
    tab_to(widget, "thumb", "Shift+Tab")
    widget.page.keyboard.press("Space")
    expect(widget.button("This did not help")).to_have_attribute("aria-pressed", "true")
    assert widget.focused() == "part:thumb", "a pressed thumb keeps the focus"

    tab_to(widget, "menu-button", "Shift+Tab")
    widget.page.keyboard.press("Enter")
    menu = widget.panel.locator('[part~="menu"]')
    expect(menu).to_be_visible()
    expect(widget.button("More")).to_have_attribute("aria-expanded", "true")
    widget.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(widget.panel).to_be_visible()
    expect(widget.button("More")).to_be_focused()

    widget.page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    for _ in range(ROUND):
        if "Delete my chat" in named_focus(widget):
            break
        widget.page.keyboard.press("Tab")
    widget.page.keyboard.press("Enter")
    expect(widget.confirm).to_be_visible()
    assert "Keep it" in named_focus(widget), "the harmless choice is the first"
    widget.page.keyboard.press("Escape")
    expect(widget.confirm).to_be_hidden()
    expect(widget.panel).to_be_visible()
    expect(widget.button("More")).to_be_focused()
    expect_said(widget.of_visitor, "what are peptides")


def test_log_is_scrolled_by_keyboard(widget_page: MakePage) -> None:
    """A chat longer than the window is read with Home and End."""
    widget = widget_page()
    open_by_key(widget)
    widget.ask("What is regenerative medicine used for?")
    widget.ask("what are peptides")
    last = widget.of_assistant.last.locator('[part~="thumb"]').last
    expect(last).to_be_in_viewport()
    tab_to(widget, "log", "Shift+Tab")
    widget.page.keyboard.press("Home")
    expect(widget.of_widget.first).to_be_in_viewport(ratio=0.5)
    expect(last).not_to_be_in_viewport()
    widget.page.keyboard.press("End")
    expect(last).to_be_in_viewport()
