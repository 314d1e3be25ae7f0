"""Takes bookings out of the console: as files to save, and by erasing them for good."""

from typing import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.booking.calendar_file import write_staff_calendar
from assistant.booking.desk.desk import COPIES, DeskError, count_requests
from assistant.booking.desk.export import EXPORTED, write_requests_csv
from assistant.booking.requests import BookingRequest
from assistant.console.booking_views.opening import open_request_desk
from assistant.console.booking_views.words import KINDS, STATES
from assistant.console.web import (
    PageError,
    Role,
    audit,
    call,
    flash,
    read_form,
    redirect,
    render,
    requires,
)
from assistant.console.web.downloads import CALENDAR, download
from assistant.console.web.visits import get_now


@requires(Role.EDITOR)
async def export(request: Request) -> Response:
    """Waiting, booked and confirmed requests, or all of them, as CSV or iCalendar."""
    form = await read_form(request)
    kind, states = str(form.get("format", "")), () if form.get("all") else EXPORTED
    if kind not in ("csv", "ical"):
        raise PageError(400, "Choose CSV or iCalendar.")
    desk = open_request_desk(request)
    # Newest last, as the commands write them.
    found = (await call(request, desk.store.list_requests, states))[::-1]
    if kind == "csv":
        await audit(request, "bookings.exported", f"{count_requests(len(found))} as CSV")
        return download("bookings.csv", await call(request, write_requests_csv, found, desk.zone))
    chosen = [one for one in found if one.appointment is not None]
    text = await call(request, write_staff_calendar, chosen, desk.profile, get_now())
    await audit(request, "bookings.exported", f"{count_requests(len(chosen))} as iCalendar")
    return download("bookings.ics", text, CALENDAR)


@requires(Role.EDITOR)
async def show_erasure(request: Request) -> Response:
    """The form that asks whose requests are to be erased."""
    return _show_erasure(request)


@requires(Role.EDITOR)
async def erase(request: Request) -> Response:
    """Show what one person's requests are; erase them once staff agree."""
    form = await read_form(request)
    contact = str(form.get("contact", "")).strip()
    desk = open_request_desk(request)
    try:
        value = desk.read_contact(contact)
    except DeskError as error:
        return _show_erasure(request, contact, str(error))
    if not form.get("agreed"):
        theirs = await call(request, desk.list_of_contact, value)
        if not theirs:
            problem = "There is no request with this contact. Nothing was deleted."
            return _show_erasure(request, contact, problem)
        return _show_erasure(request, contact, found=theirs)
    erased = await call(request, desk.store.erase_contact, value)
    references = ", ".join(one.reference for one in erased)
    await audit(request, "bookings.erased", references or "nothing was left")
    flash(request, f"Deleted {count_requests(len(erased))}: {references or 'none'}.", "good")
    elsewhere = desk.describe_elsewhere(erased)
    if elsewhere is not None:
        flash(request, elsewhere, "bad")
    flash(request, COPIES)
    return redirect(request, "bookings")


def _show_erasure(
    request: Request,
    contact: str = "",
    problem: str = "",
    found: Sequence[BookingRequest] = (),
) -> Response:
    return render(
        request,
        "bookings/erase.html",
        {
            "contact": contact,
            "problem": problem,
            "found": found,
            "counted": count_requests(len(found)),
            "kinds": KINDS,
            "states": STATES,
        },
        status=422 if problem else 200,
    )


routes = [
    Route("/bookings/export", export, methods=["POST"], name="export-bookings"),
    Route("/bookings/erase", show_erasure, name="erase-bookings"),
    Route("/bookings/erase", erase, methods=["POST"], name="erase-bookings-now"),
]
