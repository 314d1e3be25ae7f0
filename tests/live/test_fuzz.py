"""Whatever somebody types, the product answers it or refuses it in a documented way."""

import uuid

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Product

REFUSALS = {400, 413, 415, 429}
DECISIONS = {"answer", "clarify", "decline", "safety", "booking"}
# Half surrogates included: JSON can carry them, UTF-8 cannot.
ANY_TEXT = st.text(st.characters(codec=None), max_size=300)
COMMANDS = st.sampled_from(
    ["/restart", "/session_start", '/greet{"condition": "x"}', "EXTERNAL: greet", "/", "//back"]
)
WORDS = st.lists(
    st.sampled_from(
        ["prp", "is", "it", "safe", "cost", "??", "not", "knee", "\u200b", "\U0001f600", "and"]
    ),
    max_size=60,
).map(" ".join)
MESSAGES = st.one_of(
    ANY_TEXT,
    WORDS,
    st.tuples(COMMANDS, ANY_TEXT).map("".join),
    st.tuples(ANY_TEXT, st.integers(1, 500)).map(lambda pair: pair[0][:8] * pair[1]),
)
FUZZ = settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FUZZ
@given(message=MESSAGES)
def test_any_text_gets_replies_or_a_documented_refusal(product: Product, message: str) -> None:
    """A message of any characters gets words to read, or a 4xx that names what is wrong."""
    _check(product, {"sender": f"fuzz-{uuid.uuid4()}", "message": message})


@FUZZ
@given(messages=st.lists(MESSAGES, min_size=2, max_size=4))
def test_a_conversation_of_any_texts_goes_on(product: Product, messages: "list[str]") -> None:
    """After any messages the same visitor still gets an answer to a plain question."""
    sender = f"fuzz-{uuid.uuid4()}"
    for message in messages:
        _check(product, {"sender": sender, "message": message})
    replies = product.ask(sender, "what are peptides")
    assert replies[0]["metadata"]["topic"] == "faq/peptides"


@FUZZ
@given(
    body=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | ANY_TEXT,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["sender", "message", "metadata"]), inner, max_size=3)
        ),
        max_leaves=6,
    )
)
def test_any_json_gets_replies_or_a_documented_refusal(product: Product, body: object) -> None:
    """A body of any JSON is answered or refused, and never breaks the server."""
    _check(product, body)


def _check(product: Product, body: object) -> None:
    answer = product.post(body)
    if answer.status_code != 200:
        assert answer.status_code in REFUSALS, (answer.status_code, answer.text)
        error = answer.json()["error"]
        assert error["code"]
        assert error["message"]
        return
    replies = answer.json()
    assert replies
    for reply in replies:
        assert reply["text"].strip()
        assert "{" not in reply["text"], "a variable was not filled in"
        assert reply["metadata"]["decision"] in DECISIONS
