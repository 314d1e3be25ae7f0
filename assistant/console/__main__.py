"""Runs the console: `python -m assistant.console`."""

import sys

from assistant.clinic_schedule import InvalidClinicProfile
from assistant.console.app import make_app
from assistant.console.serving import make_server
from assistant.processes import PortTaken, check_ports
from assistant.secret_file import UnusableSecretFile
from assistant.settings import InvalidSetting, load_settings
from assistant.sqlite_database import UnusableDatabase
from assistant.staff_commands import run_command

ERRORS = (InvalidClinicProfile, InvalidSetting, PortTaken, UnusableDatabase, UnusableSecretFile)


def serve() -> None:
    """Serve the console on the loopback until it is stopped."""
    settings = load_settings()
    check_ports(settings, ("CONSOLE_PORT",))
    make_server(make_app(settings), settings.console_port).run()


if __name__ == "__main__":
    sys.exit(run_command(serve, ERRORS))
