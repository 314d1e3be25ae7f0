"""What staff decide in the inbox, and what comes of it."""

from dataclasses import dataclass
from typing import Dict, FrozenSet, Optional, Protocol, Sequence, Tuple

from assistant.phrasing_words import normalise_phrasing
from assistant.phrasings.findings import CheckedAddition
from assistant.phrasings.findings import Kind as FindingKind
from assistant.phrasings.history import Action, Change
from assistant.phrasings.training_file import Phrasing
from assistant.review.inbox_records import Decision, InboxMessage, Kind, Ruling
from assistant.topics import OUT_OF_SCOPE

# A group of thousands has as many wordings; beyond these, one more teaches next to nothing.
MOST_WORDINGS = 200
# Stands for "no decision" where one is to be left out: they are numbered from 1.
NO_DECISION = 0
_FROM_INBOX = "inbox "


class StaffTest(Protocol):
    """A message whose topic staff have confirmed."""

    @property
    def text(self) -> str: ...
    @property
    def topic(self) -> str: ...


class RegressionTests(Protocol):
    """Where confirmed messages are remembered as tests; adding one twice is adding it once."""

    def add_tests(self, tests: Sequence[Tuple[str, str]], who: str) -> int: ...
    def withdraw_tests(self, texts: Sequence[str], who: str) -> int: ...
    def list_tests(self) -> Sequence[StaffTest]: ...


@dataclass(frozen=True)
class Wording:
    """What is to be taught for a message's words: `text`, as staff have written it, or nothing.

    `reason` overrules the conflicts in `seen`.
    """

    message: str
    text: str
    is_left_out: bool = False
    reason: str = ""
    seen: FrozenSet[FindingKind] = frozenset()


@dataclass(frozen=True)
class Lesson:
    """A decision about messages. Without `wordings` their own words are taught, if any are."""

    message_ids: Tuple[int, ...]
    ruling: Ruling
    is_taught: bool = True
    wordings: Optional[Tuple[Wording, ...]] = None
    note: Optional[str] = None

    @property
    def topic(self) -> Optional[str]:
        """The topic that the messages teach; None for what is ignored."""
        return topic_of(self.ruling)


@dataclass(frozen=True)
class Blocked:
    """Nothing was done: these wordings, and what stands in the way of some of them."""

    wordings: Tuple[Tuple[Wording, CheckedAddition], ...]
    in_the_way: Tuple[CheckedAddition, ...]


@dataclass(frozen=True)
class Done:
    """A decision that was made, and what it has taught.

    `known` wordings were taught already, `left_out` ones are taught nothing.
    """

    decision: Decision
    change: Optional[Change]
    known: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class Undone:
    """A decision that was taken back, and how many phrasings went with it."""

    decision: Decision
    removed: int


def topic_of(ruling: Ruling) -> Optional[str]:
    """The topic that a ruling teaches."""
    return OUT_OF_SCOPE if ruling.kind is Kind.OUT_OF_SCOPE else ruling.topic


def ruling_about(topic: str) -> Ruling:
    """The ruling that teaches a topic."""
    return Ruling(Kind.OUT_OF_SCOPE) if topic == OUT_OF_SCOPE else Ruling(Kind.TOPIC, topic)


def distinct_wordings(messages: Sequence[InboxMessage]) -> Tuple[Wording, ...]:
    """The messages' own words, each once, whatever its case and punctuation."""
    texts: Dict[str, str] = {}
    for one in messages:
        texts.setdefault(words_of(one.text), one.text)
    return tuple(Wording(text, text) for text in list(texts.values())[:MOST_WORDINGS])


def name_origin(message_ids: Sequence[int]) -> str:
    """What the phrasings of a decision about these messages are said to come from."""
    # A message is in one decision that holds at most, and its number is never given again.
    return f"{_FROM_INBOX}{min(message_ids)}"


def find_message(origin: Optional[str]) -> Optional[int]:
    """The message that `name_origin` named; None for what came from elsewhere."""
    number = (origin or "").partition(_FROM_INBOX)[2]
    return int(number) if number.isdecimal() else None


def find_origins(changes: Sequence[Change]) -> Dict[Phrasing, Optional[str]]:
    """What each phrasing came from when it was last taught; None for a person's list."""
    origins: Dict[Phrasing, Optional[str]] = {}
    for change in changes:
        # What is there again after an undo came from where it came from before.
        if change.action is not Action.UNDO:
            origins.update(dict.fromkeys(change.added, change.origin))
    return origins


def words_of(text: str) -> str:
    """The text without case and punctuation, as the inbox compares words."""
    return normalise_phrasing(text) or text


def one_line(text: str) -> str:
    """The text as the tests keep it."""
    return " ".join(text.split())
