"""Limits that several servers share by a real Redis server, and what they do without it."""

import asyncio
import dataclasses
import socket
import threading
import time
from pathlib import Path
from typing import Any, Iterator, List

import pytest
from redis import Redis
from structlog.testing import capture_logs

from assistant.channels import shared_requests
from assistant.channels.rate_limits import RateLimited, RateLimits
from assistant.channels.shared_requests import OUTAGE_SECONDS, PREFIX
from assistant.settings import InvalidSetting, load_settings
from tests.clock import Clock
from tests.redis_server import RedisServer, running_redis

VISITOR = "visitor-7f9c2ba4"


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with running_redis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def url(redis: RedisServer) -> str:
    """A server on which nothing was counted yet."""
    redis.client.flushall()
    return redis.url


def limits_at(url: str, clock: Any = time.monotonic, **changes: Any) -> RateLimits:
    """What one server holds; each call is a server of its own."""
    return RateLimits(
        dataclasses.replace(load_settings(), rate_limit_storage=url, **changes), clock
    )


async def is_refused(limits: RateLimits, visitor_id: str = VISITOR) -> int:
    """Count one message: 0, or the seconds that a refused visitor is told."""
    try:
        await limits.count_visitor(visitor_id)
    except RateLimited as limited:
        return limited.retry_after_seconds
    return 0


def test_two_servers_share_the_count(url: str) -> None:
    """What a visitor sent to one counts at the other; another visitor's messages do not."""
    here = limits_at(url, sender_rate_limit="3/minute")
    there = limits_at(url, sender_rate_limit="3/minute")

    async def scenario() -> List[bool]:
        turns = [here, there, here, there, here]
        refused = [bool(await is_refused(limits)) for limits in turns]
        return [*refused, bool(await is_refused(there, "somebody else"))]

    assert asyncio.run(scenario()) == [False, False, False, True, True, False]


def test_messages_at_the_same_moment_are_counted_one_by_one(url: str) -> None:
    """Of fifty at once to two servers exactly as many pass as are allowed."""
    servers = [limits_at(url, sender_rate_limit="20/minute") for _ in range(2)]

    async def scenario() -> List[int]:
        asked = [is_refused(servers[number % 2]) for number in range(50)]
        return list(await asyncio.gather(*asked))

    assert asyncio.run(scenario()).count(0) == 20


def test_wait_is_told_from_the_oldest_message(
    redis: RedisServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not from the newest, which would keep visitors away for longer than they must."""
    limits = limits_at(url, sender_rate_limit="2/minute")

    async def scenario() -> int:
        await is_refused(limits)
        # Forty seconds later, without waiting for them.
        (key,) = redis.client.keys()
        moment = float(redis.client.lindex(key, 0))
        redis.client.lset(key, 0, f"{moment - 40:.6f}")
        await is_refused(limits)
        return await is_refused(limits)

    assert 18 <= asyncio.run(scenario()) <= 20


def test_waiting_as_told_is_enough(url: str) -> None:
    """Whoever comes back after Retry-After is let in, by Redis' own clock."""
    limits = limits_at(url, sender_rate_limit="1/second")

    async def scenario() -> List[int]:
        waits = [await is_refused(limits), await is_refused(limits)]
        await asyncio.sleep(waits[-1])
        return [*waits, await is_refused(limits)]

    assert asyncio.run(scenario()) == [0, 1, 0]


def test_several_rates_hold_together(redis: RedisServer, url: str) -> None:
    """The slower one tells the wait, and what one refuses the other does not count."""
    limits = limits_at(url, sender_rate_limit="10/minute; 1/hour")

    async def scenario() -> List[int]:
        return [await is_refused(limits) for _ in range(5)]

    first, *others = asyncio.run(scenario())
    assert first == 0
    assert all(3590 <= wait <= 3600 for wait in others)
    assert [redis.client.llen(key) for key in redis.client.scan_iter()] == [1, 1]


def test_each_limit_counts_apart(url: str) -> None:
    """One name as an address, a visitor and a session is three."""
    one = "1/minute"
    limits = limits_at(url, address_rate_limit=one, sender_rate_limit=one, session_rate_limit=one)

    async def scenario() -> List[str]:
        scopes = []
        for count in (limits.count_address, limits.count_visitor, limits.count_session):
            await count("10.0.0.1")
            with pytest.raises(RateLimited) as caught:
                await count("10.0.0.1")
            scopes.append(caught.value.scope)
        return scopes

    assert asyncio.run(scenario()) == ["address", "sender", "session"]


def test_redis_learns_no_names_and_forgets_by_itself(redis: RedisServer, url: str) -> None:
    """Keys are hashes under the product's prefix; they end, and are no longer than the limit."""
    limits = limits_at(url, sender_rate_limit="3/minute")

    async def scenario() -> None:
        for _ in range(10):
            await is_refused(limits)

    asyncio.run(scenario())
    (key,) = redis.client.keys()
    assert key.startswith(f"{PREFIX}:sender:".encode())
    assert VISITOR.encode() not in key
    assert 0 < redis.client.ttl(key) <= 60
    assert redis.client.llen(key) == 3


def test_without_redis_this_servers_memory_counts(tmp_path: Path) -> None:
    """Killed between two messages: one warning, limits still hold, and back when Redis is."""
    clock = Clock()
    with running_redis(tmp_path) as redis:
        limits = limits_at(redis.url, clock, sender_rate_limit="2/minute")

        async def messages(number: int) -> List[bool]:
            return [bool(await is_refused(limits)) for _ in range(number)]

        with capture_logs() as logs:
            assert asyncio.run(messages(1)) == [False]
            redis.kill()
            assert asyncio.run(messages(4)) == [False, False, True, True]
            clock.now += OUTAGE_SECONDS
            assert asyncio.run(messages(1)) == [True], "still out, and still counted"
            assert [line["event"] for line in logs] == ["rate_limits.storage_unreachable"]
            assert logs[0]["log_level"] == "warning"

            redis.start()
            assert asyncio.run(messages(1)) == [True], "not looked for before its time"
            clock.now += OUTAGE_SECONDS
            assert asyncio.run(messages(3)) == [False, False, True]
            assert logs[-1]["event"] == "rate_limits.storage_reached_again"

            redis.kill()
            assert asyncio.run(messages(1)) == [True], "what memory had counted still counts"
            events = [line["event"] for line in logs]
            assert events.count("rate_limits.storage_unreachable") == 2
    assert "127.0.0.1" not in str(logs)


def test_server_may_start_without_redis() -> None:
    """Nothing connects before the first message, and that is let in."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        limits = limits_at(f"redis://127.0.0.1:{nobody.getsockname()[1]}")
        with capture_logs() as logs:
            assert asyncio.run(is_refused(limits)) == 0
    assert [line["event"] for line in logs] == ["rate_limits.storage_unreachable"]


def test_redis_that_never_answers_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is taken but not served: everybody is let in, other work goes on."""
    monkeypatch.setattr(shared_requests, "ANSWER_SECONDS", 0.2)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        limits = limits_at(f"redis://127.0.0.1:{deaf.getsockname()[1]}")

        async def scenario() -> int:
            beats = 0
            asked = asyncio.ensure_future(is_refused(limits))
            while not asked.done():
                await asyncio.sleep(0.01)
                beats += 1
            assert await asked == 0
            assert await is_refused(limits) == 0
            return beats

        assert asyncio.run(scenario()) > 3, "the event loop stood still"
        # The second message did not ask, and so did not wait either.
        deaf.setblocking(False)
        deaf.accept()[0].close()
        with pytest.raises(BlockingIOError):
            deaf.accept()


def test_redis_that_refuses_to_write_stops_nobody(redis: RedisServer, url: str) -> None:
    """Full, read-only or with another password: as if it could not be reached."""
    redis.client.config_set("maxmemory", 1)
    try:
        with capture_logs() as logs:
            assert asyncio.run(is_refused(limits_at(url))) == 0
    finally:
        redis.client.config_set("maxmemory", 0)
    assert logs[0]["event"] == "rate_limits.storage_unreachable"


def test_a_visitor_who_leaves_does_no_harm(url: str) -> None:
    """A request that is cancelled while Redis is asked: the next one gets its own answer."""
    limits = limits_at(url, sender_rate_limit="5/minute")

    async def scenario() -> List[int]:
        for _ in range(20):
            asked = asyncio.ensure_future(is_refused(limits, "leaves"))
            await asyncio.sleep(0)
            asked.cancel()
        return [await is_refused(limits) for _ in range(6)]

    *passed, last = asyncio.run(scenario())
    assert passed == [0] * 5
    assert last > 0


@pytest.mark.parametrize("option", ["socket_timeout=soon", "colour=red"])
def test_option_that_redis_does_not_know_is_refused(option: str) -> None:
    """When the server starts, not with each message; the password in the address is not shown."""
    with pytest.raises(InvalidSetting, match="RATE_LIMIT_STORAGE has an option") as caught:
        limits_at(f"redis://:s3cret@127.0.0.1/0?{option}")
    assert "s3cret" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_threads_are_few(url: str) -> None:
    """A hundred requests at once do not become a hundred threads."""
    limits = limits_at(url)

    async def scenario() -> None:
        await asyncio.gather(*[is_refused(limits) for _ in range(100)])

    before = threading.active_count()
    asyncio.run(scenario())
    assert threading.active_count() - before <= shared_requests.THREADS


def test_script_is_sent_again_where_redis_has_lost_it(redis: RedisServer, url: str) -> None:
    """As after its restart."""
    limits = limits_at(url, sender_rate_limit="2/minute")
    assert asyncio.run(is_refused(limits)) == 0
    client: Redis = redis.client
    client.script_flush()
    assert asyncio.run(is_refused(limits)) == 0
    assert asyncio.run(is_refused(limits)) > 0
