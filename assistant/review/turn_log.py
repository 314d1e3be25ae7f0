"""Writes what happened in conversations: short turns, messages for staff, ratings."""

import hashlib
from datetime import datetime
from typing import Any, Optional, Sequence, Set, Union

import sqlalchemy as sa

from assistant.database import Database
from assistant.phrasing_words import normalise_phrasing
from assistant.review.recent_messages import add_recent_message, drop_all_but_recent
from assistant.review.storage.database import open_review_database
from assistant.review.storage.group_counters import in_parts, refresh_groups
from assistant.review.storage.reason_bits import BITS, write_reasons
from assistant.review.storage.tables import groups, messages, recent_messages, turns
from assistant.review.turns import Forgotten, Rating, Reason, Turn, UnclearMessage

_FIND = (
    sa.select(messages.c.id, messages.c.group_id, messages.c.decision_id, messages.c.reasons)
    .where(messages.c.turn_key == sa.bindparam("key"))
    .with_for_update()
)
_FIND_ALIKE = (
    sa.select(messages.c.group_id).where(messages.c.words_key == sa.bindparam("key")).limit(1)
)
# In words: SQLAlchemy writes an INSERT with ON CONFLICT anew each time, which takes longer than all
# else that is done for a turn.
_ADD_TURN = sa.text(
    "INSERT INTO review_turns (turn_key, conversation, at, channel, decision, topic, is_in_form, "
    "is_passed_on) VALUES (:turn_key, :conversation, :at, :channel, :decision, :topic, "
    ":is_in_form, :is_passed_on) ON CONFLICT (turn_key) DO NOTHING"
).bindparams(sa.bindparam("at", type_=turns.c.at.type))
_ADD_MESSAGE = sa.insert(messages)
_MAKE_GROUP = sa.insert(groups).values(open_count=0, total_count=0)

Change = Union[Turn, Rating, Forgotten]

DOWN = "down"
# Other writers get their turn in between.
REMOVED_AT_ONCE = 2000


class TurnLog:
    """Adds to the room's database; usable from several threads. Raises UnusableDatabase."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, changes: Sequence[Change]) -> None:
        """Write all of it or nothing. What is written already is not written twice.

        A turn that comes again with a message adds the message, or its reasons to the one there.
        """
        touched: Set[int] = set()
        with self._database.writing() as connection:
            for change in changes:
                if isinstance(change, Turn):
                    touched |= self._add_turn(connection, change)
                elif isinstance(change, Rating):
                    touched |= _rate(connection, change)
                else:
                    conversation = change.conversation
                    forgotten = messages.c.conversation == conversation
                    touched |= _remove_messages(connection, forgotten)
                    for table in (turns, recent_messages):
                        of_it = table.c.conversation == conversation
                        connection.execute(sa.delete(table).where(of_it))
            refresh_groups(connection, touched)
            drop_all_but_recent(connection)
        if any(isinstance(change, Forgotten) for change in changes):
            self._database.forget_deleted()

    def remove_before(self, moment: datetime) -> int:
        """Remove turns and messages from before the moment; how many messages and turns it were.

        What staff decided stays, without the messages that it was about.
        """
        removed = 0
        while part := self._remove_part(moment):
            removed += part
        if removed:
            self._database.forget_deleted()
        return removed

    def close(self) -> None:
        """Give back every connection."""
        self._database.close()

    def _remove_part(self, moment: datetime) -> int:
        removed = 0
        with self._database.writing() as connection:
            touched: Set[int] = set()
            for table in (messages, recent_messages, turns):
                old = sa.select(table.c.id).where(table.c.at < moment).limit(REMOVED_AT_ONCE)
                ids = list(connection.execute(old).scalars())
                removed += len(ids)
                for some in in_parts(ids):
                    is_one = table.c.id.in_(some)
                    if table is messages:
                        touched |= _remove_messages(connection, is_one)
                    else:
                        connection.execute(sa.delete(table).where(is_one))
            refresh_groups(connection, touched)
        return removed

    def _add_turn(self, connection: Any, turn: Turn) -> Set[int]:
        row = {
            "turn_key": turn.key,
            "conversation": turn.conversation,
            "at": turn.at,
            "channel": turn.channel,
            "decision": turn.decision,
            "topic": turn.topic,
            "is_in_form": turn.is_in_form,
            "is_passed_on": turn.is_passed_on,
        }
        connection.execute(_ADD_TURN, row)
        add_recent_message(connection, turn)
        return self._add_message(connection, turn, turn.message) if turn.message else set()

    def _add_message(self, connection: Any, turn: Turn, message: UnclearMessage) -> Set[int]:
        known = _find(connection, turn.key)
        if known is not None:
            reasons = known.reasons | write_reasons(message.reasons)
            return _change_reasons(connection, known, reasons)
        words = normalise_phrasing(message.text) or message.text
        key = hash_words(message.text)
        alike = connection.execute(_FIND_ALIKE, {"key": key}).scalar()
        group = alike or _make_group(connection)
        row = {
            "turn_key": turn.key,
            "conversation": turn.conversation,
            "group_id": group,
            "at": turn.at,
            "channel": turn.channel,
            "text": message.text,
            "words": words,
            "words_key": key,
            "decision": turn.decision,
            "topic": message.candidates[0].topic if message.candidates else None,
            "special": message.special,
            "candidates": [[one.topic, one.confidence] for one in message.candidates],
            "answered": list(message.answered),
            "reasons": write_reasons(message.reasons),
            "before": message.before,
            "before_topic": message.before_topic,
        }
        connection.execute(_ADD_MESSAGE, row)
        return {int(group)}


def open_turn_log(url: str) -> TurnLog:
    """Open the room's database for writing. Raises UnusableDatabase."""
    return TurnLog(open_review_database(url))


def hash_words(text: str) -> str:
    """A hash of the text's words: messages of equal words stand in one group."""
    words = normalise_phrasing(text) or text
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _make_group(connection: Any) -> int:
    made = connection.execute(_MAKE_GROUP)
    return int(made.inserted_primary_key[0])


def _rate(connection: Any, rating: Rating) -> Set[int]:
    change = sa.update(turns).where(turns.c.turn_key == rating.key)
    connection.execute(change.values(rating=rating.rating))
    known = _find(connection, rating.key)
    if rating.rating == DOWN or known is None:
        return set()
    reasons = known.reasons & ~BITS[Reason.THUMBS_DOWN]
    if not reasons and known.decision_id is None:
        # It was here for the thumb only, which was taken back.
        return _remove_messages(connection, messages.c.id == known.id)
    return _change_reasons(connection, known, reasons) if reasons else set()


def _find(connection: Any, turn_key: str) -> Optional[Any]:
    return connection.execute(_FIND, {"key": turn_key}).first()


def _change_reasons(connection: Any, message: Any, reasons: int) -> Set[int]:
    mine = sa.update(messages).where(messages.c.id == message.id)
    connection.execute(mine.values(reasons=reasons))
    return {message.group_id}


def _remove_messages(connection: Any, condition: Any) -> Set[int]:
    """Remove messages; the groups that they were in."""
    found = connection.execute(sa.select(messages.c.group_id).where(condition).distinct())
    touched = {int(group) for group in found.scalars()}
    if touched:
        connection.execute(sa.delete(messages).where(condition))
    return touched
