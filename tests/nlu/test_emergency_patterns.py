"""Every sign of an emergency is found as people write it, and what only sounds like one is not."""

from typing import Optional

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.nlu.emergency_patterns import MEDICAL, SELF_HARM, EmergencyMatch, find_emergency
from assistant.nlu.text_normalisation import plain_sentences
from tests.nlu.emergency_messages import MEDICAL_MESSAGES, ORDINARY_MESSAGES, SELF_HARM_MESSAGES


def topic_of(text: str) -> Optional[str]:
    """The topic of the emergency in `text`, None if there is none."""
    found = find_emergency(text)
    return found.topic if found else None


@pytest.mark.parametrize("text", MEDICAL_MESSAGES)
def test_medical_emergency_is_found(text: str) -> None:
    """Each sign is found in many wordings, persons, tenses, spellings and in Spanish."""
    assert topic_of(text) == MEDICAL


@pytest.mark.parametrize("text", SELF_HARM_MESSAGES)
def test_self_harm_is_found(text: str) -> None:
    """Plain, veiled and slang words, plans, self-injury and a relative's danger are found."""
    assert topic_of(text) == SELF_HARM


@pytest.mark.parametrize("text", ORDINARY_MESSAGES)
def test_ordinary_message_is_left_alone(text: str) -> None:
    """The past, questions, conditions, idioms, mild complaints and bookings are no emergency."""
    assert topic_of(text) is None


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("my chest is killing me and feels heavy", "chest pain"),
        ("I think she is having a heart attack", "heart attack"),
        ("is he having a stroke right now", "stroke"),
        ("his face droops on the left", "face drooping"),
        ("her speech is slurred", "speech gone"),
        ("my left arm just went numb and limp", "limb gone"),
        ("worst headache of my life", "sudden vision loss or headache"),
        ("I am struggling to breathe", "trouble breathing"),
        ("the baby turned blue", "not breathing"),
        ("she is choking on a cookie", "choking"),
        ("the bleeding will not stop", "heavy bleeding"),
        ("he is throwing up blood", "coughing or vomiting blood"),
        ("grandma is unresponsive", "unresponsive"),
        ("dad just fainted", "fainting"),
        ("my son is having a seizure", "seizure"),
        ("my tongue is swelling", "airway or face swelling"),
        ("severe allergic reaction right now", "anaphylaxis"),
        ("the toddler drank bleach", "poisoning or overdose"),
        ("her sugar crashed, it is 31", "low blood sugar"),
        ("please call an ambulance", "asks for an ambulance"),
        ("who do I call if I have chest pain afterwards", "asks what to do"),
        ("fever of 102 and the injection site is red and oozing", "fever and site"),
        ("I feel suicidal", "suicide by name"),
        ("I am going to kill myself", "kill oneself"),
        ("I want to die", "wish to die"),
        ("there is no reason to live", "no reason to live"),
        ("nobody would miss me", "would not be missed"),
        ("I will not be here tomorrow", "will not be here"),
        ("kms", "slang"),
        ("I saved up my sleeping pills", "pills"),
        ("I have a gun in my hand", "gun, rope or blade"),
        ("I want to jump off a bridge", "jump or crash"),
        ("what is a painless way to die", "way to die"),
        ("I cut myself on purpose", "self-injury"),
        ("what is the suicide hotline", "suicide by name"),
        ("I can't go on", "despair"),
        ("me quiero matar", "in spanish"),
    ],
)
def test_match_names_its_sign(text: str, sign: str) -> None:
    """The match says which sign it was, so that a log can tell without the visitor's words."""
    found = find_emergency(text)
    assert found is not None
    assert found.sign == sign


@pytest.mark.parametrize(
    ("emergency", "denied"),
    [
        ("I have chest pain", "I have no chest pain"),
        ("he fainted", "he never fainted"),
        ("I am suicidal", "I am not suicidal"),
        ("I want to die", "I don't want to die"),
        (
            "I have a fever and pus at the injection site",
            "no fever and no pus at the injection site",
        ),
        ("she is having a seizure", "she is not having a seizure"),
        ("I'm bleeding heavily", "I'm not bleeding heavily"),
        ("call an ambulance", "don't call an ambulance"),
    ],
)
def test_negation_turns_a_sign_off(emergency: str, denied: str) -> None:
    """The same words count when stated and do not when denied."""
    assert topic_of(emergency) is not None
    assert topic_of(denied) is None


@pytest.mark.parametrize(
    "text",
    [
        "not sure if this is a heart attack",
        "no, my chest hurts a lot",
        "I am not joking, I can't breathe",
        "no fever but I can't breathe",
        "I don't want to bother you but my face is drooping",
        "not feeling well, chest is tight",
    ],
)
def test_a_negation_of_something_else_changes_nothing(text: str) -> None:
    """ "Not sure", "no," and "not joking" do not deny the sign that follows."""
    assert topic_of(text) == MEDICAL


@pytest.mark.parametrize(
    ("past", "present"),
    [
        (
            "I had a stroke in 2019, can it help?",
            "I had a stroke in 2019 and it is happening again",
        ),
        ("my dad had a heart attack last year", "my dad is having a heart attack"),
        ("history of seizures", "she is having a seizure now"),
        ("I was suicidal ten years ago", "I was suicidal ten years ago and I am again now"),
        ("chest pain for years, been checked", "chest pain started ten minutes ago"),
        ("short of breath on stairs for years", "suddenly short of breath and dizzy"),
    ],
)
def test_past_is_a_question_and_present_an_emergency(past: str, present: str) -> None:
    """A date, a history or a long-standing complaint is left alone, unless it is back now."""
    assert topic_of(past) is None
    assert topic_of(present) is not None


@pytest.mark.parametrize(
    ("asked", "feared"),
    [
        ("can it cause chest pain?", "what should I do if I get chest pain after?"),
        ("is there a risk of stroke", "who should I call if I have signs of a stroke"),
        ("does it cause trouble breathing", "do I go to the ER if I have trouble breathing later"),
        ("are allergic reactions common", "what do I do in case of an allergic reaction at home"),
    ],
)
def test_what_if_gets_the_advice_and_a_side_effect_question_does_not(
    asked: str, feared: str
) -> None:
    """Asking what to do beforehand is answered like an emergency, asking about risks is not."""
    assert topic_of(asked) is None
    assert topic_of(feared) == MEDICAL


@pytest.mark.parametrize(
    "text",
    [
        "Friday at 3 works. wait, my chest hurts really bad",
        "My name is Ann Lee, 555 0142, and I can't breathe",
        "What does PRP cost? Also my husband just collapsed",
        "yes please book it, oh god he's having a seizure",
        "Please cancel my appointment, I'm going to kill myself tonight",
        "do you take Aetna? I don't want to live anymore",
    ],
)
def test_sign_in_the_middle_of_other_business_counts(text: str) -> None:
    """A booking, a question or a form answer around the sign does not hide it."""
    assert topic_of(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "chst pain",
        "hart attack happening now",
        "CHEST PAIN!!!",
        "he's having a siezure",
        "she is unconcious",
        "icantbreathe",
        "throatclosing help",
        "hellllp i cant breeeathe",
        "can\u2019t breathe",
        "\uff43an't breathe",
        "call an ambulence",
        "my tounge is sweling up",
        "vomitting blood",
        "caughing up blood and cant breth",
        "chest. hurts. bad.",
    ],
)
def test_misspelt_or_hasty_medical_message_is_found(text: str) -> None:
    """Typos, swapped or missing letters and spaces, capitals and odd apostrophes are read."""
    assert topic_of(text) == MEDICAL


@pytest.mark.parametrize(
    "text",
    [
        "sucidal",
        "i wanna kil my self",
        "killmyself",
        "k.m.s.",
        "s u i c i d e",
        "su1cide",
        "unaliving myself",
        "I wannna dieee",
        "i want to hurt mysef",
    ],
)
def test_misspelt_or_disguised_self_harm_is_found(text: str) -> None:
    """Typos and the spellings that get round filters are read."""
    assert topic_of(text) == SELF_HARM


@pytest.mark.parametrize(
    "word", ["chess", "stoke", "beading", "breeding", "clothing", "prison", "month", "choosing"]
)
def test_real_words_are_not_corrected(word: str) -> None:
    """A real word that looks like a sign's is left as it is."""
    assert plain_sentences(f"{word} it is") == [f"{word} it is"]


def test_self_harm_wins_over_medical() -> None:
    """A message with both gets the crisis line."""
    found = find_emergency("my chest hurts and I want to kill myself")
    assert found is not None
    assert found.topic == SELF_HARM


def test_pills_by_accident_are_medical_and_on_purpose_self_harm() -> None:
    """The same pills lead to different help."""
    assert topic_of("I took the whole bottle of pills by accident") == MEDICAL
    assert topic_of("I took the whole bottle of pills on purpose") == SELF_HARM
    assert topic_of("my toddler swallowed a bottle of pills") == MEDICAL


def test_leaving_on_a_journey_is_no_farewell() -> None:
    """ "I won't be here" is a farewell only when no calendar and no journey is spoken of."""
    assert topic_of("I won't be here tomorrow") == SELF_HARM
    assert topic_of("I won't be here next week, on vacation") is None
    assert topic_of("I won't be around anymore, goodbye forever") == SELF_HARM


def test_same_text_gives_the_same_match() -> None:
    """The guard is deterministic and its match is a value."""
    first, second = find_emergency("can't breathe"), find_emergency("can't breathe")
    assert first == second == EmergencyMatch(MEDICAL, "trouble breathing")


@pytest.mark.parametrize(
    "text", ["", " ", "?", "...", "\n\n", "\U0001f600", "/restart", "\u4f60\u597d", "\x00"]
)
def test_text_without_words_is_no_emergency(text: str) -> None:
    """Empty, emoji-only and foreign-script texts are answered with None."""
    assert topic_of(text) is None


@pytest.mark.parametrize(
    "part",
    [
        "a",
        "k ",
        "is ",
        "not ",
        "no chest pain ",
        "my chest ",
        "i want to ",
        "if i ",
        "can not ",
        "want to of about that how ",
        "chest pain in 2019 ",
        "a, ",
        "?",
        ". ",
        "'",
        "ab1",
        "chest",
        "breathe",
        "taking my life back ",
        "suicide rates ",
        "heart, ",
        "\u0301",
        "$",
        "@0",
        "does it cause a stroke ",
        "he she it ",
        "the my his ",
        "pills ",
        "911",
        "-",
        "k.",
    ],
)
def test_long_hostile_text_is_read_to_its_end(part: str) -> None:
    """Repeated fragments of 40,000 characters finish, and a sign after them is still found."""
    hostile = (part * 40_000)[:40_000]
    find_emergency(hostile)
    assert topic_of(f"{hostile[:2_000]}. my husband collapsed and I can't breathe") == MEDICAL


_WORDS = st.sampled_from(
    " ".join(MEDICAL_MESSAGES + SELF_HARM_MESSAGES + ORDINARY_MESSAGES).split()
)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    """No text raises; what comes back is a match of the two topics or None."""
    assert topic_of(text) in {None, MEDICAL, SELF_HARM}


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, max_size=40).map(" ".join))
def test_any_mixture_of_sign_words_is_read_without_an_error(text: str) -> None:
    """Sign words in any order do not raise and give the same answer twice."""
    assert find_emergency(text) == find_emergency(text)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(MEDICAL_MESSAGES + SELF_HARM_MESSAGES),
    st.sampled_from(["Hi. ", "ok... ", "\n"]),
)
def test_a_greeting_before_and_capitals_change_nothing(text: str, greeting: str) -> None:
    """A greeting of its own sentence or capital letters do not hide a sign."""
    assert topic_of(greeting + text.upper()) is not None
