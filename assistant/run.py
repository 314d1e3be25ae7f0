"""Starts the whole product and keeps it running: `make run`."""

import sys
import threading
from functools import partial
from pathlib import Path
from typing import List, Optional, Sequence, Tuple

from assistant.booking.storage.store import open_booking_store
from assistant.booking.systems.chosen_system import make_booking_system
from assistant.clinic_profile import load_clinic_profile
from assistant.clinic_schedule import InvalidClinicProfile
from assistant.console.accounts.opening import first_link
from assistant.process_keeper import ProcessKeeper
from assistant.processes import (
    ALL_PORTS,
    HOST,
    PortTaken,
    ProcessPlan,
    StartFailed,
    check_ports,
    make_environment,
    plan_processes,
    plan_staff_processes,
    wait_until_healthy,
)
from assistant.releases.errors import ReleaseError, UnusableFolder
from assistant.releases.live_model import find_live_model
from assistant.releases.releases import open_releases
from assistant.secret_file import UnusableSecretFile
from assistant.settings import InvalidSetting, Settings, load_settings
from assistant.sqlite_database import UnusableDatabase
from assistant.training import MODEL

# As the history of releases names who brought a model that was trained by `make train`.
ENGINEERS = "make train"

UNUSABLE = (
    InvalidSetting,
    InvalidClinicProfile,
    PortTaken,
    ReleaseError,
    UnusableDatabase,
    UnusableSecretFile,
)


def main(arguments: List[str]) -> int:
    """Start everything, say when it answers, wait for Ctrl-C. Returns the exit status."""
    try:
        settings = load_settings()
        profile = load_clinic_profile(settings.clinic_profile)
        check_ports(settings, ALL_PORTS)
        # Once here, so that what is wrong with it is said in one line.
        make_booking_system(settings, profile)
        open_booking_store(settings.booking_database).close()
        if not MODEL.exists():
            print("There is no trained model. Run 'make train'.", file=sys.stderr)
            return 1
        register_model(settings, MODEL)
        model = find_live_model(settings) or MODEL
        link = first_link(settings)
    except UNUSABLE as error:
        print(error, file=sys.stderr)
        return 1
    keeper = ProcessKeeper()
    needed, of_staff = plan_processes(settings, model), plan_staff_processes(settings)
    environment = make_environment(settings)
    for plan in (*needed, *of_staff):
        make_command = partial(_make_command, plan.name, settings, model)
        keeper.keep(plan.name, make_command, environment, is_needed=plan in needed)
    print(f"Starting {profile.name} (about 20 seconds) ...", flush=True)
    announce = partial(_announce, keeper, needed, of_staff[-1], settings, link)
    threading.Thread(target=announce, daemon=True).start()
    keeper.loop()
    return int(keeper.returncode or 0)


def register_model(settings: Settings, model: Path) -> None:
    """Make the model of `make train` a release, and the live one, unless it is one already.

    Raises UnusableDatabase, UnusableSecretFile and ReleaseError.
    """
    releases = open_releases(settings)
    try:
        releases.register_first(model, ENGINEERS)
    finally:
        releases.close()


def _make_command(name: str, settings: Settings, model: Path) -> Tuple[str, ...]:
    """The command of a process as it has to start now: with the model that is live by now."""
    try:
        model = find_live_model(settings) or model
    except UnusableFolder as error:
        # Better the model that the product was started with than none.
        print(error, file=sys.stderr, flush=True)
    plans = (*plan_processes(settings, model), *plan_staff_processes(settings))
    return next(plan.command for plan in plans if plan.name == name)


def _announce(
    keeper: ProcessKeeper,
    needed: Sequence[ProcessPlan],
    console: ProcessPlan,
    settings: Settings,
    link: Optional[str],
) -> None:
    try:
        for plan in needed:
            wait_until_healthy(plan, lambda: keeper.returncode is None)
    except StartFailed as error:
        print(error, file=sys.stderr, flush=True)
        keeper.terminate()
        return
    keeper.note_up()
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
    try:
        wait_until_healthy(console, lambda: keeper.returncode is None)
    except StartFailed as error:
        # Visitors are served nevertheless, and the keeper goes on trying.
        print(error, file=sys.stderr, flush=True)
        return
    sign_in = f"Staff sign in at {settings.console_address}\n"
    if link:
        sign_in = (
            f"Staff's pages are at {settings.console_address}\n\n"
            f"Nobody has an account yet. Open this within a day to make the first:\n\n  {link}\n"
        )
    print(sign_in, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
