"""Reads the answers that several forms ask for: a name, a contact, a time."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Optional, Sequence, Tuple, Union

from assistant.booking.forms.drafts import Draft
from assistant.booking.forms.form import Question, Reading, Reply
from assistant.booking.forms.visitor_messages import VisitorMessage
from assistant.booking.hand_off import HandOff
from assistant.booking.reading.change_words import TIME_NAMED
from assistant.booking.reading.contact import InvalidContact, find_contact
from assistant.booking.reading.person_name import find_name, read_name
from assistant.booking.reading.times.preferred_time import (
    PreferredTime,
    UnusableTime,
    describe_slot,
    read_preferred_time,
)
from assistant.booking.reading.times.time_spelling import normalise_time_words
from assistant.booking.reading.word_lists import split_words
from assistant.booking.requests import Contact, Slot
from assistant.clinic_schedule import ClinicSchedule

PARTS = re.compile(r"[,;\n]| and ")
ORDINALS = (
    re.compile(r"\W*(the )?(first|1st|1|one)( one| slot| time)?( please)?\W*", re.IGNORECASE),
    re.compile(r"\W*(the )?(second|2nd|2|two)( one| slot| time)?( please)?\W*", re.IGNORECASE),
    re.compile(r"\W*(the )?(third|3rd|3|three)( one| slot| time)?( please)?\W*", re.IGNORECASE),
)
WORD = re.compile(r"\w+")
CALL_OR_WRITE = re.compile(
    r"\W*(please )?(just )?(by )?(call|phone|text|ring|e-?mail)( me)?( back)?( please)?\W*",
    re.IGNORECASE,
)
ANY_TIME_ALONE = re.compile(r"\W*(any ?(time|day)|whenever)( is (fine|good|ok))?\W*", re.IGNORECASE)
BESIDE_TIME = split_words(
    """
    on at in the next this please or and maybe around any all time day early late between after
    before by to from would be is good best better works for me i can come am pm
    """
)
OTHER_TIME = "Another time"
CALL_ME = "Let the clinic call me"
LONGEST = 300
# Some would be read as variables where a response is filled in, the others as HTML by a careless
# client.
BRACKETS = str.maketrans("{}[]<>", "()()\u2039\u203a")


def clean_text(text: str) -> str:
    """A visitor's free words on one line, without what a response would read as a variable."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.translate(BRACKETS).split())[:LONGEST]


def is_time_alone(text: str) -> bool:
    """Whether a text says when and nothing else: "next tuesday at 3", not "morning stiffness"."""
    rest, found = TIME_NAMED.subn(" ", normalise_time_words(text))
    if ANY_TIME_ALONE.fullmatch(text):
        return True
    return found > 0 and all(word in BESIDE_TIME or word.isdigit() for word in WORD.findall(rest))


def read_contact_answer(
    prefix: str, draft: Draft, message: VisitorMessage, region: str, is_correction: bool = False
) -> Reading:
    """An answer to how the clinic reaches the visitor."""
    try:
        contact = find_contact(message.text, region)
    except InvalidContact as error:
        return Reply(f"utter_{prefix}_contact_{error.reason}")
    if contact:
        return replace(draft, contact=contact)
    is_own = message.topic == "clinic/contact" and not message.is_question
    if not is_correction and (is_own or CALL_OR_WRITE.fullmatch(message.text)):
        # "I have no phone" is about the visitor's, not about the clinic's.
        return Reply(f"utter_{prefix}_contact_unclear")
    return None


def find_given_contact(text: str, region: str) -> Optional[Contact]:
    """A contact in a text that was not asked for one; None where it cannot be used."""
    try:
        return find_contact(text, region)
    except InvalidContact:
        return None


def read_name_answer(draft: Draft, message: VisitorMessage, region: str) -> Reading:
    """An answer to what the visitor is called; it may give the contact in the same breath."""
    if message.is_about_the_guide and (message.is_question or message.is_certain):
        return None
    contact = find_given_contact(message.text, region) or draft.contact
    name = read_name(message.text)
    for part in [] if name else PARTS.split(message.text):
        name = name or read_name(part)
    name = name or find_name(message.text)
    if name is None or (message.is_certain and message.intent not in ("faq", "clinic")):
        # "Thanks" and "hello there" are shaped like names.
        is_contact = contact != draft.contact and not message.is_question
        return replace(draft, contact=contact) if is_contact else None
    return replace(draft, name=name, contact=contact)


class TimeAnswers:
    """Reads when the visitor would like to come, from free words or from the slots on offer."""

    def __init__(self, prefix: str, hand_off: HandOff, schedule: ClinicSchedule) -> None:
        self._prefix = prefix
        self._hand_off = hand_off
        self._schedule = schedule

    def ask(self, draft: Draft, now: datetime) -> Tuple[Draft, Reply]:
        """Ask for a time: with free slots as buttons, or in the visitor's own words."""
        slots = draft.offered or self._hand_off.offer_slots(now)
        if not slots:
            return draft, Reply(f"utter_{self._prefix}_time")
        question = self._offer(draft, slots, f"utter_{self._prefix}_slots", now)
        return question.draft, question.reply

    def read(
        self, draft: Draft, message: VisitorMessage, now: datetime, is_correction: bool
    ) -> Reading:
        """A time, a slot, or that any will do. A slot is chosen only among those on offer."""
        text = message.text
        if message.is_question and message.is_about_the_guide:
            return None
        if draft.offered:
            chosen = self._choose(draft.offered, text, now)
            if chosen:
                return self._fill(draft, chosen, now)
            if text.strip().casefold() == OTHER_TIME.casefold():
                reply = Reply(f"utter_{self._prefix}_other_time", buttons=(CALL_ME,))
                return Question(draft, reply)
        words = message.words
        if text.strip().casefold() == CALL_ME.casefold() or (
            words and words.kind in ("skip", "no") and not is_correction
        ):
            return replace(draft, time=PreferredTime("any time that the clinic offers"), slot=None)
        try:
            wish = read_preferred_time(text, now, self._schedule)
        except UnusableTime as error:
            return Reply(f"utter_{self._prefix}_time_{error.reason}")
        return self.take_wish(draft, wish, now) if wish else None

    def offer_others(self, draft: Draft, now: datetime) -> Question:
        """Ask again because a slot has gone, with the slots that are free now."""
        slots = self._hand_off.offer_slots(now)
        response = "utter_booking_slot_taken" if slots else "utter_booking_no_slot_left"
        return self._offer(draft, slots, response, now)

    def take_wish(self, draft: Draft, wish: PreferredTime, now: datetime) -> Union[Draft, Question]:
        """Keep a time, or turn it into the free slots that suit it where a calendar knows them."""
        suitable = self._hand_off.offer_slots(now, wish)
        if wish.is_exact and len(suitable) == 1:
            return self._fill(draft, suitable[0], now)
        if suitable:
            return self._offer(draft, suitable, f"utter_{self._prefix}_slots_then", now)
        others = self._hand_off.offer_slots(now)
        if others:
            return self._offer(draft, others, f"utter_{self._prefix}_no_slot_then", now)
        # No calendar, or one that does not answer: the words go to the clinic as they are.
        return replace(draft, time=wish, slot=None)

    def _choose(self, offered: Tuple[Slot, ...], text: str, now: datetime) -> Optional[Slot]:
        said = text.strip().casefold()
        for position, slot in enumerate(offered):
            title = describe_slot(slot, self._schedule.time_zone, now).casefold()
            if said == title or ORDINALS[position].fullmatch(text):
                return slot
        return None

    def _fill(self, draft: Draft, slot: Slot, now: datetime) -> Draft:
        words = describe_slot(slot, self._schedule.time_zone, now)
        return replace(draft, slot=slot, time=PreferredTime(words), offered=())

    def _offer(self, draft: Draft, slots: Sequence[Slot], response: str, now: datetime) -> Question:
        titles = [describe_slot(slot, self._schedule.time_zone, now) for slot in slots]
        buttons = (*titles, OTHER_TIME) if titles else (CALL_ME,)
        offering = replace(draft, slot=None, time=None, offered=tuple(slots))
        return Question(offering, Reply(response, buttons=buttons))
