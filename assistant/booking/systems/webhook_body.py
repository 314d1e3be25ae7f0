"""What the webhook says of a delivery, as documented in docs/booking-webhook.md."""

import json
from datetime import datetime, timezone
from typing import Dict, Optional

from assistant.booking.requests import Slot
from assistant.booking.systems.booking_system import Delivery

# Counts up when a field goes or changes its meaning. A new field is no new version.
VERSION = 1


def build_body(delivery: Delivery) -> bytes:
    """The JSON document of a delivery in UTF-8: the same bytes for the same delivery."""
    details = delivery.details
    document = {
        "version": VERSION,
        "type": f"{details.kind.value}.{delivery.event.value}",
        "timestamp": _write_time(delivery.occurred_at),
        "data": {
            "reference": delivery.reference,
            "kind": details.kind.value,
            "name": details.name,
            "contact": {"kind": details.contact.kind, "value": details.contact.value},
            "reason": details.reason,
            "preferred_time": details.preferred_time,
            "slot": _write_slot(details.slot),
            "previous_slot": _write_slot(delivery.previous_slot),
            "message": details.message,
            "topics": list(details.topics),
            "language": details.language,
            "page": details.page,
        },
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Half of a surrogate pair has no place in UTF-8; it must not hold up the rest of the request.
    return text.encode("utf-8", "replace")


def _write_slot(slot: Optional[Slot]) -> Optional[Dict[str, str]]:
    if slot is None:
        return None
    return {"start": _write_time(slot.start), "end": _write_time(slot.end)}


def _write_time(moment: datetime) -> str:
    text = moment.astimezone(timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
