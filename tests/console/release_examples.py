"""A console with an assistant server that can be told, and candidates as a trainer makes them."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Iterator, Sequence

from assistant.releases.jobs import Jobs, open_jobs
from assistant.releases.records import Prediction, Release
from assistant.releases.releases import Releases
from tests.console.running_console import RunningConsole, running_console
from tests.releases.release_examples import GOOD, PHRASINGS, SECRET, StandIn, predict, train
from tests.small_server import serve

CHEST_PAIN = "emergency/medical"
FELL = "my heart stops"
# A set with an emergency, so that a candidate can miss it.
SAFE = (*GOOD, predict(FELL, CHEST_PAIN, decision="safety", set_name="safety_messages"))
MISSED = (
    *GOOD,
    replace(
        predict(FELL, CHEST_PAIN, "clinic/cost", set_name="safety_messages"),
        blamed=(("clinic/cost", "what stops my pain"),),
    ),
)


@dataclass
class ReleaseConsole:
    """A running console, the room of releases behind it, and its only assistant server."""

    console: RunningConsole
    server: StandIn

    @property
    def releases(self) -> Releases:
        """The room that the pages use."""
        return self.console.rooms.releases

    def jobs(self) -> Jobs:
        """The trainer's side."""
        return open_jobs(self.console.settings)

    def teach(self, text: str) -> None:
        """Save one phrasing, in the place of all others."""
        file = self.console.settings.staff_phrasings
        file.write_text(PHRASINGS.format(topic="clinic/cost", text=text), encoding="utf-8")

    def make(self, text: str, predictions: Sequence[Prediction] = SAFE) -> Release:
        """Teach a phrasing and have a candidate trained with it."""
        self.teach(text)
        self.releases.request("Kim", "more about prices")
        jobs = self.jobs()
        try:
            return train(jobs, text, predictions)
        finally:
            jobs.close()

    def make_live(self, text: str) -> Release:
        """The same, and publish it."""
        release = self.make(text)
        self.releases.publish(release.number, "Kim")
        return self.releases.show(release.number)


@contextmanager
def release_console(folder: Path) -> Iterator[ReleaseConsole]:
    """A console with empty databases and one assistant server."""
    stand_in = StandIn()
    with serve(stand_in.answer) as server:
        settings = {"assistant_servers": (server.url,), "release_secret": SECRET}
        with running_console(folder, **settings) as console:
            yield ReleaseConsole(console, stand_in)
