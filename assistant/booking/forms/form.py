"""The way of every form: one question at a time, with everything that may come in between."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Mapping, Optional, Sequence, Tuple, Union

from assistant.booking.form_words import FormWords, read_form_words
from assistant.booking.forms.drafts import Draft
from assistant.booking.forms.visitor_messages import VisitorMessage

# So many answers that cannot be used, and a person is offered.
PATIENCE = 3
STOP = "Stop"
PERSON = "Talk to a person"


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
        words = read_form_words(message.text)
        if (words and words.kind == "stop") or message.intent == "goodbye":
            return Step(None, (Reply(self.stopped),))
        steered = self._steer(draft, words, message, now) if words else None
        if steered:
            return steered
        asked = draft.asked or self.fields[0]
        if asked == "consent":
            decided = self._decide(draft, words, message, now)
            if decided:
                return decided
        reading = self.read(draft, asked, message, now, False)
        if isinstance(reading, (Draft, Question)):
            return self._take(reading, asked, now)
        if reading is None and message.is_understood:
            return self.interrupt(draft, message, now)
        return self._try_again(draft, message, reading, now)

    def go_on(self, draft: Draft, now: datetime, before: Sequence[Reply] = ()) -> Step:
        """Ask for the first field that is still open."""
        open_field = next(f for f in self.fields if not self.is_filled(draft, f))
        asked, question = self.ask(replace(draft, asked=open_field, tries=0), now)
        return Step(asked, (*before, question))

    def interrupt(self, draft: Draft, message: VisitorMessage, now: datetime) -> Step:
        """Answer something else and come back to the open question."""
        answers = [Reply(name) for name in message.answers()]
        return self._ask_again(draft, answers, now)

    def _take(self, reading: Union[Draft, Question], asked: str, now: datetime) -> Step:
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
        previous = self.fields[max(0, position - 1)]
        return self._reopen(draft.without(previous), previous, now)

    def _reopen(self, draft: Draft, asked: str, now: datetime) -> Step:
        opened, question = self.ask(replace(draft, asked=asked, tries=0), now)
        return Step(opened, (question,))

    def _change(
        self, draft: Draft, words: FormWords, message: VisitorMessage, now: datetime
    ) -> Step:
        if words.field not in self.fields:
            taken = self._correct(draft, words.rest, message, now)
            buttons = change_buttons(self, draft)
            what = Reply(f"utter_{self.prefix}_change_what", buttons=buttons)
            return taken or Step(draft, (what,))
        reading = None
        if words.rest:
            corrected = replace(message, text=words.rest)
            reading = self.read(draft, words.field, corrected, now, True)
        if isinstance(reading, (Draft, Question)):
            return self._take(reading, words.field, now)
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
                    return self._take(reading, asked, now)
                if reading:
                    return Step(draft, (reading,))
        return None

    def _decide(
        self,
        draft: Draft,
        words: Optional[FormWords],
        message: VisitorMessage,
        now: datetime,
    ) -> Optional[Step]:
        if (words and words.kind == "yes") or (not words and message.intent == "affirm"):
            return self.close(draft, now)
        if (words and words.kind == "no") or (not words and message.intent == "deny"):
            buttons = (*change_buttons(self, draft), STOP)
            return Step(draft, (Reply(f"utter_{self.prefix}_not_sent", buttons=buttons),))
        return None if message.is_question else self._correct(draft, message.text, message, now)

    def _try_again(
        self, draft: Draft, message: VisitorMessage, problem: Optional[Reply], now: datetime
    ) -> Step:
        draft = replace(draft, tries=draft.tries + 1)
        if draft.tries >= PATIENCE:
            return Step(draft, (Reply("utter_form_offer_person", buttons=(PERSON, STOP)),))
        if problem:
            # It says what is wrong and asks again in the same breath.
            return Step(draft, (problem,))
        if message.is_question:
            return self.interrupt(draft, message, now)
        if draft.asked == "consent":
            return self._ask_again(draft, (), now)
        return Step(draft, (Reply(f"utter_{self.prefix}_{draft.asked}_unclear"),))


def change_buttons(form: Form, draft: Draft) -> Tuple[str, ...]:
    """Buttons for what the visitor has told and may correct."""
    told = (f for f in form.fields if draft.holds(f))
    return tuple(f"Change the {f}" for f in told)
