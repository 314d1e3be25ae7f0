"""The form that asks for an appointment."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Dict, List, Optional, Tuple
from urllib.parse import urlencode

from assistant.booking.calendar_file import make_attachment
from assistant.booking.forms.answers import (
    TimeAnswers,
    clean_text,
    find_given_contact,
    is_time_alone,
    read_contact_answer,
    read_name_answer,
)
from assistant.booking.forms.drafts import Draft
from assistant.booking.forms.form import Question, Reading, Reply, Step
from assistant.booking.forms.request_form import SUMMARY_BUTTONS, RequestForm
from assistant.booking.forms.visitor_messages import VisitorMessage
from assistant.booking.hand_off import HandOff, Outcome, Result
from assistant.booking.reading.given_details import GivenDetails, read_given_details
from assistant.booking.reading.times.preferred_time import describe_slot, is_within_hours
from assistant.booking.requests import BookingDetails, BookingRequest, Kind
from assistant.clinic_profile import ClinicProfile

# A few of the catalogue's conditions that people come with most, as buttons.
REASONS = ("Knee pain", "Back pain", "Shoulder pain")
SKIP = "Skip"
# "The reason is my shoulder", in the summary.
REASON_SAID = re.compile(
    r"\W*(?:(?:no|sorry|actually|wait|well|but|oh)\W+)*(?:the |my )?reason (?:is|should be|:)\s*"
    r"(?P<reason>.+)",
    re.IGNORECASE | re.DOTALL,
)
# "A consultation" may be a reason, "I want to book a consultation" is none.
BOOKING_AGAIN = re.compile(
    r"\b(book|make|schedule|get|set up|want|need)\b.* (appointment|consultation|visit|slot)\W*$",
    re.IGNORECASE,
)
# Words that are plainly no reason, however short the form takes them.
MIN_REASON = 3


class BookingForm(RequestForm):
    """Asks for name, contact, reason and time, reads them back, and passes them on."""

    name = "booking_form"
    fields = ("name", "contact", "reason", "time", "consent")
    prefix = "booking"
    stopped = "utter_booking_stopped"
    opened_by = "book_appointment"

    def __init__(self, hand_off: HandOff, profile: ClinicProfile) -> None:
        super().__init__(hand_off)
        self._profile = profile
        self._times = TimeAnswers(self.prefix, hand_off, profile.schedule)

    def open(self, draft: Draft, message: VisitorMessage, now: datetime) -> Step:
        """Take what the first message gives already, and ask for the rest."""
        if not draft.is_empty:
            return self.go_on(draft, now, [Reply("utter_booking_resumed")])
        given = read_given_details(message.text, now, self._profile.schedule, message.conditions)
        draft = replace(
            draft,
            name=given.name,
            contact=given.contact,
            reason=clean_text(given.reason) if given.reason else None,
            topics=message.topics_before,
            language=message.language,
            page=message.page,
        )
        before: List[Reply] = []
        if draft.is_empty and not given.preferred_time:
            before.append(Reply("utter_booking_start"))
        if given.preferred_time:
            taken = self._times.take_wish(draft, given.preferred_time, now)
            draft = taken if isinstance(taken, Draft) else taken.draft
        before.extend(_problems(given))
        return self.go_on(draft, now, before)

    def read(
        self, draft: Draft, asked: str, message: VisitorMessage, now: datetime, is_correction: bool
    ) -> Reading:
        """Read an answer to one field."""
        region = self._profile.schedule.region
        if asked == "name":
            reading = read_name_answer(draft, message, region)
        elif asked == "contact":
            reading = read_contact_answer(self.prefix, draft, message, region, is_correction)
        elif asked == "reason":
            return self._read_reason(draft, message, now)
        elif asked == "time":
            reading = self._times.read(draft, message, now, is_correction)
            if reading is None and not is_correction:
                contact = find_given_contact(message.text, region)
                return replace(draft, contact=contact) if contact else None
            return reading
        else:
            return None
        if is_correction or isinstance(reading, Reply) or message.is_about_the_guide:
            return reading
        return self._take_more(draft, reading, message, now)

    def ask(self, draft: Draft, now: datetime) -> Tuple[Draft, Reply]:
        """The question for the open field, or the summary."""
        if draft.asked == "time":
            return self._times.ask(draft, now)
        if draft.asked == "consent":
            return draft, self._summary(draft)
        buttons = (*REASONS, SKIP) if draft.asked == "reason" else ()
        return draft, Reply(f"utter_booking_{draft.asked}", buttons=buttons)

    def close(self, draft: Draft, now: datetime) -> Step:
        """Pass the request on and tell the honest next step."""
        details = self._details(draft)
        outcome = self._hand_off.submit(details, draft.key, now)
        if outcome.result is Result.SLOT_TAKEN or outcome.request is None:
            return self.take(self._times.offer_others(draft, now), "time", now)
        replies = [self._receipt(outcome, outcome.request, draft, now)]
        link = self._page_link(details, outcome.request)
        if link and outcome.result is not Result.BOOKED:
            replies.append(Reply("utter_booking_page", {"link": link}))
        return Step(None, tuple(replies))

    def read_correction(self, draft: Draft, message: VisitorMessage) -> Optional[Draft]:
        """A name or a reason that the message names as such."""
        said = REASON_SAID.match(message.text)
        reason = clean_text(said["reason"]) if said else ""
        if len(reason) >= MIN_REASON:
            return replace(draft, reason=reason)
        return super().read_correction(draft, message)

    def _take_more(
        self, draft: Draft, reading: Reading, message: VisitorMessage, now: datetime
    ) -> Reading:
        """An answer with what it gives beside: other details, in whatever order they come."""
        told = reading if isinstance(reading, Draft) else draft
        if reading is None and (message.is_question or message.is_certain):
            return None
        text = message.text
        if reading is not None and draft.asked == "contact":
            # "212-555-0101, mornings are best" is about the call.
            return reading
        for word in (told.name or "").split():
            # A name may hold a month or a colour of the day: "April Jones".
            text = re.sub(rf"\b{re.escape(word)}\b", ",", text, flags=re.IGNORECASE)
        given = read_given_details(text, now, self._profile.schedule, message.conditions)
        fuller = replace(told, contact=told.contact or given.contact)
        if fuller.reason is None and given.reason:
            fuller = replace(fuller, reason=clean_text(given.reason))
        if given.preferred_time and not (fuller.time or fuller.offered):
            taken = self._times.take_wish(fuller, given.preferred_time, now)
            fuller = taken if isinstance(taken, Draft) else taken.draft
        return fuller if fuller != draft else reading

    def _read_reason(self, draft: Draft, message: VisitorMessage, now: datetime) -> Reading:
        words = message.words
        if words and words.kind in ("skip", "no"):
            return replace(draft, reason="")
        if message.is_question and not words and not message.conditions:
            return None
        if message.is_question and message.is_understood and not words:
            return None
        if message.intent == self.opened_by and BOOKING_AGAIN.search(message.text):
            return None
        if is_time_alone(message.text):
            # Said too early, it is still the time: the reason is asked for again.
            reading = self._times.read(draft, message, now, False)
            return reading.draft if isinstance(reading, Question) else reading
        is_courtesy = message.is_certain and not message.is_about_the_guide
        if words or (is_courtesy and not message.conditions):
            return None
        contact = find_given_contact(message.text, self._profile.schedule.region)
        if contact and len(message.text) < len(contact.shown) + 20:
            # A second number, not a reason: it is the one to reach them by.
            return replace(draft, contact=contact)
        reason = clean_text(message.text)
        return replace(draft, reason=reason) if len(reason) >= MIN_REASON else None

    def _summary(self, draft: Draft) -> Reply:
        time = draft.time
        is_closed = time and not draft.slot and not is_within_hours(time, self._profile.schedule)
        has_hours = bool(self._profile.schedule.opening_hours)
        return Reply(
            "utter_booking_summary_closed" if is_closed and has_hours else "utter_booking_summary",
            {
                "name": draft.name or "",
                "contact": draft.contact.shown if draft.contact else "",
                "reason": draft.reason or "not said",
                "time": time.words if time else "",
            },
            SUMMARY_BUTTONS,
        )

    def _details(self, draft: Draft) -> BookingDetails:
        return BookingDetails(
            kind=Kind.APPOINTMENT,
            name=draft.told_name,
            contact=draft.told_contact,
            reason=draft.reason or None,
            preferred_time=draft.time.words if draft.time else None,
            slot=draft.slot,
            topics=draft.topics,
            language=draft.language,
            page=draft.page,
        )

    def _receipt(
        self, outcome: Outcome, request: BookingRequest, draft: Draft, now: datetime
    ) -> Reply:
        contact = request.details.contact
        values = {
            "reference": request.reference,
            "way": "phone" if contact.kind == "phone" else "e-mail",
        }
        if outcome.result is Result.BOOKED and request.appointment:
            zone = self._profile.schedule.time_zone
            values["time"] = describe_slot(request.appointment, zone, now)
            file = make_attachment(request, self._profile, now)
            return Reply("utter_booking_booked", values, file=file)
        if outcome.result is Result.KEPT:
            return Reply("utter_booking_kept", values)
        return Reply("utter_booking_received", values)

    def _page_link(self, details: BookingDetails, request: BookingRequest) -> Optional[str]:
        page = self._profile.facts.get("clinic_booking_page")
        fields = self._profile.booking_page_fields
        if not page or not fields:
            return None
        known: Dict[str, str] = {
            "name": details.name,
            details.contact.kind: details.contact.value,
            "reason": details.reason or "",
            "reference": request.reference,
        }
        query = {fields[key]: value for key, value in known.items() if key in fields and value}
        return f"{page}{'&' if '?' in page else '?'}{urlencode(query)}"


def _problems(given: GivenDetails) -> List[Reply]:
    """What the first message gave and cannot be used; asked for again in its turn."""
    return [Reply(f"utter_booking_{field}_{reason}") for field, reason in given.problems[:1]]
