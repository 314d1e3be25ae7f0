"""Hand-offs of bookings that were given up: why, and trying them again."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.booking.desk.desk import DESK_ERRORS
from assistant.console.booking_views.opening import open_request_desk
from assistant.console.booking_views.words import EVENTS
from assistant.console.web import Role, audit, call, flash, read_form, redirect, render, requires
from assistant.console.web.visits import get_now


@requires(Role.EDITOR)
async def show_failed(request: Request) -> Response:
    """The hand-offs that were given up, oldest first."""
    desk = open_request_desk(request)
    return render(
        request,
        "bookings/failed.html",
        {
            "failed": await call(request, desk.store.list_failed),
            "waiting": await call(request, desk.count_on_their_way),
            "events": EVENTS,
        },
    )


@requires(Role.EDITOR)
async def retry(request: Request) -> Response:
    """Put one hand-off, or all that failed, back on their way."""
    store = open_request_desk(request).store
    wanted = str((await read_form(request)).get("delivery", ""))
    failed = await call(request, store.list_failed)
    retried = 0
    for one in failed:
        if wanted in ("all", one.delivery_id):
            try:
                await call(request, store.retry, one.delivery_id, get_now())
            except DESK_ERRORS:
                # A colleague, or the booking system itself, was quicker.
                continue
            await audit(request, "bookings.retried", one.reference)
            retried += 1
    if retried:
        flash(request, f"Back on their way: {retried}.", "good")
    else:
        flash(request, "Nothing was retried: it is on its way already, or gone.")
    return redirect(request, "failed-hand-offs")


routes = [
    Route("/bookings/failed", show_failed, name="failed-hand-offs"),
    Route("/bookings/retry", retry, methods=["POST"], name="retry-hand-offs"),
]
