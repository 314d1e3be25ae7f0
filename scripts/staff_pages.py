"""Staff's browser as `make screenshots` uses it: opens pages, presses buttons, takes pictures."""

from dataclasses import dataclass
from typing import Any, Optional, Sequence

from playwright.sync_api import Locator, Page

from scripts.pictures import save_picture

DESK, PHONE = 1280, 360
# What is another one in every run: one-time links, free ports, references of bookings.
STEADY = """() => {
  const references = new Map();
  const refer = found => {
    const known = ["K7M4-P2XW", "Q3RT-8HVN"];
    if (!references.has(found)) references.set(found, known[references.size % known.length]);
    return references.get(found);
  };
  const steady = text => text
    .replace(/:\\d{5}\\/welcome\\/[\\w.~-]+/g, ":5080/welcome/kT3vX9…")
    .replace(/(127\\.0\\.0\\.1):\\d{5}/g, "$1:5005")
    .replace(/\\b[0-9A-Z]{4}-[0-9A-Z]{4}\\b/g, refer);
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) nodes.currentNode.data = steady(nodes.currentNode.data);
  const fields = document.querySelectorAll("input[readonly]");
  for (const field of fields) field.value = steady(field.value);
}"""


@dataclass(frozen=True)
class Staff:
    """Somebody at the staff's pages; `url` is where these are."""

    page: Page
    url: str

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(f"{self.url}{path}")

    def press(self, name: str, within: Optional[Locator] = None) -> None:
        """Press the first button of this name."""
        (within or self.page).get_by_role("button", name=name).first.click()

    def group(self, words: str) -> Locator:
        """The group of the inbox with these words."""
        return self.page.locator(".group", has_text=words)

    def take(
        self,
        name: str,
        widths: Sequence[int] = (DESK,),
        *,
        height: int = 800,
        scheme: Any = "light",
        start: Optional[Locator] = None,
    ) -> None:
        """Take a picture at each width, in CSS pixels, from the top or from `start` on."""
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.page.evaluate(STEADY)
            self.page.evaluate("window.scrollTo(0, 0)")
            if start is not None:
                start.evaluate("place => place.scrollIntoView({block: 'start'})")
            # A blinking caret would make every run another picture.
            picture = self.page.screenshot(caret="hide", animations="disabled")
            size = "" if width == DESK else "-phone"
            save_picture(f"console-{name}{size}{'-dark' if scheme == 'dark' else ''}", picture)
        self.page.set_viewport_size({"width": DESK, "height": 800})
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
