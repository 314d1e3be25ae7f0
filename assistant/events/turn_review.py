"""Decides what of a turn staff get to see: masked words of unclear ones, the short form of each."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Callable, List, Optional, Tuple

from assistant.events.pseudonyms import Pseudonyms
from assistant.events.spoken_turn import SpokenTurn, begins_session, read_turn
from assistant.events.turn_events import Event, TurnEvents
from assistant.nlu.topic_prediction import ANSWER, CLARIFY, DECLINE, SAFETY
from assistant.review.turn_log import Change
from assistant.review.turns import Candidate, Forgotten, Rating, Reason, Turn, UnclearMessage
from assistant.topics import load_topics

FORM = "form"
TALK_TO_HUMAN = "talk_to_human"
SMALL_TALK = "smalltalk"
DOWN = "down"
# Below this distance between the best two topics an answer may have been the wrong one.
LOW_MARGIN = 0.2
SHOWN_CANDIDATES = 3
MOST_REMEMBERED = 2000

Mask = Callable[[str], str]


@dataclass(frozen=True)
class RatedReply:
    """A visitor's thumb for a reply: "up", "down" or None, with the events of its turn."""

    sender_id: str
    message_id: str
    rating: Optional[str]
    events: Tuple[Event, ...]


@dataclass(frozen=True)
class DeletedConversation:
    """A conversation that its visitor has deleted."""

    sender_id: str


@dataclass(frozen=True)
class _Before:
    """The turn before of a conversation, with its words if they may be shown."""

    turn: Optional[Turn] = None
    is_in_form: bool = False


class TurnReview:
    """Turns what happened into changes for the review room. For one thread.

    Of the last turn of each conversation the masked words are remembered, in memory only: the next
    turn may ask for a person, and then staff should see them.
    """

    def __init__(self, pseudonyms: Pseudonyms, mask: Mask, low_margin: float = LOW_MARGIN) -> None:
        self._pseudonyms = pseudonyms
        self._mask = mask
        self._low_margin = low_margin
        # The conversation that was heard of last stands last.
        self._before: "OrderedDict[str, _Before]" = OrderedDict()

    def review_turn(self, heard: TurnEvents) -> List[Change]:
        """The changes of one turn."""
        conversation = self._pseudonyms.name_conversation(heard.sender_id)
        if begins_session(heard.events):
            self._before.pop(conversation, None)
        before = self._before.get(conversation, _Before())
        spoken = read_turn(heard.events, before.is_in_form)
        if spoken is None:
            return []
        turn = self._make_turn(spoken, heard.sender_id, conversation, before.turn)
        in_form = spoken.is_in_form if spoken.leaves_form is None else not spoken.leaves_form
        self._remember(conversation, _Before(turn, in_form))
        reasons = _find_reasons(spoken, self._low_margin)
        changes: List[Change] = [_with_reasons(turn, reasons)]
        if _asks_for_person(spoken) and before.turn is not None and _is_worth_a_look(before.turn):
            # First, so that the messages stand in the order in which they were written.
            changes.insert(0, _with_reasons(before.turn, (Reason.ASKED_FOR_PERSON,)))
        return changes

    def review_rating(self, rated: RatedReply) -> List[Change]:
        """The changes of a thumb: the rating, and with a thumb down the message."""
        key = self._pseudonyms.name_turn(rated.sender_id, rated.message_id)
        changes: List[Change] = [Rating(key, rated.rating)]
        spoken = read_turn(rated.events) if rated.rating == DOWN else None
        if spoken is not None:
            conversation = self._pseudonyms.name_conversation(rated.sender_id)
            turn = self._make_turn(spoken, rated.sender_id, conversation, None)
            # First, so that the rating finds its turn, also one from before the room was opened.
            changes.insert(0, _with_reasons(replace(turn, key=key), (Reason.THUMBS_DOWN,)))
        return changes

    def review_deletion(self, deleted: DeletedConversation) -> List[Change]:
        """The change of a deleted conversation."""
        conversation = self._pseudonyms.name_conversation(deleted.sender_id)
        self._before.pop(conversation, None)
        return [Forgotten(conversation)]

    def _make_turn(
        self, spoken: SpokenTurn, sender_id: str, conversation: str, before: Optional[Turn]
    ) -> Turn:
        """The turn with its message, wherever that may be shown, and without any reason yet."""
        decision, topic = spoken.decision, spoken.topic
        if spoken.is_in_form and not spoken.opens_form:
            # What the classifier made of somebody's name says nothing.
            decision, topic = (SAFETY, topic) if spoken.said_safety else (FORM, None)
        message = self._make_message(spoken, before)
        return Turn(
            key=self._pseudonyms.name_turn(sender_id, spoken.message_id),
            conversation=conversation,
            at=spoken.at,
            channel=spoken.channel,
            decision=decision,
            topic=topic,
            is_in_form=spoken.is_in_form,
            is_passed_on=spoken.is_passed_on,
            said=message.text if message is not None else None,
            message=message,
        )

    def _make_message(self, spoken: SpokenTurn, before: Optional[Turn]) -> Optional[UnclearMessage]:
        if spoken.text is None or _is_emergency(spoken):
            return None
        is_answer = spoken.decision in (ANSWER, SAFETY)
        told_before = before.message if before is not None else None
        return UnclearMessage(
            text=self._mask(_clean(spoken.text)),
            candidates=tuple(
                Candidate(topic, round(confidence, 4))
                for topic, confidence in spoken.candidates[:SHOWN_CANDIDATES]
            ),
            answered=spoken.answered if is_answer else spoken.topics,
            reasons=(),
            before=told_before.text if told_before is not None else None,
            before_topic=before.topic if before is not None else None,
            special=spoken.reason,
        )

    def _remember(self, conversation: str, before: _Before) -> None:
        self._before[conversation] = before
        self._before.move_to_end(conversation)
        if len(self._before) > MOST_REMEMBERED:
            self._before.popitem(last=False)


def _find_reasons(spoken: SpokenTurn, low_margin: float) -> Tuple[Reason, ...]:
    if spoken.decision == DECLINE:
        return (Reason.DECLINED,)
    if spoken.decision == CLARIFY:
        return (Reason.ASKED_BACK,)
    if spoken.decision != ANSWER or len(spoken.topics) > 1 or len(spoken.candidates) < 2:
        # Of two answers none is in doubt: each part of the message was clear by itself.
        return ()
    best, second = (confidence for _, confidence in spoken.candidates[:2])
    return (Reason.LOW_MARGIN,) if best - second < low_margin else ()


def _with_reasons(turn: Turn, reasons: Tuple[Reason, ...]) -> Turn:
    """The turn with its message for these reasons; without reasons or words, its short form."""
    if turn.message is None or not reasons:
        return replace(turn, message=None)
    return replace(turn, message=replace(turn.message, reasons=reasons))


def _asks_for_person(spoken: SpokenTurn) -> bool:
    return spoken.topic == TALK_TO_HUMAN and spoken.decision == ANSWER


def _is_worth_a_look(turn: Turn) -> bool:
    if turn.message is None:
        return False
    known = load_topics().get(turn.topic or "")
    return turn.decision != ANSWER or known is None or known.family != SMALL_TALK


def _is_emergency(spoken: SpokenTurn) -> bool:
    """Whether the visitor was shown the safety message: nobody else needs those words."""
    topics = load_topics()
    return spoken.decision == SAFETY and any(
        topics[topic].is_emergency for topic in spoken.topics if topic in topics
    )


def _clean(text: str) -> str:
    """The text without what databases refuse."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
