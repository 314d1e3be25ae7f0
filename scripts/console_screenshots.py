"""Takes the pictures of the staff's pages for docs/staff-guide.md: `make screenshots`.

The real product runs, visitors ask it over REST, and staff work in a browser: what the pictures
show has happened. A second run gives the same pictures but for dates and times.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect

PROJECT = Path(__file__).resolve().parent.parent
# Run as a file, so that the project's own packages are not on the path yet.
sys.path.insert(0, str(PROJECT))

from scripts.staff_pages import DESK, PHONE, Staff  # noqa: E402
from tests.browser.chromium import running_chromium  # noqa: E402
from tests.conftest import Product  # noqa: E402
from tests.console.running_console import PASSWORD  # noqa: E402
from tests.staff_product import ADMIN, running_staff_product  # noqa: E402

# What a visitor asks and the assistant does not know well, look-alikes included.
UNCLEAR = (
    "are the needles big",
    "how big are the needles?",
    "are the needles really big",
    "do u have saturday slots",
    "any slots on a saturday",
    "do you do bitcoin",
    "does it hold up over the years",
    "can i bring my dog",
    "who won the match last night",
)
CLEAR = (
    *("is it safe?", "how much is it", "does insurance pay", "when are you open"),
    *("where are you", "what is prp", "does it hurt", "how long is the recovery"),
    *("what are stem cells", "is it fda approved", "how much is it", "is it safe?"),
)
BOOKINGS = (
    "book me, Ana Silva, 555-0134, thursday morning, knee pain",
    "book me, Tom Reed, 555-0177, friday afternoon, tennis elbow",
)
TEACHING_BY_HAND = (
    "whats the damage for a plasma jab",
    "how much is it",
    "my name is Ana Silva, what do I owe",
)
REASON = "They ask how they can pay."
TRAINING_SECONDS = 300


def main() -> int:
    """Start the product and a browser, work through a week, stop both."""
    with (
        tempfile.TemporaryDirectory() as name,
        running_staff_product(Path(name)) as product,
        running_chromium() as browser,
    ):
        show_week(browser, product.product, product.console)
    return 0


def show_week(browser: Browser, product: Product, url: str) -> None:
    """Visitors ask, and staff do all that the guide describes."""
    page = browser.new_context().new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    staff = Staff(page, url)
    ask(product)
    sign_in(staff)
    invite(browser, staff)
    work_inbox(staff)
    teach_by_hand(staff)
    edit_answer(staff)
    train(staff)
    compare_and_publish(staff)
    be_refused(staff)
    look_back(staff)
    look_at_figures(staff)


def ask(product: Product) -> None:
    """Visitors, each with a conversation of their own."""
    for number, message in enumerate((*UNCLEAR, *CLEAR)):
        product.ask(f"visitor-{number}", message)
    for number, message in enumerate(BOOKINGS):
        product.ask(f"booker-{number}", message)
        product.ask(f"booker-{number}", "yes")


def sign_in(staff: Staff) -> None:
    """As the admin whom the harness has made."""
    staff.go("/sign-in")
    staff.page.get_by_label("Your name").fill(ADMIN)
    staff.take("sign-in", (PHONE,), height=480)
    staff.page.get_by_label("Password").fill(PASSWORD)
    staff.press("Sign in")
    expect(staff.page.get_by_role("heading", name="Inbox")).to_be_visible()


def invite(browser: Browser, staff: Staff) -> None:
    """A colleague gets a link, and would choose a password with it."""
    staff.go("/accounts")
    staff.page.get_by_label("Name", exact=True).fill("Mia Torres")
    staff.press("Make a link")
    link = staff.page.get_by_label("Link", exact=True)
    address = link.input_value()
    staff.take("accounts", height=900)
    other = browser.new_context()
    try:
        colleague = Staff(other.new_page(), staff.url)
        colleague.page.goto(address)
        colleague.take("welcome", (PHONE,), height=560)
    finally:
        other.close()


def work_inbox(staff: Staff) -> None:
    """Decide about messages, one of them with a reason."""
    page = staff.page
    staff.go("/inbox")
    # Messages come by themselves within seconds, in the order in which they were asked.
    page.get_by_text("Show them").or_(staff.group(UNCLEAR[-1])).first.wait_for()
    staff.go("/inbox")
    expect(staff.group(UNCLEAR[-1])).to_be_visible()
    staff.take("inbox", height=900)
    staff.take("inbox", (PHONE,), height=720, start=page.locator(".groups"))
    staff.take("inbox", height=900, scheme="dark")
    page.keyboard.press("?")
    staff.take("shortcuts", height=640)
    page.keyboard.press("Escape")
    group = staff.group("saturday")
    group.get_by_text("Another topic").click()
    group.get_by_label("Search by words").press_sequentially("open")
    expect(group.locator(".topic-buttons")).to_be_visible()
    staff.take("another-topic", height=620, start=group)
    staff.press("When are you open", within=group.locator(".topic-buttons"))
    expect(page.locator("#messages")).to_contain_text("taught")
    staff.group("needles").get_by_role("link", name="Look closer").click()
    staff.take("group", height=900)
    staff.press("Does the procedure hurt")
    expect(page.locator("#messages")).to_contain_text("taught")
    group = staff.group("bitcoin")
    group.get_by_text("Another topic").click()
    group.get_by_label("Search by words").press_sequentially("cost")
    staff.press("How much does it cost", within=group.locator(".topic-buttons"))
    expect(page.get_by_text("needs a reason")).to_be_visible()
    expect(page.get_by_role("heading", name="What it changes")).to_be_visible(timeout=60_000)
    page.get_by_label("Save it all the same, because").fill(REASON)
    title = page.get_by_role("heading", name="Look before you save")
    staff.take("check", (DESK, PHONE), height=1000, start=title)
    staff.press("Save")
    expect(page.locator("#messages")).to_contain_text("taught")
    for words in ("can i bring my dog", "who won the match"):
        staff.press("Out of scope", within=staff.group(words))
        expect(staff.group(words)).to_have_count(0)


def teach_by_hand(staff: Staff) -> None:
    """Add a list, of which one line holds personal data and one is known."""
    page = staff.page
    staff.go("/phrasings/add")
    page.get_by_label("They are about").select_option(label="How much does it cost?")
    page.get_by_label("Phrasings, one a line").fill("\n".join(TEACHING_BY_HAND))
    staff.take("add-phrasings", height=720)
    staff.press("Check")
    expect(page.get_by_text("cannot be saved").first).to_be_visible()
    staff.take("add-check", height=1000)
    page.get_by_label("Leave it out").last.check()
    staff.press("Save")
    expect(page.get_by_role("heading", name="Phrasings")).to_be_visible()
    staff.take("phrasings", height=720)


def edit_answer(staff: Staff) -> None:
    """Write what may not be said, read why, and change something else."""
    page = staff.page
    staff.go("/answers")
    staff.take("answers", height=720)
    page.get_by_label("Search in names and words").fill("needles")
    page.get_by_role("link", name="Does the procedure hurt?").click()
    words = page.get_by_label("What the assistant says").first
    before = words.input_value()
    words.fill(f"{before} The injection is painless and guaranteed to work.")
    expect(page.get_by_text("Cannot be said.").first).to_be_visible()
    staff.take("answer", height=900)
    staff.take("answer", (PHONE,), height=720, start=page.locator("#result-1"))
    words.fill(f"{before} Tell us if needles worry you.")
    page.get_by_label("Why").first.fill("Visitors ask about the needles.")
    staff.press("Save for the next release")
    expect(page.locator("#messages")).to_contain_text("Saved")


def train(staff: Staff) -> None:
    """Train a candidate and wait until it is measured."""
    page = staff.page
    staff.go("/releases")
    expect(page.get_by_text("Answers with release 1")).to_be_visible()
    staff.take("releases-new", height=1000)
    page.get_by_label("Why (optional)").fill("What visitors asked this week")
    _train(staff)
    staff.take("releases-ready", height=640)


def compare_and_publish(staff: Staff) -> None:
    """Read the comparison of release 2 and publish it."""
    page = staff.page
    page.get_by_role("link", name="Compare and publish").click()
    staff.take("release", (DESK, PHONE), height=1100)
    staff.take("release-messages", height=1000, start=page.get_by_text("Message by message"))
    page.get_by_role("link", name="Publish release 2").click()
    staff.take("publish", height=760)
    staff.press("Publish release 2")
    expect(page.get_by_text("Release 2 is live.")).to_be_visible()
    expect(page.get_by_text("Answers with release 2")).to_be_visible()
    staff.take("published", height=640)


def be_refused(staff: Staff) -> None:
    """Remove what a colleague has confirmed by hand; the gate refuses the candidate."""
    page = staff.page
    staff.go("/phrasings?search=bitcoin")
    page.locator("[name=phrasing]").check()
    staff.press("Remove the ticked ones")
    expect(page.locator("#messages")).to_contain_text("removed")
    staff.go("/releases")
    _train(staff)
    page.get_by_role("link", name="See why").click()
    expect(page.get_by_text("Cannot be published").first).to_be_visible()
    staff.take("refused", (DESK, PHONE), height=900)


def look_back(staff: Staff) -> None:
    """How to go back, and who did what."""
    staff.go("/releases/1/roll-back")
    staff.take("roll-back", height=900)
    staff.go("/releases/history")
    staff.take("history", height=640)


def look_at_figures(staff: Staff) -> None:
    """The dashboard, the bookings, and one's own account."""
    page = staff.page
    staff.go("/dashboard?days=7")
    expect(page.locator("canvas").first).to_be_visible()
    staff.take("dashboard", (DESK, PHONE), height=1100)
    staff.go("/bookings")
    staff.take("bookings", height=620)
    page.get_by_role("row", name="Ana Silva").get_by_role("link").click()
    staff.take("booking", (PHONE,), height=860)


def _train(staff: Staff) -> None:
    staff.press("Train a candidate")
    done = staff.page.get_by_role("link", name="Compare and publish").or_(
        staff.page.get_by_role("link", name="See why")
    )
    expect(done).to_be_visible(timeout=TRAINING_SECONDS * 1000)


if __name__ == "__main__":
    sys.exit(main())
