"""What a form has been told so far, and how the conversation's slots keep it."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Callable, Dict, Optional, Tuple
from uuid import uuid4

from assistant.booking.reading.times.preferred_time import PreferredTime
from assistant.booking.requests import Contact, Slot
from assistant.booking.storage.details_json import read_slot, write_slot

# Everything personal stands in these slots, and in no other.
SLOTS = (
    "visitor_name",
    "contact",
    "reason",
    "preferred_time",
    "visitor_message",
    "reference",
    "wish",
    "booking_draft",
)


class IncompleteDraft(RuntimeError):
    """A form is closed before everything was told, which no visitor can bring about."""


@dataclass(frozen=True)
class Draft:
    """The state of one form in one conversation.

    `key` is the idempotency key of the request that it becomes, `conversation` the sender's id.
    `asked` is the open field, `tries` how often its answer could not be used, `awaits_yes` whether
    the last thing asked was to pass everything on, `offered` the slots on the visitor's screen. A
    `reason` of "" was skipped. `reference` and `wish` belong to the form that changes an
    appointment.
    """

    form: str
    key: str
    conversation: str
    name: Optional[str] = None
    contact: Optional[Contact] = None
    reason: Optional[str] = None
    time: Optional[PreferredTime] = None
    slot: Optional[Slot] = None
    message: Optional[str] = None
    asked: Optional[str] = None
    tries: int = 0
    awaits_yes: bool = False
    offered: Tuple[Slot, ...] = ()
    reference: Optional[str] = None
    wish: Optional[str] = None
    topics: Tuple[str, ...] = ()
    language: str = "en"
    page: Optional[str] = None

    @property
    def is_empty(self) -> bool:
        """Whether the visitor has told nothing yet."""
        told = (self.name, self.contact, self.reason, self.time, self.message, self.reference)
        return all(detail is None for detail in told)

    @property
    def told_name(self) -> str:
        """The name, once it must have been told. Raises IncompleteDraft."""
        if self.name is None:
            raise IncompleteDraft("A request is passed on without a name.")
        return self.name

    @property
    def told_contact(self) -> Contact:
        """The contact, once it must have been told. Raises IncompleteDraft."""
        if self.contact is None:
            raise IncompleteDraft("A request is passed on without a contact.")
        return self.contact

    def holds(self, detail: str) -> bool:
        """Whether a detail, named as a field of a form, has been told."""
        return detail != "consent" and getattr(self, detail) is not None

    def without(self, detail: str) -> "Draft":
        """The draft without one detail; a slot goes with its time."""
        cleared: Dict[str, Any] = {detail: None} if detail != "consent" else {}
        if detail == "time":
            cleared.update(slot=None, offered=())
        return replace(self, **cleared)


def open_draft(form: str, earlier: Optional[Draft], conversation: str) -> Draft:
    """The draft of a form that opens: a paused one goes on, another one lends name and contact."""
    if earlier is not None and earlier.form == form:
        return replace(earlier, tries=0, offered=())
    draft = Draft(form, key=str(uuid4()), conversation=conversation)
    return replace(draft, name=earlier.name, contact=earlier.contact) if earlier else draft


def write_slots(draft: Optional[Draft]) -> Dict[str, Any]:
    """The slots that keep `draft`; all of them empty for None."""
    if draft is None:
        return dict.fromkeys(SLOTS)
    return {
        "visitor_name": draft.name,
        "contact": asdict(draft.contact) if draft.contact else None,
        "reason": draft.reason,
        "preferred_time": draft.time.to_dict() if draft.time else None,
        "visitor_message": draft.message,
        "reference": draft.reference,
        "wish": draft.wish,
        "booking_draft": {
            "form": draft.form,
            "key": draft.key,
            "conversation": draft.conversation,
            "slot": write_slot(draft.slot),
            "asked": draft.asked,
            "tries": draft.tries,
            "awaits_yes": draft.awaits_yes,
            "offered": [write_slot(slot) for slot in draft.offered],
            "topics": list(draft.topics),
            "language": draft.language,
            "page": draft.page,
        },
    }


def read_slots(get_slot: Callable[[str], Any]) -> Optional[Draft]:
    """The draft that the slots keep; None where there is none or an older assistant wrote it."""
    entries = get_slot("booking_draft")
    if not entries:
        return None
    contact, time = get_slot("contact"), get_slot("preferred_time")
    try:
        return Draft(
            form=entries["form"],
            key=entries["key"],
            conversation=entries["conversation"],
            name=get_slot("visitor_name"),
            contact=Contact(**contact) if contact else None,
            reason=get_slot("reason"),
            time=PreferredTime.from_dict(time) if time else None,
            slot=read_slot(entries["slot"]),
            message=get_slot("visitor_message"),
            asked=entries["asked"],
            tries=entries["tries"],
            awaits_yes=entries["awaits_yes"],
            offered=tuple(filter(None, map(read_slot, entries["offered"]))),
            reference=get_slot("reference"),
            wish=get_slot("wish"),
            topics=tuple(entries["topics"]),
            language=entries["language"],
            page=entries["page"],
        )
    except (KeyError, TypeError, ValueError):
        return None
