"""The claims that no answer may make, each with the reason and what may be said instead."""

import re
from dataclasses import dataclass
from typing import Optional, Pattern, Tuple

from assistant.answers.claim_reading import spread

_MAY = "Say what may happen and for whom: 'It may help some people.'"
_DIFFER = "Say: 'Results and risks differ by treatment and by person.'"
_OUTCOME = (
    r"(?:heal|cure|fix|repair|restore|regrow|regenerate|rebuild|reverse|end|stop|eliminate|remove"
    r"|relieve|erase|work|help|solve|get rid)"
)
_TREATMENT = (
    r"(?:it|this|that|they|treatments?|therap(?:y|ies)|prp|injections?|cells|exosomes|peptides"
    r"|platelets|cytokines|medicine|methods?|procedures?)"
)
_PEOPLE = r"(?:patients?|people|cases|clients|visitors|everyone|everybody)"
_TROUBLE = (
    r"(?:(?:your|the|all|any|knee|back|joint|chronic) )*(?:pain|arthritis|ag(?:e)?ing|disease"
    r"|diabetes|damage|cancer|inflammation|injur(?:y|ies)|problems?|symptoms?|alzheimer's"
    r"|parkinson's|migraines?|headaches?|osteoporosis)"
)
_MEDICINE = (
    r"(?:medicines?|medications?|drugs?|insulin|dose|blood thinners?|pills?|chemotherapy|operation"
    r"|surgery)"
)


_AIDS = r"(?:canes?|crutch(?:es)?|walkers?|walking sticks?|wheelchairs?|braces?)"
_TISSUE = r"(?:cartilage|tissues?|bones?|nerves?|hair|discs?|tendons?|ligaments?|knees?|joints?)"
_RISKS = r"(?:risks?|side[- ]?effects?|complications?|dangers?|harm)"
_LASTS = (
    r"(?:a lifetime|a life long|for life|for years|for decades|all (?:your|their) li(?:fe|ves))"
)
_GOES = (
    r"(?:disappears?|vanish(?:es)?|goes away|go away|melts? away|is gone|are gone|fades?(?: away)?"
    r"|never (?:comes? back|returns?)|(?:does|do|will)(?: not|n't) (?:come back|return))"
)
# Only what stands before all words of the trouble: "if the knee pain goes away" promises nothing.
_NO_CONDITION = "".join(
    f"(?<!{word} )"
    for word in (
        *("your", "the", "all", "any", "knee", "back", "joint", "chronic"),
        *("if", "until", "when", "whether", "unless", "once"),
    )
)
_YES = (
    r"(?:yes|of course|sure|certainly|absolutely|definitely|indeed|you bet|no doubt|without a doubt"
    r"|(?:it|they|we|he|she) (?:\w+ly )?(?:do|does|is|are|can|will))"
)


@dataclass(frozen=True)
class Claim:
    """A kind of claim; the pattern is for a folded sentence. `may_be_attributed` to the guide.

    Where `about` is given, the sentence makes the claim only if that stands in it too.
    """

    name: str
    pattern: Pattern[str]
    reason: str
    suggestion: str
    may_be_attributed: bool = False
    about: Optional[Pattern[str]] = None


def _claim(
    name: str,
    pattern: str,
    reason: str,
    suggestion: str,
    *,
    may_be_attributed: bool = False,
    about: Optional[str] = None,
) -> Claim:
    return Claim(
        name,
        _compile(pattern),
        reason,
        suggestion,
        may_be_attributed,
        None if about is None else _compile(about),
    )


def _compile(pattern: str) -> Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])")


CLAIMS: Tuple[Claim, ...] = (
    _claim(
        "cure",
        rf"{spread('cure')}(?:[^a-z]?[sd])?|{spread('curing')}|{spread('curative')}"
        rf"|{spread('curable')}|{spread('permanent')}(?:ly)?|once and for all|for ever|forever"
        r"|(?:fix|heal|gone|go away|solve|repair)\w*(?: \w+){0,3} for good"
        rf"|lasts? {_LASTS}|life-?long (?:relief|results?|effects?)"
        r"|cura(?:r|n|mos|cion)?|curativ[oa]s?",
        "It promises a cure or a lasting result, which no regenerative treatment can.",
        _MAY,
    ),
    _claim(
        "guarantee",
        rf"{spread('guarant')}[a-z]*|(?:is|are) (?:sure|certain|bound) to|warrant(?:y|ied|ies)"
        r"|we (?:can )?(?:promise|assure|ensure)|promis(?:e|es|ed|ing) (?:you|a|that|relief"
        r"|results?|to|your|healing|success)|garantiza[a-z]*"
        r"|sure thing|sure-?fire|safe bet|fool-?proof|without fail",
        "It guarantees a result, and nobody can.",
        "Say: 'Nobody can promise a result. Your physician can tell you what to expect.'",
    ),
    _claim(
        "FDA approval",
        rf"(?:fda|government|federal(?:ly)?|officially|regulator|agency)[\W_]{{0,3}}"
        rf"(?:has |had |have |have |now |also |fully |already |just |recently |was |is ){{0,3}}"
        rf"{spread('approv')}[a-z]*"
        rf"|{spread('approv')}(?:ed|al)?(?: \w+){{0,3}} (?:by|from|of) (?:the )?(?:us |u\.s\. )?"
        r"(?:fda|regulators?|government|agency|authorities|federal)"
        r"|(?:it|they|agency|regulators?|authorities|which|who) "
        r"(?:has |had |have |also |now ){0,3}approved"
        rf"|{spread('approved')} (?:stem |cell |prp |exosome |medical |regenerative ){{0,3}}"
        r"(?:treatments?|therap(?:y|ies)|products?|methods?|cells?|medicines?|sources?|procedures?)"
        r"|fda[\W_]{0,3}(?:ok(?:ay)?(?:ed|'d)?|cleared|registered|certified|licen[sc]ed|authori[sz]ed|endorsed"
        r"|compliant|backed|accepted|sanctioned|recommended)(?! (?:kits?|devices?))"
        r"|aprobad[oa]s? por la fda",
        "It says that something is approved. The FDA approves a product for a use; it has approved "
        "no stem cell or exosome product for joint or back pain.",
        "Say what is not approved, or: 'Ask your physician which product would be used and what "
        "the FDA says of it.' Words of the answers on the FDA may be taken as they stand.",
    ),
    _claim(
        "FDA clearance",
        r"clear(?:ances?|ed|s)(?! (?:(?:of|for) )?(?:(?:a|the|some|these) )?(?:kits?|devices?))|nod"
        r"|green[- ]?(?:light(?:ed|s)?|lit)|go[- ]?ahead|blessings?|thumbs[- ]?up|sanction(?:ed|s)?"
        r"|okay(?:ed|s)?|licen[cs]e[sd]?|seal",
        "It says in other words that the FDA allows a treatment. It has allowed no stem cell or "
        "exosome product for joint or back pain, and a cleared kit is no allowed treatment.",
        "Say what is not approved, or: 'Ask your physician what the FDA says of it.'",
        about=r"fda|regulators?|government|federal|authorities",
    ),
    _claim(
        "safe and effective",
        r"saf(?:e|ety)(?:,| |-|/|&|and|highly|very|proven|also|both)*(?:effective|efficac)\w*"
        r"|effective(?:,| |-|/|&|and|very|also|both)*safe"
        r"|(?:is|are|remains?|been|being|'s|'re|be) (?:\w+ly |very |quite |also |both |100% )?"
        r"(?:safe|harmless|effective)"
        # When somebody may drive again is a question of its own.
        r"(?! to (?:drive|walk|travel|fly|exercise|shower|bathe|swim|lift|eat|drink|go|return))"
        r"|safe(?:st)?(?:,? (?:and )?\w+){0,3} (?:treatments?|therap(?:y|ies)|methods?|ways?"
        r"|procedures?|options?|alternatives?|solutions?|choices?)"
        r"|safe for (?:every|all|any|you|most|people|children|each)\w*"
        r"|(?:completely|totally|perfectly|absolutely|entirely|always|fully|extremely|very) "
        r"(?:safe|harmless|effective)|seguro y (?:eficaz|efectivo)",
        "It says that treatment is safe or that it works, without saying whose words these are and "
        "what they are worth. The FDA has warned of harm from products that it has not approved.",
        "Say: 'Our guide describes it as safe and effective, but that is not a promise for you. "
        "Results and risks differ.'",
        may_be_attributed=True,
    ),
    _claim(
        "no risk",
        r"(?:no|zero|without(?: any)?|free (?:of|from)|hardly any|next to no"
        r"|not (?:a single|one|any|the slightest)|never any|barely any) "
        r"(?:(?:known|any|real|serious|added|major|medical|health|at all) )*"
        r"(?:risks?|side[- ]?effects?|complications?|dangers?|harm)"
        r"|(?:risk|side[- ]?effect|complication|danger)s?[\W_]{0,2}(?:free|less)"
        rf"|{_RISKS} (?:do|does|did|will|can|could)(?: not|n't) (?:occur|happen|exist|arise|appear)"
        rf"|{_RISKS} (?:never|hardly(?: ever)?|rarely|seldom) (?:occur|happen|exist|arise|appear)s?"
        rf"|{_RISKS} (?:is|are) (?:\w+ly |very |so |all but )?(?:rare|unlikely|unheard of"
        r"|impossible|negligible|minimal|non-?existent)"
        r"|(?:nothing|not anything) (?:can|could|will) go wrong|nothing to (?:fear|worry about)"
        r"|(?:need not|don't|do not|no need to|never) worry about (?:\w+ )?(?:risks?|side effects)"
        r"|(?:risks?|side[- ]?effects?|complications?)[:-]? (?:none|zero)|sin riesgos?",
        "It says that there is no risk, and every treatment has some.",
        "Say: 'Risks differ by treatment and by person. Ask your physician about the risks in your "
        "case.'",
    ),
    _claim(
        "painless",
        rf"{spread('painless', over_spaces=False)}(?:ly)?|pain[\W_]{{0,2}}free"
        r"|(?:feel|feels|is|be|with|causes?|involves?|have|has) (?:no|zero) pain"
        r"|no more pain|no needles|(?:never|not|\w+n't) (?:have|feel|know) (?:any )?pain"
        r"|(?:not|\w+n't) feel (?:anything|a thing)|good-?bye to (?:\w+ )?pain"
        r"|pain\b.{0,30}\bthing of the past"
        r"|(?<!have )no pain|without (?:any )?pain|(?:do|does|will|would) ?(?:not|n't) hurt"
        r"|won't hurt|indolor[oa]?s?",
        "It says that nothing hurts, which nobody can say beforehand.",
        "Say: 'If you are worried about pain or needles, tell your physician.'",
    ),
    _claim(
        "miracle",
        rf"{spread('miracle')}s?|{spread('miracul')}[a-z]*|magic(?:al)?|wonder (?:drug|cell)s?"
        r"|break-?through|revolutionary|game[- ]?chang\w+|fountain of youth|milagr[a-z]*"
        r"|rejuvenat\w*|years younger|turns? back (?:the clock|time)",
        "It is advertising, not information for a patient.",
        "Say plainly what the guide says.",
    ),
    _claim(
        "proven",
        rf"{spread('proven')}|proved to|(?:science|scien\w+|studies|research|evidence|trials?|data)"
        r" (?:\w+ )?(?:prove|proves|proved|confirm|confirms|confirmed|show|shows|shown)"
        r"|(?:clinically|scientifically|medically) "
        r"(?:tested|validated|shown|demonstrated|confirmed)"
        r"|(?:has|have) been (?:shown|demonstrated) to|probad[oa] cientificamente",
        "It says that something is proven. The guide names no study that was checked.",
        "Say whose words they are: 'Our guide points to studies of ...', and what is not known.",
    ),
    _claim(
        "always works",
        r"100 ?(?:%|per ?cent)|(?:a )?(?:hundred|ninety|95|99) ?(?:%|per ?cent)|success rates?"
        r"|(?:everyone|everybody|all|most|most people|most patients) (?:\w+ly )?(?:gets?|recovers?"
        r"|improves?|heals?|benefits?|(?:feels?|felt) (?:\w+ )?(?:better|well|good|great|younger))"
        r"|\d+ ?(?:%|per ?cent) (?:\w+ ){0,2}(?:success|effective|safe"
        r"|better|recover\w*|cured)|\d+ in \d+"
        r"|(?:nine|eight|seven|six) (?:in|out of|of) (?:ten|10)|\d+ out of (?:\d+|ten|every)"
        rf"|\d+ (?:out )?of (?:\d+|ten|all|every) {_PEOPLE}|\d+ ?(?:%|per ?cent) of {_PEOPLE}"
        rf"|(?:nine|eight|most|all|almost all|nearly all) (?:out )?of (?:ten|our|the) {_PEOPLE}"
        rf"|always works?|works? (?:for (?:everyone|everybody|all|anyone|any)|every time|always)"
        r"|never fails?|(?:cannot|can't|can not) fail|(?:any|every|all) (?:patient|condition)s? "
        r"(?:can|will|is|are|gets?|recovers?)",
        "It says how often treatment works. The guide gives no such figures.",
        _DIFFER,
    ),
    _claim(
        "promised result",
        rf"{_TREATMENT} (?:\w+ly )?(?:will|'ll|is going to|are going to) (?:\w+ly )?{_OUTCOME}"
        r"|you(?:r \w+)?(?: \w+)? ?(?:will|'ll|are going to|is going to) (?:\w+ly )?(?:be )?"
        r"(?:heal(?:ed)?|recover|well again|get (?:better|well|rid)|feel (?:better|no|young\w*)"
        r"|improve|walk again|free of|young\w*|regrow|like new|good as new|back to normal)"
        rf"|{_TREATMENT} (?:\w+ly )?(?:heals?|fix(?:es)?|repairs?|restores?|regrows?|rebuilds?"
        r"|regenerates?|relieves?|removes?) (?:your|my|the|any|all|damaged|worn|torn|pain)"
        rf"|(?:reverses?|eliminates?|eradicates?|erases?|stops?|ends?|heals?|fix(?:es)?"
        rf"|repairs|gets? rid of|does away with) {_TROUBLE}"
        rf"|{_NO_CONDITION}{_TROUBLE} (?:(?:\w+ly|will|can|just|then|soon) ){{0,2}}{_GOES}"
        rf"|grows? back|grew back|growing back|regrow(?:s|ing)? {_TISSUE}"
        rf"|(?:throw|toss|ditch|bin)(?:s|ing)?(?: (?:away|out))? (?:your|the|that) (?:\w+ )?{_AIDS}"
        rf"|(?:{_OUTCOME}|cure|safe|hurt|last|effective)[^.?!]{{0,60}}\? {_YES}"
        rf"|(?<!how ){_TREATMENT} works(?! (?:at|by|inside|in|on|with))",
        "It promises that treatment helps.",
        _MAY,
    ),
    _claim(
        "better than others",
        r"(?:better|safer|faster|cheaper|more effective|superior) (?:than|to) (?:\w+ ){0,2}"
        r"(?:surgery|operations?|drugs?|medicines?|steroids?|shots|painkillers|clinics?"
        r"|treatments?|other)|(?:the|our) best (?:clinic|doctors?|physicians?|treatments?"
        r"|therap(?:y|ies)|results?|care)|(?:beats?|outperforms?|outdo(?:es)?|surpass(?:es)?) "
        r"(?:any |every |all |other )?(?:surgery|operations?|drugs?|medicines?|pills?|steroids?"
        r"|painkillers|treatments?|clinics?)|number one|world[- ]class|leading (?:clinic|experts?)"
        r"|(?:avoids?|replaces?|instead of|no need for|not need|without) (?:any )?(?:an )?"
        r"(?:surgery|operations?)",
        "It compares treatments or clinics, which the guide does not.",
        "Say: 'Your physician can go through the choices with you.'",
    ),
    _claim(
        "change of medicine",
        r"(?:stop|skip|cancel|reduce|double|halve|leave out|quit)(?: \w+ing)?"
        rf"(?: (?:your|a|an|the|any|all|taking|using|own)){{0,3}} {_MEDICINE}"
        rf"|(?:throw|toss|bin|flush|leave|put)(?:s|ing)? (?:away |out |aside )?(?:your|the|all|any)"
        rf"(?: own)? {_MEDICINE}(?: \w+)? (?:away|out|off|aside|behind|at home|down)"
        rf"|(?:throw|toss|flush)(?:s|ing)? (?:away |out )?(?:your|all your|the) {_MEDICINE}"
        rf"|(?:come off|go without|do without|give up) (?:your|the|any|all) {_MEDICINE}"
        rf"|(?:not|\w+n't|never|no longer) (?:take|need)(?: (?:your|any|the|a)){{1,2}} {_MEDICINE}",
        "It tells a visitor to change a medicine or an operation, which only a doctor may.",
        "Say: 'Do not stop a medicine unless the doctor who prescribed it tells you to.'",
    ),
)
