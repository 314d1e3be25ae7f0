"""Reads what the publishing process asks of a server: which release it shall answer with."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Optional

from assistant.channels.incoming_message import (
    RejectedMessage,
    bad_field,
    check_content_type,
    read_json_object,
    read_string,
)

MAX_BODY_BYTES = 4096
MAX_PATH_CHARACTERS = 255
HIGHEST_NUMBER = 2**31 - 1
MODEL_SUFFIX = ".tar.gz"

_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class ReleaseRequest:
    """The release that is wanted: its number, its model's path below the folder, its digest."""

    number: int
    model: str
    sha256: str


def read_release_request(content_type: Optional[str], body: bytes) -> ReleaseRequest:
    """Check a request's body. Raises RejectedMessage."""
    check_content_type(content_type)
    fields = read_json_object(body, MAX_BODY_BYTES)
    number = _read_number(fields)
    model = read_string(fields, "model", MAX_PATH_CHARACTERS)
    sha256 = read_string(fields, "sha256", 64)
    if not _SHA256.fullmatch(sha256):
        raise bad_field("sha256", "not_a_digest", "must be 64 small hexadecimal digits")
    return ReleaseRequest(number, model, sha256)


def find_model(folder: Path, request: ReleaseRequest) -> Path:
    """The model's file, which must stand inside the folder. Raises RejectedMessage."""
    try:
        # Links are followed first: what counts is where the file really stands.
        file = (folder / request.model).resolve()
        is_inside = file.is_relative_to(folder.resolve())
        is_file = is_inside and file.is_file()
    except (OSError, ValueError, RuntimeError):
        # Such as a null character, or links in a circle.
        is_inside, is_file = False, False
    if not is_inside or not file.name.endswith(MODEL_SUFFIX):
        raise bad_field("model", "outside", "must be a model in the folder of releases")
    if not is_file:
        raise RejectedMessage(
            404,
            "model_missing",
            "model",
            f"The model of release {request.number} is not in this server's folder of releases. "
            "Check that RELEASES_FOLDER is the same folder for the console and this server.",
        )
    return file


def read_number_of(folder: Path, model: Path) -> Optional[int]:
    """Which release a model file belongs to, by the folder that it stands in; None for others."""
    release = model.resolve().parent
    is_release = release.parent == folder.resolve() and release.name.isdecimal()
    return int(release.name) if is_release else None


def _read_number(fields: Mapping[str, Any]) -> int:
    number = fields.get("number")
    if isinstance(number, bool) or not isinstance(number, int):
        raise bad_field("number", "not_whole", "must be a whole number")
    if not 0 < number <= HIGHEST_NUMBER:
        raise bad_field("number", "out_of_range", f"must be from 1 to {HIGHEST_NUMBER}")
    return number
