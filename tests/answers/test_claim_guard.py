"""The claim guard: what it refuses in any spelling, and what it lets pass."""

import pytest

from assistant.answers.claim_guard import find_claims, find_outcome, list_sentences

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
# Simple forms of the same claims, as somebody who means no harm writes them.
PLAIN_CLAIMS = (
    *("Our treatment ends arthritis for most of those who try it.", "It beats surgery."),
    *("Knee pain disappears within weeks.", "Your arthritis goes away.", "It is FDA-cleared."),
    *("You can throw away your cane after two visits.", "The pain never comes back."),
    *("Stem cells make cartilage grow back.", "Nine out of ten feel better."),
    *("Almost everyone feels better.", "Results last a lifetime.", "You will be cured."),
    *("The FDA has given it a green light.", "The treatment got the go-ahead of the FDA."),
    *("This therapy has FDA clearance.", "It has the FDA's blessing.", "The FDA gave its nod."),
    *("It carries no danger at all.", "There are practically no side effects."),
    *("Side effects do not occur.", "There is not a single risk.", "It is a sure thing."),
    *("We cure arthritis.", "It c u r e s arthritis.", "Studies have shown that it works."),
    *("Harvard doctors agree that it works.", "You will walk without pain."),
    *("This is a safe treatment.", "A safe and natural way to heal.", "Safe for everybody."),
    *("Exosomes rejuvenate you.", "You do not need your insulin any more after this."),
    *("Throw your pills away.", "You can leave your blood thinner at home before the visit."),
    *(
        "No one can say that it does not cure arthritis.",
        "Nobody would be wrong to say it is a cure.",
    ),
    *("It has never failed to cure a patient.", "It would not be honest to deny that it cures."),
    *("We have not met one patient it did not cure.", "It isn't just relief: it is a cure."),
    *("Never has there been a better cure.", "It does not only help. It heals your knee."),
    *("Ask whether it cures and our doctors will say yes.", "Ask how it cures arthritis."),
    *(
        "Can it cure arthritis? Yes.",
        "Does it heal? Of course it does.",
        "It lets you skip surgery.",
    ),
    "Not surprisingly it is a cure.",
)
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
    *("The FDA has not cleared it.", "The FDA has not given it a green light.", "It is not safe."),
    *("It lacks FDA clearance.", "FDA clearance of a kit does not mean that it works."),
    *("Call us if the pain goes away and comes again.", "Tell us when the knee pain disappears."),
    *("Cartilage does not grow back.", "Do not throw your pills away.", "It is not a sure thing."),
    *(
        "Do not leave your medicine at home.",
        "Ask whether it is safe for you.",
        "Nod if you agree.",
    ),
    *("Can it help? Nobody can say.", "Ask your physician how long results last."),
    *("Ask whether stem cells make cartilage grow back.", "You get our blessing to ask twice."),
    *("Does it hurt? Ask your physician.", "Our doctors are licensed.", "Walk in a careful way."),
    *("Your physician must approve the plan.", "Please ask when it is safe to drive."),
)


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in CLAIMS.items() for text in texts]
)
def test_claim_is_found(name: str, text: str) -> None:
    """However it is spelt."""
    assert name in [found.claim.name for found in find_claims(text)]


@pytest.mark.parametrize("text", PLAIN_CLAIMS)
def test_plain_claim_is_found(text: str) -> None:
    """In everyday words as well."""
    assert find_claims(text) != []


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


def test_answered_question_passes_word_for_word_only() -> None:
    """Question and answer were both read: together they are no new claim."""
    text = "Does it work? It does for some conditions that the guide lists."
    assert find_claims(text, frozenset(list_sentences(text))) == []
    assert find_claims(text, frozenset(list_sentences(text)[:1])) != []


@pytest.mark.parametrize(
    "text",
    [
        "After two injections most knees are as good as those of a child: they work.",
        "We see how much PRP eases stiff joints.",
        "Park here. Our therapy brings runners better times.",
    ],
)
def test_sentence_on_what_a_treatment_does_is_found(text: str) -> None:
    """It makes none of the known claims, and somebody should have checked it."""
    assert find_claims(text) == []
    assert find_outcome(text) is not None
    assert find_outcome(text, frozenset(list_sentences(text))) is None


@pytest.mark.parametrize(
    "text",
    [
        *("Parking is free during your treatment.", "We can help you find a better time."),
        *("Ask whether PRP helps with pain.", "No treatment is known to heal it."),
        *("Our guide does not list {unlisted}, and I cannot say whether treatment may help.",),
    ],
)
def test_other_sentences_ask_for_nothing(text: str) -> None:
    """Ordinary edits are saved as they are; what is denied or asked is said honestly."""
    assert find_outcome(text) is None


def test_each_kind_is_found_once() -> None:
    """A text of many cures is told once that it promises one."""
    found = find_claims("It cures. It cures. We guarantee that it cures.")
    assert [one.claim.name for one in found] == ["cure", "guarantee"]


@pytest.mark.parametrize(
    "piece", ["no ", "c u r ", "does not the ", "pain ", "ask whether ", "a", "knee "]
)
def test_hostile_text_comes_to_an_end(piece: str) -> None:
    """No pattern runs away with a text that nearly fits it: this test would never finish."""
    assert find_claims(piece * (900 // len(piece))) == []
