"""Reads what requests about releases carry, and tells in words why something was not done."""

from typing import Any, Optional

from starlette.requests import Request
from starlette.responses import Response

from assistant.console.web import PageError, flash, get_rooms, read_form, redirect
from assistant.console.web.template_filters import make_moment
from assistant.releases.errors import Busy, ReleaseError, UnknownRelease
from assistant.staff_changes.errors import StaffChangeError

LONGEST_WORDS = 500
# What the room raises, with words for staff.
PROBLEMS = (ReleaseError, StaffChangeError)
# Databases hold no greater whole number.
_GREATEST_NUMBER = 2**31 - 1


def read_number(request: Request) -> int:
    """The release's number in the address. Raises PageError for one that cannot be."""
    number = int(request.path_params["number"])
    if number > _GREATEST_NUMBER:
        raise no_such_release(number)
    return number


def read_page(request: Request, name: str = "page") -> int:
    """A page's number in the query, from 1; 1 for what is no number."""
    text = request.query_params.get(name, "1")
    is_number = text.isascii() and text.isdecimal() and len(text) < 7
    return max(1, int(text)) if is_number else 1


async def read_words(request: Request, name: str) -> Optional[str]:
    """A line that somebody wrote into a form, cut to a length; None for nothing."""
    value = (await read_form(request)).get(name)
    words = " ".join(value.split()) if isinstance(value, str) else ""
    return words[:LONGEST_WORDS] or None


def tell_error(request: Request, error: Exception, name: str, **params: Any) -> Response:
    """Go to a page that knows a way on, with the error's words on top."""
    if isinstance(error, UnknownRelease):
        raise PageError(404, f"{error} The list of releases has all of them.") from error
    words = str(error)
    if isinstance(error, Busy):
        write_moment = make_moment(get_rooms(request).profile.schedule.time_zone)
        words = error.tell(lambda since: write_moment(since).striptags())
    flash(request, words, "bad")
    return redirect(request, name, **params)


def no_such_release(number: int) -> PageError:
    """What is said about a number that is no release's."""
    return PageError(404, f"There is no release {number}. The list of releases has all of them.")
