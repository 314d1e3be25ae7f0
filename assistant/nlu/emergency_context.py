"""Judges whether a sign named in a sentence is happening: not denied, past or only asked about."""

import re
from typing import List, Tuple

_NEGATOR = re.compile(r"\b(?:not|no|never|without|nor|neither|none|denies|zero|sin|hardly any)\b")
# "not sure if" and the like deny something else than the sign.
_DENIES_ELSE = re.compile(
    r"(?:not|no) (?:sure|certain|joking|kidding|only|just|idea|joke|doubt|exaggerating|being|"
    r"trying|"
    r"to be|wanting to|know|feel(?:ing)? (?:well|good|right|ok|okay|great)|ok|okay|well|good|"
    r"right|"
    r"fine|stop|stopping|helping|working|answer\w*|able|sleep\w*|eat\w*|getting|easing|want to "
    r"(?:be|make|bother|scare|worry|alarm)|long|longer|way|one|need|wait|time|matter|better|safe|"
    r"going away|kid|lie|lying|understand|even|believe|stand|move|feel|see|speak|talk|take|use)\b"
    r"|(?:can|could) not\b|no ,"
)
# These start a new statement, so a negation before them says nothing of what follows.
_RESTART = re.compile(
    r"\b(?:but|however|i|he|she|they|we|it|my|his|her|our|now|suddenly|because|then|is|are|am|"
    r"just|"
    r"until|since|so|also|yo|me|pero|puedo|mas)\b|\?"
)

_STRONG_NOW = re.compile(
    r"\b(?:right now|just now|right this|at the moment|as we speak|as i (?:write|type|speak|text)|"
    r"happening|(?<!come )(?<!back )(?<!and )again(?! and)|suddenly|sudden|out of nowhere|"
    r"this (?:minute|second|instant|moment|morning|afternoon|evening)|moment ago|"
    r"(?:minutes?|seconds?|secs?|hours?) (?:ago|now)|getting worse|"
    r"(?<!for )(?<!years )(?<!months )(?<!decade )(?<!weeks )(?<!by )(?<!until )(?<!till )"
    r"(?<!than )now (?!and (?:then|again))|(?<!years )(?<!months )now$|ahora|"
    r"tonight|last night|just (?:had|now|started|happened|collapsed|passed|fainted|dropped|fell)|"
    r"since (?:this|last night|an hour|a few|\w+ minutes|\w+ hours)|still (?:having|bleeding|"
    r"shaking|unconscious|out)|help (?:me|us)|please help|^help)\b"
)
# "What do I do" asks for help now; "what do I do to prepare" does not.
_TODAY = re.compile(
    r"\b(?:today|hoy|what (?:do|should) (?:i|we) do(?! (?:to|about|with|if|for|before|after|"
    r"when)))\b"
)

_MONTH = "january|february|march|april|june|july|august|september|october|november|december"
_PAST = re.compile(
    r"\b(?:(?:19|20)\d\d|(?:years?|months?|weeks?|decades?|ages|while|moons) "
    r"(?:ago|back|out|prior|before|earlier)|long ago|"
    rf"last (?:year|month|week|spring|summer|fall|autumn|winter|christmas|{_MONTH})|"
    r"\w+ (?:spring|summer|winter|autumn) of|history of|hx of|previous(?:ly)?|prior|formerly|"
    r"former|"
    r"in the past|past (?:stroke|heart|seizure)\w*|survivors?|survived|recover(?:ed|ing|y)|"
    r"recuperat\w+|rehab|used to|as a (?:kid|child|teen\w*|baby|boy|girl)|back in|when (?:i|he|"
    r"she) "
    r"was|in (?:my|his|her) (?:teens|twenties|thirties|forties|fifties|sixties|youth)|in college|"
    r"childhood|once (?:before|had)|before covid|vietnam|iraq|afghanistan|in the (?:war|army|"
    r"navy|military|service)|years later|ever since|post stroke|(?<!at )once(?! (?:and for|i|he|"
    r"she|the|we|more))|"
    r"(?:since|after|from|following) (?:my|his|her|the|a|an|our|dad|mom|that|husband|wife) <1>"
    r"(?:stroke|heart attack|seizure|accident|overdose|coronary|embolism|suicide|infarct\w*)|"
    r"had (?:an?|two|three|several|my|his|her|some|the|mini|\d) <2>(?:stroke|strokes|heart attack|"
    r"heart attacks|seizure|seizures|aneurysm|coronary|episode)|hace \w+ anos?|tuve)\b".replace(
        "<1>", r"(?:\w+ ){0,1}"
    ).replace("<2>", r"(?:\w+ ){0,2}")
)
_CHRONIC = re.compile(
    r"\b(?:(?:for|over|since|past|last) (?:\w+ ){0,3}(?:years?|months|decades?|ages)|"
    r"on and off|off and on|now and (?:then|again)|once in a while|from time to time|"
    r"occasional(?:ly)?|"
    r"sometimes|every (?:spring|summer|fall|winter|year|month|week|now|so|morning|night)|apnea|"
    r"cpap|"
    r"at night|while asleep|low grade|little fever|(?:passed out|fainted|faint) (?:from|at|"
    r"during|in) (?:\w+ ){0,3}(?:pain of|cortisone|dentist|needles?|blood draw)|"
    r"chronic(?:ally)?|always|usually|normally|tends? to|prone to|at the sight|sight of|"
    r"(?:at|around|with|of|from|by|hate|see|seeing) (?:the )?(?:needles?|injections|syringes?|"
    r"a needle|a syringe|blood draws?)|on (?:the )?stairs|climb\w* stairs|when (?:climbing|i run|"
    r"i exercise|i climb)|since (?:college|high school|birth|childhood|i was)|known for|"
    r"long ?standing|(?:a|per) (?:year|month)|times a (?:week|month|year)|all my life|"
    r"years now|months now|easily|whenever|been checked|condition|disorder|diagnosed|mild|"
    r"slight(?:ly)?|"
    r"a bit|a little|seasonal|from (?:a |my |the )?(?:tooth|teeth|filler|fillers|dental\w*|"
    r"dentist|facial)|deviated)\b"
)

_ASKED_BEFORE = re.compile(
    r"\b(?:caus(?:e|es|ed|ing)|lead(?:s|ing)? to|result(?:s|ing)? in|trigger(?:s|ed)?|"
    r"bring(?:s)? on|"
    r"produce|risks?|chances?|odds|danger|dangerous|likelihood|likely|side effects?|"
    r"complications?|"
    r"possible|possibility|common|normal|rare|reported|expect|prevent|prevents|treat|treats|"
    r"treated|"
    r"treating|treatment|therapy for|help with|helps? (?:for|prevent|after|people|someone|"
    r"patients)|"
    r"(?:can|could|does|do|will|would|might|may|did|to) (?:\w+ ){0,3}help(?:s|ed)?(?! me)(?! us)|"
    r"good for|works? for|works? on|works? (?:after|with)|cure|cures|heal|heals|improve|studying|"
    r"studied|stud(?:y|ies)|research\w*|trials?|approved|do you (?:see|take|accept|work|deal|"
    r"handle|"
    r"offer|do)|eligib\w+|qualif\w+|candidates?|accept|difference|defin\w+|mean(?:ing)?|means|"
    r"people|patients|anyone|anybody|others|ever|afraid of|worried about|fear of|scared of|avoid|"
    r"instead of|watch (?:out )?for|look out for|warning signs?|red flags?|symptoms? (?:of|like)|"
    r"what (?:is|are) (?:the|a|an|some)|called|named|about|versus|vs|known|such as|like a|"
    r"causan?|causar|provocar?|puede dar|riesgo|"
    r"surviv\w+|after an?|because of|due to|insurance|cost|does (?:it|prp|this|that)|rule (?:me|"
    r"him|"
    r"her) out|disqualif\w+|handle|equipped|ready for|trained)\b"
)
# "could my chest hurt", "will I pass out", "can it make my throat close": asked, not reported.
_ASKED_STATE = re.compile(
    r"(?:^|, |\b(?:and|or|but|so|also|if|whether) )(?:will|would|could|can|do|does|did|might|may|"
    r"should|how (?:much|long|often|likely)|what if|why (?:do|does|would|did)|"
    r"is it (?:possible|normal|common|ok|okay|likely) (?:to|for)|"
    r"has anyone|have (?:people|patients|any)|am i (?:going|likely)) "
    r"(?:(?!(?:help|call|please|come|am|are|having|now|suddenly|and|not|who|want|"
    r"because)\b)[\w']+ ){1,6}$"
    r"|(?:^|, )(?:are|is) there (?:any |much |a lot of |some )?$"
)
_CAUSED = re.compile(
    r"\b(?:make|makes|making|cause|causes|causing|let|lead|leads|risk|chance|worried|afraid|"
    r"scared|"
    r"fear|side effects?|(?:stops|keeps|keep|prevents?|protects?) (?:\w+ ){0,2}from|(?:read|"
    r"heard|hear|saw|seen|news|"
    r"article|story|stories|reports?|report)(?: about| of| that)?|people|patients|anyone|anybody|"
    r"could|prp|stem cells) "
    r"(?:(?!(?:but|and|now|i|my|so)\b)[\w']+ ){0,4}$"
)

_ASKED_AFTER = re.compile(
    r" ?(?:[\w']+ ){0,4}(?:risks?|side effects?|complications?|possible|possibility|common|"
    r"normal|danger|"
    r"chances?|likely|happen|expected|rate|rates|statistics|patients?|survivors?|victims?|"
    r"recovery|"
    r"rehab|damage|prevention|treatable|covered)\b"
)
_HAS_IT = re.compile(
    r"\b(?:i|he|she|we|mom|dad|wife|husband) (?:am |is |have |has )?(?:have|has|got|having|"
    r"getting|feel|feeling) "
    r"(?:it|that|this|them|one|some) (?:[\w']+ ){0,2}(?:now|since|today|tonight|started)\b"
    r"|\b(?:it|this|that|thing|symptoms|they) (?:is |are |has )?(?:just )?(?:happening|starting|"
    r"started|coming back|came back|"
    r"back) (?:again|now|right now)\b|\b(?:am|is|feel|feels) (?:it |so |that way )?again\b"
)
_SUPPOSED = re.compile(
    r"(?<!know )(?<!sure )(?<!wonder )(?<!wondering )(?<!tell )(?<!certain )(?<!see )(?<!idea )"
    r"\b(?:if|in case|unless|suppose) (?:[\w']+ ){0,7}$"
)
_EFFECT = re.compile(
    r"\b(?:caus\w+|risks?|side effects?|raise|raises|increase|lead to|leads to|linked to|"
    r"associated with|chance|"
    r"chances|odds|(?:can|could|does|do|will|would|may|might) (?:it|this|that|prp|peptides?|stem "
    r"cells?|"
    r"exosomes?|they|these|the \w+) (?:\w+ ){0,2}(?:make|give|trigger|bring)) (?:[\w']+ ){0,5}$"
)
_LONG_AGO = re.compile(
    r"\b(?:(?:19|20)\d\d|(?:years?|decades?) (?:ago|back|before)|long ago|as a (?:kid|child|"
    r"teen\w*)|"
    r"when (?:i|he|she) was|in (?:my|his|her) (?:teens|twenties|youth)|in college|history of|"
    r"used to|"
    r"in the past|last year|recovered|survivor|hace \w+ anos?)\b"
)

_BREAK = re.compile(r" (?:,|and|but|because|so|then|though|although|while|since) ")


def is_denied(before: str) -> bool:
    """A negation in `before`, the sentence up to the sign, reaches the sign."""
    for negator in reversed(list(_NEGATOR.finditer(before))):
        between = before[negator.end() :]
        if len(between.split()) > 7 or _RESTART.search(between.replace("not that i am", "")):
            return before.rstrip().endswith(("not that i am", "not saying i am"))
        if not _DENIES_ELSE.match(before[negator.start() :]) and not re.search(
            r"(?:can|could|will) $", before[: negator.start()]
        ):
            return True
    return False


def is_past_or_chronic(text: str) -> bool:
    """`text`, a clause or sentence, puts its signs in the past or in a long-standing condition."""
    if _STRONG_NOW.search(text):
        return False
    return bool(_PAST.search(text) or _CHRONIC.search(text))


def is_long_ago(text: str) -> bool:
    """`text` speaks of years ago only: a danger of self-harm does not pass in weeks."""
    return bool(_LONG_AGO.search(text)) and not _STRONG_NOW.search(text)


def is_asked_after(after: str) -> bool:
    """`after`, what follows a name, makes it the subject of a general question."""
    return bool(_ASKED_AFTER.match(after))


def is_asked_as_effect(before: str) -> bool:
    """`before` asks whether a treatment brings about what follows."""
    return bool(_EFFECT.search(before))


def is_now(text: str) -> bool:
    """`text` says that it is happening, or has just happened."""
    return bool(_STRONG_NOW.search(text) or _TODAY.search(text))


def has_it_now(sentence: str) -> bool:
    """The visitor asks about a sign because somebody has it: "is it normal, I have it now"."""
    return bool(_HAS_IT.search(sentence))


def is_supposed(clause_before: str) -> bool:
    """What follows is supposed ("if I have ..."), not doubted ("I don't know if I have ...")."""
    return bool(_SUPPOSED.search(clause_before))


def is_asked_by_name(before: str) -> bool:
    """`before` turns the name that follows into the object of a general question."""
    return bool(_ASKED_BEFORE.search(before) or _ASKED_STATE.search(before))


def is_asked_as_state(before: str) -> bool:
    """`before` asks whether the state that follows could come about."""
    return bool(_ASKED_STATE.search(before) or _CAUSED.search(before))


def clause_around(sentence: str, start: int, end: int) -> Tuple[str, str]:
    """The clause that holds sentence[start:end], and its part before `start`."""
    left = 0
    right = len(sentence)
    for pause in _BREAK.finditer(sentence):
        if pause.end() <= start:
            left = pause.end()
        elif pause.start() >= end:
            right = pause.start()
            break
    return sentence[left:right], sentence[left:start]


def words_of(text: str) -> List[str]:
    """The words of a normalised text, without the marks."""
    return [word for word in text.split() if word not in {",", "?", "_"}]
