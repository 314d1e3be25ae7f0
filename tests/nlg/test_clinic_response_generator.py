"""How replies are worded, with responses of the test and with the project's own."""

from pathlib import Path
from typing import Any, Iterator, List, Sequence

import pytest
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.utils.endpoints import EndpointConfig

from assistant.conditions import Condition, load_conditions
from assistant.nlg import clinic_response_generator
from assistant.nlg.clinic_response_generator import ClinicResponseGenerator
from assistant.nlu.topic_prediction import ANSWER, CLARIFY, DECLINE, SAFETY
from assistant.settings import PROJECT
from tests.nlg.talks import Talk, titles

PROFILE = """
name: Test Clinic
phone: "555-0100"
emergency_number: "911"
crisis_line: "988"
address: 1 Test Street
"""
RESPONSES = """
version: "3.1"
slots:
  nick: {type: text, mappings: [{type: custom}]}
responses:
  utter_greet: [{text: "Hello"}, {text: "Hi"}, {text: "Welcome"}]
  utter_notice: [{text: "NOTICE {emergency_number}"}]
  utter_faq/safety:
    - text: Safe. Call {clinic_phone}.
      metadata: {source: "Is It Safe?", related: [faq/regulation, book_appointment, greet]}
  utter_clinic/cost:
    - {text: "Ask us.", metadata: {related: [clinic/insurance]}}
    - {text: "Note: {payment_note}", metadata: {needs: [payment_note]}}
  utter_clinic/location:
    - {text: "Parking", metadata: {needs: [clinic_address, clinic_parking]}}
    - {text: "At {clinic_address}", metadata: {needs: [clinic_address]}}
    - {text: "You find us at {clinic_address}", metadata: {needs: [clinic_address]}}
    - {text: "No address"}
  utter_clinic/hours: [{text: "Nothing else", metadata: {needs: [clinic_hours]}}]
  utter_affirm:
    - {text: "Good."}
    - {text: "Which one?", metadata: {after: clarify}}
  utter_deny:
    - {text: "Fine."}
    - {text: "None of those.", metadata: {after: clarify, related: [talk_to_human]}}
  utter_thanks: [{text: "You are welcome {nick}."}]
  utter_faq/physical_conditions:
    - {text: 'Yes: {listed}. It says "{listed_as}".', metadata: {when: listed}}
    - {text: "No: {unlisted}.", metadata: {when: unlisted}}
    - {text: 'Yes: {listed}. It says "{listed_as}". No: {unlisted}.', metadata: {when: mixed}}
    - {text: "Which?", metadata: {when: unnamed}}
  utter_emergency/medical:
    - {text: "Call {emergency_number}.", metadata: {decision: safety}}
  utter_medical_advice:
    - {text: "Ask a physician.", metadata: {decision: safety, related: [book_appointment]}}
  utter_fallback: [{text: "Sorry.", metadata: {decision: decline, related: [capabilities]}}]
  utter_clarify: [{text: "Did you mean one of these?"}]
  utter_offer_person:
    - {text: "Call {clinic_phone}.", metadata: {related: [book_appointment, capabilities]}}
  utter_out_of_scope: [{text: "Not ours.", metadata: {decision: decline}}]
  utter_no_text: [{text: "Please type words."}]
  utter_repeat: [{text: "Nothing to repeat."}]
  utter_first_answer: [{text: "First?"}]
  utter_second_answer: [{text: "Second?"}]
"""
BOOK = "Book an appointment"


def make_generator(folder: Path, domain: Domain, profile: str = PROFILE) -> ClinicResponseGenerator:
    file = folder / "clinic.yml"
    file.write_text(profile, encoding="utf-8")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CLINIC_PROFILE", str(file))
        return ClinicResponseGenerator(EndpointConfig(), domain)


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.from_yaml(RESPONSES)


@pytest.fixture
def talk(tmp_path: Path, domain: Domain) -> Talk:
    """A conversation in which the notice has been given already."""
    return fresh(tmp_path, domain).hears("hello", ["greet"]).says({"text": "Hello"})


def fresh(folder: Path, domain: Domain, profile: str = PROFILE) -> Talk:
    return Talk(domain, make_generator(folder, domain, profile))


def test_answer_carries_facts_source_and_metadata(talk: Talk) -> None:
    """Facts are filled in, the heading is quoted, and the machine-readable part says the same."""
    reply = talk.hears("is it safe", ["faq/safety"]).answers("utter_faq/safety")
    assert reply["text"] == 'Safe. Call 555-0100.\nFrom our guide: "Is It Safe?"'
    assert reply["metadata"] == {
        "topic": "faq/safety",
        "decision": ANSWER,
        "source": "Is It Safe?",
    }


def test_buttons_say_what_a_visitor_would_type(talk: Talk) -> None:
    """Related topics become buttons in their order; a topic without a title is left out."""
    reply = talk.hears("is it safe", ["faq/safety"]).answers("utter_faq/safety")
    assert reply["buttons"] == [
        {"title": "Is it approved by the FDA?", "payload": "Is it approved by the FDA?"},
        {"title": BOOK, "payload": BOOK},
    ]


def test_reply_without_related_topics_has_no_buttons(talk: Talk) -> None:
    """No empty list of buttons goes out."""
    assert "buttons" not in talk.hears("hi", ["greet"]).answers("utter_greet")


def test_unknown_response_is_none(talk: Talk) -> None:
    """Rasa is told that there is no such response; so are demands that nothing meets."""
    talk.hears("x", ["clinic/hours"])
    assert talk.generates("utter_unheard_of") is None
    assert talk.generates("utter_clinic/hours") is None


def test_wordings_are_chosen_by_chance(talk: Talk) -> None:
    """Each equal variation is said sometimes (all three within 200 tries, but once in 10^35)."""
    talk.hears("hi", ["greet"])
    said = {(talk.generates("utter_greet") or {})["text"] for _ in range(200)}
    assert said == {"Hello", "Hi", "Welcome"}


def test_variation_whose_facts_are_there_is_said(tmp_path: Path, domain: Domain) -> None:
    """What needs a fact is said where the profile holds it, wherever in the file it stands."""
    with_note = PROFILE + "payment_note: You pay later.\n"
    for profile, words in ((PROFILE, "Ask us."), (with_note, "Note: You pay later.")):
        folder = tmp_path / words[:3]
        folder.mkdir()
        talk = fresh(folder, domain, profile).says({"text": "Hello"}).hears("cost", ["clinic/cost"])
        assert talk.answers("utter_clinic/cost")["text"] == words


def test_variation_with_the_most_facts_is_said(talk: Talk) -> None:
    """Of several that hold the most demanding one is taken, its wordings by chance."""
    talk.hears("where", ["clinic/location"])
    said = {(talk.generates("utter_clinic/location") or {})["text"] for _ in range(100)}
    assert said == {"At 1 Test Street", "You find us at 1 Test Street"}


@pytest.mark.parametrize(
    ("before", "affirm", "deny"),
    [(CLARIFY, "Which one?", "None of those."), (ANSWER, "Good.", "Fine.")],
)
def test_yes_and_no_depend_on_a_question_before(
    talk: Talk, before: str, affirm: str, deny: str
) -> None:
    """After "did you mean" yes and no are understood as its answer, otherwise as courtesies."""
    talk.hears("prp hours", ["faq/safety", "clinic/hours"], before).says({"text": "?"})
    talk.hears("yes", ["affirm"])
    yes, no = talk.generates("utter_affirm"), talk.generates("utter_deny")
    assert yes is not None
    assert no is not None
    assert (yes["text"], no["text"]) == (affirm, deny)


def test_yes_to_several_topics_offers_them_again(talk: Talk) -> None:
    """Yes brings the same buttons back; no does not offer what was refused."""
    talk.hears("prp hours", ["faq/safety", "clinic/hours"], CLARIFY).answers("utter_clarify")
    talk.hears("yes", ["affirm"])
    assert titles(talk.generates("utter_affirm") or {}) == [
        "Is it safe and does it work?",
        "When are you open?",
    ]
    assert titles(talk.generates("utter_deny") or {}) == ["Talk to a person"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "Which?"),
        (["never heard of"], "Which?"),
        (["back pain"], 'Yes: back pain. It says "back pain and spinal injuries".'),
        (
            ["back pain", "lower back pain"],
            'Yes: back pain and lower back pain. It says "back pain and spinal injuries".',
        ),
        (["LISTED", "OTHER"], 'Yes: LISTED and OTHER. It says "WORDING" and "OTHER WORDING".'),
        (
            ["LISTED", "back pain", "OTHER"],
            "Yes: LISTED, back pain and OTHER. It says "
            '"WORDING" and "back pain and spinal injuries" and "OTHER WORDING".',
        ),
        (["UNLISTED"], "No: UNLISTED."),
        (["UNLISTED", "UNLISTED 2"], "No: UNLISTED or UNLISTED 2."),
        (
            ["UNLISTED", "back pain"],
            'Yes: back pain. It says "back pain and spinal injuries". No: UNLISTED.',
        ),
    ],
)
def test_named_conditions_are_spoken_about(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, names: Sequence[str], words: str
) -> None:
    """One, several, mixed, unlisted and unknown conditions each get their wording."""
    extra = {
        name: Condition(name, "faq/physical_conditions", wording, ())
        for name, wording in {
            "LISTED": "WORDING",
            "OTHER": "OTHER WORDING",
            "UNLISTED": None,
            "UNLISTED 2": None,
        }.items()
    }
    known = {**load_conditions(), **extra}
    monkeypatch.setattr(clinic_response_generator, "load_conditions", lambda: known)
    talk.hears("can it help", ["faq/physical_conditions"], conditions=names)
    assert talk.answers("utter_faq/physical_conditions")["text"] == words


def ask_safety(talk: Talk, text: str = "is it safe") -> List[str]:
    return titles(talk.hears(text, ["faq/safety"]).answers("utter_faq/safety"))


def test_booking_is_offered_once_in_three_messages(talk: Talk) -> None:
    """After an offer two messages go without one, then it may come again."""
    offers = [BOOK in ask_safety(talk) for _ in range(7)]
    assert offers == [True, False, False, True, False, False, True]


def test_booking_is_not_offered_right_after_a_safety_message(talk: Talk) -> None:
    """Who has just heard of an emergency is not asked to book; a turn later one may."""
    talk.hears("help", ["emergency/medical"], SAFETY).answers("utter_emergency/medical")
    assert BOOK not in ask_safety(talk)
    assert BOOK in ask_safety(talk)


def test_booking_that_was_asked_about_is_always_offered(talk: Talk) -> None:
    """Where booking is one of the things that may have been meant, it must be on the list."""
    assert BOOK in ask_safety(talk)
    talk.hears("book safe", ["book_appointment", "faq/safety"], CLARIFY)
    assert BOOK in titles(talk.answers("utter_clarify"))
    talk.hears("what do i have", ["medical_advice"], SAFETY)
    assert titles(talk.answers("utter_medical_advice")) == [BOOK]


def test_notice_stands_under_the_first_reply_only(tmp_path: Path, domain: Domain) -> None:
    """The notice is given once, facts filled in, also where the first turn has two messages."""
    talk = fresh(tmp_path, domain).hears("safe and cost", ["faq/safety", "clinic/cost"])
    first = talk.answers("utter_first_answer")["text"]
    assert first.endswith('From our guide: "Is It Safe?"\n\nNOTICE 911')
    assert talk.answers("utter_second_answer")["text"] == "Ask us."
    assert "NOTICE" not in talk.hears("hi", ["greet"]).answers("utter_greet")["text"]


def test_notice_never_stands_under_an_emergency(tmp_path: Path, domain: Domain) -> None:
    """Nothing stands beside the instruction to call; the next reply does not give it either."""
    talk = fresh(tmp_path, domain).hears("help", ["emergency/medical"], SAFETY)
    reply = talk.answers("utter_emergency/medical")
    assert reply["text"] == "Call 911."
    assert reply["metadata"] == {"topic": "emergency/medical", "decision": SAFETY}
    assert "buttons" not in reply


def test_responses_without_a_notice_are_fine(tmp_path: Path) -> None:
    """A domain may do without the notice."""
    domain = Domain.from_yaml("version: '3.1'\nresponses: {utter_greet: [{text: Hello}]}")
    assert fresh(tmp_path, domain).hears("hi", ["greet"]).answers("utter_greet")["text"] == "Hello"


def test_repeat_says_the_last_turn_again(talk: Talk) -> None:
    """Both messages of a turn come again as one, with the last one's buttons and metadata."""
    talk.hears("safe and cost", ["faq/safety", "clinic/cost"])
    first, second = talk.answers("utter_first_answer"), talk.answers("utter_second_answer")
    again = talk.hears("repeat").answers("utter_repeat")
    assert again["text"] == f"{first['text']}\n\n{second['text']}"
    assert again["buttons"] == second["buttons"]
    assert again["metadata"] == second["metadata"]
    assert talk.hears("repeat").answers("utter_repeat") == again


def test_repeat_before_anything_was_said(tmp_path: Path, domain: Domain) -> None:
    """There is nothing to repeat at the beginning or after a restart."""
    talk = fresh(tmp_path, domain).hears("repeat")
    assert talk.answers("utter_repeat")["text"] == "Nothing to repeat.\n\nNOTICE 911"
    talk.restarts().hears("repeat")
    assert talk.answers("utter_repeat")["text"].startswith("Nothing to repeat.")


def test_unclear_message_is_asked_about(talk: Talk) -> None:
    """Did you mean: the topics of the decision as buttons, in their order."""
    talk.hears("prp hours", ["clinic/hours", "faq/safety"], CLARIFY)
    reply = talk.answers("utter_fallback")
    assert reply["text"] == "Did you mean one of these?"
    assert titles(reply) == ["When are you open?", "Is it safe and does it work?"]
    assert reply["metadata"] == {"topic": "clinic/hours", "decision": CLARIFY}


def test_unclear_twice_offers_a_person(talk: Talk) -> None:
    """The second time in a row a person is offered, with what may have been meant."""
    talk.hears("qwe", ["clinic/hours"], CLARIFY).answers("utter_fallback")
    talk.hears("rty", ["faq/safety"], CLARIFY)
    reply = talk.answers("utter_fallback")
    assert reply["text"] == "Call 555-0100."
    assert titles(reply) == ["Is it safe and does it work?"]
    talk.hears("uio", [], DECLINE)
    declined = talk.answers("utter_fallback")
    assert declined["text"] == "Call 555-0100."
    assert titles(declined) == [BOOK, "What can you do?"]


def test_same_message_out_of_scope_twice_offers_a_person(talk: Talk) -> None:
    """Who insists gets a person; who asks something else that is not ours is declined again."""
    for text, words in (
        ("the weather", "Not ours."),
        ("football", "Not ours."),
        ("Football!", "Call 555-0100."),
    ):
        talk.hears(text, ["out_of_scope"], DECLINE)
        reply = talk.answers("utter_out_of_scope")
        assert reply["text"] == words
        assert reply["metadata"]["decision"] == DECLINE


def test_message_that_nothing_fits_is_declined(talk: Talk) -> None:
    """No topic at all: declined, with a way on."""
    reply = talk.hears("qwe", [], DECLINE).answers("utter_fallback")
    assert reply["text"] == "Sorry."
    assert titles(reply) == ["What can you do?"]
    assert reply["metadata"] == {"topic": None, "decision": DECLINE}


def test_reason_chooses_the_words(talk: Talk) -> None:
    """An unreadable message is told so; the second time a person is offered."""
    talk.hears("", ["out_of_scope"], DECLINE, reason="no_text")
    assert talk.answers("utter_fallback")["text"] == "Please type words."
    talk.hears("", ["out_of_scope"], DECLINE, reason="no_text")
    assert talk.answers("utter_fallback")["text"] == "Call 555-0100."


def test_two_answers_need_two_topics(talk: Talk) -> None:
    """Where the decision holds one topic only, the second answer is an apology."""
    talk.hears("safe", ["faq/safety"])
    assert talk.answers("utter_first_answer")["text"].startswith("Safe.")
    assert talk.answers("utter_second_answer")["text"] == "Sorry."


@pytest.mark.parametrize("value", ["{name}", "{", "}", "{clinic_phone}", "{{0}}", "%s", "\\1"])
def test_curly_brackets_in_slot_values_are_only_text(talk: Talk, value: str) -> None:
    """A visitor's words are put in as they are: nothing in them is filled in or breaks a reply."""
    talk.events.append(SlotSet("nick", value))
    talk.hears("thanks", ["thanks"])
    assert talk.answers("utter_thanks")["text"] == f"You are welcome {value}."


def test_slot_cannot_replace_a_fact(tmp_path: Path) -> None:
    """A slot called like a fact of the clinic does not change the phone number."""
    domain = Domain.from_yaml(
        RESPONSES.replace("nick: {type", "clinic_phone: {type").replace("{nick}", "")
    )
    talk = fresh(tmp_path, domain).says({"text": "Hello"})
    talk.events.append(SlotSet("clinic_phone", "666"))
    assert "555-0100" in talk.hears("safe", ["faq/safety"]).answers("utter_faq/safety")["text"]


def test_facts_of_an_action_are_filled_in(talk: Talk) -> None:
    """What a custom action passes along counts, over the slots too."""
    talk.events.append(SlotSet("nick", "Ada"))
    talk.hears("thanks", ["thanks"])
    assert talk.answers("utter_thanks", nick="Grace")["text"] == "You are welcome Grace."


def test_generating_does_not_change_the_responses(talk: Talk) -> None:
    """A response said a hundred times is still the template that it was."""
    talk.hears("is it safe", ["faq/safety"])
    first = talk.generates("utter_faq/safety")
    for _ in range(3):
        assert talk.generates("utter_faq/safety") == first


def read_responses() -> Iterator[Any]:
    for file in sorted((PROJECT / "data" / "responses").glob("*.yml")):
        yield from yaml.safe_load(file.read_text(encoding="utf-8"))["responses"].items()


@pytest.mark.parametrize("conditions", [(), ("back pain",)])
def test_every_response_of_the_project_can_be_said(
    tmp_path: Path, conditions: Sequence[str]
) -> None:
    """With the least a profile may hold, every answer is whole: no variable is left unfilled."""
    responses = dict(read_responses())
    domain = Domain.from_dict({"responses": responses})
    minimal = PROFILE.replace("address: 1 Test Street\n", "")
    generator = make_generator(tmp_path, domain, minimal)
    for name in responses:
        topics = [name[len("utter_") :]]
        talk = Talk(domain, generator).hears("words", topics, conditions=conditions)
        filled = {
            variable: "told"
            for variation in responses[name]
            for variable in variation.get("metadata", {}).get("filled", ())
        }
        for _ in range(5):
            reply = talk.generates(name, **filled)
            assert reply is not None, name
            assert "{" not in reply["text"], name
            assert "None" not in reply["text"], name
