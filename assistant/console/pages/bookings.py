"""The bookings desk: what visitors asked the clinic for, and what staff answer."""

from datetime import datetime
from typing import Optional

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.booking.desk.desk import (
    DESK_ERRORS,
    VISITOR_IS_NOT_TOLD,
    DeskError,
    Done,
    read_reference,
)
from assistant.booking.desk.times import UnusableClinicTime, show_slot
from assistant.booking.requests import BookingRequest, State
from assistant.console.booking_views.listing import Choice, read_choice, read_listing
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
from assistant.console.web.template_filters import name_topic
from assistant.console.web.visits import get_now


@requires(Role.EDITOR)
async def show_bookings(request: Request) -> Response:
    """The requests in a state, newest first."""
    chosen = read_choice(request.query_params)
    listing = await call(request, read_listing, open_request_desk(request), chosen)
    return render(
        request,
        "bookings/list.html",
        {
            "listing": listing,
            "chosen": chosen,
            "choices": list(Choice),
            "states": STATES,
            "kinds": KINDS,
        },
    )


@requires(Role.EDITOR)
async def find_booking(request: Request) -> Response:
    """Go to the request with the reference that was typed."""
    text = str((await read_form(request)).get("reference", ""))
    try:
        reference = read_reference(text)
        await call(request, open_request_desk(request).find, reference)
    except DeskError as error:
        flash(request, str(error) if text.strip() else "Write a reference.", "bad")
        return redirect(request, "bookings")
    return redirect(request, "booking", reference=reference)


@requires(Role.EDITOR)
async def show_booking(request: Request) -> Response:
    """Everything that is kept of one request."""
    return await _show(request, await _find(request))


@requires(Role.EDITOR)
async def confirm_booking(request: Request) -> Response:
    """Confirm a request, with or without another time."""
    form = await read_form(request)
    at = str(form.get("at", "")).strip()
    seen = _read_seen(str(form.get("seen", "")))
    desk, found = open_request_desk(request), await _find(request)
    try:
        done = await call(request, desk.confirm, found.reference, at or None, get_now(), seen)
    except UnusableClinicTime as error:
        return await _show(request, found, at, str(error))
    except DESK_ERRORS as error:
        return _refuse(request, found, error)
    return await _tell(request, done, "bookings.confirmed")


@requires(Role.EDITOR)
async def decline_booking(request: Request) -> Response:
    """Decline a request."""
    seen = _read_seen(str((await read_form(request)).get("seen", "")))
    desk, found = open_request_desk(request), await _find(request)
    try:
        done = await call(request, desk.decline, found.reference, get_now(), seen)
    except DESK_ERRORS as error:
        return _refuse(request, found, error)
    return await _tell(request, done, "bookings.declined")


async def _find(request: Request) -> BookingRequest:
    """The request that the address names. Raises PageError."""
    try:
        return await call(
            request, open_request_desk(request).find, request.path_params["reference"]
        )
    except DeskError as error:
        raise PageError(404, str(error)) from error


async def _show(
    request: Request, found: BookingRequest, at: str = "", problem: Optional[str] = None
) -> Response:
    desk, slot = open_request_desk(request), found.details.slot
    # What a confirmation without another time would be for.
    offered = found.appointment or slot
    return render(
        request,
        "bookings/request.html",
        {
            "booking": found,
            "failed": await call(request, desk.list_failed, found),
            "states": STATES,
            "kinds": KINDS,
            "zone": desk.zone,
            "chosen_slot": show_slot(slot, desk.zone) if slot and slot != found.appointment else "",
            "appointment": show_slot(found.appointment, desk.zone) if found.appointment else "",
            "offered": show_slot(offered, desk.zone) if offered else "",
            "topics": ", ".join(map(name_topic, found.details.topics)),
            "visitor_is_not_told": VISITOR_IS_NOT_TOLD,
            "at": at,
            "problem": problem,
            "can_answer": found.state is not State.CANCELLED,
        },
        status=422 if problem else 200,
    )


async def _tell(request: Request, done: Done, what: str) -> Response:
    await audit(request, what, done.request.reference)
    flash(request, f"{done.words}.", "good")
    for note in done.notes:
        flash(request, note)
    return redirect(request, "booking", reference=done.request.reference)


def _refuse(request: Request, found: BookingRequest, error: Exception) -> Response:
    flash(request, str(error), "bad")
    return redirect(request, "booking", reference=found.reference)


def _read_seen(text: str) -> datetime:
    """When the request that staff looked at was last changed. Raises PageError."""
    try:
        seen = datetime.fromisoformat(text)
    except ValueError:
        seen = None
    if seen is None or seen.tzinfo is None:
        raise PageError(400, "The form was not complete. Open the request again and decide anew.")
    return seen


routes = [
    Route("/bookings", show_bookings, name="bookings"),
    Route("/bookings/find", find_booking, methods=["POST"], name="find-booking"),
    Route("/bookings/request/{reference}", show_booking, name="booking"),
    Route(
        "/bookings/request/{reference}/confirm",
        confirm_booking,
        methods=["POST"],
        name="confirm-booking",
    ),
    Route(
        "/bookings/request/{reference}/decline",
        decline_booking,
        methods=["POST"],
        name="decline-booking",
    ),
]
