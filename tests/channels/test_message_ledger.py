"""The same message is answered once, and what was answered is not remembered for ever."""

import asyncio
from typing import Any, Awaitable, Callable, List, Tuple

import pytest

from assistant.channels.message_ledger import (
    MAX_REMEMBERED,
    REMEMBERED_SECONDS,
    MessageIdReused,
    MessageLedger,
    Replies,
)
from assistant.channels.running_tasks import RunningTasks
from tests.clock import Clock


def _run(story: Callable[[MessageLedger, "Work"], Awaitable[Any]], clock: Clock) -> "Work":
    work = Work()

    async def tell() -> None:
        await story(MessageLedger(RunningTasks(), clock), work)

    asyncio.run(tell())
    return work


class Work:
    """Work that can be held up, and counts how often it was done."""

    def __init__(self) -> None:
        self.done = 0
        self.is_held_up = False
        self.fails = False

    async def __call__(self) -> Replies:
        """Give a reply with the number of this run."""
        self.done += 1
        number = self.done
        while self.is_held_up:
            await asyncio.sleep(0)
        if self.fails:
            raise ValueError("no")
        return ({"text": f"answer {number}"},)


def test_same_message_is_answered_once(clock: Clock) -> None:
    """While it runs and afterwards; another id or another visitor is another message."""

    async def story(ledger: MessageLedger, work: Work) -> None:
        work.is_held_up = True
        asked = [asyncio.ensure_future(ledger.answer("v", "m", "hi", work)) for _ in range(3)]
        await asyncio.sleep(0)
        work.is_held_up = False
        answers = await asyncio.gather(*asked)
        answers.append(await ledger.answer("v", "m", "hi", work))
        assert answers == [({"text": "answer 1"},)] * 4
        assert await ledger.answer("v", "n", "hi", work) == ({"text": "answer 2"},)
        assert await ledger.answer("w", "m", "hi", work) == ({"text": "answer 3"},)

    assert _run(story, clock).done == 3


def test_other_text_is_refused(clock: Clock) -> None:
    """While it runs and afterwards."""

    async def story(ledger: MessageLedger, work: Work) -> None:
        work.is_held_up = True
        asked = asyncio.ensure_future(ledger.answer("v", "m", "hi", work))
        await asyncio.sleep(0)
        with pytest.raises(MessageIdReused):
            await ledger.answer("v", "m", "ho", work)
        work.is_held_up = False
        await asked
        with pytest.raises(MessageIdReused):
            await ledger.answer("v", "m", "ho", work)

    assert _run(story, clock).done == 1


def test_failure_is_not_remembered(clock: Clock) -> None:
    """All who wait hear of it; the next one may try again."""

    async def story(ledger: MessageLedger, work: Work) -> None:
        work.fails = True
        asked = [ledger.answer("v", "m", "hi", work) for _ in range(2)]
        results: List[Any] = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(result) for result in results] == [ValueError, ValueError]
        await asyncio.sleep(0)
        assert len(ledger) == 0
        work.fails = False
        assert await ledger.answer("v", "m", "hi", work) == ({"text": "answer 2"},)

    _run(story, clock)


def test_visitor_who_leaves_does_not_end_the_work(clock: Clock) -> None:
    """A cancelled request leaves the work to go on, and a retry gets its answer."""

    async def story(ledger: MessageLedger, work: Work) -> None:
        work.is_held_up = True
        asked = asyncio.ensure_future(ledger.answer("v", "m", "hi", work))
        await asyncio.sleep(0)
        asked.cancel()
        await asyncio.wait({asked})
        work.is_held_up = False
        assert await ledger.answer("v", "m", "hi", work) == ({"text": "answer 1"},)

    assert _run(story, clock).done == 1


def test_answers_are_forgotten_in_time(clock: Clock) -> None:
    """After a while, and when there are too many, the oldest first; what runs stays."""

    async def story(ledger: MessageLedger, work: Work) -> None:
        await ledger.answer("v", "old", "hi", work)
        clock.now += REMEMBERED_SECONDS - 1
        await ledger.answer("v", "newer", "hi", work)
        assert len(ledger) == 2
        clock.now += 2
        await ledger.answer("v", "newer", "hi", work)
        assert len(ledger) == 1
        work.is_held_up = True
        running = asyncio.ensure_future(ledger.answer("v", "running", "hi", work))
        await asyncio.sleep(0)
        quick = Work()
        for number in range(MAX_REMEMBERED + 10):
            await ledger.answer("v", f"m{number}", "hi", quick)
        assert len(ledger) == MAX_REMEMBERED + 1
        await ledger.answer("v", "newer", "hi", quick)
        assert quick.done == MAX_REMEMBERED + 11
        work.is_held_up = False
        await running

    assert _run(story, clock).done == 3


def test_visitor_can_be_forgotten(clock: Clock) -> None:
    """Nothing of a visitor stays, also not of what was running; other visitors' answers do."""

    async def story(ledger: MessageLedger, work: Work) -> None:
        await ledger.answer("v", "m", "hi", work)
        await ledger.answer("w", "m", "hi", work)
        work.is_held_up = True
        asked = asyncio.ensure_future(ledger.answer("v", "n", "hi", work))
        await asyncio.sleep(0)
        ledger.forget("v")
        work.is_held_up = False
        assert await asked == ({"text": "answer 3"},)
        await asyncio.sleep(0)
        assert len(ledger) == 1
        assert await ledger.answer("w", "m", "hi", work) == ({"text": "answer 2"},)

    _run(story, clock)


def test_words_are_not_kept(clock: Clock) -> None:
    """The ledger knows a message by a hash of it."""
    kept: List[Tuple[str, str]] = []

    async def story(ledger: MessageLedger, work: Work) -> None:
        await ledger.answer("v", "m", "my knee hurts", work)
        kept.append((repr(vars(ledger)), "my knee hurts"))

    _run(story, clock)
    assert all(words not in memory for memory, words in kept)
