"""Where the conversation meets the booking room: one message in, what to say and keep out."""

from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import lru_cache
from typing import Dict, Optional

from assistant.booking.forms.booking_form import BookingForm
from assistant.booking.forms.change_form import ChangeForm
from assistant.booking.forms.drafts import Draft, open_draft
from assistant.booking.forms.form import Form, Reply, Step
from assistant.booking.forms.message_form import MessageForm
from assistant.booking.forms.visitor_messages import VisitorMessage
from assistant.booking.hand_off import HandOff
from assistant.booking.lookup_limits import LookUpLimits
from assistant.booking.reading.times import preferred_time
from assistant.booking.storage.store import open_booking_store
from assistant.booking.systems.chosen_system import make_booking_system
from assistant.clinic_profile import load_clinic_profile
from assistant.conditions import load_conditions
from assistant.settings import load_settings

# The response generator words it as what to do if it is an emergency.
SAFETY_QUESTION = Reply("utter_fallback")


@dataclass(frozen=True)
class Visit:
    """One message in a form of one conversation. `is_opening`: it made the form open."""

    conversation: str
    form: str
    draft: Optional[Draft]
    message: VisitorMessage
    is_opening: bool


class Reception:
    """Knows the forms and takes each message to the right one. Safe to use from several threads."""

    def __init__(self, *forms: Form) -> None:
        self._forms: Dict[str, Form] = {form.name: form for form in forms}

    def receive(self, visit: Visit, now: datetime) -> Step:
        """Take one message. `now` is aware."""
        step = self._advance(visit, now)
        if visit.message.may_be_emergency and SAFETY_QUESTION not in step.replies:
            # Whatever else it says to the form, the emergency number stands above it. Beside the
            # question for consent it stands alone: the next "yes" must not be taken for that.
            is_consent = step.draft is not None and step.draft.awaits_yes
            rest = () if is_consent else step.replies
            return replace(step, replies=(SAFETY_QUESTION, *rest))
        return step

    def _advance(self, visit: Visit, now: datetime) -> Step:
        form, draft = self._forms[visit.form], visit.draft
        if visit.is_opening or draft is None or draft.form != visit.form:
            opened = open_draft(visit.form, draft, visit.conversation)
            return form.open(opened, visit.message, now)
        return form.advance(draft, visit.message, now)


@lru_cache(maxsize=1)
def open_reception() -> Reception:
    """The reception of the running product. Raises InvalidSetting and UnusableDatabase."""
    settings = load_settings()
    profile = load_clinic_profile(settings.clinic_profile)
    system = make_booking_system(settings, profile)
    hand_off = HandOff(open_booking_store(settings.booking_database), system, profile.schedule)
    # The first visitor should not wait for what reading a date or a condition loads.
    preferred_time.warm_up()
    load_conditions()
    return Reception(
        BookingForm(hand_off, profile),
        ChangeForm(hand_off, profile, LookUpLimits()),
        MessageForm(hand_off, profile),
    )


def current_time() -> datetime:
    """Now, aware."""
    return datetime.now(timezone.utc)
