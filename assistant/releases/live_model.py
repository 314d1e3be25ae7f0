"""Which model a starting assistant server serves: live.json, which is whole at any moment."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Optional

from assistant.releases.errors import UnusableFolder
from assistant.settings import Settings
from assistant.staff_changes.atomic_files import write_content
from assistant.staff_changes.errors import UnwritableStaffFile

LIVE = "live.json"


@dataclass(frozen=True)
class LiveModel:
    """The live release; `model` is the path of its model below the folder of the releases."""

    number: int
    model: str
    sha256: str


def find_live_model(settings: Settings) -> Optional[Path]:
    """The model file of the live release; None where there is none yet. Raises UnusableFolder."""
    live = read_live_model(settings.releases_folder)
    if live is None:
        return None
    model = settings.releases_folder / live.model
    if not model.is_file():
        raise UnusableFolder(
            f"'{settings.releases_folder / LIVE}' names release {live.number}, whose model "
            f"'{model}' is not there. Put it back from a copy, or remove {LIVE} to begin anew with "
            "the model of 'make train'."
        )
    return model


def read_live_model(releases_folder: Path) -> Optional[LiveModel]:
    """What live.json says; None where there is none. Raises UnusableFolder."""
    file = releases_folder / LIVE
    try:
        entry = json.loads(file.read_text(encoding="utf-8"))
        return LiveModel(int(entry["number"]), str(entry["model"]), str(entry["sha256"]))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnusableFolder(f"'{file}' cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UnusableFolder(
            f"'{file}' was changed by hand and does not say which model is live. Put it back from "
            "a copy, or remove it to begin anew with the model of 'make train'."
        ) from error


def write_live_model(releases_folder: Path, live: Optional[LiveModel]) -> None:
    """Replace live.json in one step; on disk when this returns. Raises UnusableFolder."""
    file = releases_folder / LIVE
    try:
        if live is None:
            file.unlink(missing_ok=True)
            sync_folder(releases_folder)
        else:
            write_content(file, f"{json.dumps(asdict(live))}\n".encode())
    except UnwritableStaffFile as error:
        raise UnusableFolder(f"{error} The former release stays live.") from error
    except OSError as error:
        raise UnusableFolder(
            f"'{file}' cannot be removed: {error.strerror}. Nothing was changed."
        ) from error


def sync_folder(folder: Path) -> None:
    """Have the names in a folder survive a loss of power. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
