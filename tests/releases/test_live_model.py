"""live.json: whole at any moment, and what is said where somebody has spoiled it."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.releases.errors import UnusableFolder
from assistant.releases.live_model import (
    LIVE,
    LiveModel,
    find_live_model,
    read_live_model,
    write_live_model,
)
from assistant.settings import load_settings

ONE = LiveModel(1, "0001/model.tar.gz", "a" * 64)


def test_written_model_is_read_again(tmp_path: Path) -> None:
    """No other file stays beside it; without one nothing is live."""
    assert read_live_model(tmp_path) is None
    write_live_model(tmp_path, ONE)
    assert read_live_model(tmp_path) == ONE
    assert [path.name for path in tmp_path.iterdir()] == [LIVE]
    write_live_model(tmp_path, None)
    write_live_model(tmp_path, None)
    assert read_live_model(tmp_path) is None


def test_missing_model_is_told(tmp_path: Path) -> None:
    """A starting server must not serve another model without saying so."""
    settings = replace(load_settings(), releases_folder=tmp_path)
    write_live_model(tmp_path, ONE)
    with pytest.raises(UnusableFolder, match="release 1, whose model"):
        find_live_model(settings)
    (tmp_path / "0001").mkdir()
    (tmp_path / ONE.model).write_text("model")
    assert find_live_model(settings) == tmp_path / ONE.model


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"number": "x", "model": 1}', "\x00"])
def test_spoiled_file_is_told(tmp_path: Path, content: str) -> None:
    """Neither taken for none nor half believed."""
    (tmp_path / LIVE).write_text(content)
    with pytest.raises(UnusableFolder, match="changed by hand"):
        read_live_model(tmp_path)


def test_unwritable_folder_leaves_the_former_one(tmp_path: Path) -> None:
    """The words say that it stays live."""
    with pytest.raises(UnusableFolder, match="former release stays live"):
        write_live_model(tmp_path / "not there", ONE)
    (tmp_path / LIVE).mkdir()
    with pytest.raises(UnusableFolder, match="Nothing was changed"):
        write_live_model(tmp_path, None)
    with pytest.raises(UnusableFolder, match="cannot be read"):
        read_live_model(tmp_path)
