"""Gives pages the bookings desk."""

from starlette.requests import Request

from assistant.booking.desk.desk import RequestDesk
from assistant.console.web import get_rooms


def open_request_desk(request: Request) -> RequestDesk:
    """The desk over the console's own store."""
    rooms = get_rooms(request)
    return RequestDesk(rooms.bookings, rooms.settings, rooms.profile)
