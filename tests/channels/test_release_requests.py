"""What the release channel reads: numbers, digests, and paths that stay in their folder."""

import json
import os
from pathlib import Path
from typing import Any, Dict

import pytest

from assistant.channels.incoming_message import RejectedMessage
from assistant.channels.release_requests import (
    ReleaseRequest,
    find_model,
    read_number_of,
    read_release_request,
)

SHA256 = "0f" * 32
UP = os.pardir
BODY = {"number": 7, "model": "0007/model.tar.gz", "sha256": SHA256}
JSON = "application/json"


def read(**changes: Any) -> ReleaseRequest:
    return read_release_request(JSON, json.dumps({**BODY, **changes}).encode())


def test_request_is_read() -> None:
    """Number, path and digest."""
    assert read() == ReleaseRequest(7, "0007/model.tar.gz", SHA256)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": None}, "number_not_whole"),
        ({"number": True}, "number_not_whole"),
        ({"number": "7"}, "number_not_whole"),
        ({"number": 7.0}, "number_not_whole"),
        ({"number": 0}, "number_out_of_range"),
        ({"number": 2**31}, "number_out_of_range"),
        ({"model": None}, "model_missing"),
        ({"model": ""}, "model_empty"),
        ({"model": "x" * 256}, "model_too_long"),
        ({"sha256": "0F" * 32}, "sha256_not_a_digest"),
        ({"sha256": "0f" * 31}, "sha256_not_a_digest"),
        ({"sha256": 5}, "sha256_not_text"),
    ],
)
def test_bad_entries_are_refused(changes: Dict[str, Any], code: str) -> None:
    """Each with a code of its own."""
    with pytest.raises(RejectedMessage) as refused:
        read(**changes)
    assert (refused.value.status, refused.value.code) == (400, code)


def test_other_bodies_are_refused() -> None:
    """What is no JSON, or does not say that it is."""
    with pytest.raises(RejectedMessage) as refused:
        read_release_request(JSON, b"{")
    assert refused.value.code == "invalid_json"
    with pytest.raises(RejectedMessage) as refused:
        read_release_request("text/plain", json.dumps(BODY).encode())
    assert refused.value.status == 415


def test_model_in_the_folder_is_found(tmp_path: Path) -> None:
    """Also where the folder itself is reached by a link; its release is the folder's name."""
    real, folder = tmp_path / "real", tmp_path / "releases"
    (real / "0007").mkdir(parents=True)
    (real / "0007" / "model.tar.gz").touch()
    folder.symlink_to(real)
    file = find_model(folder, read())
    assert file == real / "0007" / "model.tar.gz"
    assert read_number_of(folder, file) == 7


@pytest.mark.parametrize(
    "model",
    [
        f"{UP}/outside.tar.gz",
        f"0007/{UP}/{UP}/outside.tar.gz",
        "/etc/passwd",
        "0007/link.tar.gz",
        "0007/notes.txt",
        "0007",
        "\0.tar.gz",
        "circle/model.tar.gz",
    ],
)
def test_path_stays_in_the_folder(model: str, tmp_path: Path) -> None:
    """Dots, whole paths and links lead nowhere else, and only models are read."""
    folder = tmp_path / "releases"
    (folder / "0007").mkdir(parents=True)
    (tmp_path / "outside.tar.gz").touch()
    (folder / "0007" / "notes.txt").touch()
    (folder / "0007" / "link.tar.gz").symlink_to(tmp_path / "outside.tar.gz")
    (folder / "circle").symlink_to(folder / "circle")
    with pytest.raises(RejectedMessage) as refused:
        find_model(folder, read(model=model))
    assert (refused.value.status, refused.value.code) == (400, "model_outside")


def test_missing_model_says_which_setting_to_look_at(tmp_path: Path) -> None:
    """A server on another machine may look at another folder."""
    with pytest.raises(RejectedMessage, match="RELEASES_FOLDER") as refused:
        find_model(tmp_path, read())
    assert (refused.value.status, refused.value.code) == (404, "model_missing")


@pytest.mark.parametrize("model", ["assistant.tar.gz", "a/b/0007/m.tar.gz", "draft/model.tar.gz"])
def test_other_models_belong_to_no_release(model: str, tmp_path: Path) -> None:
    """Such as the one of `make train`."""
    assert read_number_of(tmp_path, tmp_path / model) is None
