"""Conversations and turns under other names."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.events.pseudonyms import Pseudonyms, load_pseudonyms
from assistant.secret_file import UnusableSecretFile

NAMES = Pseudonyms("s" * 32)
IDS = st.text(max_size=20)


def test_a_name_is_always_the_same_with_the_same_secret() -> None:
    """Also in another process; with another secret it is another."""
    name = NAMES.name_conversation("ana")
    assert name == Pseudonyms("s" * 32).name_conversation("ana")
    assert name != Pseudonyms("t" * 32).name_conversation("ana")
    assert len(name) == 32


@given(IDS, IDS, IDS, IDS)
def test_different_turns_have_different_names(a: str, b: str, c: str, d: str) -> None:
    """However the parts of their ids run together."""
    assert (NAMES.name_turn(a, b) == NAMES.name_turn(c, d)) == ((a, b) == (c, d))
    assert NAMES.name_turn(a, b) != NAMES.name_conversation(a)


def test_the_secret_is_made_once_and_for_this_user_only(tmp_path: Path) -> None:
    """Later starts read it: otherwise no conversation would be known again."""
    file = tmp_path / "state" / "review_secret"
    name = load_pseudonyms(None, file).name_conversation("ana")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [one.name for one in file.parent.iterdir()] == ["review_secret"]
    assert load_pseudonyms(None, file).name_conversation("ana") == name
    assert load_pseudonyms("g" * 32, file).name_conversation("ana") != name


@pytest.mark.parametrize("content", [b"short", "é".encode() * 40])
def test_an_unusable_secret_is_said(tmp_path: Path, content: bytes) -> None:
    """With what to do, and without repeating it."""
    file = tmp_path / "review_secret"
    file.write_bytes(content)
    with pytest.raises(UnusableSecretFile, match="REVIEW_SECRET") as caught:
        load_pseudonyms(None, file)
    assert "short" not in str(caught.value).replace("too short", "")


def test_a_place_that_cannot_be_written_is_said() -> None:
    """With the setting that does without."""
    with pytest.raises(UnusableSecretFile, match=r"cannot be kept in '/proc/none.*REVIEW_SECRET"):
        load_pseudonyms(None, Path("/proc/none/review_secret"))
