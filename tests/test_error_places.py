"""Descriptions of unexpected errors: type, cause and place, never the words."""

import pytest

from assistant.booking.desk.desk import DeskError, read_reference
from assistant.error_places import describe_error


def test_error_is_described_by_types_and_place_only() -> None:
    """The description names our own file and line; what the error says is not in it."""
    with pytest.raises(DeskError) as caught:
        read_reference("Ana Silva")
    described = describe_error(caught.value)
    assert (described["error"], described["cause"]) == ("DeskError", None)
    assert str(described["place"]).startswith("desk.py:")
    assert "Ana" not in str(described)


def test_cause_is_named_and_foreign_code_is_not_a_place() -> None:
    """An error from outside the assistant has no place of ours."""
    error = ValueError("Ana Silva")
    error.__cause__ = KeyError("Ana Silva")
    assert describe_error(error) == {"error": "ValueError", "cause": "KeyError", "place": None}
