"""Reads what a form sends, bounded in size and number."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from assistant.console.web.errors import PageError
from assistant.console.web.visits import get_visit

# A list of phrasings that staff paste or upload is the largest of them.
MAX_BODY_BYTES = 2 * 1024 * 1024
_MAX_FIELDS, _MAX_FILES = 5000, 2


async def read_form(request: Request) -> FormData:
    """The fields and files of the request's form. Raises PageError if it cannot be read."""
    visit = get_visit(request)
    if visit.form is None:
        try:
            visit.form = await request.form(
                max_files=_MAX_FILES, max_fields=_MAX_FIELDS, max_part_size=MAX_BODY_BYTES
            )
        except HTTPException as error:
            raise PageError(
                400, "The form could not be read. Go back, reload the page, and try again."
            ) from error
    return visit.form
