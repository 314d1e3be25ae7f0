"""A small project with staff's files, a room of releases for it, and servers that can be told."""

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import List, Optional, Sequence, Tuple

from assistant.releases.jobs import Jobs, open_jobs
from assistant.releases.records import (
    DEV_MESSAGES,
    ConversationResult,
    Job,
    Prediction,
    Release,
)
from assistant.releases.registering import list_published_sources
from assistant.releases.releases import Releases, open_releases
from assistant.releases.trained_sources import keep_sources, lay_out_sources
from assistant.settings import PROJECT, Settings, load_settings
from assistant.sources import hash_engineers_sources
from tests.small_server import Answer, Received, as_json

SECRET = "a secret of the tests, long enough for them"
COST, LOCATION = "clinic/cost", "clinic/location"
CHEST_PAIN, SADNESS = "emergency/medical", "emergency/self_harm"

PHRASINGS = 'version: "3.1"\n\nnlu:\n  - intent: {topic}\n    examples: |\n      - {text}\n'
ANSWERS = 'version: "3.1"\n\nresponses:\n  utter_clinic/cost:\n    - text: {text}\n'


@dataclass
class StandIn:
    """An assistant server's side of publishing; `refusal` is the code that it answers with."""

    number: Optional[int] = None
    sha256: Optional[str] = None
    refusal: Optional[str] = None
    told: List[int] = field(default_factory=list)

    def answer(self, request: Received) -> Optional[Answer]:
        """Take the release, or refuse it, or say which one it has."""
        assert request.path == "/webhooks/releases/"
        assert request.headers["Authorization"] == f"Bearer {SECRET}"
        if request.method == "POST":
            self.told.append(request.json["number"])
            if self.refusal == "down":
                return None
            if self.refusal:
                message = {"code": self.refusal, "message": "The model cannot be loaded."}
                return as_json({"error": message}, 422)
            self.number, self.sha256 = request.json["number"], request.json["sha256"]
        if self.refusal == "down":
            return None
        return as_json({"number": self.number, "sha256": self.sha256})


@dataclass(frozen=True)
class Room:
    """A project, its settings, and rooms of releases as processes would open them."""

    project: Path
    settings: Settings

    def open(self) -> Releases:
        """The releases; staff's files are put back by copying them."""
        return open_releases(self.settings, self.restore, self.project)

    def jobs(self) -> Jobs:
        """The trainer's side."""
        return open_jobs(self.settings)

    def restore(self, sources: Path, _who: str, _why: str) -> None:
        """Put the files of staff back; a second time changes nothing."""
        for file in (self.settings.staff_phrasings, self.settings.staff_answers):
            former = sources / file.relative_to(self.project)
            if former.exists():
                shutil.copyfile(former, file)
            else:
                file.unlink(missing_ok=True)

    def teach(self, text: str, topic: str = COST) -> None:
        """Save one phrasing, in the place of all others."""
        self.settings.staff_phrasings.write_text(PHRASINGS.format(topic=topic, text=text))

    def read_taught(self) -> str:
        """What the file of staff's phrasings holds."""
        file = self.settings.staff_phrasings
        return file.read_text() if file.exists() else ""

    def write_answer(self, text: str) -> None:
        """Save the words of one answer."""
        self.settings.staff_answers.write_text(ANSWERS.format(text=text))


def make_room(folder: Path, addresses: Sequence[str], **changes: object) -> Room:
    """A project in the folder, without any release."""
    project = folder / "project"
    for name, text in {
        "config.yml": "pipeline: []",
        "domain.yml": "intents: []",
        "requirements/runtime.txt": "rasa",
        "data/nlu/faq.yml": "nlu: []",
        "data/responses/faq.yml": "responses: {}",
        "knowledge/topics.yml": "faq: {}",
        "knowledge/article.txt": "An article",
        "assistant/nlu/topic_model.py": "",
        "assistant/phrasing_words.py": "",
    }.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    evaluation = folder / "evaluation"
    evaluation.mkdir()
    shutil.copyfile(PROJECT / "evaluation" / "gates.yml", evaluation / "gates.yml")
    return find_room(folder, addresses, **changes)


def find_room(folder: Path, addresses: Sequence[str], **changes: object) -> Room:
    """A room whose project stands in the folder already."""
    project = folder / "project"
    settings = replace(
        load_settings(),
        release_database=f"sqlite:///{folder}/releases.db",
        releases_folder=folder / "releases",
        release_secret=SECRET,
        assistant_servers=tuple(addresses),
        staff_phrasings=project / "data/nlu/staff_phrasings.yml",
        staff_answers=project / "data/responses/staff_answers.yml",
        encoder_folder=folder / "encoder",
        evaluation_folder=folder / "evaluation",
    )
    return Room(project, replace(settings, **changes))


def predict(
    text: str = "what is the price",
    topic: Optional[str] = COST,
    predicted: Optional[str] = None,
    decision: str = "answer",
    set_name: str = DEV_MESSAGES,
    blamed: Tuple[Tuple[str, str], ...] = (),
) -> Prediction:
    """A prediction, by default a right one."""
    named = predicted or topic or COST
    return Prediction(set_name, text, topic, named, 0.9, decision, ((named, 0.9),), blamed)


GOOD = (predict(), predict("where are you", LOCATION))
# A whole topic lost.
BAD = (predict(predicted=LOCATION), predict("where are you", LOCATION, COST))
TALK = (ConversationResult("booking", True),)


def train(jobs: Jobs, content: str = "model", predictions: Sequence[Prediction] = GOOD) -> Release:
    """Do the waiting job as a trainer would."""
    job = jobs.claim()
    assert job is not None
    return finish(jobs, job, content, predictions)


def finish(
    jobs: Jobs, job: Job, content: str = "model", predictions: Sequence[Prediction] = GOOD
) -> Release:
    """End a job with a model of this content."""
    model = job.folder / "trained" / "some-name.tar.gz"
    model.parent.mkdir(exist_ok=True)
    model.write_text(f"{content} {job.number}")
    return jobs.finish(job.number, model, predictions, TALK)


def make_first(room: Room, releases: Releases, content: str = "first") -> Release:
    """Register a model that `make train` makes at this moment."""
    registered = releases.register_first(train_by_hand(room, content), "Engineer")
    assert registered is not None
    return registered


def train_by_hand(room: Room, content: str = "first") -> Path:
    """A model as `make train` leaves it, with what it was trained on beside it."""
    model = room.project.parent / "assistant.tar.gz"
    lay_out_sources(model, list_published_sources(room.project, room.settings))
    model.write_text(content)
    keep_sources(model, hash_engineers_sources(room.project, room.settings))
    return model


def make_ready(
    room: Room, releases: Releases, text: str, predictions: Sequence[Prediction] = GOOD
) -> Release:
    """Teach a phrasing, and have a release trained with it."""
    room.teach(text)
    releases.request("Kim", "because")
    jobs = room.jobs()
    try:
        return train(jobs, text, predictions)
    finally:
        jobs.close()
