"""Starts the whole product and keeps it running: `make run`."""

import shlex
import sys
import threading
from typing import List

from honcho.manager import Manager

from assistant.booking.storage.store import open_booking_store
from assistant.booking.systems.chosen_system import make_booking_system
from assistant.clinic_profile import load_clinic_profile
from assistant.clinic_schedule import InvalidClinicProfile
from assistant.processes import (
    HOST,
    PortTaken,
    ProcessPlan,
    StartFailed,
    check_ports,
    make_environment,
    plan_processes,
    wait_until_healthy,
)
from assistant.settings import PROJECT, InvalidSetting, Settings, load_settings
from assistant.sqlite_database import UnusableDatabase
from assistant.training import MODEL


def main(arguments: List[str]) -> int:
    """Start everything, say when it answers, wait for Ctrl-C. Returns the exit status."""
    try:
        settings = load_settings()
        profile = load_clinic_profile(settings.clinic_profile)
        check_ports(settings)
        # Once here, so that what is wrong with it is said in one line.
        make_booking_system(settings, profile)
        open_booking_store(settings.booking_database).close()
    except (InvalidSetting, InvalidClinicProfile, PortTaken, UnusableDatabase) as error:
        print(error, file=sys.stderr)
        return 1
    if not MODEL.exists():
        print("There is no trained model. Run 'make train'.", file=sys.stderr)
        return 1
    manager = Manager()
    plans = plan_processes(settings, MODEL)
    environment = make_environment(settings)
    for plan in plans:
        manager.add_process(plan.name, shlex.join(plan.command), env=environment, cwd=str(PROJECT))
    print(f"Starting {profile.name} (about 20 seconds) ...", flush=True)
    watcher = threading.Thread(target=_announce, args=(manager, plans, settings), daemon=True)
    watcher.start()
    manager.loop()
    return int(manager.returncode or 0)


def _announce(manager: Manager, plans: List[ProcessPlan], settings: Settings) -> None:
    try:
        for plan in plans:
            wait_until_healthy(plan, lambda: manager.returncode is None)
    except StartFailed as error:
        print(error, file=sys.stderr, flush=True)
        manager.terminate()
        return
    server = f"http://{HOST}:{settings.assistant_port}"
    address = f"{server}/webhooks/rest/webhook"
    message = '{"sender": "me", "message": "is it safe?"}'
    print(
        f"\nOpen the website of a sample clinic and ask the assistant there:\n\n"
        f"  {server}/webhooks/website/demo\n\n"
        f"The assistant answers at {address} as well:\n\n"
        f"  curl -s {address} -H 'Content-Type: application/json' \\\n    -d '{message}'\n\n"
        "or in a terminal: make chat. Ctrl-C stops everything.\n",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
