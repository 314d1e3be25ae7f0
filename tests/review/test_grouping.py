"""Look-alike messages are put together, by made-up vectors and by the real ones."""

from typing import Dict, List, Sequence, Set

import numpy as np
import pytest

from assistant.database import Database
from assistant.review.grouping import Centroids, Grouped, MessageGroups, group_vectors
from assistant.review.inbox import Inbox
from assistant.review.inbox_records import Kind, Question, Ruling, State
from assistant.review.message_encoder import load_message_encoder
from assistant.review.turn_log import TurnLog
from assistant.review.turns import Forgotten
from assistant.settings import load_settings
from tests.review.look_alikes import count_pairs, group_at, list_matters
from tests.review.turn_examples import NOW, make_turn

# Texts that begin alike stand in one direction, turned a little by their last letter.
DIRECTIONS: Dict[str, int] = {"dog": 0, "cat": 1, "fly": 2}


def encode(texts: Sequence[str]) -> np.ndarray:
    vectors = np.zeros((len(texts), 8), dtype=np.float32)
    for row, text in enumerate(texts):
        vectors[row, DIRECTIONS[text[:3]]] = 1.0
        vectors[row, 3 + ord(text[-1]) % 5] = 0.4
    lengths: np.ndarray = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / lengths


def open_groups(inbox: Inbox) -> List[Set[str]]:
    """The texts of each group that is open."""
    page = inbox.list_groups(Question(state=State.ALL))
    return [{one.text for one in inbox.show_messages(group.id)} for group in page.groups]


@pytest.fixture
def finder(database: Database) -> MessageGroups:
    return MessageGroups(database, "encoder 1", encode)


def test_look_alikes_are_put_together(log: TurnLog, inbox: Inbox, finder: MessageGroups) -> None:
    """Counted and dated as one group, the others as they were."""
    texts = ["dogs a", "cats b", "dog c", "doggy d", "fly e", "dogs a"]
    log.add([make_turn(number, text) for number, text in enumerate(texts)])
    assert finder.group_new() == Grouped(texts=5, joined=2)
    page = inbox.list_groups(Question())
    assert [(group.id, group.open_count) for group in page.groups] == [(1, 4), (5, 1), (2, 1)]
    assert open_groups(inbox)[0] == {"dogs a", "dog c", "doggy d"}


def test_what_comes_later_joins_the_group_that_is_there(
    log: TurnLog, inbox: Inbox, finder: MessageGroups
) -> None:
    """Also one of which all is decided: then the new message is open there."""
    log.add([make_turn(1, "dogs a"), make_turn(2, "cats b")])
    finder.group_new()
    inbox.decide_groups([1], Ruling(Kind.IGNORE), "ana", NOW)
    log.add([make_turn(3, "doggy d")])
    assert finder.group_new() == Grouped(texts=1, joined=1)
    group = inbox.show_group(1)
    assert (group.open_count, group.total_count, group.example.text) == (1, 2, "doggy d")
    assert finder.group_new() == Grouped(texts=0, joined=0)


def test_nothing_new_needs_no_encoder(log: TurnLog, database: Database) -> None:
    """A console that looks every few seconds costs next to nothing."""

    def refuse(texts: Sequence[str]) -> np.ndarray:
        raise AssertionError(f"encoded {texts}")

    assert MessageGroups(database, "encoder 1", refuse).group_new() == Grouped(0, 0)
    log.add([make_turn(1, "dogs a")])
    MessageGroups(database, "encoder 1", encode).group_new()
    log.add([make_turn(2, "Dogs, A")])
    assert MessageGroups(database, "encoder 1", refuse).group_new() == Grouped(0, 0)


def test_vectors_of_another_encoder_are_not_compared(
    log: TurnLog, inbox: Inbox, database: Database, finder: MessageGroups
) -> None:
    """Their directions mean something else; what was together stays together."""
    log.add([make_turn(1, "dogs a"), make_turn(2, "dog c")])
    finder.group_new()
    log.add([make_turn(3, "doggy d")])
    MessageGroups(database, "encoder 2", encode).group_new()
    assert open_groups(inbox) == [{"dogs a", "dog c"}, {"doggy d"}]


def test_a_group_that_goes_meanwhile_is_not_joined(
    log: TurnLog, inbox: Inbox, database: Database
) -> None:
    """Its visitor deleted the conversation while the new message was being encoded."""
    log.add([make_turn(1, "dogs a")])
    MessageGroups(database, "encoder 1", encode).group_new()
    log.add([make_turn(11, "doggy d"), make_turn(12, "dog c")])

    def forget_and_encode(texts: Sequence[str]) -> np.ndarray:
        log.add([Forgotten("conversation 0")])
        return encode(texts)

    MessageGroups(database, "encoder 1", forget_and_encode).group_new()
    assert open_groups(inbox) == [{"doggy d", "dog c"}]


def test_a_message_that_goes_meanwhile_leaves_no_group(
    log: TurnLog, inbox: Inbox, database: Database
) -> None:
    """Nothing joins what was left of it."""
    log.add([make_turn(1, "dogs a"), make_turn(11, "doggy d")])

    def forget_and_encode(texts: Sequence[str]) -> np.ndarray:
        log.add([Forgotten("conversation 0")])
        return encode(texts)

    MessageGroups(database, "encoder 1", forget_and_encode).group_new()
    assert open_groups(inbox) == [{"doggy d"}]


def test_many_are_grouped_part_by_part(
    log: TurnLog, inbox: Inbox, finder: MessageGroups, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same result as all at once."""
    monkeypatch.setattr("assistant.review.grouping.PART", 7)
    kinds = ["dog", "cat", "fly"]
    log.add([make_turn(n, f"{kinds[n % 3]} {n} {chr(97 + n % 5)}") for n in range(60)])
    assert finder.group_new() == Grouped(texts=60, joined=57)
    assert [group.open_count for group in inbox.list_groups(Question()).groups] == [20, 20, 20]


def test_the_centroid_is_the_mean_direction() -> None:
    """Of the texts, not of the messages: one that is sent often does not pull."""
    vectors = encode(["dogs a", "dogs b"])
    centroids = Centroids.of(8)
    joined, changed = group_vectors(vectors, centroids, [10, 11])
    assert (joined, changed) == ({11: 10}, {0})
    assert centroids.texts == [2]
    np.testing.assert_allclose(centroids.sums[0], vectors.sum(0), rtol=1e-6)
    assert np.linalg.norm(centroids.units[0]) == pytest.approx(1.0)


def test_the_real_encoder_puts_most_look_alikes_together(
    log: TurnLog, inbox: Inbox, sqlite_url: str
) -> None:
    """Of the made-up messages that the threshold was chosen on, more than half, and few wrongly."""
    _, encode_really = load_message_encoder(load_settings().encoder_folder)
    texts = [(text, number) for number, matter in enumerate(list_matters()) for text in matter]
    vectors = encode_really([text for text, _ in texts])
    right, wrong, missed = count_pairs(group_at(vectors, 0.58), [number for _, number in texts])
    assert right > missed
    assert wrong < right / 2
