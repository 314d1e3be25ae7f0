"""Passwords: which are good enough, and how they are kept."""

import pytest

from assistant.console.accounts.passwords import COMMON, OF_NOBODY, Passwords, check_password
from assistant.console.accounts.records import UnusablePassword
from tests.console.running_console import QUICK


@pytest.mark.parametrize(
    "password",
    [
        "tin kettle orchard seven",
        "x9!kQ2#vL0pw",
        "            a long silence of words",
        "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd \u05d9\u05e4\u05d4",
        "\U0001f600\U0001f436\U0001f333 three pictures",
        "ann lee drinks tea on roofs",
        "tin kettle " * 11,
    ],
)
def test_long_and_unforeseen_passwords_are_fine(password: str) -> None:
    """Whatever characters they have; no kinds of them are demanded."""
    check_password(password, "Ann Lee")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "has 0 characters"),
        ("short", "Use 12 or more"),
        ("elevenchars", "Use 12 or more"),
        ("x y" * 50, "Use 128 at most"),
        ("aaaaaaaaaaaaaaaa", "first that somebody would try"),
        ("abababababab", "first that somebody would try"),
        ("password1234", "first that somebody would try"),
        ("Pass-Word 12345", "first that somebody would try"),
        ("QWERTYUIOPASDF", "first that somebody would try"),
        ("passwordpasswordpassword", "first that somebody would try"),
        ("correct horse battery staple", "first that somebody would try"),
        ("............", "first that somebody would try"),
        ("annabel smith", "made of your name"),
        ("Annabel Smith 2026", "made of your name"),
        ("htims lebanna", "made of your name"),
        ("annabelsmithannabelsmith", "made of your name"),
    ],
)
def test_passwords_that_are_guessed_first_are_refused(password: str, words: str) -> None:
    """The message says what is wanted and repeats nothing of it."""
    with pytest.raises(UnusablePassword, match=words) as caught:
        check_password(password, "Annabel Smith")
    assert not password or password not in str(caught.value)


def test_common_passwords_are_written_as_they_are_compared() -> None:
    """Small letters and digits, each once: another line would never match."""
    words = COMMON.read_text(encoding="ascii").split("\n")[:-1]
    assert [word for word in words if not word.isalnum() or word != word.lower()] == []
    assert words == sorted(set(words))


def test_hash_is_argon2id_and_salted() -> None:
    """Two people with one password have different hashes; both verify, and others do not."""
    passwords = Passwords()
    one, other = (passwords.hash("tin kettle orchard seven") for _ in range(2))
    assert one != other
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.verify(one, "tin kettle orchard seven")
    assert not passwords.verify(one, "tin kettle orchard eight")
    assert not passwords.is_outdated(one)
    assert passwords.is_outdated(Passwords(QUICK).hash("x"))


def test_unknown_names_take_as_long_as_known_ones() -> None:
    """What they are verified against is made as today's hashes are."""
    assert not Passwords().is_outdated(OF_NOBODY)


def test_nobody_and_damaged_hashes_verify_nothing() -> None:
    """Without an error, so that nobody learns which account is which."""
    passwords = Passwords(QUICK)
    for kept in (None, "", "damaged", "$argon2id$v=19$m=8,t=1,p=1$damaged"):
        assert not passwords.verify(kept, "nobody has this password")


def test_letters_typed_in_two_ways_are_the_same() -> None:
    """An accent that one keyboard writes as a character of its own."""
    passwords = Passwords(QUICK)
    assert passwords.verify(passwords.hash("cafe\u0301 au lait"), "caf\u00e9 au lait")
