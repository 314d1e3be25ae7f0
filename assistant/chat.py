"""A conversation with the assistant in the terminal: `make chat`."""

import subprocess
import sys
import uuid
from functools import partial
from typing import Any, Dict, List, Optional

import requests

from assistant.processes import (
    PortTaken,
    StartFailed,
    check_ports,
    make_environment,
    plan_processes,
    start_process,
    stop_processes,
    wait_until_healthy,
)
from assistant.releases.errors import UnusableFolder
from assistant.releases.live_model import find_live_model
from assistant.settings import PROJECT, InvalidSetting, Settings, load_settings
from assistant.training import MODEL


def main(arguments: List[str]) -> int:
    """Talk to the running assistant, or to one started for this conversation."""
    processes: List["subprocess.Popen[bytes]"] = []
    try:
        settings = load_settings()
        plans = plan_processes(settings, find_live_model(settings) or MODEL)
        if not _answers(str(plans[-1].health_url)):
            check_ports(settings)
            print("Starting the assistant (about 20 seconds) ...", flush=True)
            environment = make_environment(settings)
            state = PROJECT / ".state"
            for plan in plans:
                log = state / f"chat-{plan.name}.log"
                processes.append(start_process(plan, environment, log))
            for plan, process in zip(plans, processes, strict=True):
                wait_until_healthy(plan, partial(_is_alive, process))
        _talk(f"{plans[-1].health_url}webhook", settings)
    except (InvalidSetting, PortTaken, StartFailed, UnusableFolder) as error:
        print(error, file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print()
    finally:
        stop_processes(processes)
    return 0


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=2).ok
    except requests.RequestException:
        return False


def _is_alive(process: "subprocess.Popen[bytes]") -> bool:
    return process.poll() is None


def _talk(address: str, settings: Settings) -> None:
    print("Type a question, a number to choose a suggestion, or 'quit'.\n")
    headers = {"Authorization": f"Bearer {settings.api_key}"} if settings.api_key else {}
    sender = f"terminal-{uuid.uuid4()}"
    titles: List[str] = []
    while True:
        text = input("you> ").strip()
        if text.lower() in ("quit", "exit"):
            return
        if not text:
            continue
        if text.isdecimal() and 0 < int(text) <= len(titles):
            text = titles[int(text) - 1]
        messages = _ask(address, headers, sender, text)
        titles = _show(messages) if messages else titles


def _ask(address: str, headers: Dict[str, str], sender: str, text: str) -> Optional[List[Any]]:
    body = {"sender": sender, "message": text}
    try:
        answer = requests.post(address, json=body, headers=headers, timeout=60)
    except requests.RequestException:
        print("The assistant does not answer. Is it still running?\n")
        return None
    if answer.status_code != 200:
        print(f"{_read_error(answer)}\n")
        return None
    messages: List[Any] = answer.json()
    return messages


def _read_error(answer: requests.Response) -> str:
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        # Not the assistant's own channel, but something before it or in its place.
        return f"The assistant answers with status {answer.status_code}."


def _show(messages: List[Any]) -> List[str]:
    titles: List[str] = []
    for message in messages:
        print(f"\n{message.get('text', '')}")
        for button in message.get("buttons", []):
            titles.append(button["payload"])
            print(f"  [{len(titles)}] {button['title']}")
    print()
    return titles


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
