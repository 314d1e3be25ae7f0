"""The form that takes a message for the clinic's staff and how to call back."""

from dataclasses import replace
from datetime import datetime
from typing import Tuple

from assistant.booking.forms.answers import (
    clean_text,
    find_given_contact,
    read_contact_answer,
    read_name_answer,
)
from assistant.booking.forms.drafts import Draft
from assistant.booking.forms.form import STOP, Reading, Reply, Step
from assistant.booking.forms.request_form import SUMMARY_BUTTONS, RequestForm
from assistant.booking.forms.visitor_messages import VisitorMessage
from assistant.booking.hand_off import HandOff
from assistant.booking.reading.person_name import find_name
from assistant.booking.requests import BookingDetails, Kind
from assistant.clinic_profile import ClinicProfile

CALL_BACK = "Please call me back"
MIN_MESSAGE = 3


class MessageForm(RequestForm):
    """Gives the phone number first; a message is for those who do not want to call."""

    name = "message_form"
    fields = ("message", "name", "contact", "consent")
    prefix = "message"
    stopped = "utter_message_stopped"

    def __init__(self, hand_off: HandOff, profile: ClinicProfile) -> None:
        super().__init__(hand_off)
        self._region = profile.schedule.region

    def open(self, draft: Draft, message: VisitorMessage, now: datetime) -> Step:
        """Name the phone number and offer to take a message."""
        draft = replace(
            draft,
            name=draft.name or find_name(message.text),
            contact=draft.contact or find_given_contact(message.text, self._region),
            topics=message.topics_before,
            language=message.language,
            page=message.page,
        )
        return self.go_on(draft, now)

    def read(
        self, draft: Draft, asked: str, message: VisitorMessage, now: datetime, is_correction: bool
    ) -> Reading:
        """Read an answer to one field."""
        if asked == "message":
            return self._read_message(draft, message)
        if asked == "name":
            return read_name_answer(draft, message, self._region)
        if asked == "contact":
            return read_contact_answer(self.prefix, draft, message, self._region, is_correction)
        return None

    def ask(self, draft: Draft, now: datetime) -> Tuple[Draft, Reply]:
        """The question for the open field, or the summary."""
        if draft.asked == "consent":
            values = {
                "message": draft.message or "",
                "name": draft.name or "",
                "contact": draft.contact.shown if draft.contact else "",
            }
            return draft, Reply("utter_message_summary", values, SUMMARY_BUTTONS)
        buttons = (CALL_BACK, STOP) if draft.asked == "message" else ()
        return draft, Reply(f"utter_message_{draft.asked}", buttons=buttons)

    def interrupt(self, draft: Draft, message: VisitorMessage, now: datetime) -> Step:
        """Whoever goes on asking before saying anything to pass on does not want this form."""
        if draft.message is None and message.is_understood:
            return Step(None, tuple(Reply(name) for name in message.answers()))
        return super().interrupt(draft, message, now)

    def close(self, draft: Draft, now: datetime) -> Step:
        """Pass the message on."""
        details = BookingDetails(
            kind=Kind.MESSAGE,
            name=draft.told_name,
            contact=draft.told_contact,
            message=draft.message,
            topics=draft.topics,
            language=draft.language,
            page=draft.page,
        )
        outcome = self._hand_off.submit(details, draft.key, now)
        reference = outcome.request.reference if outcome.request else ""
        return Step(None, (Reply("utter_message_received", {"reference": reference}),))

    def _read_message(self, draft: Draft, message: VisitorMessage) -> Reading:
        if message.intent == "talk_to_human" or message.text == CALL_BACK:
            # "Have someone call me" is all that has to be said.
            return replace(draft, message=clean_text(message.text))
        if message.is_understood and (message.is_question or message.is_certain):
            return None
        if message.words:
            return None
        text = clean_text(message.text)
        return replace(draft, message=text) if len(text) >= MIN_MESSAGE else None
