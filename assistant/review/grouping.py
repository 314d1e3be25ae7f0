"""Puts messages together that mean the same in other words, by their sentence embeddings."""

from dataclasses import dataclass
from typing import Callable, Dict, List, Sequence, Set, Tuple

import numpy as np
import sqlalchemy as sa

from assistant.database import Database
from assistant.review.storage.database import open_review_database
from assistant.review.storage.group_counters import in_parts, refresh_groups
from assistant.review.storage.tables import groups, messages

# Cosine of a message's embedding and its group's centroid from which they look alike. Chosen on
# made-up messages (tests/review/look_alikes.py): three of four pairs that it puts together belong
# together. Below it the wrong pairs grow faster than the right ones; above it groups fall apart.
LOOK_ALIKE = 0.58
# So many new texts are compared and written at a time: a broker that writes meanwhile waits for no
# longer than one part, and what was grouped before an interruption is kept.
PART = 1000

# The embeddings of texts, in their order: float32, a row each, of length 1.
Encode = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class Grouped:
    """How many new texts were compared, and how many of them joined a group that was there."""

    texts: int
    joined: int


@dataclass
class Centroids:
    """The centroids of groups: row i of `units`, of length 1, is that of `ids[i]`.

    `sums` are the sums of the embeddings of `texts` texts each. The matrices have rows to spare.
    """

    ids: List[int]
    texts: List[int]
    sums: np.ndarray
    units: np.ndarray

    @classmethod
    def of(cls, width: int, rows: int = 0) -> "Centroids":
        """No centroids, with room for some."""
        return cls([], [], *(np.zeros((rows, width), dtype=np.float32) for _ in range(2)))

    def append(self, group_id: int, total: np.ndarray, texts: int = 1) -> int:
        """Add a group; its row."""
        row = len(self.ids)
        if row == len(self.units):
            more = np.zeros((max(PART, row), self.units.shape[1]), dtype=np.float32)
            self.sums = np.concatenate([self.sums, more])
            self.units = np.concatenate([self.units, more])
        self.ids.append(group_id)
        self.texts.append(texts)
        self.sums[row] = total
        self.units[row] = total / max(float(np.linalg.norm(total)), 1e-9)
        return row

    def drop(self, row: int) -> None:
        """Let nothing join a group that is gone."""
        self.sums[row] = self.units[row] = 0.0

    def join(self, row: int, vector: np.ndarray) -> None:
        """Count one more text into a group."""
        self.texts[row] += 1
        self.sums[row] += vector
        self.units[row] = self.sums[row] / max(float(np.linalg.norm(self.sums[row])), 1e-9)


def group_vectors(
    vectors: np.ndarray,
    centroids: Centroids,
    new_ids: Sequence[int],
    threshold: float = LOOK_ALIKE,
) -> Tuple[Dict[int, int], Set[int]]:
    """Let each vector join the nearest centroid that looks alike, or else make one of its own.

    `new_ids` are the ids of groups that hold one text each. Returns which of them joined which
    other group, and the rows of centroids that are new or have moved.
    """
    known = len(centroids.ids)
    # All at once is what makes it fast; the centroids that move meanwhile hardly do.
    cosines = vectors @ centroids.units[:known].T if known else np.zeros((len(vectors), 0))
    joined: Dict[int, int] = {}
    changed: Set[int] = set()
    for vector, new_id, among_known in zip(vectors, new_ids, cosines, strict=True):
        among_new = centroids.units[known : len(centroids.ids)] @ vector
        row = int(among_known.argmax()) if known else -1
        cosine = float(among_known[row]) if known else -1.0
        if len(among_new) and float(among_new.max()) > cosine:
            row, cosine = known + int(among_new.argmax()), float(among_new.max())
        if cosine >= threshold:
            centroids.join(row, vector)
            joined[new_id] = centroids.ids[row]
        else:
            row = centroids.append(new_id, vector)
        changed.add(row)
    return joined, changed


class MessageGroups:
    """Compares the groups that are new; one process at a time. Raises UnusableDatabase.

    A message stands in the inbox from the moment it is written, in a group of its own words: this
    puts such groups together. Groups of another encoder stay as they are, as does a group of which
    something is decided: what looks like it joins it, and is open.
    """

    def __init__(self, database: Database, encoder_id: str, encode: Encode) -> None:
        self._database = database
        self._encoder_id = encoder_id
        self._encode = encode

    def group_new(self) -> Grouped:
        """Compare every group that was not compared yet."""
        texts = joined = 0
        centroids = None
        while new := self._read_new():
            vectors = self._encode([text for _, text in new])
            if centroids is None:
                # Read once they are needed: there may be nothing to do.
                centroids = self._read_centroids(vectors.shape[1])
            ids = [group_id for group_id, _ in new]
            went, changed = group_vectors(vectors, centroids, ids)
            self._write(ids, went, centroids, changed)
            texts, joined = texts + len(ids), joined + len(went)
        return Grouped(texts, joined)

    def close(self) -> None:
        """Give back every connection."""
        self._database.close()

    def _read_new(self) -> List[Tuple[int, str]]:
        new = (
            sa.select(groups.c.id, sa.func.min(messages.c.text))
            .join(messages, messages.c.group_id == groups.c.id)
            .where(groups.c.encoder.is_(None))
            .group_by(groups.c.id)
            .order_by(groups.c.id)
            .limit(PART)
        )
        with self._database.reading() as connection:
            return [(group_id, text) for group_id, text in connection.execute(new)]

    def _read_centroids(self, width: int) -> Centroids:
        mine = groups.c.encoder == self._encoder_id
        with self._database.reading() as connection:
            count = sa.select(sa.func.count()).select_from(groups).where(mine)
            centroids = Centroids.of(width, int(connection.execute(count).scalar() or 0) + PART)
            columns = sa.select(groups.c.id, groups.c.centroid, groups.c.texts).where(mine)
            for group_id, stored, texts in connection.execute(columns.order_by(groups.c.id)):
                centroids.append(group_id, np.frombuffer(stored, dtype=np.float32), texts)
        return centroids

    def _write(
        self, ids: Sequence[int], went: Dict[int, int], centroids: Centroids, changed: Set[int]
    ) -> None:
        with self._database.writing() as connection:
            # A group may have gone meanwhile: by age, or because its visitor said so.
            targets = sorted({centroids.ids[row] for row in changed})
            there = set()
            for some in in_parts(targets):
                alive = sa.select(groups.c.id).where(groups.c.id.in_(some)).with_for_update()
                there |= set(connection.execute(alive).scalars())
            for row in changed:
                if centroids.ids[row] not in there:
                    centroids.drop(row)
            moves = [{"old": one, "to": other} for one, other in went.items() if other in there]
            if moves:
                old, to = sa.bindparam("old"), sa.bindparam("to")
                change = sa.update(messages).where(messages.c.group_id == old).values(group_id=to)
                connection.execute(change, moves)
            moved = [
                {
                    "row": centroids.ids[row],
                    "sum": centroids.sums[row].tobytes(),
                    "number": centroids.texts[row],
                    "by": self._encoder_id,
                }
                for row in changed
                if centroids.ids[row] in there
            ]
            if moved:
                mine = sa.update(groups).where(groups.c.id == sa.bindparam("row"))
                change = mine.values(
                    centroid=sa.bindparam("sum"),
                    texts=sa.bindparam("number"),
                    encoder=sa.bindparam("by"),
                )
                connection.execute(change, moved)
            refresh_groups(connection, {*ids, *targets})


def open_message_groups(url: str, encoder_id: str, encode: Encode) -> MessageGroups:
    """Open the room's database for grouping. Raises UnusableDatabase."""
    return MessageGroups(open_review_database(url), encoder_id, encode)
