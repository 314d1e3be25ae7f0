"""The three rooms that a decision reaches, on files and databases of one folder."""

import dataclasses
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Sequence, Tuple

from assistant.console.teaching import Teaching
from assistant.phrasings.book import PhrasingBook
from assistant.releases.releases import Releases, open_releases
from assistant.review.inbox import Inbox, open_inbox
from assistant.review.turn_log import open_turn_log
from assistant.settings import Settings, load_settings
from assistant.staff_changes.teaching_lock import find_teaching_lock
from tests.phrasings.books import make_book, write_training_folder
from tests.review.turn_examples import make_turn

STAFF_FILE = "data/nlu/staff_phrasings.yml"


@dataclass(frozen=True)
class TeachingRooms:
    """The rooms and what decides over them."""

    inbox: Inbox
    book: PhrasingBook
    releases: Releases
    lock_file: Path

    @property
    def teaching(self) -> Teaching:
        """A new one, as another process would have it."""
        return Teaching(self.inbox, self.book, self.releases, self.lock_file)

    def taught(self) -> List[Tuple[str, str]]:
        """What the training file holds, each line of it."""
        return [(one.topic, one.text) for one in self.book.list_phrasings()]

    def tests(self) -> Dict[str, str]:
        """The topic of each test."""
        return {one.text: one.topic for one in self.releases.list_tests()}

    def open_messages(self) -> List[str]:
        """What is to be decided."""
        ids = range(1, 1 + self.inbox.find_newest())
        return [one.text for one in self.inbox.list_messages(list(ids)) if one.decision_id is None]


def make_folder(folder: Path) -> Path:
    """Training data and databases in a folder that is there from now on."""
    write_training_folder(folder / "data")
    with opened_rooms(folder):
        pass
    return folder


@contextmanager
def opened_rooms(folder: Path) -> Iterator[TeachingRooms]:
    """The rooms of the folder."""
    settings = make_settings(folder)
    inbox = open_inbox(settings.review_database)
    releases = open_releases(settings, lambda *_: None)
    try:
        book = make_book(folder / STAFF_FILE)
        yield TeachingRooms(inbox, book, releases, find_teaching_lock(settings))
    finally:
        inbox.close()
        releases.close()


def make_settings(folder: Path) -> Settings:
    """Settings whose databases are in the folder."""
    return dataclasses.replace(
        load_settings(),
        review_database=f"sqlite:///{folder}/review.db",
        release_database=f"sqlite:///{folder}/releases.db",
        releases_folder=folder / "releases",
        staff_phrasings=folder / STAFF_FILE,
    )


def ask(folder: Path, texts: Sequence[str], first: int = 1) -> None:
    """Visitors ask what the assistant does not understand; message numbers begin with `first`."""
    log = open_turn_log(make_settings(folder).review_database)
    log.add([make_turn(number, text) for number, text in enumerate(texts, first)])
    log.close()
