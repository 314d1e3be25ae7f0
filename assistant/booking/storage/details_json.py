"""Writes the details of a request as JSON values and reads them back."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Dict, Optional

from assistant.booking.requests import BookingDetails, Contact, Kind, Slot


def write_details(details: BookingDetails) -> Dict[str, Any]:
    """The details as values of JSON; times in UTC."""
    return {
        "kind": details.kind.value,
        "name": details.name,
        "contact": asdict(details.contact),
        "reason": details.reason,
        "preferred_time": details.preferred_time,
        "slot": write_slot(details.slot),
        "message": details.message,
        "topics": list(details.topics),
        "language": details.language,
        "page": details.page,
    }


def read_details(value: Dict[str, Any]) -> BookingDetails:
    """The details that `write_details` wrote."""
    return BookingDetails(
        kind=Kind(value["kind"]),
        name=value["name"],
        contact=Contact(**value["contact"]),
        reason=value["reason"],
        preferred_time=value["preferred_time"],
        slot=read_slot(value["slot"]),
        message=value["message"],
        topics=tuple(value["topics"]),
        language=value["language"],
        page=value["page"],
    )


def write_slot(slot: Optional[Slot]) -> Optional[Dict[str, str]]:
    """The slot as values of JSON."""
    if slot is None:
        return None
    return {"start": slot.start.isoformat(), "end": slot.end.isoformat()}


def read_slot(value: Optional[Dict[str, str]]) -> Optional[Slot]:
    """The slot that `write_slot` wrote."""
    if value is None:
        return None
    return Slot(datetime.fromisoformat(value["start"]), datetime.fromisoformat(value["end"]))
