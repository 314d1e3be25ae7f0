"""Makes the stock peer: what `rasa init` gives, on the same training data."""

import importlib.resources
import re
import shutil
from pathlib import Path

import yaml

from assistant.clinic_profile import load_clinic_profile
from assistant.settings import PROJECT, load_settings

OWN_INTENTS = "two_questions"

# In the place of the forms, one plain answer each.
BOOKING_RULES = [
    {"rule": intent, "steps": [{"intent": intent}, {"action": answer}]}
    for intent, answer in (
        ("book_appointment", "utter_booking_start"),
        ("change_appointment", "utter_change_no_reference"),
        ("talk_to_human", "utter_person_by_phone"),
    )
]


def make_stock_peer(folder: Path) -> None:
    """Write a Rasa project with the default configuration and our data into `folder`."""
    folder.mkdir(parents=True)
    default = importlib.resources.files("rasa.cli") / "initial_project" / "config.yml"
    # Null pipeline and policies: Rasa fills in its own defaults, ResponseSelector among them.
    (folder / "config.yml").write_text(default.read_text(encoding="utf-8"), encoding="utf-8")
    shutil.copytree(PROJECT / "data", folder / "data")
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    # Stock Rasa has no action server of ours, so no forms, and answers one question a message.
    domain["actions"] = []
    domain["forms"], domain["slots"] = {}, {}
    domain["intents"] = [name for name in domain["intents"] if name != OWN_INTENTS]
    (folder / "domain.yml").write_text(yaml.safe_dump(domain), encoding="utf-8")
    booking = folder / "data" / "rules" / "booking.yml"
    booking.write_text(yaml.safe_dump({"version": "3.1", "rules": BOOKING_RULES}), encoding="utf-8")
    _drop_two_questions(folder)
    _fill_in_facts(folder / "data" / "responses")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")


def _drop_two_questions(folder: Path) -> None:
    answers = folder / "data" / "rules" / "answers.yml"
    rules = yaml.safe_load(answers.read_text(encoding="utf-8"))
    rules["rules"] = [rule for rule in rules["rules"] if rule["steps"][0]["intent"] != OWN_INTENTS]
    answers.write_text(yaml.safe_dump(rules), encoding="utf-8")
    control = folder / "data" / "nlu" / "control.yml"
    phrasings = yaml.safe_load(control.read_text(encoding="utf-8"))
    phrasings["nlu"] = [block for block in phrasings["nlu"] if block["intent"] != OWN_INTENTS]
    control.write_text(yaml.safe_dump(phrasings), encoding="utf-8")


def _fill_in_facts(responses: Path) -> None:
    """Put the clinic's facts into the texts: stock Rasa would look for slots of these names."""
    facts = load_clinic_profile(load_settings().clinic_profile).facts
    for file in responses.glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        filled = re.sub(r"\{(\w+)\}", lambda found: facts.get(found[1], "a fact"), text)
        file.write_text(filled, encoding="utf-8")
