"""The claim guard: what it refuses in any spelling, and what it lets pass."""

import pytest

from assistant.answers.claim_guard import find_claims, list_sentences

CLAIMS = {
    "cure": (
        *("It cures arthritis.", "This is a cure.", "A sure cure.", "It can cure you."),
        *("It might be a cure.", "Cure? Yes.", "We offer a cure-all.", "Arthritis is curable."),
        *("It helps permanently.", "Your pain is gone for good.", "Relief once and for all."),
        *("a c u r e", "c.u.r.e", "c-u-r-e", "cu re", "Cure\nd", "cur\u200ce", "C\u0301ure"),
        *("cur3s it", "CURE", "cuuure", "Un tratamiento que cura."),
    ),
    "guarantee": (
        *("Results guaranteed.", "It is guaranteed to work.", "Satisfaction guarantee."),
        *("gua-ranteed", "g u a r a n t e e d", "guarant33d", "guar\u00adanteed"),
        *("We promise relief.", "It is sure to help.", "Curación garantizada."),
    ),
    "FDA approval": (
        *("FDA-approved treatment", "FDA approved", "F.D.A. approved", "F D A approved"),
        *("FDAapproved", "It has FDA approval.", "approved by the FDA", "Approved by FDA."),
        *("The Food and Drug Administration has approved it.", "It has approved our product."),
        *("FDA-cleared treatment", "an FDA registered clinic", "approved stem cell therapy"),
        *("Approved by the government.", "aprobado por la FDA", "The FDA approved this in 2020."),
    ),
    "safe and effective": (
        *("It is safe and effective.", "safe & effective", "safe, effective", "It is safe."),
        *("Our guide says it is safe and effective.", "completely safe", "It is harmless."),
    ),
    "no risk": (
        *("risk-free", "risk free", "no risk", "without any risk", "no side effects"),
        *("It has no known risks.", "Side effects: none.", "You need not worry about risks."),
    ),
    "painless": (
        *("painless", "pain-free", "It does not hurt.", "You won't feel a thing.", "No more pain."),
    ),
    "miracle": ("miracle", "m1racle", "miraculous", "A breakthrough."),
    "proven": ("proven", "Clinically proven.", "Studies show it works.", "Research proves it."),
    "always works": (
        *("100 % success", "works for everyone", "It never fails.", "9 out of 10 patients recover"),
        *("Everyone gets better.", "95 percent success", "All patients recover."),
    ),
    "promised result": (
        *("It will heal your knee.", "You will be healed.", "It reverses arthritis.", "It works."),
        *("PRP heals your knee.", "It gets rid of pain."),
    ),
    "better than others": ("It is better than surgery.", "You will not need surgery."),
    "change of medicine": ("You can stop your medicine.", "Don't take your insulin."),
}
# They look like denials and are none.
NO_DENIALS = (
    *("It not only cures but heals.", "No doubt it cures.", "It is not just a cure."),
    *("Is it not a cure?", "No, it cures.", "It is nothing but a cure.", "It never fails to cure."),
    *("Nobody can say that it does not cure.", "No clinic cures more people."),
    *("It does not cure unless you come often.", "Never say that it cannot cure."),
    *("We do not say it cures but it does.", "Not FDA-approved? It is FDA-approved."),
    "There isn't anything it can't cure.",
)
FINE = (
    *("It is not a cure.", "It does not cure arthritis.", "No treatment cures arthritis."),
    *("There is no known cure.", "Nobody can promise a cure.", "A cure cannot be promised."),
    *("There is no guarantee.", "Results are not guaranteed.", "A guarantee is not possible."),
    *("It is not FDA-approved.", "The FDA has not approved it.", "It lacks FDA approval."),
    *("As of 2025, the FDA had approved no exosome product.", "None of these is FDA-approved."),
    *("Ask your physician whether it is FDA-approved.", "The FDA clears the kits that make PRP."),
    *("That it is in use does not mean that the FDA has approved it.", "FDA-cleared kits"),
    "Our guide describes it as safe and effective, but that is not a promise for you.",
    *("No treatment is without risk.", "It is not risk-free.", "Ask your physician about risks."),
    *("It is not painless.", "The procedure may hurt.", "It has not been proven."),
    *("Keep it secure.", "How it works is not known.", "It may help some people."),
    *("Be careful with anyone who promises a cure.", "It is not known whether it cures."),
    *("Do not stop a medicine unless your doctor tells you to.", "Your body heals by itself."),
    *("Your physician must approve the plan.", "Please ask when it is safe to drive."),
)


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in CLAIMS.items() for text in texts]
)
def test_claim_is_found(name: str, text: str) -> None:
    """However it is spelt."""
    assert name in [found.claim.name for found in find_claims(text)]


@pytest.mark.parametrize("text", NO_DENIALS)
def test_false_denial_does_not_help(text: str) -> None:
    """A "not" beside the claim is not enough: it has to deny it."""
    assert find_claims(text) != []


@pytest.mark.parametrize("text", FINE)
def test_honest_sentence_passes(text: str) -> None:
    """Denials, questions to ask, and what only looks alike."""
    assert find_claims(text) == []


def test_reviewed_sentence_passes_word_for_word() -> None:
    """What was read against the article may be said, and nothing that is near it."""
    sentence = "It has approved some cord blood products for blood disorders."
    reviewed = frozenset(list_sentences(sentence))
    assert find_claims(sentence, reviewed) == []
    assert find_claims(sentence.replace("some", "our"), reviewed) != []
    assert find_claims(f"{sentence[:-1]} and joint pain.", reviewed) != []


def test_each_kind_is_found_once() -> None:
    """A text of many cures is told once that it promises one."""
    found = find_claims("It cures. It cures. We guarantee that it cures.")
    assert [one.claim.name for one in found] == ["cure", "guarantee"]


@pytest.mark.parametrize("piece", ["no ", "c u r ", "does not the ", "pain ", "ask whether ", "a"])
def test_hostile_text_comes_to_an_end(piece: str) -> None:
    """No pattern runs away with a text that nearly fits it: this test would never finish."""
    assert find_claims(piece * (900 // len(piece))) == []
