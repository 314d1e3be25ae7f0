"""The whole product as staff have it: visitors' servers, the trainer and the console, apart."""

import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, Iterator, Optional

from assistant.console.accounts.opening import first_link
from assistant.console.accounts.roles import Role
from assistant.processes import plan_staff_processes
from assistant.run import register_model
from assistant.settings import PROJECT, Settings
from assistant.training import MODEL
from tests.browser.demo_page import demo_address
from tests.conftest import (
    Product,
    load_settings_apart,
    restart_process,
    running_product,
    settings_apart,
)
from tests.console.running_console import PASSWORD, Person

ADMIN = "Ada Admin"
_LINK = re.compile(r'id="link" value="([^"]+/welcome/[^"]+)"')


@dataclass
class StaffProduct:
    """A running product with its console; `people` are signed in over HTTP, by name."""

    product: Product
    people: Dict[str, Person] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """The settings of every process."""
        return self.product.settings

    @property
    def console(self) -> str:
        """Where staff sign in."""
        return self.settings.console_address

    @property
    def demo(self) -> str:
        """The page with the widget, where visitors ask."""
        return demo_address(self.product)

    def make_admin(self) -> Person:
        """Make the first account by the one-time link, as `make run` prints it, and sign in."""
        link = first_link(self.settings)
        assert link is not None, "somebody has an account already"
        person = Person(self.console)
        path = link[len(self.console) :]
        person.get(path)
        _choose_password(person, path, ADMIN)
        return self.sign_in(ADMIN)

    def add_account(self, name: str, role: Role) -> Person:
        """A colleague whom the admin invites, who chooses a password and signs in."""
        invited = self.people[ADMIN].post("/accounts", {"name": name, "role": role.title})
        found = _LINK.search(invited.text)
        assert found is not None, invited.text
        person = Person(self.console)
        path = found[1][len(self.console) :]
        person.get(path)
        _choose_password(person, path, None)
        return self.sign_in(name)

    def sign_in(self, name: str) -> Person:
        """Sign in with a password; a session of its own."""
        person = Person(self.console)
        person.get("/sign-in")
        answer = person.post("/sign-in", {"name": name, "password": PASSWORD})
        assert answer.ok, (answer.status_code, answer.text)
        assert not answer.url.endswith("/sign-in"), answer.text
        self.people[name] = person
        return person

    def kill(self, name: str) -> None:
        """End a process by SIGKILL, as a machine without memory would, and wait for its end."""
        process = self.product.processes[name]
        process.kill()
        process.wait()

    def restart(self, name: str) -> None:
        """Start a process that does not run, and wait until it answers."""
        restart_process(self.product, name)


@contextmanager
def running_staff_product(folder: Path, **extra: str) -> Iterator[StaffProduct]:
    """Everything that `make run` starts, with an admin; its files and logs are in the folder."""
    # New phrasings are compared with the files beside that of staff.
    phrasings = shutil.copytree(PROJECT / "data" / "nlu", folder / "data" / "nlu")
    (phrasings / "staff_phrasings.yml").unlink(missing_ok=True)
    staff_files = {
        "STAFF_PHRASINGS": str(phrasings / "staff_phrasings.yml"),
        "STAFF_PHRASINGS_HISTORY": str(folder / "staff_phrasings_history.jsonl"),
        "STAFF_ANSWERS": str(folder / "staff_answers.yml"),
        "STAFF_ANSWERS_HISTORY": str(folder / "staff_answers_history.jsonl"),
    }
    # Made once: the ports are other ones each time.
    own = {**settings_apart(folder), **staff_files, **extra}
    settings, _ = load_settings_apart(folder, own)
    register_model(settings, MODEL)
    with running_product(folder, **own) as product:
        staff = StaffProduct(product)
        for plan in plan_staff_processes(settings):
            staff.restart(plan.name)
        try:
            staff.make_admin()
            yield staff
        finally:
            for person in staff.people.values():
                person.browser.close()


def _choose_password(person: Person, path: str, name: Optional[str]) -> None:
    """Open a one-time link's form and send it, as whoever got the link does."""
    form = {"password": PASSWORD, "again": PASSWORD, **({"name": name} if name else {})}
    answer = person.post(path, form)
    assert answer.url.endswith("/sign-in"), answer.text
