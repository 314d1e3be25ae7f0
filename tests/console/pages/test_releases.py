"""The pages of releases, on a real console with real databases and a server that can be told."""

import csv
import io
import re
from contextlib import closing
from pathlib import Path
from typing import Iterator
from unittest.mock import Mock

import pytest

from assistant.console.accounts.roles import Role
from assistant.console.rooms import open_rooms
from assistant.releases.publishing import Publisher
from assistant.releases.records import State
from assistant.run import register_model
from tests.console.release_examples import FELL, MISSED, ReleaseConsole, release_console
from tests.console.running_console import Person


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ReleaseConsole]:
    """A console without any release."""
    with release_console(tmp_path) as running:
        yield running


@pytest.fixture
def ana(desk: ReleaseConsole) -> Person:
    """A publisher."""
    return desk.console.sign_in(Role.PUBLISHER, "Ana")


def test_a_candidate_is_asked_for_with_everything_new(desk: ReleaseConsole, ana: Person) -> None:
    """The page says what is new; one button trains it; then the bar moves by itself."""
    desk.teach("what do you charge")
    assert "what do you charge" in ana.get("/releases").text
    page = ana.post("/releases/train", {"why": "prices"}).text
    assert "Candidate 1 is being trained" in page
    running = desk.releases.running()
    assert running is not None
    assert (running.who, running.why) == ("Ana", "prices")
    with closing(desk.jobs()) as jobs:
        jobs.claim()
        jobs.report(1, 0.42, "Reading the phrasings")
        part = ana.part("/releases/progress").text
    assert 'value="42"' in part
    assert "Reading the phrasings" in part
    assert "<html" not in part


def test_two_people_cannot_train_over_each_other(desk: ReleaseConsole, ana: Person) -> None:
    """The second one is told who trains, and since when."""
    desk.teach("what do you charge")
    ana.post("/releases/train")
    kim = desk.console.sign_in(Role.PUBLISHER, "Kim")
    page = kim.post("/releases/train").text
    assert "Ana asked for it" in page
    running = desk.releases.running()
    assert running is not None
    zone = desk.console.rooms.profile.schedule.time_zone
    local = running.requested_at.astimezone(zone)
    assert f"asked for it at {local.day} {local:%b %Y, %H:%M}. Wait" in page
    assert desk.releases.count() == 1


def test_nothing_new_is_said_in_words(desk: ReleaseConsole, ana: Person) -> None:
    """Training the same again is refused, with what to do first."""
    desk.make_live("what do you charge")
    assert "Nothing new." in ana.get("/releases").text
    assert "there is nothing new to train" in ana.post("/releases/train").text


def test_a_training_can_be_cancelled(desk: ReleaseConsole, ana: Person) -> None:
    """It ends, the page loads anew, and a second cancel is answered in words."""
    desk.teach("what do you charge")
    ana.post("/releases/train")
    assert "is cancelled" in ana.post("/releases/1/cancel").text
    assert desk.releases.show(1).state is State.CANCELLED
    assert ana.part("/releases/progress").headers["HX-Refresh"] == "true"
    assert "not being made any more" in ana.post("/releases/1/cancel").text


def test_progress_without_javascript_is_the_page_itself(desk: ReleaseConsole, ana: Person) -> None:
    """Who reloads sees the same."""
    desk.teach("what do you charge")
    ana.post("/releases/train")
    answer = ana.get("/releases/progress")
    assert answer.url.endswith("/releases")
    assert "<progress" in answer.text


def test_a_refused_candidate_says_why_and_what_did_it(desk: ReleaseConsole, ana: Person) -> None:
    """The verdict is a sentence; the message, and the phrasing to remove, are named."""
    desk.make_live("what do you charge")
    refused = desk.make("what stops my pain", MISSED)
    assert refused.state is State.REFUSED
    page = ana.get("/releases/2").text
    assert "Cannot be published: " in page
    assert FELL in page
    assert "what stops my pain" in page
    assert "Publish release 2" not in page
    assert "Refused" in ana.get("/releases").text


def test_a_refused_candidate_cannot_be_published_by_its_address(
    desk: ReleaseConsole, ana: Person
) -> None:
    """Neither the question nor the form gets past the gate."""
    desk.make_live("what do you charge")
    desk.make("what stops my pain", MISSED)
    assert "Cannot be published" in ana.get("/releases/2/publish").text
    page = ana.post("/releases/2/publish").text
    assert "cannot be published" in page
    live = desk.releases.live()
    assert live is not None
    assert live.number == 1


def test_publishing_asks_first_and_tells_each_server(desk: ReleaseConsole, ana: Person) -> None:
    """The question names the servers; afterwards the page names what they answer with."""
    desk.make_live("what do you charge")
    desk.make("price please")
    address = desk.console.settings.assistant_servers[0]
    question = ana.get("/releases/2/publish").text
    assert address in question
    assert "price please" in question
    page = ana.post("/releases/2/publish", {"why": "shorter"}).text
    assert "Release 2 is live. The server has taken it." in page
    assert desk.server.number == 2
    assert "Answers with release 2" in ana.part("/releases/servers").text


def test_a_server_that_was_down_is_told_again(desk: ReleaseConsole, ana: Person) -> None:
    """The release is live, the page says who has not taken it, and one button tries again."""
    desk.make_live("what do you charge")
    desk.make("price please")
    desk.server.refusal = "down"
    assert "0 of 1 servers have taken it" in ana.post("/releases/2/publish").text
    assert "Tell them again" in ana.part("/releases/servers").text
    assert "cannot be reached" in ana.post("/releases/servers").text
    desk.server.refusal = None
    assert "Every server answers with the live release" in ana.post("/releases/servers").text
    assert desk.server.number == 2


def test_a_model_that_no_server_can_load_is_not_published(
    desk: ReleaseConsole, ana: Person
) -> None:
    """The former release stays live, and the page says so."""
    desk.make_live("what do you charge")
    desk.make("price please")
    desk.server.refusal = "model_damaged"
    page = ana.post("/releases/2/publish").text
    assert "Release 1 stays live" in page
    live = desk.releases.live()
    assert live is not None
    assert live.number == 1


def test_a_damaged_model_is_not_published(desk: ReleaseConsole, ana: Person) -> None:
    """It is noticed before any server is told."""
    desk.make_live("what do you charge")
    desk.make("price please")
    model = desk.console.settings.releases_folder / "0002" / "model.tar.gz"
    model.write_text("something else", encoding="utf-8")
    assert "is damaged" in ana.post("/releases/2/publish").text
    assert desk.server.number == 1


def test_an_outdated_candidate_says_so(desk: ReleaseConsole, ana: Person) -> None:
    """Compared with a release that is not live any more, it has to be trained again."""
    desk.make_live("what do you charge")
    desk.make("price please")
    desk.make_live("how much")
    page = ana.get("/releases/2").text
    assert "Cannot be published any more." in page
    assert "Train a new candidate" in page


def test_going_back_brings_back_what_staff_had(desk: ReleaseConsole, ana: Person) -> None:
    """The question says which phrasings come and go, and asks why; then they do."""
    desk.make_live("what do you charge")
    desk.make_live("price please")
    assert "Go back to 1" in ana.get("/releases").text
    question = ana.get("/releases/1/roll-back").text
    assert question.index("what do you charge") < question.index("price please")
    unsaid = ana.post("/releases/1/roll-back", {"why": "  "})
    assert unsaid.status_code == 400
    assert "Say why" in unsaid.text
    assert desk.server.number == 2
    page = ana.post("/releases/1/roll-back", {"why": "wrong prices"}).text
    assert "Release 1 is live again" in page
    assert desk.server.number == 1
    taught = desk.console.settings.staff_phrasings.read_text(encoding="utf-8")
    assert "what do you charge" in taught
    assert "price please" not in taught


def test_going_back_does_not_undo_what_was_saved_since_the_question(
    desk: ReleaseConsole, ana: Person
) -> None:
    """A colleague taught something meanwhile: the question is put once more, with it in it."""
    desk.make_live("what do you charge")
    desk.make_live("price please")
    question = ana.get("/releases/1/roll-back").text
    seen = re.search(r'name="seen" value="(\w+)"', question)
    assert seen is not None
    desk.teach("taught by a colleague")
    form = {"why": "wrong prices", "seen": seen[1]}
    again = ana.post("/releases/1/roll-back", form)
    assert again.status_code == 409
    assert "since you opened this page" in again.text
    assert "taught by a colleague" in again.text
    assert 'value="wrong prices"' in again.text
    assert desk.server.number == 2
    seen = re.search(r'name="seen" value="(\w+)"', again.text)
    assert seen is not None
    page = ana.post("/releases/1/roll-back", {**form, "seen": seen[1]}).text
    assert "Release 1 is live again" in page


def test_roll_back_that_was_killed_is_finished_by_the_console(
    desk: ReleaseConsole, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where `make run` has started first, which cannot put files of staff back."""
    desk.make_live("what do you charge")
    desk.make_live("price please")
    with monkeypatch.context() as patched:
        # The intention is written, and nothing of it done, as after a kill in between.
        patched.setattr(Publisher, "carry_out", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            desk.releases.roll_back(1, "Ana", "wrong prices")
    settings = desk.console.settings
    model = settings.releases_folder / "0002" / "model.tar.gz"
    register_model(settings, model)
    taught = settings.staff_phrasings.read_text(encoding="utf-8")
    assert "price please" in taught
    with closing(open_rooms(settings)) as rooms:
        finished = rooms.releases.complete()
    assert finished is not None
    assert finished.number == 1
    taught = settings.staff_phrasings.read_text(encoding="utf-8")
    assert "what do you charge" in taught
    assert "price please" not in taught
    assert desk.server.number == 1


def test_what_was_never_live_is_nothing_to_go_back_to(desk: ReleaseConsole, ana: Person) -> None:
    """It is said in words, by the page and by the form."""
    desk.make("what do you charge")
    assert "was never live" in ana.get("/releases/1/roll-back").text
    assert "was never live" in ana.post("/releases/1/roll-back", {"why": "a try"}).text


def test_a_comparison_is_filtered_and_sorted_by_its_address(
    desk: ReleaseConsole, ana: Person
) -> None:
    """Filters and orders are links and plain forms; nonsense in them is everything."""
    desk.make_live("what do you charge")
    desk.make("what stops my pain", MISSED)
    assert FELL in ana.get("/releases/2?kind=worse&set=safety_messages").text
    none = ana.get("/releases/2?kind=better").text
    assert "None is like this." in none
    nonsense = ana.get("/releases/2?kind=x&sort=x&page=x&recent=-1")
    assert nonsense.status_code == 200
    assert 'aria-sort="ascending"' in ana.get("/releases/2?sort=topic").text
    assert "<svg" in nonsense.text
    assert "style=" not in nonsense.text


def test_a_release_whose_files_are_gone_is_still_shown(desk: ReleaseConsole, ana: Person) -> None:
    """Its history stays; what cannot be shown any more is said."""
    desk.make_live("what do you charge")
    (desk.console.settings.releases_folder / "0001" / "predictions.jsonl").unlink()
    page = ana.get("/releases/1")
    assert page.status_code == 200
    assert "is not there" in page.text


@pytest.mark.parametrize(
    "path", ["/releases/99", "/releases/99999999999999999999", "/releases/99/log"]
)
def test_a_number_that_is_no_release_is_told(desk: ReleaseConsole, ana: Person, path: str) -> None:
    """A page with the way to the list, not an error of ours."""
    answer = ana.get(path)
    assert answer.status_code == 404
    assert "There is no release 99" in answer.text


def test_the_log_is_shown_as_text(desk: ReleaseConsole, ana: Person) -> None:
    """Nothing in it becomes part of the page."""
    desk.make("what do you charge")
    assert "There is no log" in ana.get("/releases/1/log").text
    log = desk.console.settings.releases_folder / "0001" / "training.log"
    log.write_text("reading <script>alert(1)</script>", encoding="utf-8")
    page = ana.get("/releases/1/log").text
    assert "&lt;script&gt;alert(1)" in page


def test_an_unreadable_file_of_staff_hides_nothing_else(desk: ReleaseConsole, ana: Person) -> None:
    """What is live is shown, beside what is wrong with the file."""
    desk.make_live("what do you charge")
    desk.console.settings.staff_phrasings.write_text("nlu: [", encoding="utf-8")
    page = ana.get("/releases").text
    assert "cannot be read as YAML" in page
    assert "Release 1" in page


def test_viewers_look_and_change_nothing(desk: ReleaseConsole) -> None:
    """Every page is open to them, no button is, and no form is taken."""
    desk.make_live("what do you charge")
    desk.make("price please")
    viewer = desk.console.sign_in(Role.VIEWER)
    for path in ("/releases", "/releases/2", "/releases/history", "/releases/servers"):
        page = viewer.get(path)
        assert page.status_code == 200
        assert "formaction" not in page.text
        assert "Publish release 2 …" not in page.text
    for path in ("/releases/train", "/releases/2/publish", "/releases/1/roll-back"):
        assert viewer.post(path, {"why": "a try"}).status_code == 403
    assert desk.server.number == 1


def test_the_history_is_filtered_and_exported(desk: ReleaseConsole, ana: Person) -> None:
    """Who, what and when; the file holds what is shown, and no formula."""
    desk.make_live("what do you charge")
    desk.make("price please")
    ana.post("/releases/2/publish", {"why": "=1+1"})
    page = ana.get("/releases/history?who=Ana").text
    assert "published" in page
    assert "1 entry." in page
    assert "Nothing happened that is like this." in ana.get("/releases/history?number=7").text
    answer = ana.get("/releases/history.csv?who=Ana")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["who"], row["what"], row["release"], row["why"]) for row in rows] == [
        ("Ana", "published", "2", "'=1+1")
    ]


def test_everything_is_audited(desk: ReleaseConsole, ana: Person) -> None:
    """Who trained, published and went back, without a visitor's word."""
    desk.make_live("what do you charge")
    desk.teach("price please")
    ana.post("/releases/train")
    ana.post("/releases/2/cancel")
    desk.make_live("how much")
    ana.post("/releases/1/roll-back", {"why": "wrong prices"})
    entries = desk.console.rooms.accounts.audit.list(50, who="Ana", what="releases.")
    assert [(entry.what, entry.about) for entry in entries] == [
        ("releases.rolled_back", "release 1"),
        ("releases.cancelled", "release 2"),
        ("releases.requested", "release 2"),
    ]
