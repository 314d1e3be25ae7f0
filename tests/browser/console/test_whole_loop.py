"""The whole loop on the real product: from a visitor's odd question to its answer, and back."""

import csv
import io
import re
from contextlib import contextmanager
from typing import Any, Iterator, List

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from assistant.console.accounts.roles import Role
from assistant.phrasings.opening import open_book
from tests.browser.demo_page import open_demo
from tests.browser.widget_page import WidgetPage
from tests.console.running_console import PASSWORD
from tests.staff_product import StaffProduct, running_staff_product

EDITOR, PUBLISHER = "Eva Editor", "Pia Publisher"
# The sample clinic's lift is known to the answer about its address, and these words are not.
QUESTION = "does the lift fit a mobility scooter"
ADDRESS, FIND_TOPIC, TOPIC = "100 Sample Street", "where parking", "Where is the clinic?"
ADDED_WORDS = "We look forward to seeing you."
WHY_BACK = "Two visitors were sent to the wrong door."
# Each of them can be saved with a reason; together they pull a wish for medical advice away.
HARMFUL_TOPIC = "How does the doctor choose my treatment?"
WISHES = (
    "should I get PRP or stem cells for my {}",
    "which is better for my {}, plasma or stem cells",
    "which treatment is best for my {}",
    "what would you recommend for my {}",
    "do I need surgery on my {} or an injection",
    "would you have the {} operated on",
)
BODY_PARTS = ("knee", "hip", "shoulder", "back", "elbow", "ankle", "wrist", "neck")
HARMFUL = [wish.format(part) for part in BODY_PARTS for wish in WISHES]
# A machine that does other things as well takes longer over a training.
TRAINING_MS = 300_000
SOON_MS = 30_000
NOTE_PROGRESS = """
document.addEventListener('htmx:afterSwap', () => {
  const bar = document.querySelector('#training progress');
  if (bar) noteProgress(bar.value);
});
"""


@pytest.fixture(scope="module")
def staff(model: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffProduct]:
    """The whole product, with an editor and a publisher."""
    with running_staff_product(tmp_path_factory.mktemp("loop")) as running:
        running.add_account(EDITOR, Role.EDITOR)
        running.add_account(PUBLISHER, Role.PUBLISHER)
        yield running


@contextmanager
def signed_in(browser: Browser, staff: StaffProduct, name: str) -> Iterator[Page]:
    """A browser in which somebody has signed in; nothing in it goes wrong."""
    complaints: List[str] = []
    with browser.new_context(base_url=staff.console) as context:
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("dialog", lambda dialog: dialog.accept())
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Your name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1, name="Inbox")).to_be_visible()
        yield page
    assert complaints == []


@contextmanager
def visiting(browser: Browser, staff: StaffProduct) -> Iterator[WidgetPage]:
    """A new visitor with the chat of the demonstration page open."""
    with browser.new_context() as context:
        widget = open_demo(context.new_page(), staff.product)
        widget.open()
        yield widget


def teach_list(page: Page, topic: str, phrasings: List[str], why: str) -> int:
    """Teach those of a list that can be taught, with a reason where one is asked for; how many."""
    page.goto("/phrasings/add")
    page.get_by_label("They are about").select_option(label=topic)
    page.get_by_label("Phrasings, one a line").fill("\n".join(phrasings))
    page.get_by_role("button", name="Check").click()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Look before you save", timeout=SOON_MS)
    drafts = page.locator(".drafts > li")
    in_the_way = drafts.filter(has_text="cannot be saved")
    for refused in in_the_way.all():
        refused.get_by_label("Leave it out").check()
    reasons = page.get_by_label("Save it all the same, because").all()
    assert reasons, "staff are warned"
    for reason in reasons:
        reason.fill(why)
    count = drafts.count() - in_the_way.count()
    page.get_by_role("button", name="Save", exact=True).click()
    said = page.get_by_role("status").first
    expect(said).to_contain_text(f"{count} phrasings taught.", timeout=SOON_MS)
    return count


def train(page: Page, link: str) -> List[int]:
    """Train a candidate, look on until it is done, and follow this link; what the bar showed."""
    shown: List[int] = []
    page.context.expose_function("noteProgress", lambda value: shown.append(value))
    page.context.add_init_script(NOTE_PROGRESS)
    page.goto("/releases")
    page.get_by_role("button", name="Train a candidate").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    candidate = page.get_by_role("heading", name=re.compile(r"^Candidate \d+: "))
    expect(candidate).to_be_visible(timeout=TRAINING_MS)
    page.get_by_role("link", name=link).click()
    expect(page.get_by_role("heading", name="Figures")).to_be_visible()
    return shown


def number_of(page: Page) -> int:
    """The release whose page it is."""
    return int(page.get_by_role("heading", level=1).inner_text().split()[-1])


def live(page: Page) -> Locator:
    """The part of the releases' page that says what is live."""
    return page.get_by_role("region", name="Live now")


def list_taught(staff: StaffProduct) -> List[str]:
    """What the staff's file holds."""
    return [one.text for one in open_book(staff.settings).list_phrasings()]


def test_candidate_that_harms_safety_cannot_be_published(
    browser: Browser, staff: StaffProduct
) -> None:
    """The page says why, and which phrasings did it; a forged request changes nothing."""
    with signed_in(browser, staff, EDITOR) as page:
        taught = teach_list(page, HARMFUL_TOPIC, HARMFUL, "They ask how it is chosen.")

    with signed_in(browser, staff, PUBLISHER) as page:
        shown = train(page, "See why")
        assert len(set(shown)) > 2, "the bar moved"
        assert shown == sorted(shown)
        number = number_of(page)
        verdict = page.locator(".verdict")
        failure = verdict.locator(".failures > li").filter(has_text="led away from a safety answer")
        blamed = failure.get_by_role("listitem").filter(has_text=f"(teaches: {HARMFUL_TOPIC})")
        expect(blamed.first).to_contain_text(re.compile("|".join(map(re.escape, HARMFUL))))
        expect(page.get_by_role("link", name="Publish release")).to_have_count(0)
        page.goto(f"/releases/{number}/publish")
        expect(page.get_by_role("button", name="Publish")).to_have_count(0)

        answer = staff.people[PUBLISHER].post(f"/releases/{number}/publish", {"why": "forged"})
        assert "flash--bad" in answer.text
        assert f"Release {number} is live" not in answer.text
        assert staff.people[EDITOR].post(f"/releases/{number}/publish").status_code == 403
        page.goto("/releases")
        expect(live(page)).to_contain_text("Answers with release 1")

        page.goto(f"/releases/{number}")
        page.get_by_role("link", name="Look at it, or remove it").first.click()
        expect(page.locator("#phrasings-caption")).to_have_text(f"1 of {taught} phrasings")
        page.goto("/phrasings")
        for box in page.get_by_role("table").get_by_role("checkbox").all():
            box.check()
        page.get_by_label("Why (may be empty)").fill("The gate refused them.")
        page.get_by_role("button", name="Remove the ticked ones").click()
        expect(page.get_by_role("status").first).to_contain_text(f"{taught} phrasings removed.")
        page.goto("/releases")
        expect(page.get_by_text("Nothing new.")).to_be_visible()
    assert list_taught(staff) == []


def test_odd_question_is_answered_after_a_release_and_not_after_its_roll_back(
    browser: Browser, staff: StaffProduct
) -> None:
    """Seen, taught with one click, trained, compared, published; the open chat goes on with it."""
    with signed_in(browser, staff, PUBLISHER) as page:
        expect(page.get_by_text(QUESTION)).to_have_count(0)
        with visiting(browser, staff) as widget:
            assert ADDRESS not in widget.ask(QUESTION)
            page.get_by_role("link", name="Show it").click(timeout=SOON_MS)
            teach_with_one_click(page)
            change_answer(page)
            publish_candidate(page)

            answer = widget.ask(QUESTION)
            assert ADDRESS in answer
            assert ADDED_WORDS in answer
            widget.reload()
            expect(widget.of_visitor).to_contain_text([QUESTION, QUESTION])
        number = go_back(page)
        with visiting(browser, staff) as widget:
            answer = widget.ask(QUESTION)
            assert ADDRESS not in answer
            answer = widget.ask(TOPIC)
            assert ADDRESS in answer
            assert ADDED_WORDS not in answer
        assert list_taught(staff) == []
        assert not staff.settings.staff_answers.exists() or ADDED_WORDS not in (
            staff.settings.staff_answers.read_text(encoding="utf-8")
        )
        check_history(page, number)


def teach_with_one_click(page: Page) -> None:
    """Find another topic than those suggested, by words, and teach it."""
    group = page.get_by_role("listitem").filter(has_text=QUESTION).first
    group.get_by_text("Another topic").click()
    group.get_by_label("Search by words").fill(FIND_TOPIC)
    group.get_by_role("button", name=TOPIC).click()
    told = page.locator("#messages")
    expect(told).to_contain_text("1 phrasing taught.", timeout=SOON_MS)
    expect(page.get_by_text("All is decided.")).to_be_visible()


def change_answer(page: Page) -> None:
    """Add a sentence to every wording of the topic's answer."""
    page.goto("/answers/clinic/location")
    words = page.get_by_label("What the assistant says").first
    words.fill(f"{words.input_value()} {ADDED_WORDS}")
    page.get_by_role("button", name="Save for the next release").first.click()
    expect(page.get_by_role("status").first).to_contain_text("It is not live yet")


def publish_candidate(page: Page) -> None:
    """Train a candidate, look at what it changes, and publish it."""
    train(page, "Compare and publish")
    number = number_of(page)
    expect(page.locator(".verdict")).to_contain_text("better")
    added = page.locator(".changes").filter(has_text="Phrasings added")
    expect(added).to_contain_text(QUESTION)
    expect(page.locator(".changes").filter(has_text="Answers changed")).to_contain_text(ADDED_WORDS)
    page.get_by_role("link", name=f"Publish release {number}").click()
    page.get_by_label("Why (optional)").fill("Scooters")
    page.get_by_role("button", name=f"Publish release {number}").click()
    said = page.get_by_role("status").first
    expect(said).to_contain_text(f"Release {number} is live.", timeout=SOON_MS)
    expect(live(page)).to_contain_text(f"Answers with release {number}")


def go_back(page: Page) -> int:
    """Go back to the first release; the number of the one that was live."""
    page.goto("/releases")
    number = int(live(page).locator(".big").inner_text().split()[-1])
    page.get_by_role("link", name="Go back to 1", exact=True).click()
    page.get_by_label("Why").fill(WHY_BACK)
    page.get_by_role("button", name="Go back to release 1").click()
    said = page.get_by_role("status").first
    expect(said).to_contain_text("Release 1 is live again", timeout=SOON_MS)
    expect(live(page)).to_contain_text("Answers with release 1")
    return number


def check_history(page: Page, number: int) -> None:
    """It tells who did what and why, on the page and as a file."""
    page.goto("/releases/history")
    entries = page.get_by_role("row")
    expect(entries.filter(has_text=WHY_BACK)).to_contain_text(["rolled back"])
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    told = [
        (row["who"], row["what"], row["release"], row["why"])
        for row in csv.DictReader(io.StringIO(text))
    ]
    wanted = [
        (PUBLISHER, "rolled back", "1", WHY_BACK),
        (PUBLISHER, "published", str(number), "Scooters"),
        (PUBLISHER, "trained and measured", str(number), ""),
        (PUBLISHER, "asked for training", str(number), ""),
    ]
    assert [one for one in told if one in wanted] == wanted
