"""A visitor's message as a form sees it: the words, and what the assistant took them for."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import List, Optional, Tuple

from assistant.booking.reading.form_words import FormWords, read_form_words

QUESTION = re.compile(
    r"\?\s*$|^\W*(what|whats|what's|how|when|where|who|why|which|can|could|do|does|did|is|are|will"
    r"|would|should|may|am i|have you|has)\b(?! not\b|['\u2019]t\b)",
    re.IGNORECASE,
)
# Asks why a detail is wanted, or where it goes. The catalogue has no topic for it.
ABOUT_DETAILS = re.compile(
    r"^\W*(but |and |so |wait )?why .*\b(you|they|the clinic) (need|want|ask|require)\b"
    r"|^\W*what (do|will|would|does) (you|they|the clinic) (need|want|do) .*\b(for|with)\b.*\b"
    r"(that|this|it|my)\b|^\W*what (do|will|would) (you|they) (need|want) (that|this|it|my)\b"
    r"|^\W*(but )?why( not)?\W*$|^\W*what for\W*$"
    r"|\b(do i (really )?(have|need) to|must i) (tell|give|say|share)"
    r"( (you|this|that|it|my)\b|\W*$)"
    r"|\b(who|will anyone|does anyone) (will |can |gets to |else )*(see|read|get)s? "
    r"(this|that|it|my)\b"
    r"|^\W*is (this|that|it|my \w+( \w+)?) (kept )?(private|confidential|secure|secret|anonymous)\b"
    r"|\bdo you (store|keep|share|sell|save) (this|that|it|my)\b"
    r"|\bwhat happens (to|with) (this|my) (data|details|information|number|name)\b",
    re.IGNORECASE,
)
# What a topic is answered with in Rasa, where it is not `utter_<topic>`.
TWO_QUESTIONS = "two_questions"
FALLBACK = "nlu_fallback"
# These ask for nothing that would have to be answered before the form goes on.
SILENT = ("book_appointment", "affirm", "deny", "repeat", "restart")
# From here on a topic is taken for what was meant, although it was said in answer to a question.
CERTAIN = 0.8
# Words of a message that says yes or no and nothing else.
LONGEST_COURTESY = 5


@dataclass(frozen=True)
class VisitorMessage:
    """`decision` is answer, clarify, decline or safety; `confidence` from 0 to 1.

    `conditions` are the names of conditions in the text. `topics_before` are the topics asked
    before, `page` where the visitor writes from: both are read only when a form opens. An emergency
    never gets here; `may_be_emergency` is a message that is near to one.
    """

    text: str
    intent: str
    topic: Optional[str] = None
    decision: str = "decline"
    confidence: float = 0.0
    conditions: Tuple[str, ...] = ()
    topics_before: Tuple[str, ...] = ()
    language: str = "en"
    page: Optional[str] = None
    may_be_emergency: bool = False

    @cached_property
    def words(self) -> Optional[FormWords]:
        """What it asks of the form itself, such as to stop; read once."""
        return read_form_words(self.text)

    @property
    def is_question(self) -> bool:
        """Whether it is worded as a question."""
        return bool(QUESTION.search(self.text))

    @property
    def asks_what_becomes_of_it(self) -> bool:
        """Whether it asks why the clinic wants a detail, or who gets to see it."""
        return bool(ABOUT_DETAILS.search(self.text))

    @property
    def is_understood(self) -> bool:
        """Whether the assistant has an answer to it."""
        return self.decision in ("answer", "safety") and self.intent not in SILENT

    @property
    def is_about_the_guide(self) -> bool:
        """Whether it is understood as a question about the clinic or its treatments."""
        families = ("faq", "clinic", TWO_QUESTIONS, "medical_advice")
        return self.is_understood and self.intent in families

    @property
    def is_certain(self) -> bool:
        """Whether what it was taken for can hardly be wrong."""
        return self.is_understood and self.confidence >= CERTAIN

    def says(self, courtesy: str) -> bool:
        """Whether it is no more than a plain yes ("affirm") or no ("deny").

        Consent must not rest on a guess: "fine, but on Friday" is near to yes, too.
        """
        is_plain = len(self.text.split()) <= LONGEST_COURTESY and not self.is_question
        return self.intent == courtesy and self.confidence >= CERTAIN and is_plain

    def answers(self) -> List[str]:
        """Names of the responses that answer it; none where it asks for nothing."""
        if self.intent in SILENT:
            return []
        if self.intent == TWO_QUESTIONS:
            return ["utter_first_answer", "utter_second_answer"]
        if self.intent == FALLBACK:
            return ["utter_fallback"]
        if self.intent in ("greet", "thanks"):
            # Without the offer of something else to talk about.
            return [f"utter_form_{self.intent}"]
        if self.intent == "change_appointment":
            return ["utter_change_later"]
        if self.intent == "talk_to_human":
            return ["utter_person_by_phone"]
        is_retrieval = self.topic and self.topic.startswith(f"{self.intent}/")
        return [f"utter_{self.topic if is_retrieval else self.intent}"]
