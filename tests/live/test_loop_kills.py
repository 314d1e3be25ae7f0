"""kill -9 on the processes of the real loop: the next start goes on, and nothing is lost."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, Iterator

import psutil
import pytest
import requests

from assistant.console.accounts.roles import Role
from assistant.releases.records import Happening, Release, State
from assistant.releases.releases import Releases, open_releases
from assistant.review.inbox import Inbox, open_inbox
from tests.conftest import start_again
from tests.live.loop_checks import (
    PATIENCE_SECONDS,
    QUESTION,
    TOPIC,
    check_whole,
    count_events,
    find_decision,
    find_topic,
    is_named_live,
    list_children,
    list_taught,
    locked,
    paused,
    wait_until,
)
from tests.live.test_review import find_messages
from tests.staff_product import StaffProduct, running_staff_product

EDITOR, PUBLISHER = "Eva Editor", "Pia Publisher"
# A machine that does other things as well takes longer over a training.
TRAINING_SECONDS = 240.0
TAUGHT = (TOPIC, QUESTION)


@pytest.fixture(scope="module")
def staff(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffProduct]:
    """The whole product, with an editor and a publisher; every test leaves all of it running."""
    with running_staff_product(tmp_path_factory.mktemp("kills")) as running:
        running.add_account(EDITOR, Role.EDITOR)
        running.add_account(PUBLISHER, Role.PUBLISHER)
        yield running


@pytest.fixture
def releases(staff: StaffProduct) -> Iterator[Releases]:
    """The releases of the product, to look at from outside."""
    with closing(open_releases(staff.settings)) as opened:
        yield opened


@pytest.fixture
def inbox(staff: StaffProduct) -> Iterator[Inbox]:
    """The inbox of the product, to look at from outside."""
    with closing(open_inbox(staff.settings.review_database)) as opened:
        yield opened


@pytest.fixture
def background() -> Iterator[ThreadPoolExecutor]:
    """Somebody who waits for an answer that may never come."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def expect_no_answer(asked: "Future[Any]") -> None:
    """Whoever waited for the killed console has been told nothing."""
    with pytest.raises(requests.RequestException):
        asked.result(PATIENCE_SECONDS)


def test_console_killed_between_teaching_and_deciding(
    staff: StaffProduct, inbox: Inbox, background: ThreadPoolExecutor
) -> None:
    """The message is open as before, and whoever decides it again teaches its words once."""
    staff.product.ask("odd-visitor", QUESTION)
    wait_until(lambda: find_messages(inbox, "scooter"), "the message in the inbox")
    (message,) = find_messages(inbox, "scooter")
    form = {"message": message.id, "choice": f"topic:{TOPIC}", "teach": "1"}
    editor = staff.people[EDITOR]
    with locked(staff.settings.review_database):
        asked = background.submit(editor.post, "/inbox/decide", form)
        wait_until(lambda: TAUGHT in list_taught(staff), "the phrasing in the file")
        staff.kill("console")
        expect_no_answer(asked)
    assert find_decision(inbox, message.id) is None
    check_whole(staff)

    staff.restart("console")
    answer = editor.post("/inbox/decide", form)
    assert "Their words are taught already." in answer.text
    assert find_decision(inbox, message.id) is not None
    assert list_taught(staff) == [TAUGHT]
    check_whole(staff)


def test_console_and_trainer_killed_while_a_candidate_is_made(
    staff: StaffProduct, releases: Releases, background: ThreadPoolExecutor
) -> None:
    """It is requested once, fails in words without its child, and survives its trainer twice."""
    teach(staff)
    publisher, folder = staff.people[PUBLISHER], staff.settings.releases_folder
    number = releases.count() + 1
    asked = background.submit(publisher.post, "/releases/train")
    wait_until(lambda: list(folder.glob(f"*{number:04d}*")), "the folder of the release")
    staff.kill("console")
    # It may have been quicker.
    assert isinstance(asked.exception(PATIENCE_SECONDS), (requests.RequestException, type(None)))
    staff.restart("console")
    if releases.running() is None:
        publisher.post("/releases/train")
    assert count_events(releases, Happening.REQUESTED, number) == 1

    wait_for_step(releases, number, State.TRAINING)
    list_children(staff)[0].kill()
    failed = wait_for_end(releases, number)
    assert failed.state is State.FAILED
    assert "stopped from outside" in str(failed.problem)
    check_whole(staff)

    publisher.post("/releases/train")
    number += 1
    for state in (State.TRAINING, State.EVALUATING):
        wait_for_step(releases, number, state)
        children = list_children(staff)
        staff.kill("trainer")
        gone, alive = psutil.wait_procs(children, timeout=PATIENCE_SECONDS)
        assert gone
        assert not alive
        check_whole(staff)
        staff.restart("trainer")
    assert wait_for_end(releases, number).state is State.READY
    assert count_events(releases, Happening.INTERRUPTED, number) == 2
    assert count_events(releases, Happening.TRAINED, number) == 1
    assert find_topic(staff) != TOPIC
    check_whole(staff)


def test_console_and_assistant_killed_while_publishing_and_rolling_back(
    staff: StaffProduct, releases: Releases, background: ThreadPoolExecutor
) -> None:
    """The next ones finish it, once; visitors get the live release, and their talk goes on."""
    number = find_candidate(staff, releases)
    publisher = staff.people[PUBLISHER]
    staff.product.ask("kept", "what are peptides?")
    with paused(staff, "assistant"):
        asked = background.submit(publisher.post, f"/releases/{number}/publish")
        wait_until(lambda: is_named_live(staff, number), "live.json")
        staff.kill("console")
        expect_no_answer(asked)
        staff.kill("assistant")
    staff.restart("assistant")
    check_whole(staff)
    assert find_topic(staff) == TOPIC
    again = staff.product.ask("kept", "say that again")
    assert again[0]["metadata"]["topic"] == "faq/peptides", "the conversation was kept"
    staff.restart("console")
    wait_until(lambda: count_events(releases, Happening.PUBLISHED, number), "the history")
    assert [one.release for one in releases.servers()] == [number]

    with paused(staff, "assistant"):
        back = background.submit(publisher.post, "/releases/1/roll-back", {"why": "a test"})
        wait_until(lambda: is_named_live(staff, 1), "live.json")
        staff.kill("console")
        expect_no_answer(back)
    assert list_taught(staff) == [TAUGHT], "the files of staff come last"
    staff.restart("console")
    wait_until(lambda: count_events(releases, Happening.ROLLED_BACK, 1), "the history")
    assert list_taught(staff) == []
    assert [one.release for one in releases.servers()] == [1]
    assert find_topic(staff) != TOPIC
    assert count_events(releases, Happening.PUBLISHED, number) == 1
    assert count_events(releases, Happening.ROLLED_BACK, 1) == 1
    check_whole(staff)


def test_assistant_killed_while_it_loads_its_model(staff: StaffProduct) -> None:
    """The next one serves the live release, and the conversations of before."""
    staff.product.ask("kept-too", "what are cytokines?")
    staff.kill("assistant")
    _, log = start_again(staff.product, "assistant")
    wait_until(lambda: "Loading model" in log.read_text(encoding="utf-8"), "the loading")
    staff.kill("assistant")
    staff.restart("assistant")
    again = staff.product.ask("kept-too", "say that again")
    assert again[0]["metadata"]["topic"] == "faq/cytokines"
    check_whole(staff)


def teach(staff: StaffProduct) -> None:
    """Have the question taught, if it is not."""
    if TAUGHT not in list_taught(staff):
        form = {"source": "", "topic": TOPIC, "place": "", "seen": "", "text": QUESTION}
        staff.people[EDITOR].post("/phrasings/save", {**form, "reason": ""})
    assert list_taught(staff) == [TAUGHT]


def find_candidate(staff: StaffProduct, releases: Releases) -> int:
    """A candidate that knows the question and can be published."""
    teach(staff)
    newest = releases.list(1)[0]
    if newest.state is not State.READY or newest.was_live:
        staff.people[PUBLISHER].post("/releases/train")
        newest = wait_for_end(releases, releases.list(1)[0].number)
    assert newest.state is State.READY
    return newest.number


def wait_for_step(releases: Releases, number: int, state: State) -> None:
    """Return once the trainer has said that it is so far, and more than begun."""

    def is_there() -> bool:
        release = releases.show(number)
        assert release.state.is_running, release
        return release.state is state and release.progress > 0

    wait_until(is_there, state.value, TRAINING_SECONDS)


def wait_for_end(releases: Releases, number: int) -> Release:
    """The release once nothing is done on it any more."""
    wait_until(lambda: not releases.show(number).state.is_running, "the training", TRAINING_SECONDS)
    return releases.show(number)
