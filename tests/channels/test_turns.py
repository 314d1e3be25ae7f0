"""How a turn ends, and what is left behind."""

import asyncio
import contextlib
from typing import Any, Awaitable, Callable, List

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.exceptions import AgentNotReady
from rasa.core.lock_store import InMemoryLockStore
from structlog.testing import capture_logs

from assistant.channels.turns import TurnFailed, TurnRunner

SECRET = "my knee hurts since the accident"


def _code_of(turn: Callable[[UserMessage], Awaitable[Any]], seconds: float = 0.2) -> str:
    async def run() -> str:
        with pytest.raises(TurnFailed) as caught:
            await TurnRunner(turn, seconds).start(UserMessage(SECRET), "id-1")
        return caught.value.code

    return asyncio.run(run())


def test_error_is_named_by_kind_and_place_only() -> None:
    """The log tells what was raised and where, and never what the visitor wrote."""

    async def fail(message: UserMessage) -> None:
        raise ValueError(f"cannot read {message.text}") from KeyError(message.text)

    with capture_logs() as logs:
        assert _code_of(fail) == "turn_failed"
    (entry,) = logs
    assert (entry["event"], entry["request_id"]) == ("turn.failed", "id-1")
    assert (entry["error"], entry["cause"]) == ("ValueError", "KeyError")
    assert "fail" in entry["raised_at"][-1]
    assert SECRET not in repr(logs)


def test_agent_without_a_model_is_told_apart() -> None:
    """Rasa raises this error when the model goes away between the check and the turn."""

    async def fail(message: UserMessage) -> None:
        raise AgentNotReady("no")

    assert _code_of(fail) == "no_model"


def test_cancelled_from_inside_is_a_failure() -> None:
    """A turn that is cancelled by something it awaited has failed."""

    async def fail(message: UserMessage) -> None:
        raise asyncio.CancelledError

    assert _code_of(fail) == "turn_failed"


def test_turn_over_time_gives_its_lock_back() -> None:
    """After the time limit Rasa's lock of the conversation is free, for those who wait as well."""

    async def run() -> List[str]:
        store = InMemoryLockStore()
        codes = []

        async def hang(message: UserMessage) -> None:
            async with store.lock("v", wait_time_in_seconds=0.01):
                await asyncio.sleep(60)

        runner = TurnRunner(hang, 0.1)
        turns = [runner.start(UserMessage("hi", sender_id="v"), str(n)) for n in range(3)]
        for turn in turns:
            try:
                await turn
            except TurnFailed as failure:
                codes.append(failure.code)
        assert not store.conversation_locks
        return codes

    assert asyncio.run(run()) == ["turn_timed_out"] * 3


def test_turn_that_will_not_stop_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn that ignores its cancellation costs the visitor a bounded wait."""
    monkeypatch.setattr("assistant.channels.turns.CANCELLATION_SECONDS", 0.1)

    async def cling(message: UserMessage) -> None:
        for _ in range(3):
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0.3)

    with capture_logs() as logs:
        assert _code_of(cling, 0.1) == "turn_timed_out"
    assert logs[0]["has_ended"] is False


def test_turns_end_with_the_server() -> None:
    """Stopping cancels what still runs, and leaves no task behind."""

    async def run() -> None:
        ended: List[str] = []

        async def hang(message: UserMessage) -> None:
            try:
                await asyncio.sleep(60)
            finally:
                ended.append(message.sender_id)

        runner = TurnRunner(hang, 60)
        turn = runner.start(UserMessage("hi", sender_id="v"), "id-1")
        await asyncio.sleep(0.05)
        await runner.stop()
        assert ended == ["v"]
        assert turn.cancelled()
        await runner.stop()

    asyncio.run(run())
