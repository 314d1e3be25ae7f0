"""Messages that come at the same time: one visitor's are answered in order, many do not mix."""

import json
import sqlite3
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Dict, List

import requests

from assistant.topics import load_topics
from tests.conftest import Product

GAP_SECONDS = 0.03
VISITORS = 40


@dataclass(frozen=True)
class Answered:
    """A message that was sent and the metadata of the first reply to it."""

    text: str
    recipient: str
    topic: str


def test_messages_of_one_visitor_are_answered_in_order(product: Product) -> None:
    """Eight messages, each sent before the last is answered, get their own answers in order."""
    sender = f"test-{uuid.uuid4()}"
    topics = [
        *("faq/exosomes", "clinic/cost", "faq/cytokines", "book_appointment"),
        *("faq/peptides", "clinic/hours", "faq/safety", "talk_to_human"),
    ]
    answers = _send_together(product, [(sender, topic) for topic in topics], GAP_SECONDS)
    assert [answer.topic for answer in answers] == topics
    assert _stored_messages(product, sender) == [answer.text for answer in answers]


def test_order_of_arrival_is_kept_within_a_burst(product: Product) -> None:
    """An answer that needs the one before it ("repeat") finds that one, and no later one."""
    sender = f"test-{uuid.uuid4()}"
    with ThreadPoolExecutor(3) as pool:
        sent = []
        for text in ("what are peptides", "say that again", "what are cytokines"):
            sent.append(pool.submit(product.ask, sender, text))
            time.sleep(GAP_SECONDS)
        first, repeated, last = [future.result() for future in sent]
    assert repeated[0]["metadata"]["topic"] == first[0]["metadata"]["topic"] == "faq/peptides"
    assert last[0]["metadata"]["topic"] == "faq/cytokines"


def test_visitors_at_the_same_time_do_not_mix(product: Product) -> None:
    """Forty visitors at once each get the answer to their own question, and can repeat it."""
    offered = [topic.id for topic in load_topics().values() if topic.title]
    asked = [
        (f"test-{number}-{uuid.uuid4()}", offered[number % len(offered)])
        for number in range(VISITORS)
    ]
    answers = _send_together(product, asked, gap=0)
    assert [(answer.recipient, answer.topic) for answer in answers] == asked
    for sender, topic in asked:
        replies = product.ask(sender, "repeat that")
        assert [reply["recipient_id"] for reply in replies] == [sender]
        assert replies[0]["metadata"]["topic"] == topic


def _send_together(product: Product, asked: List[Any], gap: float) -> List[Answered]:
    """Ask each topic by its title; `asked` holds pairs of sender and topic."""
    titles = load_topics()
    with ThreadPoolExecutor(len(asked)) as pool:
        # Connected beforehand, so that the messages arrive in the order in which they are sent.
        sessions = [requests.Session() for _ in asked]
        health = product.url.rsplit("/", 1)[0] + "/"
        assert all(session.get(health, timeout=60).ok for session in sessions)
        sent = []
        for session, (sender, topic) in zip(sessions, asked, strict=True):
            sent.append(pool.submit(_send, session, product, sender, str(titles[topic].title)))
            time.sleep(gap)
        answers = [future.result() for future in sent]
    for session in sessions:
        session.close()
    return answers


def _send(session: requests.Session, product: Product, sender: str, text: str) -> Answered:
    answer = session.post(product.url, json={"sender": sender, "message": text}, timeout=60)
    assert answer.status_code == 200, (text, answer.text)
    replies: List[Dict[str, Any]] = answer.json()
    return Answered(text, replies[0]["recipient_id"], replies[0]["metadata"]["topic"])


def _stored_messages(product: Product, sender: str) -> List[str]:
    """What the tracker store holds of a visitor, oldest first."""
    database = sqlite3.connect(f"file:{product.settings.tracker_database}?mode=ro", uri=True)
    try:
        rows = database.execute(
            "select data from events where sender_id = ? and type_name = 'user' order by id",
            (sender,),
        ).fetchall()
    finally:
        database.close()
    return [json.loads(data)["text"] for (data,) in rows]
