"""The form that checks, moves or cancels an appointment that was asked for here."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Dict, Optional, Sequence, Tuple

from assistant.booking.calendar_file import make_attachment
from assistant.booking.forms.answers import TimeAnswers, find_given_contact, read_contact_answer
from assistant.booking.forms.drafts import Draft
from assistant.booking.forms.form import Form, Reading, Reply, Step
from assistant.booking.forms.visitor_messages import VisitorMessage
from assistant.booking.hand_off import HandOff, Outcome, Result
from assistant.booking.lookup_limits import LookUpLimits
from assistant.booking.reading.form_words import read_form_words
from assistant.booking.reading.times.preferred_time import describe_slot
from assistant.booking.requests import BookingRequest, State
from assistant.booking.storage.records import ImpossibleChange, UnknownRequest
from assistant.booking.storage.references import normalise_reference
from assistant.clinic_profile import ClinicProfile

CANCEL, MOVE, CHECK = "cancel", "move", "check"
CANCEL_WORDS = re.compile(
    r"\b(?:cancel\w*|call\w* (?:it |this )?off|drop it|won'?t come|can'?t come)", re.I
)
WISHES = (
    (CANCEL, CANCEL_WORDS),
    (
        MOVE,
        re.compile(
            r"\b(re-?schedul\w*|mov\w*|chang\w*|postpon\w*|push\w*|earlier|later|another "
            r"(day|time|date)|different (day|time|date)|swap\w*)\b",
            re.I,
        ),
    ),
    (
        CHECK,
        re.compile(
            r"\b(check\w*|confirm\w*|when|what time|status|look up|still on|details)\b", re.I
        ),
    ),
)
WISH_BUTTONS = ("Check it", "Move it", "Cancel it")
NO_REFERENCE = re.compile(
    r"\b(no|not|don'?t|lost|forgot\w*|without|haven'?t|never)\b.*\b(reference|one|code|number|it|any)\b"
    r"|\b(lost|forgot) |\b(can'?t|cannot|can not|couldn'?t) (find|remember)\b"
    r"|\bwhat('?s| is| was) my reference\b|\bwhere (do|can) i (find|get)\b.*\b(reference|it)\b",
    re.I,
)
# "Let me check my papers" is no wish, "I want to cancel it" is one.
WANTED = re.compile(
    r"\b(want|wish|would like|'d like|rather|need)( \w+)? (to )?(cancel|move|check|re-?schedule|"
    r"change|postpone)( (it|that|this)|( \w+)? appointment)\b",
    re.IGNORECASE,
)
# "Move my thursday appointment to friday at 10": only what follows is wanted.
NEW_TIME = re.compile(r"\b(?:to|until|till) (?P<time>[^.?!]+)", re.IGNORECASE)
NO_REFERENCE_BUTTON = "I have no reference"


class ChangeForm(Form):
    """Asks for reference and contact, tells nothing about a wrong pair, then does what is asked."""

    name = "change_form"
    fields = ("reference", "contact", "wish", "time", "consent")
    prefix = "change"
    stopped = "utter_change_stopped"

    def __init__(self, hand_off: HandOff, profile: ClinicProfile, limits: LookUpLimits) -> None:
        self._hand_off = hand_off
        self._profile = profile
        self._limits = limits
        self._times = TimeAnswers(self.prefix, hand_off, profile.schedule)

    def open(self, draft: Draft, message: VisitorMessage, now: datetime) -> Step:
        """Take the wish and the reference where the first message gives them."""
        draft = replace(
            draft,
            wish=draft.wish or read_wish(message.text),
            reference=draft.reference or normalise_reference(message.text),
            # A contact lent by another form is not proof that this visitor knows the right one.
            contact=None,
            time=None,
            slot=None,
        )
        wanted = NEW_TIME.search(message.text) if draft.wish == MOVE else None
        if wanted:
            told = replace(message, text=wanted["time"])
            reading = self._times.read(draft, told, now, True)
            draft = reading if isinstance(reading, Draft) else draft
        return self.go_on(draft, now)

    def is_filled(self, draft: Draft, asked: str) -> bool:
        """Whether a field needs no question any more; only a move needs a time."""
        if asked == "time" and draft.wish != MOVE:
            return True
        return draft.holds(asked)

    def read(
        self, draft: Draft, asked: str, message: VisitorMessage, now: datetime, is_correction: bool
    ) -> Reading:
        """Read an answer to one field."""
        if asked == "reference":
            reference = normalise_reference(message.text)
            return replace(draft, reference=reference) if reference else None
        if asked == "contact":
            return read_contact_answer(
                self.prefix, draft, message, self._profile.schedule.region, is_correction
            )
        if asked == "wish":
            wish = read_wish(message.text)
            return replace(draft, wish=wish) if wish else None
        if asked == "time":
            # Whoever names a time wants to move it, whatever was asked for before.
            return self._times.read(replace(draft, wish=MOVE), message, now, is_correction)
        return None

    def ask(self, draft: Draft, now: datetime) -> Tuple[Draft, Reply]:
        """The question for the open field, or what is about to be done."""
        if draft.asked == "time":
            return self._times.ask(draft, now)
        if draft.asked == "consent":
            request = self._find(draft)
            values = {"time": draft.time.words if draft.time else "", **self._values(request, now)}
            return draft, Reply(f"utter_change_{draft.wish}_consent", values, ("Yes", "No"))
        buttons = {"reference": (NO_REFERENCE_BUTTON,), "wish": WISH_BUTTONS}
        return draft, Reply(
            f"utter_change_{draft.asked}", buttons=buttons.get(str(draft.asked), ())
        )

    def advance(self, draft: Draft, message: VisitorMessage, now: datetime) -> Step:
        """As every form, but "cancel it" is about the appointment and does not end the form.

        Whoever has no reference is sent to the phone.
        """
        if draft.asked == "reference" and not normalise_reference(message.text):
            words = message.words
            if (words and words.kind in ("skip", "no")) or NO_REFERENCE.search(message.text):
                return Step(None, (Reply("utter_change_no_reference"),))
        if draft.asked in ("reference", "contact", "time"):
            named = self._take_named_wish(draft, message, now)
            if named:
                return named
        if draft.asked in ("wish", "time", "consent") and not _is_aside(message):
            wished = self._take_wish(draft, message, now)
            if wished:
                return wished
        return super().advance(draft, message, now)

    def change_buttons(self, draft: Draft) -> Tuple[str, ...]:
        """Buttons for what else may be done."""
        return ("Change the time", "Cancel it") if draft.wish == MOVE else ("Move it",)

    def go_on(self, draft: Draft, now: datetime, before: Sequence[Reply] = ()) -> Step:
        """Ask for what is open, once reference and contact are given only if they are right."""
        return self._look_up(draft, now) or super().go_on(draft, now, before)

    def _take_named_wish(
        self, draft: Draft, message: VisitorMessage, now: datetime
    ) -> Optional[Step]:
        """A wish that is said while something else was asked: "I want to cancel it"."""
        wish, words = read_wish(message.text), message.words
        is_meant = message.intent == "change_appointment" or WANTED.search(message.text)
        is_answer = normalise_reference(message.text) or (words and words.kind != "stop")
        if wish is None or not is_meant or is_answer:
            return None
        if draft.asked == "time" and wish == MOVE:
            return None
        if draft.asked == "contact" and find_given_contact(
            message.text, self._profile.schedule.region
        ):
            return None
        return self.go_on(replace(draft, wish=wish), now)

    def _take_wish(self, draft: Draft, message: VisitorMessage, now: datetime) -> Optional[Step]:
        wish, words = read_wish(message.text), message.words
        if wish is None or (words and (words.field or words.kind in ("yes", "no"))):
            return None
        if draft.asked == "wish":
            return self.go_on(replace(draft, wish=wish), now)
        if wish == draft.wish == CANCEL:
            # Only a yes cancels, and "cancel" alone may mean the form.
            before = read_form_words(CANCEL_WORDS.split(message.text, 1)[0])
            is_decided = before and before.kind in ("yes", "no")
            decided = self._decide(draft, before, message, now) if is_decided else None
            return decided or self._ask_again(draft, (), now)
        if draft.asked == "time" and "cancel" not in message.text.casefold():
            # "I can't come before five" is about the time.
            return None
        is_other = wish not in (draft.wish, CHECK) and " " in message.text.strip()
        return self.go_on(replace(draft, wish=wish), now) if is_other else None

    def _look_up(self, draft: Draft, now: datetime) -> Optional[Step]:
        """What ends the look-up early; a wrong pair and an unknown reference get the same words."""
        if not draft.reference or not draft.contact:
            return None
        pair = (draft.conversation, draft.reference, draft.contact.value)
        if not self._limits.allows(*pair):
            return Step(None, (Reply("utter_change_too_many"),))
        request = self._find(draft)
        if request is None:
            self._limits.count_failure(*pair)
            asked = replace(draft, reference=None, contact=None, asked="reference", tries=0)
            again = Reply("utter_change_not_found", buttons=(NO_REFERENCE_BUTTON,))
            return Step(asked, (again,))
        is_over = request.state in (State.CANCELLED, State.DECLINED)
        if draft.wish == CHECK or (is_over and draft.wish):
            return Step(None, (self._status(request, now),))
        return None

    def close(self, draft: Draft, now: datetime) -> Step:
        """Cancel or move, and tell the honest next step."""
        request = self._find(draft)
        if request is None:
            return Step(None, (Reply("utter_change_no_reference"),))
        try:
            if draft.wish == CANCEL:
                self._hand_off.cancel(request, now)
                return Step(None, (Reply("utter_change_cancelled", self._values(request, now)),))
            words = draft.time.words if draft.time else None
            outcome = self._hand_off.change(request, words, draft.slot, now)
        except (ImpossibleChange, UnknownRequest):
            return Step(None, (self._status(request, now),))
        return self._moved(outcome, draft, request, now)

    def _moved(
        self, outcome: Outcome, draft: Draft, request: BookingRequest, now: datetime
    ) -> Step:
        if outcome.result is Result.SLOT_TAKEN or outcome.request is None:
            return self.take(self._times.offer_others(draft, now), "time", now)
        values = self._values(outcome.request, now)
        if outcome.result is Result.BOOKED:
            file = make_attachment(outcome.request, self._profile, now)
            return Step(None, (Reply("utter_change_moved", values, file=file),))
        kept = outcome.result is Result.KEPT
        return Step(None, (Reply("utter_change_kept" if kept else "utter_change_asked", values),))

    def _find(self, draft: Draft) -> Optional[BookingRequest]:
        if not draft.reference or not draft.contact:
            return None
        return self._hand_off.find(draft.reference, draft.contact.value)

    def _status(self, request: BookingRequest, now: datetime) -> Reply:
        return Reply(f"utter_change_is_{request.state.value}", self._values(request, now))

    def _values(self, request: Optional[BookingRequest], now: datetime) -> Dict[str, str]:
        if request is None:
            return {}
        slot = request.appointment
        if request.state is State.WAITING:
            # What was asked for last; the calendar may still hold an earlier time.
            slot = request.details.slot
        zone = self._profile.schedule.time_zone
        words = describe_slot(slot, zone, now) if slot else request.details.preferred_time
        return {"reference": request.reference, "old_time": words or "no time yet"}


def read_wish(text: str) -> Optional[str]:
    """What is to be done with an appointment: cancel, move or check; None where it is not said."""
    return next((wish for wish, pattern in WISHES if pattern.search(text)), None)


def _is_aside(message: VisitorMessage) -> bool:
    """Whether it asks about the clinic, such as "what if I cancel late?"."""
    return message.is_about_the_guide and message.is_question
