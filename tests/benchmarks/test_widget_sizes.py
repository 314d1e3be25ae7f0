"""How the weights of the widgets are taken and shown."""

import gzip

import pytest

from benchmarks.widget_sizes import PEERS, Size, measure_gzip, print_sizes


def test_archives_have_the_names_that_npm_gives() -> None:
    """A scope becomes the beginning of the name."""
    names = [peer.archive for peer in PEERS]
    assert "deep-chat-2.4.2.tgz" in names
    assert "botpress-webchat-4.5.2.tgz" in names


def test_weight_is_that_of_gzip_at_its_best() -> None:
    """The same in every run, and it can be read again."""
    content = b"clinic " * 1000
    assert measure_gzip(content) == measure_gzip(content) < 100
    assert measure_gzip(content) == len(gzip.compress(content, 9))


def test_table_compares_with_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    """The first is ours; the others say how many times as heavy they are."""
    print_sizes([Size("ours", ("chat.js",), 10_000), Size("theirs", ("a.js", "b.css"), 25_000)])
    ours, theirs = capsys.readouterr().out.splitlines()[1:]
    assert ours.split() == ["ours", "10,000", "1.0", "chat.js"]
    assert theirs.split() == ["theirs", "25,000", "2.5", "a.js,", "b.css"]
