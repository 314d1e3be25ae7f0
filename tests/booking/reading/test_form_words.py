"""Tests of telling words that steer the booking form from answers."""

from typing import Optional

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.booking.reading.form_words import FormWords, read_form_words

STEERING = (
    ("actually forget it, I'll call", "stop"),
    ("okay thank you", "yes"),
    ("yeah sounds good thanks", "yes"),
    ("no I don't agree", "no"),
    ("I'd rather not give my name", "skip"),
    ("stop", "stop"),
    ("never mind", "stop"),
    ("nvm", "stop"),
    ("cancel", "stop"),
    ("forget it", "stop"),
    ("I changed my mind", "stop"),
    ("quit", "stop"),
    ("no longer want to book", "stop"),
    ("don't book", "stop"),
    ("Please stop.", "stop"),
    ("stopp", "stop"),
    ("stpo", "stop"),
    ("cancle", "stop"),
    ("canel", "stop"),
    ("nevermimd", "stop"),
    ("go back", "back"),
    ("back", "back"),
    ("previous", "back"),
    ("one step back", "back"),
    ("bakc", "back"),
    ("go bak", "back"),
    ("skip", "skip"),
    ("rather not say", "skip"),
    ("no preference", "skip"),
    ("prefer not to", "skip"),
    ("none", "skip"),
    ("doesn't matter", "skip"),
    ("pass", "skip"),
    ("idk", "skip"),
    ("skpi", "skip"),
    ("yes", "yes"),
    ("yep", "yes"),
    ("ok send it", "yes"),
    ("looks good", "yes"),
    ("correct", "yes"),
    ("please do", "yes"),
    ("go ahead", "yes"),
    ("sure", "yes"),
    ("y", "yes"),
    ("si", "yes"),
    ("that's right", "yes"),
    ("Yes, that's right!", "yes"),
    ("yes please", "yes"),
    ("ok", "yes"),
    ("👍", "yes"),
    ("no", "no"),
    ("nope", "no"),
    ("don't send", "no"),
    ("not yet", "no"),
    ("wrong", "no"),
    ("that's not right", "no"),
    ("no thanks", "no"),
    ("no, don't send it", "no"),
    ("no stop", "stop"),
    ("no, go back", "back"),
    ("continue", "resume"),
    ("go on", "resume"),
    ("carry on with the booking", "resume"),
    ("lets continue", "resume"),
    ("contineu", "resume"),
    ("none of the above", "skip"),
    ("next", "skip"),
    ("Skip", "skip"),
    ("correct?", "yes"),
    ("yes?", "yes"),
    ("nevermind", "stop"),
    ("exit please", "stop"),
    ("I don't want to book anymore", "stop"),
    ("I'm no longer interested", "stop"),
    ("previous question please", "back"),
    ("can we go back", "back"),
    ("oops, go back", "back"),
    ("I'd rather not say", "skip"),
    ("prefer not to say", "skip"),
    ("I don't mind", "skip"),
    ("n/a", "skip"),
    ("next question", "skip"),
    ("leave it blank", "skip"),
    ("I want to skip this", "skip"),
    ("yes, send it", "yes"),
    ("sounds good", "yes"),
    ("everything is correct", "yes"),
    ("yes that's right", "yes"),
    ("no that's wrong", "no"),
    ("it's not correct", "no"),
    ("keep going", "resume"),
    ("proceed", "resume"),
    ("back to the booking", "resume"),
    ("where were we", "resume"),
)
CHANGES = (
    ("it should be friday not thursday", "time", "friday"),
    ("can we make it 4 instead of 3", "time", "at 4"),
    ("name should be Anna", "name", "Anna"),
    ("change my phone number", "contact", ""),
    ("wrong name", "name", ""),
    ("the name is wrong", "name", ""),
    ("actually make it Friday", "time", "Friday"),
    ("my number is 555-0199 not 0134", "contact", "555-0199"),
    ("can we do monday instead", "time", "monday"),
    ("change it to Ana", None, "Ana"),
    ("change it to friday", "time", "friday"),
    ("change", None, ""),
    ("change something", None, ""),
    ("i want to change the time", "time", ""),
    ("can I change the day to thursday please", "time", "thursday"),
    ("change my phone to 555-0199", "contact", "555-0199"),
    ("change my email to ana@mail.com", "contact", "ana@mail.com"),
    ("the number is wrong, it should be 555-0199", "contact", "555-0199"),
    ("that's not my name", "name", ""),
    ("you got my name wrong", "name", ""),
    ("i gave you the wrong number", "contact", ""),
    ("i misspelled my name", "name", ""),
    ("there is a typo in my name", "name", ""),
    ("my name is misspelled", "name", ""),
    ("use my email instead", "contact", ""),
    ("a different time", "time", ""),
    ("another day please", "time", ""),
    ("monday instead", "time", "monday"),
    ("monday instead of friday", "time", "monday"),
    ("no, my name is Ana", "name", "Ana"),
    ("actually my number is 555-0199", "contact", "555-0199"),
    ("sorry, my email is ana@mail.com", "contact", "ana@mail.com"),
    ("my name is Ana not Anna", "name", "Ana"),
    ("make it 3pm", "time", "3pm"),
    ("could you make it later", "time", "later"),
    ("change the reason", "reason", ""),
    ("edit my details", None, ""),
    ("I made a mistake", None, ""),
    ("other number", "contact", ""),
    ("change the date to december 3", "time", "december 3"),
    ("change my reason", "reason", ""),
    ("correct my last name to Silva", "name", "Silva"),
    ("I typed the wrong email", "contact", ""),
    ("fix the spelling of my name", "name", ""),
    ("I'd rather come on friday", "time", "on friday"),
    ("reschedule to friday", "time", "friday"),
    ("move it to thursday at 3", "time", "thursday at 3"),
    ("use a different email", "contact", ""),
    ("update my phone number: 555-0199", "contact", "555-0199"),
    ("actually, my name is Ana Silva", "name", "Ana Silva"),
    ("no wait, make it monday", "time", "monday"),
    ("the date is wrong", "time", ""),
    ("the time should be 3pm not 2pm", "time", "3pm"),
    ("wrong number, it's 555-0199", "contact", "555-0199"),
)
ANSWERS = (
    "cancel my appointment",
    "my name is Ana",
    "my number is 555-0199",
    "no wait",
    "I want to stop the pain",
    "will it go back to normal",
    "no surgery please",
    "cancel culture",
    "stop smoking before surgery?",
    "yes but how much is it",
    "can I change my appointment",
    "no pain",
    "back pain",
    "my back",
    "back hurts",
    "pass out",
    "is it right for me",
    "next tuesday",
    "ok tuesday",
    "sure, tuesday at 5",
    "change of bandage",
    "can prp change my life",
    "wrong leg",
    "my doctor got it wrong",
    "do you have a number",
    "what is your phone number",
    "can I change doctors",
    "make it stop",
    "make it better",
    "hips instead of knees",
    "stem cells instead of surgery",
    "prp instead",
    "Stan",
    "Beck",
    "quite",
    "quiet",
    "I am not sure prp works",
    "does it matter",
    "resume sports",
    "when can I resume running",
    "continue taking my meds?",
    "time",
    "name",
    "Is there another number to call",
    "I want to know the time",
    "update my insurance",
    "hello",
    "the wrong knee",
    "fix my knee",
    "can you fix my back problem",
    "change my diagnosis",
    "",
    "?",
    "555-0134",
    "Ana Silva",
    "do I have to stop my medication",
    "is it ok to continue my medication",
    "I can't go back to work",
    "no insurance",
    "yes I have insurance",
    "none of my doctors knew",
    "nothing helped",
    "passed out yesterday",
    "what is the right dose",
    "change in weather hurts my knee",
    "my number one concern is safety",
    "what happens if I change my mind later",
    "how do I stop the bleeding",
    "sure does hurt",
    "please do not resuscitate",
    "Nona",
)


@pytest.mark.parametrize(("text", "kind"), STEERING)
def test_steering_is_understood(text: str, kind: str) -> None:
    """A message that is nothing but steering is taken as such."""
    assert read_form_words(text) == FormWords(kind)


@pytest.mark.parametrize(("text", "field", "rest"), CHANGES)
def test_change_is_understood(text: str, field: Optional[str], rest: str) -> None:
    """Which answer to change, and to what."""
    assert read_form_words(text) == FormWords("change", field, rest)


@pytest.mark.parametrize("text", ANSWERS)
def test_answers_and_questions_are_left_alone(text: str) -> None:
    """A message in which such a word happens to occur is an answer or a question."""
    assert read_form_words(text) is None


@settings(max_examples=400, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=200),
        st.lists(
            st.sampled_from(
                [
                    "no",
                    "yes",
                    "change",
                    "my",
                    "name",
                    "to",
                    "stop",
                    "back",
                    "it",
                    "instead",
                    "wrong",
                    "friday",
                    ",",
                ]
            ),
            max_size=8,
        ).map(" ".join),
    )
)
def test_any_text_gives_a_known_kind_or_none(text: str) -> None:
    """Nothing is raised; kinds and fields are those that the form knows."""
    words = read_form_words(text)
    if words is not None:
        assert words.kind in ("stop", "back", "skip", "change", "yes", "no", "resume")
        assert words.field in (None, "name", "contact", "reason", "time")
        assert words.kind == "change" or (words.field, words.rest) == (None, "")
        assert len(words.rest) <= 120


def test_long_message_is_no_steering() -> None:
    """2,000 characters have something else to say."""
    assert read_form_words(("stop " * 400)[:2000]) is None
