"""Which part of the inbox somebody looks at: what the address says, checked."""

from dataclasses import dataclass
from enum import Enum
from typing import Dict, Mapping, Optional, Type, TypeVar
from urllib.parse import parse_qsl, urlencode

from assistant.console.teaching_views.topic_choices import is_topic
from assistant.review.inbox_records import Question, Sort, State
from assistant.review.turns import Reason

Choice = TypeVar("Choice", bound=Enum)

LONGEST_SEARCH = 200
# No inbox has more pages of a group each.
_HIGHEST_PAGE = 100_000

SORTS = {
    Sort.COUNT: "most asked",
    Sort.NEWEST: "newest",
    Sort.OLDEST: "waiting longest",
    Sort.TOPIC: "topic",
}
STATES = {
    State.OPEN: "to be decided",
    State.DECIDED: "decided",
    State.ALL: "all",
}


@dataclass(frozen=True)
class InboxQuery(Question):
    """The question that an address asks; what it says wrongly is left out."""

    def write(self, **changed: object) -> str:
        """The query of an address, without what goes without saying: "sort=newest&page=2"."""
        usual = InboxQuery()
        values: Dict[str, object] = {
            "sort": self.sort,
            "state": self.state,
            "q": self.search,
            "topic": self.topic,
            "reason": self.reason,
            "page": self.page,
        }
        usuals = {"sort": usual.sort, "state": usual.state, "page": 1}
        values.update(changed)
        kept = {
            name: getattr(value, "value", value)
            for name, value in values.items()
            if value not in (None, "") and usuals.get(name) != value
        }
        return urlencode(kept)

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out by topic, reason or words."""
        return bool(self.search or self.topic or self.reason)


def read_inbox_query(values: Mapping[str, str]) -> InboxQuery:
    """The query of an address."""
    page = values.get("page", "1")
    topic = values.get("topic", "")
    is_number = page.isascii() and page.isdecimal() and len(page) < 7
    return InboxQuery(
        sort=_choose(Sort, values.get("sort", "")) or Sort.COUNT,
        state=_choose(State, values.get("state", "")) or State.OPEN,
        search=" ".join(values.get("q", "").split())[:LONGEST_SEARCH],
        topic=topic if is_topic(topic) else None,
        reason=_choose(Reason, values.get("reason", "")),
        page=min(max(1, int(page)), _HIGHEST_PAGE) if is_number else 1,
    )


def parse_inbox_query(text: str) -> InboxQuery:
    """The query that a form carries, to come back to the same part."""
    return read_inbox_query(dict(parse_qsl(text[:1000], max_num_fields=20)))


def _choose(kind: Type[Choice], value: str) -> Optional[Choice]:
    return next((one for one in kind if one.value == value), None)
