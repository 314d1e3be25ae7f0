"""Slow work that no page waits for: grouping and previews."""

import dataclasses
import threading
from contextlib import closing
from pathlib import Path
from typing import Iterator, List, Sequence

import pytest

from assistant.console.teaching_views.background import BackgroundGrouping, Previews
from assistant.phrasings.errors import UnreadablePhrasings
from assistant.phrasings.preview.change_preview import ChangePreview, Preview
from assistant.phrasings.training_file import Phrasing
from assistant.review.inbox import Inbox, open_inbox
from assistant.review.inbox_records import Question
from tests.console.teaching_rooms import ask, make_settings
from tests.phrasings.books import COST, WordEncoder, write_training_folder

ONE, OTHER = [Phrasing(COST, "one")], [Phrasing(COST, "other")]
LONG = 30.0


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with closing(open_inbox(make_settings(tmp_path).review_database)) as opened:
        yield opened


def test_look_alikes_are_put_together_meanwhile(tmp_path: Path, inbox: Inbox) -> None:
    """By the assistant's own encoder; nothing is done where nothing is new."""
    grouping = BackgroundGrouping(make_settings(tmp_path), inbox)
    assert grouping.group_new(0), "an empty inbox is grouped"
    ask(tmp_path, ["is there parking at the clinic", "is there any parking near the clinic"])
    assert grouping.group_new(LONG)
    assert inbox.list_groups(Question()).total == 1
    ask(tmp_path, ["can I park at the clinic?"], first=3)
    with closing(grouping):
        assert grouping.group_new(LONG)
    assert inbox.list_groups(Question()).total <= 2


def test_without_an_encoder_the_inbox_works(tmp_path: Path, inbox: Inbox) -> None:
    """Every message stands for itself then."""
    settings = dataclasses.replace(make_settings(tmp_path), encoder_folder=tmp_path / "none")
    grouping = BackgroundGrouping(settings, inbox)
    ask(tmp_path, ["is there parking", "is there any parking"])
    assert grouping.group_new(LONG)
    assert inbox.list_groups(Question()).total == 2
    grouping.close()


class SlowPreview(ChangePreview):
    """Waits until it may go on, and counts what it was asked for."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, WordEncoder())
        self.may_go_on = threading.Event()
        self.asked: List[Sequence[Phrasing]] = []

    def foresee(self, additions: Sequence[Phrasing], messages: Sequence[str]) -> Preview:
        self.asked.append(additions)
        self.may_go_on.wait(LONG)
        return super().foresee(additions, messages)


def test_a_preview_that_takes_long_is_asked_for_again(tmp_path: Path) -> None:
    """It is worked out once; another change is another preview."""
    slow = SlowPreview(write_training_folder(tmp_path / "data"))
    previews = Previews(slow, lambda: ["is it safe?"])
    assert previews.ask(ONE, 0) is None
    assert previews.ask([*ONE, *ONE], 0) is None
    slow.may_go_on.set()
    first = previews.ask(ONE, LONG)
    assert first is not None
    assert (first.messages, len(slow.asked)) == (1, 1)
    assert previews.ask(OTHER, LONG) is not None
    assert len(slow.asked) == 2


def test_what_keeps_a_preview_from_being_made_is_raised(tmp_path: Path) -> None:
    """In the words that the room has for staff."""
    staff_file = write_training_folder(tmp_path / "data")
    staff_file.write_text("nlu: [", encoding="utf-8")
    previews = Previews(ChangePreview(staff_file, WordEncoder()), lambda: [])
    with pytest.raises(UnreadablePhrasings, match="is not valid YAML"):
        previews.ask(ONE, LONG)
