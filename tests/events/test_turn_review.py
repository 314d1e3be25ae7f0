"""What of a turn comes before staff: masked words of unclear ones, and nothing of a form."""

from functools import partial
from typing import Any, List, Optional, Sequence

import pytest
from rasa.shared.core.events import Event, UserUttered

from assistant.events import turn_review
from assistant.events.pseudonyms import Pseudonyms
from assistant.events.turn_events import TurnCollector
from assistant.events.turn_review import DeletedConversation, RatedReply, TurnReview
from assistant.nlu.topic_prediction import ANSWER, CLARIFY, SAFETY
from assistant.personal_data import mask_personal_data
from assistant.review.turn_log import Change
from assistant.review.turns import Candidate, Forgotten, Rating, Reason, Turn, UnclearMessage
from tests.events.talks import (
    START,
    asks,
    begins,
    is_asked_back,
    is_declined,
    is_in_emergency,
    listens,
    opens_form,
    publish,
    replies,
    says,
    tells_form,
)

PSEUDONYMS = Pseudonyms("s" * 32)


@pytest.fixture
def review() -> TurnReview:
    return TurnReview(PSEUDONYMS, partial(mask_personal_data, region="US"))


def hear(review: TurnReview, events: Sequence[Event], sender_id: str = "visitor") -> List[Change]:
    """The changes that these events lead to."""
    collector = TurnCollector()
    turns = [turn for event in publish(events, sender_id) for turn in collector.add(event)]
    return [change for turn in turns for change in review.review_turn(turn)]


def find_messages(changes: Sequence[Change]) -> List[UnclearMessage]:
    return [one.message for one in changes if isinstance(one, Turn) and one.message]


def find_turns(changes: Sequence[Change]) -> List[Any]:
    return [
        (one.decision, one.topic, one.is_in_form, one.is_passed_on)
        for one in changes
        if isinstance(one, Turn)
    ]


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        (is_declined(), Reason.DECLINED),
        (is_asked_back(), Reason.ASKED_BACK),
        (asks(candidates=[("faq/safety", 0.5), ("clinic/cost", 0.31)]), Reason.LOW_MARGIN),
        (asks(), None),
        (asks(candidates=[("faq/safety", 0.5), ("clinic/cost", 0.29)]), None),
        (asks(candidates=[("faq/safety", 1.0)]), None),
        (asks(candidates=[], topics=[]), None),
        (asks(candidates=[("a", 0.5), ("b", 0.5)], topics=["a", "b"]), None),
        ([says("am I fine", SAFETY, "medical_advice"), listens()], None),
    ],
)
def test_unclear_turns_come_with_their_words(
    review: TurnReview, events: List[Event], reason: Optional[Reason]
) -> None:
    """Declined, asked back, answered without being sure; of all others the short form."""
    [turn] = hear(review, events)
    assert isinstance(turn, Turn)
    if reason is None:
        assert turn.message is None
    else:
        assert turn.message is not None
        assert turn.message.reasons == (reason,)


def test_the_message_says_what_staff_need(review: TurnReview) -> None:
    """The masked words of it and of the turn before, the best topics, what was offered."""
    hear(review, asks("hello, my name is Ana Silva", "greet", 1))
    said = says(
        "my knee, 312-555-0134",
        CLARIFY,
        topics=["faq/safety", "clinic/cost"],
        candidates=[(name, 0.123456) for name in ("faq/safety", "clinic/cost", "c", "d")],
        reason="possible_emergency",
        number=2,
    )
    [turn] = hear(review, [said, replies(topic="faq/safety", decision=CLARIFY), listens()])
    assert isinstance(turn, Turn)
    assert turn.message == UnclearMessage(
        text="my knee, [phone]",
        candidates=tuple(Candidate(name, 0.1235) for name in ("faq/safety", "clinic/cost", "c")),
        answered=("faq/safety", "clinic/cost"),
        reasons=(Reason.ASKED_BACK,),
        before="hello, my name is [name]",
        before_topic="greet",
        special="possible_emergency",
    )
    assert (turn.channel, turn.at.timestamp()) == ("website", START + 2)


def test_ids_are_hidden(review: TurnReview) -> None:
    """Conversations and turns are told apart, and nobody learns whose they are."""
    [turn] = hear(review, is_declined(), "ana@example.org")
    [other] = hear(review, is_declined(), "bob@example.org")
    assert isinstance(turn, Turn)
    assert isinstance(other, Turn)
    assert "ana" not in repr(turn)
    assert turn.conversation != other.conversation
    assert turn.key != other.key
    assert turn.conversation == PSEUDONYMS.name_conversation("ana@example.org")


def test_what_a_form_was_told_is_never_shown(review: TurnReview) -> None:
    """From the message that opened it to the one that closed it; after that, words again."""
    changes = hear(
        review,
        [
            *opens_form("book me in, I am Ana Silva", "book_appointment", 1),
            *tells_form("Ana Silva", 2),
            *is_declined("Ana Silva, 312-555-0134", 3),
            *is_in_emergency("I cannot breathe", 4),
            *tells_form("yes", 5, closes=True),
            *is_declined("do you treat dogs", 6),
        ],
    )
    assert find_turns(changes) == [
        (ANSWER, "book_appointment", True, False),
        ("form", None, True, False),
        ("form", None, True, False),
        (SAFETY, "emergency/medical", True, False),
        ("form", None, True, True),
        ("decline", "out_of_scope", False, False),
    ]
    [message] = find_messages(changes)
    assert (message.text, message.before) == ("do you treat dogs", None)
    assert "Silva" not in repr(changes)


def test_a_restart_in_a_form_shows_nothing_either(review: TurnReview) -> None:
    """The server was killed between two answers: the events tell that they are a form's."""
    changes = hear(review, tells_form("Ana Silva", 2))
    changes += hear(review, [says("x", "decline"), replies(personal=True), listens()], "b")
    assert find_messages(changes) == []


def test_an_emergency_is_counted_and_not_shown(review: TurnReview) -> None:
    """Also where a person is asked for next, or a thumb shown."""
    changes = hear(review, [*is_in_emergency("I want to die", 1), *opens_form(number=2)])
    [turn, _] = find_turns(changes)
    assert turn == (SAFETY, "emergency/medical", False, False)
    events = tuple(publish(is_in_emergency("I want to die")))
    changes += review.review_rating(RatedReply("visitor", "m1", "down", events))
    assert find_messages(changes) == []


def test_asking_for_a_person_brings_the_turn_before(review: TurnReview) -> None:
    """It was answered, and not well enough."""
    [first] = hear(review, asks("is it safe for me", number=1))
    brought, asked = hear(review, opens_form(number=2))
    assert isinstance(first, Turn)
    assert isinstance(brought, Turn)
    assert brought.key == first.key
    assert brought.message is not None
    assert brought.message.text == "is it safe for me"
    assert brought.message.reasons == (Reason.ASKED_FOR_PERSON,)
    assert find_messages([asked]) == []


@pytest.mark.parametrize(
    "before",
    [asks("hello", "greet"), begins(), tells_form(), [*asks(), *begins()], is_in_emergency()],
)
def test_some_turns_are_not_brought(review: TurnReview, before: List[Event]) -> None:
    """A greeting, a form, an emergency, a session that is over."""
    assert find_messages(hear(review, [*before, *opens_form(number=9)])) == []


def test_a_thumb_down_brings_its_turn(review: TurnReview) -> None:
    """By the events of the turn, whenever it was; other thumbs are counted only."""
    heard = publish(asks("is it safe, my name is Ana Silva"))
    turn, rating = review.review_rating(RatedReply("visitor", "m1", "down", tuple(heard)))
    key = PSEUDONYMS.name_turn("visitor", "m1")
    assert rating == Rating(key, "down")
    assert isinstance(turn, Turn)
    assert turn.key == key
    assert turn.message is not None
    assert turn.message.text == "is it safe, my name is [name]"
    assert turn.message.reasons == (Reason.THUMBS_DOWN,)
    for other in ("up", None):
        changes = review.review_rating(RatedReply("visitor", "m1", other, tuple(heard)))
        assert changes == [Rating(key, other)]
    assert review.review_rating(RatedReply("visitor", "m1", "down", ())) == [rating]


@pytest.mark.parametrize("text", ["[removed]", "/restart", ""])
def test_what_was_removed_or_is_no_message_has_no_words(review: TurnReview, text: str) -> None:
    """The tracker store has taken it out, or nobody typed it."""
    heard = tuple(publish([says(text, "decline"), replies(), listens()]))
    assert find_messages(review.review_rating(RatedReply("visitor", "m1", "down", heard))) == []


def test_a_deleted_conversation_is_forgotten_at_once(review: TurnReview) -> None:
    """Also what was remembered of it for the next turn."""
    hear(review, asks("is it safe for me", number=1))
    changes = review.review_deletion(DeletedConversation("visitor"))
    assert changes == [Forgotten(PSEUDONYMS.name_conversation("visitor"))]
    assert find_messages(hear(review, opens_form(number=2))) == []


def test_texts_that_databases_refuse_are_mended(review: TurnReview) -> None:
    """A NUL, half a character: the rest can be read."""
    [message] = find_messages(hear(review, is_declined("dogs\0 and \ud800 cats")))
    assert message.text == "dogs  and ? cats"


def test_messages_without_a_decision_are_passed_over(review: TurnReview) -> None:
    """Such as events that were put there by hand."""
    bare = UserUttered("hi", {}, [], {"text": "hi"})  # type: ignore[typeddict-item]
    assert hear(review, [bare, listens()]) == []
    assert hear(review, [replies(), listens()]) == []


def test_memory_is_bounded(review: TurnReview, monkeypatch: pytest.MonkeyPatch) -> None:
    """The conversation that was heard of longest ago is forgotten first."""
    monkeypatch.setattr(turn_review, "MOST_REMEMBERED", 2)
    for sender in ("a", "b", "c"):
        hear(review, asks(), sender)
    assert find_messages(hear(review, opens_form(number=2), "a")) == []
    assert len(find_messages(hear(review, opens_form(number=2), "c"))) == 1
