"""Takes the pictures of the widget for README and docs: `make screenshots`."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Tuple

from playwright.sync_api import Browser, expect

PROJECT = Path(__file__).resolve().parent.parent
# Run as a file, so that the project's own packages are not on the path yet.
sys.path.insert(0, str(PROJECT))

from scripts.pictures import save_picture  # noqa: E402
from tests.browser.chromium import running_chromium  # noqa: E402
from tests.browser.demo_page import open_demo  # noqa: E402
from tests.conftest import Product, running_product  # noqa: E402

QUESTIONS = ("is it safe?", "what are peptides")


@dataclass(frozen=True)
class Picture:
    """One picture: its name, the size of the page in CSS pixels, and the system's colours."""

    name: str
    size: Tuple[int, int]
    scheme: Any


PICTURES = (
    Picture("widget-desktop-light", (1280, 800), "light"),
    Picture("widget-desktop-dark", (1280, 800), "dark"),
    Picture("widget-phone-light", (390, 844), "light"),
    Picture("widget-phone-dark", (390, 844), "dark"),
)


def main() -> int:
    """Start the product and a browser, take every picture, stop both."""
    with (
        tempfile.TemporaryDirectory() as name,
        running_product(Path(name)) as product,
        running_chromium() as browser,
    ):
        for picture in PICTURES:
            save_picture(picture.name, take(browser, product, picture))
    return 0


def take(browser: Browser, product: Product, picture: Picture) -> bytes:
    """A new visitor's conversation on the demonstration page, as a PNG."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=picture.scheme,
        reduced_motion="reduce",
    )
    try:
        widget = open_demo(context.new_page(), product)
        widget.open()
        for question in QUESTIONS:
            widget.ask(question)
        expect(widget.panel.locator('[part~="typing"]')).to_be_hidden()
        # As a visitor would scroll: the question and all of its answer.
        widget.of_visitor.last.evaluate("question => question.scrollIntoView({block: 'start'})")
        # A blinking caret would make every run another picture.
        return widget.page.screenshot(caret="hide", animations="disabled")
    finally:
        context.close()


if __name__ == "__main__":
    sys.exit(main())
