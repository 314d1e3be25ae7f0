"""Processes of the product that hang or are gone, for as long as a test wants it."""

import os
import signal
from contextlib import contextmanager
from typing import Iterator

from tests.conftest import Product, restart_process


@contextmanager
def stopped(product: Product, name: str) -> Iterator[None]:
    """A process that hangs until the block ends."""
    process = product.processes[name].pid
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        if product.processes[name].pid == process:
            os.kill(process, signal.SIGCONT)


@contextmanager
def killed(product: Product, name: str) -> Iterator[None]:
    """A process that is gone until the block ends."""
    product.processes[name].kill()
    product.processes[name].wait()
    try:
        yield
    finally:
        restart_process(product, name)
