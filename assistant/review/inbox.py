"""The inbox: what the assistant did not understand, and what staff say it meant."""

from datetime import datetime
from typing import Any, FrozenSet, Iterator, List, Optional, Sequence, Tuple

import sqlalchemy as sa

from assistant.database import Database
from assistant.personal_data import mask_personal_data
from assistant.review.inbox_pages import (
    read_group_messages,
    read_message,
    read_page,
    summarise,
)
from assistant.review.inbox_records import (
    DecidedMessage,
    Decision,
    GroupSummary,
    ImpossibleDecision,
    InboxMessage,
    InboxPage,
    Kind,
    Question,
    Ruling,
    UnknownNumber,
    name_numbers,
)
from assistant.review.lookups import (
    count_open_after,
    find_newest,
    find_words_decided,
    list_decision_ids,
    read_decision,
    read_messages,
    read_open_of_groups,
)
from assistant.review.recent_messages import (
    RECENT_MESSAGES,
    RecentMessage,
    read_recent_messages,
)
from assistant.review.storage.database import open_review_database
from assistant.review.storage.group_counters import in_parts, refresh_groups
from assistant.review.storage.tables import decided_messages, decisions, groups, messages
from assistant.topics import load_topics

SHOWN = 50
LONGEST_NOTE = 1000


class Inbox:
    """Lists, shows and decides; usable from several threads. Raises UnusableDatabase."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_groups(self, question: Question) -> InboxPage:
        """One page of groups of look-alike messages."""
        with self._database.reading() as connection:
            return read_page(connection, question)

    def show_group(self, group_id: int) -> GroupSummary:
        """One group. Raises UnknownNumber."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(groups).where(groups.c.id == group_id)).first()
            found = summarise(connection, [row]) if row is not None else []
        if not found:
            raise UnknownNumber(
                f"There is no group {group_id}. It may have been put together with its "
                "look-alikes, or is too old: list the inbox again."
            )
        return found[0]

    def show_messages(
        self, group_id: int, limit: int = SHOWN, offset: int = 0
    ) -> Tuple[InboxMessage, ...]:
        """Messages of a group, open ones first, then the newest first."""
        with self._database.reading() as connection:
            return read_group_messages(connection, group_id, limit, offset)

    def list_messages(self, message_ids: Sequence[int]) -> Tuple[InboxMessage, ...]:
        """These messages, as far as they are there."""
        with self._database.reading() as connection:
            return read_messages(connection, message_ids)

    def list_open_of_groups(
        self, group_ids: Sequence[int], newest_id: Optional[int] = None
    ) -> Tuple[InboxMessage, ...]:
        """The open messages of these groups; of those no newer than `newest_id` only."""
        with self._database.reading() as connection:
            return read_open_of_groups(connection, group_ids, newest_id)

    def find_newest(self) -> int:
        """The number of the newest message; 0 where there was never one."""
        with self._database.reading() as connection:
            return find_newest(connection)

    def count_open_after(self, message_id: int) -> int:
        """How many open messages have come since this one."""
        with self._database.reading() as connection:
            return count_open_after(connection, message_id)

    def decide_groups(
        self,
        group_ids: Sequence[int],
        ruling: Ruling,
        by: str,
        now: datetime,
        note: Optional[str] = None,
    ) -> Decision:
        """Decide every open message of these groups. Raises UnknownNumber, ImpossibleDecision."""
        wanted = sorted(set(group_ids))
        with self._database.writing() as connection:
            found = list(_select_in(connection, messages, messages.c.group_id, wanted))
            missing = sorted({*wanted} - {row.group_id for row in found})
            if missing:
                raise UnknownNumber(
                    f"There is no group {name_numbers(missing)}. Nothing was decided: list the "
                    "inbox again."
                )
            undecided = [row.id for row in found if row.decision_id is None]
            if not undecided:
                raise ImpossibleDecision(
                    f"All of group {name_numbers(wanted)} is decided already. Undo that first."
                )
            return self._decide(connection, undecided, ruling, by, now, note)

    def decide(
        self,
        message_ids: Sequence[int],
        ruling: Ruling,
        by: str,
        now: datetime,
        note: Optional[str] = None,
    ) -> Decision:
        """Decide these messages, all or none. Raises UnknownNumber, ImpossibleDecision."""
        wanted = sorted(set(message_ids))
        with self._database.writing() as connection:
            found = list(_select_in(connection, messages, messages.c.id, wanted))
            missing = sorted({*wanted} - {row.id for row in found})
            if missing or not wanted:
                raise UnknownNumber(
                    f"There is no message {name_numbers(missing) or '(none was named)'}. Nothing "
                    "was decided: list the inbox again."
                )
            taken = [row.id for row in found if row.decision_id is not None]
            if taken:
                raise ImpossibleDecision(
                    f"Message {name_numbers(taken)} is decided already. Nothing was changed: undo "
                    "that decision first."
                )
            return self._decide(connection, wanted, ruling, by, now, note)

    def undo(self, decision_id: int, by: str, now: datetime) -> Decision:
        """Open the messages of a decision again. Raises UnknownNumber, ImpossibleDecision."""
        mine = decisions.c.id == decision_id
        with self._database.writing() as connection:
            row = connection.execute(sa.select(decisions).where(mine).with_for_update()).first()
            if row is None:
                raise UnknownNumber(
                    f"There is no decision {decision_id}. 'export' lists all of them."
                )
            if row.undone_at is not None:
                raise ImpossibleDecision(f"Decision {decision_id} was undone already.")
            connection.execute(sa.update(decisions).where(mine).values(undone_by=by, undone_at=now))
            of_it = messages.c.decision_id == decision_id
            touched = set(
                connection.execute(sa.select(messages.c.group_id).where(of_it).distinct()).scalars()
            )
            connection.execute(sa.update(messages).where(of_it).values(decision_id=None))
            refresh_groups(connection, touched)
            return read_decision(connection, decision_id)

    def last_decision(self, by: Optional[str] = None) -> Optional[Decision]:
        """The newest decision that holds, of this person or of anybody; None if there is none."""
        newest = sa.select(decisions.c.id).where(decisions.c.undone_at.is_(None))
        if by is not None:
            newest = newest.where(decisions.c.decided_by == by)
        with self._database.reading() as connection:
            found = connection.execute(newest.order_by(decisions.c.id.desc()).limit(1)).scalar()
            return None if found is None else read_decision(connection, found)

    def show_decision(self, decision_id: int) -> Decision:
        """One decision. Raises UnknownNumber."""
        with self._database.reading() as connection:
            return read_decision(connection, decision_id)

    def list_decisions(self, limit: int = SHOWN, offset: int = 0) -> Tuple[Decision, ...]:
        """Decisions, the newest first, those that were undone included."""
        with self._database.reading() as connection:
            ids = list_decision_ids(connection, limit, offset)
            return tuple(read_decision(connection, one) for one in ids)

    def find_words_decided(
        self, texts: Sequence[str], ruling: Ruling, besides: int
    ) -> FrozenSet[str]:
        """Of these texts the words about which a decision besides this one says the same."""
        with self._database.reading() as connection:
            return find_words_decided(connection, texts, ruling, besides)

    def list_recent(self, limit: int = RECENT_MESSAGES) -> Tuple[RecentMessage, ...]:
        """What visitors said last, the newest first."""
        with self._database.reading() as connection:
            return read_recent_messages(connection, limit)

    def list_decided(self) -> Iterator[DecidedMessage]:
        """Every message with the decision that holds for it, the oldest decision first."""
        with self._database.reading() as connection:
            held = sa.select(decisions.c.id).where(decisions.c.undone_at.is_(None))
            for decision_id in connection.execute(held.order_by(decisions.c.id)).scalars().all():
                decision = read_decision(connection, decision_id)
                of_it = sa.select(messages).where(messages.c.decision_id == decision_id)
                for row in connection.execute(of_it.order_by(messages.c.id)):
                    yield DecidedMessage(read_message(row), decision)

    def list_history(self) -> Tuple[Decision, ...]:
        """Every decision ever made, the oldest first, those that were undone included."""
        with self._database.reading() as connection:
            ids = connection.execute(sa.select(decisions.c.id).order_by(decisions.c.id)).scalars()
            return tuple(read_decision(connection, one) for one in ids.all())

    def close(self) -> None:
        """Give back every connection."""
        self._database.close()

    def _decide(
        self,
        connection: Any,
        message_ids: Sequence[int],
        ruling: Ruling,
        by: str,
        now: datetime,
        note: Optional[str],
    ) -> Decision:
        _check(ruling, note)
        row = {
            "kind": ruling.kind.value,
            "topic": ruling.topic,
            # Staff may quote what they have read elsewhere.
            "note": mask_personal_data(note) if note else None,
            "decided_by": by,
            "decided_at": now,
        }
        made = connection.execute(sa.insert(decisions).values(row)).inserted_primary_key[0]
        touched = set()
        for some in in_parts(message_ids):
            is_one = messages.c.id.in_(some)
            touched |= set(
                connection.execute(
                    sa.select(messages.c.group_id).where(is_one).distinct()
                ).scalars()
            )
            connection.execute(sa.update(messages).where(is_one).values(decision_id=made))
            connection.execute(
                sa.insert(decided_messages),
                [{"decision_id": made, "message_id": one} for one in some],
            )
        refresh_groups(connection, touched)
        return read_decision(connection, made)


def open_inbox(url: str) -> Inbox:
    """Open the room's database for staff. Raises UnusableDatabase."""
    return Inbox(open_review_database(url))


def _check(ruling: Ruling, note: Optional[str]) -> None:
    if ruling.kind == Kind.TOPIC and ruling.topic not in load_topics():
        raise ImpossibleDecision(
            f"'{ruling.topic}' is no topic of the assistant. Use one of knowledge/topics.yml, such "
            "as 'faq/safety'."
        )
    if ruling.kind != Kind.TOPIC and ruling.topic is not None:
        raise ImpossibleDecision(f"A topic goes with no other decision than '{Kind.TOPIC.value}'.")
    if note is not None and len(note) > LONGEST_NOTE:
        raise ImpossibleDecision(f"The note is too long. Use {LONGEST_NOTE} characters at most.")


def _select_in(connection: Any, table: Any, column: Any, values: List[int]) -> Iterator[Any]:
    """Rows whose column has one of the values; nobody else can write them until the end."""
    for some in in_parts(values):
        yield from connection.execute(
            sa.select(table).where(column.in_(some)).order_by(table.c.id).with_for_update()
        )
