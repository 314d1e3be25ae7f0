"""A visitor's message as a form sees it: the words, and what the assistant took them for."""

import re
from dataclasses import dataclass
from typing import List, Optional, Tuple

QUESTION = re.compile(
    r"\?\s*$|^\W*(what|whats|what's|how|when|where|who|why|which|can|could|do|does|did|is|are|will"
    r"|would|should|may|am i|have you|has)\b",
    re.IGNORECASE,
)
# What a topic is answered with in Rasa, where it is not `utter_<topic>`.
TWO_QUESTIONS = "two_questions"
FALLBACK = "nlu_fallback"
# These ask for nothing that would have to be answered before the form goes on.
SILENT = ("book_appointment", "affirm", "deny", "repeat", "restart")
# From here on a topic is taken for what was meant, although it was said in answer to a question.
CERTAIN = 0.8


@dataclass(frozen=True)
class VisitorMessage:
    """`decision` is answer, clarify, decline or safety; `confidence` from 0 to 1.

    `conditions` are the names of conditions in the text. `topics_before` are the topics asked
    before, `page` where the visitor writes from: both are read only when a form opens.
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

    @property
    def is_question(self) -> bool:
        """Whether it is worded as a question."""
        return bool(QUESTION.search(self.text))

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

    def answers(self) -> List[str]:
        """Names of the responses that answer it; none where it asks for nothing."""
        if self.intent in SILENT:
            return []
        if self.intent == TWO_QUESTIONS:
            return ["utter_first_answer", "utter_second_answer"]
        if self.intent == FALLBACK:
            return ["utter_fallback"]
        if self.intent == "change_appointment":
            return ["utter_change_later"]
        if self.intent == "talk_to_human":
            return ["utter_person_by_phone"]
        is_retrieval = self.topic and self.topic.startswith(f"{self.intent}/")
        return [f"utter_{self.topic if is_retrieval else self.intent}"]
