"""From a visitor's chat to the staff's inbox, through the real servers and the event broker."""

import time
import uuid
from contextlib import closing
from typing import Callable, Iterator, TypeVar

import pytest

from assistant.review.inbox import Inbox, open_inbox
from assistant.review.inbox_records import InboxMessage, Question, Sort
from assistant.review.turns import Reason
from tests.channels.website_visitors import Visitor
from tests.conftest import Product

T = TypeVar("T")
PATIENCE_SECONDS = 20


@pytest.fixture
def inbox(product: Product) -> Iterator[Inbox]:
    """The inbox that the running product writes to."""
    with closing(open_inbox(product.settings.review_database)) as opened:
        yield opened


@pytest.fixture
def visitor(product: Product) -> Visitor:
    """A new visitor of the website."""
    return Visitor(f"http://127.0.0.1:{product.settings.assistant_port}/webhooks/website/")


def wait_for(found: Callable[[], T]) -> T:
    """What is found, as soon as it is there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (result := found()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return result


def find_messages(inbox: Inbox, word: str) -> "list[InboxMessage]":
    """The messages in the inbox that hold this word."""
    page = inbox.list_groups(Question(sort=Sort.NEWEST, search=word))
    return [one for group in page.groups for one in inbox.show_messages(group.id)]


def test_declined_message_comes_into_the_inbox(product: Product, inbox: Inbox) -> None:
    """Masked, with what the assistant took into account."""
    word = f"zebra{uuid.uuid4().hex[:8]}"
    product.ask(f"review-{word}", f"my name is Ana Silva, does it wash the {word} of a truck")
    [message] = wait_for(lambda: find_messages(inbox, word))
    assert "Silva" not in message.text
    assert message.candidates
    assert message.reasons in ((Reason.DECLINED,), (Reason.ASKED_BACK,), (Reason.LOW_MARGIN,))
    assert any(word in recent.text for recent in inbox.list_recent(limit=50))


def test_thumb_down_brings_an_answer_into_the_inbox(visitor: Visitor, inbox: Inbox) -> None:
    """And the visitor's deletion takes it out again."""
    word = f"zebra{uuid.uuid4().hex[:8]}"
    answer = visitor.ask(f"how safe is it, {word}", "message-1").json()["replies"][0]
    assert answer["metadata"]["topic"] == "faq/safety"
    before = {reason for one in find_messages(inbox, word) for reason in one.reasons}
    assert Reason.THUMBS_DOWN not in before
    assert visitor.rate(answer["id"], "down").status_code == 200
    [message] = wait_for(
        lambda: [one for one in find_messages(inbox, word) if Reason.THUMBS_DOWN in one.reasons]
    )
    assert message.answered == ("faq/safety",)
    assert visitor.delete().status_code == 200
    assert wait_for(lambda: not find_messages(inbox, word))
    assert not any(word in recent.text for recent in inbox.list_recent())
