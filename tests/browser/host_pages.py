"""Pages of the clinic's site with any policy, head and attributes around the widget."""

from typing import Callable

from playwright.sync_api import BrowserContext, Locator

from tests.browser.conftest import Problems, Website, watch_requests
from tests.browser.widget_page import WidgetPage

PAGE = """<!doctype html>
<html {html}><head><meta charset="utf-8"><title>A clinic</title>
<meta name="viewport" content="width=device-width">{head}
<script type="module" src="{server}/chat.js"></script></head>
<body><main><h1>Knee pain</h1><p>Words of the clinic's own.</p></main>
<clinic-chat server="{server}" {attributes}></clinic-chat></body></html>
"""
NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation',
  (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
"""

MakeHostPage = Callable[..., WidgetPage]


def host_page_maker(context: BrowserContext, website: Website, problems: Problems) -> MakeHostPage:
    """Give what makes a page and goes there; `violations` of the page lists what was blocked."""

    def make(
        html: str = 'lang="en"', head: str = "", policy: str = "", attributes: str = ""
    ) -> WidgetPage:
        path = f"/host-page-{len(website.site.pages)}"
        body = PAGE.format(html=html, head=head, server=website.origin, attributes=attributes)
        website.site.pages[path] = policy, body.encode()
        page = context.new_page()
        page.add_init_script(NOTE_VIOLATIONS)
        widget = WidgetPage(page, website.site.origin() + path)
        watch_requests(widget, problems, website.site)
        page.goto(widget.url)
        page.wait_for_function("Boolean(customElements.get('clinic-chat'))")
        return widget

    return make


def leave(widget: WidgetPage) -> None:
    """Close the page and forget its visitor, so that the next page begins anew."""
    widget.page.evaluate("localStorage.clear()")
    widget.page.close()


def middle(element: Locator) -> float:
    """Where the middle of an element is, in pixels from the left."""
    box = element.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


def style(element: Locator, name: str) -> str:
    """A computed style of an element, such as 'backgroundColor'."""
    value: str = element.evaluate("(one, name) => getComputedStyle(one)[name]", name)
    return value
