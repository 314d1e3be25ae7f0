"""The way of every form: one question at a time, with everything that may come in between."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Mapping, Optional, Sequence, Tuple, Union

from assistant.booking.forms.drafts import Draft
from assistant.booking.forms.visitor_messages import VisitorMessage
from assistant.booking.reading.form_words import FormWords, read_form_words
from assistant.booking.reading.person_name import find_name

# So many answers that cannot be used, and a person is offered.
PATIENCE = 3
# The responses that ask whether to go ahead.
CONSENT = re.compile(r"_(summary|summary_closed|consent)$")
STOP = "Stop"
PERSON = "Talk to a person"
TRYING_AGAIN = re.compile(
    r"\W*((let me|let's|i'll|i will|can i|ok|okay) )?try (it |that )?"
    r"(once more|again|one more time)( please)?\W*",
    re.IGNORECASE,
)
# The question was not clear: asked in other words, it may be.
ASKING_BACK = re.compile(
    r"\W*(sorry|i'm sorry|excuse me)?\W*(what( do you mean( by that)?)?|what('?s| is) (that|meant)|"
    r"pardon( me)?|huh|come again|like what|such as|what should i (say|write|put|type)( here)?|"
    r"which one|meaning)\W*",
    re.IGNORECASE,
)
MOST_WORDS_OF_A_FIELD = 4


@dataclass(frozen=True)
class Reply:
    """One message to the visitor: the name of a response, what fills it in, buttons, a file.

    `file` is shown by clients that can save it: name, media_type and text.
    """

    response: str
    values: Mapping[str, str] = field(default_factory=dict)
    buttons: Tuple[str, ...] = ()
    file: Optional[Mapping[str, str]] = None


@dataclass(frozen=True)
class Step:
    """What comes of a message. `draft` is what the form knows now, None once it is over."""

    draft: Optional[Draft]
    replies: Tuple[Reply, ...]

    def __post_init__(self) -> None:
        """Note whether the visitor is left with the question for consent.

        Here, so that no way through a form can forget it: a "yes" to anything else, such as
        "would you like to change something?", is no consent.
        """
        if self.draft is not None:
            awaits_yes = bool(self.replies) and bool(CONSENT.search(self.replies[-1].response))
            object.__setattr__(self, "draft", replace(self.draft, awaits_yes=awaits_yes))


@dataclass(frozen=True)
class Question:
    """A field is still open, but what to ask has changed: other slots to choose from."""

    draft: Draft
    reply: Reply


# What reading an answer gives: a fuller draft, another question, the reply to an answer that cannot
# be used, or None where the message was no answer.
Reading = Union[Draft, Question, Reply, None]


class Form(ABC):
    """A form. It keeps nothing itself: everything said stands in the draft."""

    # Its name in the domain, and the fields in the order in which they are asked for.
    name: str
    fields: Tuple[str, ...]
    # What its responses are called: "utter_<prefix>_<field>".
    prefix: str
    stopped: str
    # The topic that opens it, where saying it again is no answer to a question.
    opened_by = ""

    @abstractmethod
    def open(self, draft: Draft, message: VisitorMessage, now: datetime) -> Step:
        """Begin, with what the opening message gives already, or go on with a paused draft."""

    @abstractmethod
    def read(
        self, draft: Draft, asked: str, message: VisitorMessage, now: datetime, is_correction: bool
    ) -> Reading:
        """Read an answer to the field `asked`."""

    @abstractmethod
    def ask(self, draft: Draft, now: datetime) -> Tuple[Draft, Reply]:
        """The question for the open field; the draft may keep what it offers."""

    @abstractmethod
    def close(self, draft: Draft, now: datetime) -> Step:
        """Act on the visitor's consent."""

    def is_filled(self, draft: Draft, asked: str) -> bool:
        """Whether a field needs no question any more."""
        return draft.holds(asked)

    def advance(self, draft: Draft, message: VisitorMessage, now: datetime) -> Step:
        """Take one message while the form is open."""
        words = message.words
        # "Skip" alone is near to a goodbye, too.
        if words.kind == "stop" if words else message.intent == "goodbye":
            return self.stop(draft)
        pressed = next((f for f in self.fields if _is_button(message.text, f)), None)
        if pressed:
            return self._reopen(draft.without(pressed), pressed, now)
        asked = draft.asked or self.fields[0]
        if message.intent == "repeat" or TRYING_AGAIN.fullmatch(message.text):
            return self._reopen(draft, asked, now)
        steered = self._steer(draft, words, message, now) if words else None
        if steered:
            return steered
        if not words and message.asks_what_becomes_of_it:
            return self._ask_again(draft, (Reply("utter_booking_notice"),), now)
        if asked == "consent":
            decided = self._decide(draft, words, message, now)
            if decided:
                return decided
        reading = self.read(draft, asked, message, now, False)
        if isinstance(reading, (Draft, Question)):
            return self.take(reading, asked, now)
        if reading is None and message.intent == self.opened_by and message.decision == "answer":
            # It is open already, and they want to go on with it.
            return self._ask_again(draft, (), now)
        if reading is None and message.is_understood and not words:
            return self.interrupt(draft, message, now)
        return self._try_again(draft, message, reading, now)

    def stop(self, draft: Draft) -> Step:
        """Give the form up."""
        return Step(None, (Reply(self.stopped),))

    def go_on(self, draft: Draft, now: datetime, before: Sequence[Reply] = ()) -> Step:
        """Ask for the first field that is still open."""
        open_field = next(f for f in self.fields if not self.is_filled(draft, f))
        asked, question = self.ask(replace(draft, asked=open_field, tries=0), now)
        return Step(asked, (*before, question))

    def change_buttons(self, draft: Draft) -> Tuple[str, ...]:
        """Buttons for what the visitor has told and may correct."""
        return tuple(_change_button(f) for f in self.fields if draft.holds(f))

    def read_correction(self, draft: Draft, message: VisitorMessage) -> Optional[Draft]:
        """What a message in the summary corrects by naming it: "my real name is Ana"."""
        name = find_name(message.text) if draft.name else None
        return replace(draft, name=name) if name else None

    def interrupt(self, draft: Draft, message: VisitorMessage, now: datetime) -> Step:
        """Answer something else and come back to the open question."""
        answers = [Reply(name) for name in message.answers()]
        return self._ask_again(draft, answers, now)

    def take(self, reading: Union[Draft, Question], asked: str, now: datetime) -> Step:
        """Go on with what was read of the field `asked`, or ask the other question."""
        if isinstance(reading, Question):
            return Step(replace(reading.draft, asked=asked, tries=0), (reading.reply,))
        return self.go_on(reading, now)

    def _ask_again(self, draft: Draft, before: Sequence[Reply], now: datetime) -> Step:
        if draft.asked == "consent":
            # The summary is still on the screen.
            return Step(
                draft, (*before, Reply(f"utter_{self.prefix}_consent", buttons=("Yes", "No")))
            )
        asked, question = self.ask(draft, now)
        return Step(asked, (*before, question))

    def _steer(
        self, draft: Draft, words: FormWords, message: VisitorMessage, now: datetime
    ) -> Optional[Step]:
        if words.kind == "resume":
            return self._ask_again(draft, (), now)
        if words.kind == "back":
            return self._go_back(draft, now)
        if words.kind == "change" and (words.rest or words.field != draft.asked):
            return self._change(draft, words, message, now)
        return None

    def _go_back(self, draft: Draft, now: datetime) -> Step:
        position = self.fields.index(draft.asked or self.fields[0])
        # A field that was never asked for, such as the time of a cancellation, is not gone back to.
        told = [f for f in self.fields[:position] if draft.holds(f)]
        previous = told[-1] if told else self.fields[0]
        return self._reopen(draft.without(previous), previous, now)

    def _reopen(self, draft: Draft, asked: str, now: datetime) -> Step:
        opened, question = self.ask(replace(draft, asked=asked, tries=0), now)
        return Step(opened, (question,))

    def _change(
        self, draft: Draft, words: FormWords, message: VisitorMessage, now: datetime
    ) -> Step:
        if words.field not in self.fields:
            taken = self._correct(draft, words.rest, message, now)
            buttons = self.change_buttons(draft)
            what = Reply(f"utter_{self.prefix}_change_what", buttons=buttons)
            return taken or Step(draft, (what,))
        reading = None
        if words.rest:
            corrected = replace(message, text=words.rest)
            reading = self.read(draft, words.field, corrected, now, True)
        if isinstance(reading, (Draft, Question)):
            return self.take(reading, words.field, now)
        cleared = draft.without(words.field)
        if reading:
            return Step(replace(cleared, asked=words.field, tries=0), (reading,))
        return self._reopen(cleared, words.field, now)

    def _correct(
        self, draft: Draft, text: str, message: VisitorMessage, now: datetime
    ) -> Optional[Step]:
        """Take a correction that does not say of what: a time or a contact tells by itself."""
        for asked in ("time", "contact") if text else ():
            if asked in self.fields:
                reading = self.read(draft, asked, replace(message, text=text), now, True)
                if isinstance(reading, (Draft, Question)):
                    return self.take(reading, asked, now)
                if reading:
                    # It asks for another one: a "yes" to that must not send the old one.
                    return Step(replace(draft, asked=asked, tries=0), (reading,))
        return None

    def _decide(
        self,
        draft: Draft,
        words: Optional[FormWords],
        message: VisitorMessage,
        now: datetime,
    ) -> Optional[Step]:
        if (words and words.kind == "yes") or (not words and message.says("affirm")):
            return (
                self.close(draft, now) if draft.awaits_yes else self._reopen(draft, "consent", now)
            )
        if (words and words.kind == "no") or (not words and message.says("deny")):
            buttons = (*self.change_buttons(draft), STOP)
            return Step(draft, (Reply(f"utter_{self.prefix}_not_sent", buttons=buttons),))
        if len(message.text.split()) <= MOST_WORDS_OF_A_FIELD:
            # "The time", in answer to what to change.
            named = read_form_words(f"change {message.text}")
            if named and named.kind == "change" and named.field in self.fields:
                return self._change(draft, named, message, now)
        told = None if message.is_question else self.read_correction(draft, message)
        if told:
            return self.go_on(told, now)
        return None if message.is_question else self._correct(draft, message.text, message, now)

    def _try_again(
        self, draft: Draft, message: VisitorMessage, problem: Optional[Reply], now: datetime
    ) -> Step:
        draft = replace(draft, tries=draft.tries + 1)
        if draft.tries >= PATIENCE:
            offer = Reply("utter_form_offer_person", buttons=(PERSON, STOP))
            # The next answer that cannot be used should hear again what is wrong with it.
            return Step(replace(draft, tries=0), (offer,))
        if problem:
            # It says what is wrong and asks again in the same breath.
            return Step(draft, (problem,))
        if message.is_question and not ASKING_BACK.fullmatch(message.text):
            return self.interrupt(draft, message, now)
        if draft.asked == "consent":
            return self._ask_again(draft, (), now)
        return Step(draft, (Reply(f"utter_{self.prefix}_{draft.asked}_unclear"),))


def _change_button(asked: str) -> str:
    return f"Change the {asked}"


def _is_button(text: str, asked: str) -> bool:
    return text.strip().casefold() == _change_button(asked).casefold()
