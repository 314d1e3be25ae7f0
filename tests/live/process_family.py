"""Looks at a running product from outside: its processes and the ports that they listen on."""

import subprocess
from contextlib import suppress
from pathlib import Path
from typing import List, Set, Tuple

import psutil

LISTENING = psutil.CONN_LISTEN


def family_of(process: "subprocess.Popen[str]") -> List[psutil.Process]:
    """The process, its children and theirs."""
    parent = psutil.Process(process.pid)
    return [parent, *parent.children(recursive=True)]


def list_doors(family: List[psutil.Process]) -> Tuple[Set[int], Set[str]]:
    """The ports that a family listens on, and the addresses."""
    doors = []
    for member in family:
        # Some may end while they are looked at.
        with suppress(psutil.NoSuchProcess):
            doors += [c.laddr for c in member.net_connections("inet") if c.status == LISTENING]
    return {door.port for door in doors}, {door.ip for door in doors}


def find_process(process: "subprocess.Popen[str]", command: str) -> psutil.Process:
    """The Python process with this command; not the shell around it."""
    return next(
        member
        for member in family_of(process)
        if command in " ".join(_read_command(member)) and "python" in Path(_program(member)).name
    )


def has_process(process: "subprocess.Popen[str]", command: str) -> bool:
    """Whether one of the family has this command."""
    return any(command in " ".join(_read_command(member)) for member in family_of(process))


def _read_command(process: psutil.Process) -> List[str]:
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:
        return []


def _program(process: psutil.Process) -> str:
    return (_read_command(process) or [""])[0]
